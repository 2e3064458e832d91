"""Present dangers as values, for other apps and the API."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Min, Q

from anlan.base.regions.public import prefix_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.contracts import AreaInfo, WarningInfo
from anlan.monitoring.natural_hazards.models import IncomingWarning, ProductArea
from anlan.monitoring.natural_hazards.words import reason_text


def list_present_dangers(actor: Actor, *, hazard: str = "") -> list[AreaInfo]:
    """Return the newest danger of every township one may see, the gravest first."""
    rows = visible(ProductArea, actor).filter(is_current=True)
    if hazard:
        rows = rows.filter(hazard=hazard)
    return [
        AreaInfo(
            hazard=row.hazard,
            region=row.region_id,
            level=row.level,
            is_known=row.is_known,
            valid_at=row.valid_at,
            reasons=tuple(reason_text(reason) for reason in row.reasons),
            url=row.get_absolute_url(),
        )
        for row in sorted(rows, key=lambda r: (r.level or 9, r.hazard, r.region_id))
    ]


def warning_level_at(region_code: str, words: Sequence[str]) -> int | None:
    """Return the gravest level of the warnings in force that touch a region, of such events."""
    prefix = prefix_of(region_code)
    above = [region_code[:length].ljust(12, "0") for length in (6, 9)]
    events = Q()
    for word in words:
        events |= Q(event__contains=word) | Q(headline__contains=word)
    rows = IncomingWarning.objects.filter(events, state="in_force", level__isnull=False)
    rows = rows.exclude(expires_at__lt=clock.now()).filter(
        Q(areas__region__code__startswith=prefix) | Q(areas__region_id__in=above)
    )
    found: int | None = rows.aggregate(gravest=Min("level"))["gravest"]
    return found


def list_warnings_in_force(actor: Actor) -> list[WarningInfo]:
    """Return the warnings of a level that hold now for regions of ours, the gravest first."""
    rows = (
        visible(IncomingWarning, actor)
        .filter(state="in_force", level__isnull=False, areas__isnull=False)
        .exclude(expires_at__lt=clock.now())
        .prefetch_related("areas")
        .order_by("level", "-sent_at", "pk")
        .distinct()
    )
    return [
        WarningInfo(
            event=row.event,
            level=row.level,
            headline=row.headline,
            regions=tuple(area.region_id for area in row.areas.all()),
            url=row.get_absolute_url(),
        )
        for row in rows
        if row.level is not None
    ]
