"""Care of the demonstration devices: certificates, works, the first on-line rates."""

from __future__ import annotations

from datetime import timedelta

from anlan.demonstration.loader.book import Book
from anlan.kernel.bulk import update_rows
from anlan.monitoring.devices.models import Calibration, Device, DeviceTemplate, Maintenance
from anlan.monitoring.devices.services.care import start_calibration_clocks

#: Which template a device was made from, by kind and by what its first point measures.
TEMPLATES = {
    ("gas_detector", "combustible_gas"): "gas-combustible",
    ("gas_detector", "cl2"): "gas-chlorine",
    ("gas_detector", "nh3"): "gas-ammonia",
    ("gas_detector", "h2s"): "gas-h2s",
    ("rain_gauge", ""): "rain-gauge",
    ("river_gauge", ""): "river-gauge",
    ("weather", ""): "weather-station",
    ("slope", ""): "slope-monitor",
    ("tailings", ""): "tailings-dam",
    ("electricity", ""): "electric-fire",
}
INSTITUTE = "演示计量检定所"
#: Every so many devices one has been worked on, one is being worked on.
WORKED_ON = 23
WORKS = ("零点标定（演示）", "更换传感器探头（演示）", "清洗采样管路（演示）", "更换电池（演示）")


def write_device_care(book: Book) -> None:
    """Write certificates and works; devices take the period of their template."""
    templates = dict(DeviceTemplate.objects.values_list("code", "pk"))
    devices = list(Device.objects.prefetch_related("points").order_by("code"))
    certificates, works = [], []
    for number, device in enumerate(devices):
        device.template_id = templates.get(_template_of(device))
        device.calibration_months = 12
        if device.calibration_due_on is None:
            continue
        done = device.calibration_due_on - timedelta(days=365)
        device.calibrated_on = done
        device.certificate_number = f"演示检字第{number + 1:05d}号"
        certificates.append(
            Calibration(
                device=device,
                calibrated_on=done,
                due_on=device.calibration_due_on,
                certificate_number=device.certificate_number,
                institute=INSTITUTE,
                actor_name=book.actor.display_name[:100],
            )
        )
        if number % WORKED_ON == WORKED_ON - 1:
            begun = book.now - timedelta(days=20 + number % 60, hours=number % 7)
            works.append(
                Maintenance(
                    device=device,
                    started_at=begun,
                    ended_at=begun + timedelta(hours=2 + number % 5),
                    work=WORKS[number // WORKED_ON % len(WORKS)],
                    outcome="已恢复运行",
                    started_by=INSTITUTE,
                    ended_by=INSTITUTE,
                )
            )
    update_rows(devices, ["template", "calibration_months", "calibrated_on", "certificate_number"])
    book.write(Calibration, certificates)
    book.write(Maintenance, works)
    start_calibration_clocks(actor=book.actor)


def _template_of(device: Device) -> str:
    first = device.points.all()[0] if device.points.all() else None
    if first is None:
        return ""
    for what in (first.key, first.quantity, ""):
        if found := TEMPLATES.get((device.kind, what)):
            return found
    return ""
