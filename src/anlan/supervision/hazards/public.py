"""The door to hazards: ids and plain values in, frozen values out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.policy import get_visible, visible
from anlan.supervision.hazards.by_township import tally_clearance, tally_on_time, tally_open
from anlan.supervision.hazards.choices import OPEN_STATES, HazardLevel
from anlan.supervision.hazards.contracts import DueCount, HazardInfo, LateHazard, OpenCount
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.services import rectification, reporting

__all__ = [
    "DueCount",
    "OpenCount",
    "accept_rectification",
    "count_due",
    "count_open",
    "get_hazard",
    "list_open",
    "list_recent",
    "open_counts",
    "open_counts_by_enterprise",
    "report_hazard",
    "review_rectification",
    "submit_rectification",
    "tally_clearance",
    "tally_on_time",
    "tally_open",
]

#: Rows a reader of lists gets at most.
MOST_ROWS = 1000
_OPEN = Q(state__in=[str(state) for state in OPEN_STATES])
#: What of the open hazards is counted, as ``OpenCount`` names it.
_COUNTS = {
    "total": Count("pk"),
    "major": Count("pk", filter=Q(level=HazardLevel.MAJOR)),
    "overdue": Count("pk", filter=Q(overdue_at__isnull=False)),
}


def describe(hazard: Hazard) -> HazardInfo:
    """Return a hazard as a value; ``criteria`` should be prefetched for lists."""
    return HazardInfo(
        id=hazard.pk,
        number=hazard.number,
        title=hazard.title,
        description=hazard.description,
        source=hazard.source,
        level=hazard.level_name,
        state=hazard.state,
        state_label=str(hazard.get_state_display()),
        region_code=hazard.region_id,
        place=hazard.place,
        longitude=hazard.location.x if hazard.location else None,
        latitude=hazard.location.y if hazard.location else None,
        enterprise_id=hazard.enterprise_id,
        unit_id=hazard.unit_id,
        category=hazard.category_id,
        criterion_codes=tuple(c.code for c in hazard.criteria.all()),
        found_at=hazard.found_at,
        reported_at=hazard.reported_at,
        due_at=hazard.due_at,
        closed_at=hazard.closed_at,
        is_open=hazard.is_open,
        is_overdue=hazard.is_overdue,
        recurrence_count=hazard.recurrence_count,
        url=hazard.get_absolute_url(),
    )


def report_hazard(
    *,
    source: str,
    title: str,
    actor: Actor,
    description: str = "",
    region_code: str = "",
    enterprise_id: int | None = None,
    unit_id: int | None = None,
    criterion_codes: Iterable[str] = (),
    longitude: float | None = None,
    latitude: float | None = None,
    found_at: datetime | None = None,
    **more: Any,
) -> HazardInfo:
    """Take a hazard in; see ``services.reporting.report_hazard`` for what else may be said.

    With ``origin_type`` and ``origin_id`` (an alarm, a lead) reporting twice gives the same hazard.
    """
    return describe(
        reporting.report_hazard(
            source=source,
            title=title,
            description=description,
            region_code=region_code,
            enterprise_id=enterprise_id,
            unit_id=unit_id,
            criterion_codes=criterion_codes,
            longitude=longitude,
            latitude=latitude,
            found_at=found_at,
            actor=actor,
            **more,
        )
    )


def submit_rectification(*, hazard_id: int, text: str, actor: Actor) -> HazardInfo:
    """Hand in what was done."""
    return describe(rectification.submit_rectification(hazard_id=hazard_id, text=text, actor=actor))


def review_rectification(*, hazard_id: int, actor: Actor, comment: str = "") -> HazardInfo:
    """Find that it is rectified; never by who rectified it."""
    return describe(
        rectification.review_rectification(hazard_id=hazard_id, actor=actor, reason=comment)
    )


def accept_rectification(*, hazard_id: int, actor: Actor, comment: str = "") -> HazardInfo:
    """Accept a reviewed rectification."""
    return describe(
        rectification.accept_rectification(hazard_id=hazard_id, actor=actor, reason=comment)
    )


def get_hazard(hazard_id: int, actor: Actor) -> HazardInfo:
    """Return a visible hazard or raise ``NotVisible``."""
    return describe(get_visible(Hazard, hazard_id, actor=actor))


def _narrowed(
    rows: QuerySet[Hazard], enterprise_id: int | None, unit_id: int | None
) -> QuerySet[Hazard]:
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return rows.filter(unit_id=unit_id) if unit_id is not None else rows


def open_counts(
    *, enterprise_id: int | None = None, unit_id: int | None = None, actor: Actor | None = None
) -> OpenCount:
    """Return how many hazards of an enterprise or unit stand open (of those ``actor`` sees)."""
    rows = _narrowed(visible(Hazard, actor or system_actor("hazards")), enterprise_id, unit_id)
    return OpenCount(**rows.filter(_OPEN).order_by().aggregate(**_COUNTS))


def open_counts_by_enterprise() -> dict[int, OpenCount]:
    """Return how many hazards stand open at each enterprise that has any, in one query."""
    rows = Hazard.objects.filter(_OPEN, enterprise__isnull=False).order_by()
    found = rows.values("enterprise_id").annotate(**_COUNTS)
    return {
        enterprise_id: OpenCount(*counts)
        for enterprise_id, *counts in found.values_list("enterprise_id", *_COUNTS)
    }


def count_open(*, enterprise_id: int | None = None, unit_id: int | None = None) -> int:
    """Return how many hazards stand open there; all of them without a place."""
    rows = _narrowed(Hazard.objects.filter(_OPEN), enterprise_id, unit_id)
    return rows.order_by().count()


def list_open(
    actor: Actor, *, enterprise_id: int | None = None, unit_id: int | None = None
) -> list[HazardInfo]:
    """Return the visible open hazards, what is due first."""
    rows = _narrowed(visible(Hazard, actor).filter(_OPEN), enterprise_id, unit_id)
    rows = rows.prefetch_related("criteria").order_by("due_at", "pk")
    return [describe(hazard) for hazard in rows[:MOST_ROWS]]


def list_recent(
    *,
    enterprise_id: int | None = None,
    unit_id: int | None = None,
    days: int = 90,
    since: datetime | None = None,
    actor: Actor | None = None,
) -> list[HazardInfo]:
    """Return the hazards reported lately, newest first, rejected ones left out (cross-checks)."""
    begin = since or clock.now() - timedelta(days=days)
    rows = _narrowed(visible(Hazard, actor or system_actor("hazards")), enterprise_id, unit_id)
    rows = rows.filter(reported_at__gte=begin).exclude(state="rejected")
    rows = rows.prefetch_related("criteria").order_by("-reported_at", "-pk")
    return [describe(hazard) for hazard in rows[:MOST_ROWS]]


def count_due(
    actor: Actor,
    *,
    since: date,
    until: date,
    region_prefix: str = "",
    department_id: int | None = None,
    major_only: bool = False,
) -> DueCount:
    """Count the visible hazards whose last day to be rectified lay in a period, and how they ended.

    A day that has not passed yet is not counted: nobody is late before it.
    """
    last = min(until, clock.today() - timedelta(days=1))
    rows = visible(Hazard, actor).filter(
        counted_on__isnull=False, due_on__gte=since, due_on__lte=last
    )
    if region_prefix:
        rows = rows.filter(region__code__startswith=region_prefix)
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if major_only:
        rows = rows.filter(level=HazardLevel.MAJOR)
    rows = rows.order_by()
    on_time = Q(is_on_time=True, closed_on__isnull=False)
    still = ~on_time & Q(closed_on__isnull=True)
    found = rows.aggregate(
        due=Count("pk"),
        on_time=Count("pk", filter=on_time),
        late_open=Count("pk", filter=still),
    )
    late = rows.filter(still).order_by("due_on", "pk")[:10] if found["late_open"] else ()
    return DueCount(
        due=found["due"],
        on_time=found["on_time"],
        late=found["due"] - found["on_time"],
        late_open=found["late_open"],
        examples=tuple(
            LateHazard(row.number, row.title, row.due_on, row.get_absolute_url()) for row in late
        ),
    )
