"""Devices by township: online on a day, calibrated; and which enterprises are watched at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.devices.choices import DeviceState, RateGrouping
from anlan.monitoring.devices.models import Device, OnlineRate


def tally_online(on: date, *, region_prefix: str = "") -> list[Tally]:
    """Whole: devices in service on a day; part: online, as the day's rate was kept."""
    rows = OnlineRate.objects.filter(
        day=on, grouping=RateGrouping.TOWNSHIP, region__code__startswith=region_prefix
    )
    return [
        Tally(code or "", online, devices)
        for code, online, devices in rows.order_by("region_id").values_list(
            "region_id", "online", "devices"
        )
    ]


def tally_calibrated(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: devices in service that must be calibrated; part: not past their day."""
    rows = visible(Device, actor).filter(
        state=DeviceState.IN_SERVICE,
        calibration_due_on__isnull=False,
        region__code__startswith=region_prefix,
    )
    return tally_by_township(rows, "region_id", part=Q(calibration_due_on__gte=on))


def enterprises_watched(actor: Actor, enterprise_ids: Iterable[int]) -> set[int]:
    """Return those of the enterprises that have a device in service."""
    rows = visible(Device, actor).filter(
        state=DeviceState.IN_SERVICE, enterprise_id__in=list(enterprise_ids)
    )
    return set(rows.order_by().values_list("enterprise_id", flat=True).distinct())
