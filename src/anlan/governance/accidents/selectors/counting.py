"""Counts of the register over a period; everything starts from what the actor may see."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, Sum

from anlan.governance.accidents.contracts import AccidentCounts
from anlan.governance.accidents.models import Accident
from anlan.governance.accidents.models.accident import AccidentQuerySet
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: Grades by 国务院令第493号: 3 较大, 2 重大, 1 特别重大.
LARGER, SERIOUS = 3, 2


def rows_of(actor: Actor, *, region_prefix: str = "") -> AccidentQuerySet:
    """Return the visible accidents of an area."""
    rows = visible(Accident, actor)
    if region_prefix:
        rows = rows.filter(region__code__startswith=region_prefix)
    return rows  # type: ignore[return-value]


def counts_of(rows: AccidentQuerySet) -> AccidentCounts:
    """Return the figures of some accidents; ``waiting`` are those not yet confirmed."""
    counted = rows.counted().aggregate(
        accidents=Count("pk"),
        deaths=Sum("deaths", default=0),
        serious_injuries=Sum("serious_injuries", default=0),
        minor_injuries=Sum("minor_injuries", default=0),
        direct_loss=Sum("direct_loss", default=0),
        larger=Count("pk", filter=Q(grade=LARGER)),
        serious=Count("pk", filter=Q(grade__lte=SERIOUS)),
    )
    waiting = rows.filter(confirmed_at__isnull=True).exclude(state="removed").count()
    return AccidentCounts(
        accidents=counted["accidents"],
        deaths=counted["deaths"],
        serious_injuries=counted["serious_injuries"],
        minor_injuries=counted["minor_injuries"],
        direct_loss=float(counted["direct_loss"]),
        larger=counted["larger"],
        serious=counted["serious"],
        waiting=waiting,
    )


def count_accidents(
    actor: Actor,
    *,
    since: date,
    until: date,
    organisation_id: int | None = None,
    region_prefix: str = "",
    min_grade: int | None = None,
) -> AccidentCounts:
    """Return the counted accidents from ``since`` to ``until``, both included.

    ``organisation_id`` is the department in charge; ``min_grade`` keeps that grade and graver ones
    (3 = larger and above).
    """
    rows = rows_of(actor, region_prefix=region_prefix).within(since, until)
    if organisation_id is not None:
        rows = rows.filter(department_id=organisation_id)
    if min_grade is not None:
        rows = rows.filter(grade__lte=min_grade)
    return counts_of(rows)
