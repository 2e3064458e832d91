"""On-line rates and works of devices, as other apps need them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anlan.kernel import clock
from anlan.monitoring.devices.choices import RateGrouping
from anlan.monitoring.devices.models import Maintenance, OnlineRate


@dataclass(frozen=True, slots=True)
class OnlineRateInfo:
    """The on-line rate of today, with the figures behind it."""

    id: int
    devices: int
    online: int
    rate: float
    arrival_share: float | None
    computed_at: datetime
    url: str


def get_online_rate(
    *, enterprise_id: int | None = None, region_code: str = ""
) -> OnlineRateInfo | None:
    """Return today's on-line rate of an enterprise, a township or (six digits) the county.

    None when it has no device in service or nothing was computed yet today.
    """
    rows = OnlineRate.objects.filter(day=clock.today())
    if enterprise_id is not None:
        rows = rows.filter(grouping=RateGrouping.ENTERPRISE, enterprise_id=enterprise_id)
    else:
        grouping = RateGrouping.COUNTY if len(region_code) <= 6 else RateGrouping.TOWNSHIP
        rows = rows.filter(grouping=grouping, region__code__startswith=region_code)
    row = rows.first()
    return _info(row) if row is not None else None


def list_online_rates() -> dict[int, OnlineRateInfo]:
    """Return today's on-line rate of every enterprise that has one, by enterprise."""
    rows = OnlineRate.objects.filter(day=clock.today(), grouping=RateGrouping.ENTERPRISE)
    return {row.enterprise_id: _info(row) for row in rows if row.enterprise_id is not None}


def _info(row: OnlineRate) -> OnlineRateInfo:
    return OnlineRateInfo(
        row.pk,
        row.devices,
        row.online,
        row.rate,
        row.arrival_share,
        row.computed_at,
        row.get_absolute_url(),
    )


@dataclass(frozen=True, slots=True)
class MaintenanceInfo:
    """A stretch of time in which a device was worked on."""

    device_id: int
    since: datetime
    until: datetime | None
    work: str


def list_maintenances(
    point_ids: Iterable[int], since: datetime, until: datetime
) -> list[MaintenanceInfo]:
    """Return the works on the devices of points that touch a stretch of time."""
    rows = (
        Maintenance.objects.filter(device__points__in=list(point_ids), started_at__lte=until)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since))
        .distinct()
        .order_by("started_at")
    )
    return [MaintenanceInfo(m.device_id, m.started_at, m.ended_at, m.work) for m in rows]
