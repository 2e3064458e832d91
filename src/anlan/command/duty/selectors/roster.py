"""Who is on duty."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from anlan.command.duty.choices import DutyRole, LeaveState
from anlan.command.duty.contracts import DutyInfo
from anlan.command.duty.models import DutyAssignment, DutyLeave, Shift
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

_RANK = {role: index for index, role in enumerate(DutyRole.values)}


def _now(rows: QuerySet[DutyAssignment], at: datetime) -> list[DutyAssignment]:
    found = rows.filter(starts_at__lte=at, ends_at__gt=at).select_related(
        "person", "organisation", "shift"
    )
    return sorted(found, key=lambda row: (_RANK.get(row.role, 9), row.pk))


def on_duty_now(
    *, role: str = "", region_prefix: str = "", at: datetime | None = None
) -> list[DutyInfo]:
    """Return who is on duty at a moment (now), of one role or all, in offices under a region."""
    rows = DutyAssignment.objects.all()
    if role:
        rows = rows.filter(role=role)
    if region_prefix:
        rows = rows.filter(organisation__region__code__startswith=region_prefix)
    return [info(row) for row in _now(rows, at or clock.now())]


def visible_on_duty(actor: Actor) -> list[DutyInfo]:
    """Return who is on duty now as far as the actor sees the roster."""
    return [info(row) for row in _now(visible(DutyAssignment, actor), clock.now())]


def holders(role: str, region_code: str) -> list[int]:
    """Return whom the alarm ladder calls in a role: the township's office first, then the county's.

    A place's own office is the one whose region contains it; the longer the prefix, the nearer.
    """
    at = clock.now()
    rows = _now(DutyAssignment.objects.filter(role=role), at)
    reached = []
    for row in rows:
        prefix = row.organisation.region_id.rstrip("0")
        # A region code is cut at its level: six, nine or twelve digits.
        length = next(n for n in (2, 4, 6, 9, 12, 15) if len(prefix) <= n)
        if region_code.startswith(row.organisation.region_id[:length]):
            reached.append((length, row.person_id))
    # The county's duty desk answers for the whole county; a township's office helps, it does not
    # replace it: the county comes first.
    reached.sort(key=lambda pair: pair[0])
    return list(dict.fromkeys(person for _length, person in reached))


def info(row: DutyAssignment) -> DutyInfo:
    """Return an assignment whose relations are loaded as a value."""
    return DutyInfo(
        person_id=row.person_id,
        role=row.role,
        role_label=row.get_role_display(),
        name=row.person.name,
        title=row.person.title,
        organisation_id=row.organisation_id,
        organisation_name=str(row.organisation),
        region_code=row.organisation.region_id,
        shift=row.shift.name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def without_stand_in(actor: Actor, limit: int = 50) -> list[DutyAssignment]:
    """Return the shifts to come whose person has approved leave at that time, the nearest first."""
    coming = visible(DutyAssignment, actor).filter(starts_at__gt=clock.now())
    return list(
        mark_away(coming)
        .filter(is_away=True)
        .select_related("person", "organisation", "shift")[:limit]
    )


def mark_away(rows: QuerySet[DutyAssignment]) -> QuerySet[Any]:
    """Mark the shifts that fall into approved leave of who stands them (``is_away``)."""
    last_moment = ExpressionWrapper(
        F("ends_at") - timedelta(microseconds=1), output_field=DateTimeField()
    )
    covering = DutyLeave.objects.filter(
        state=LeaveState.APPROVED,
        person_id=OuterRef("person_id"),
        first_day__lte=OuterRef("until"),
        last_day__gte=OuterRef("day"),
    )
    return rows.annotate(until=TruncDate(last_moment)).annotate(is_away=Exists(covering))


def week(actor: Actor, first_day: date, days: int = 7) -> dict[str, Any]:
    """Return the roster of some days as a grid: a row per day, a cell per shift."""
    shifts = list(Shift.objects.filter(is_active=True))
    rows = mark_away(
        visible(DutyAssignment, actor)
        .filter(day__range=(first_day, first_day + timedelta(days=days - 1)))
        .select_related("person", "organisation", "shift")
    )
    cells: dict[tuple[date, int], list[Any]] = {}
    for row in rows:
        cells.setdefault((row.day, row.shift_id), []).append(row)
    now, today = clock.now(), clock.today()
    return {
        "shifts": shifts,
        "days": [
            {
                "day": day,
                "is_today": day == today,
                "cells": [
                    [
                        {
                            "id": row.pk,
                            "name": row.person.name,
                            "role": row.get_role_display(),
                            "office": str(row.organisation),
                            "is_now": row.starts_at <= now < row.ends_at,
                            "is_over": row.starts_at <= now,
                            "is_mine": row.person_id == actor.person_id,
                            "is_away": row.is_away and row.starts_at > now,
                        }
                        for row in sorted(
                            cells.get((day, shift.pk), []),
                            key=lambda r: (r.organisation_id, _RANK.get(r.role, 9)),
                        )
                    ]
                    for shift in shifts
                ],
            }
            for day in (first_day + timedelta(days=n) for n in range(days))
        ],
    }
