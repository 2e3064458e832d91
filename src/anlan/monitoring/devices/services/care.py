"""Calibrations with their certificates, and the clock that runs before one is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import meet_deadline, start_deadline
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.devices.choices import CalibrationResult, DeviceState
from anlan.monitoring.devices.constants import CALIBRATION_CLOCK, CALIBRATION_NOTICE_DAYS
from anlan.monitoring.devices.models import Calibration, Device
from anlan.monitoring.devices.permissions import SERVICE


def months_after(day: date, months: int) -> date:
    """Return the same day so many months on, the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@transaction.atomic
def record_calibration(
    *,
    device_id: int,
    calibrated_on: date,
    certificate_number: str,
    actor: Actor,
    due_on: date | None = None,
    institute: str = "",
    result: str = CalibrationResult.PASSED,
    remark: str = "",
) -> Calibration:
    """Enter a calibration; the running clock is met unless the device failed.

    Without ``due_on`` the period of the device counts. Raises ``InvalidInput``.
    """
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, SERVICE, device)
    if calibrated_on > clock.today():
        raise InvalidInput(fields={"calibrated_on": _("This day has not come yet.")})
    if device.calibrations.filter(certificate_number=certificate_number).exists():
        raise InvalidInput(fields={"certificate_number": _("This certificate is entered already.")})
    if due_on is None and device.calibration_months:
        due_on = months_after(calibrated_on, device.calibration_months)
    if due_on is None or due_on <= calibrated_on:
        raise InvalidInput(
            fields={"due_on": _("Say the day on which the next calibration is due.")}
        )
    calibration = Calibration.objects.create(
        device=device,
        calibrated_on=calibrated_on,
        due_on=due_on,
        certificate_number=certificate_number.strip(),
        institute=institute,
        result=result,
        remark=remark,
        actor_name=actor.display_name[:100],
    )
    audit(
        actor,
        "devices.calibration.recorded",
        calibration,
        after={"device": device, "due_on": due_on, "result": result},
    )
    if result == CalibrationResult.FAILED:
        return calibration
    newest = device.calibrations.exclude(result=CalibrationResult.FAILED).first()
    if newest is not None and newest.pk == calibration.pk:
        device.calibrated_on = calibrated_on
        device.certificate_number = calibration.certificate_number
        device.calibration_due_on = due_on
        device.save(
            update_fields=[
                "calibrated_on",
                "certificate_number",
                "calibration_due_on",
                "updated_at",
            ]
        )
        meet_deadline(
            subject=device,
            rule_code=CALIBRATION_CLOCK,
            actor=actor,
            evidence=calibration.certificate_number,
        )
    return calibration


def start_calibration_clocks(*, actor: Actor) -> int:
    """Start the clock of every device in use whose calibration is due soon; returns how many.

    A clock that runs already is left as it is.
    """
    last = clock.today() + timedelta(days=CALIBRATION_NOTICE_DAYS)
    rows = (
        Device.objects.filter(
            calibration_due_on__lte=last,
            state__in=(DeviceState.IN_SERVICE, DeviceState.MAINTENANCE),
        )
        .select_related("enterprise")
        .order_by("calibration_due_on", "pk")
    )
    number = 0
    for device in rows.iterator(chunk_size=500):
        assert device.calibration_due_on is not None
        midnight = datetime.combine(device.calibration_due_on + timedelta(days=1), time(0))
        start_deadline(
            rule_code=CALIBRATION_CLOCK,
            subject=device,
            actor=actor,
            due_at=timezone.make_aware(midnight),
        )
        number += 1
    return number
