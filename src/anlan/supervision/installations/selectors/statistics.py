"""Figures over one's area: levels, filing, duties, commitments, safety systems."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.installations.choices import DutyRole, Grade, SafetySystem
from anlan.supervision.installations.models import (
    Commitment,
    DutyTask,
    Installation,
    SafetyEquipment,
)

#: Days back that duties and commitments are counted.
SPAN_DAYS = 30


def share(part: int, whole: int) -> float | None:
    """Return a percentage, None of nothing."""
    return None if not whole else round(100 * part / whole, 1)


def by_grade(actor: Actor) -> list[dict[str, Any]]:
    """Installations by level with their filing; the last row is the sum."""
    today = clock.today()
    rows = (
        visible(Installation, actor)
        .filter(is_major=True)
        .exclude(state="removed")
        .order_by()
        .values("grade")
        .annotate(
            count=Count("pk"),
            filed=Count("pk", filter=Q(filed_until__gte=today)),
            expired=Count("pk", filter=Q(filed_until__lt=today)),
            never=Count("pk", filter=Q(filed_until__isnull=True)),
            changed=Count("pk", filter=Q(filed_grade__isnull=False) & ~Q(filed_grade=F("grade"))),
        )
    )
    known = {row["grade"]: row for row in rows}
    names = ("count", "filed", "expired", "never", "changed")
    empty = dict.fromkeys(names, 0)
    found = [
        {"label": label, "level": grade, **empty, **known.get(grade, {})}
        for grade, label in Grade.choices
    ]
    total: dict[str, Any] = {name: sum(row[name] for row in found) for name in names}
    return [*found, {"label": None, "level": None, **total}]


def by_system(actor: Actor) -> list[dict[str, Any]]:
    """Safety systems: needed, fitted, working and the rates."""
    rows = (
        visible(SafetyEquipment, actor)
        .filter(installation__is_major=True)
        .order_by()
        .values("system")
        .annotate(
            needed_sum=Sum("needed"),
            fitted_sum=Sum("fitted"),
            working_sum=Sum("working"),
            late=Count("pk", filter=Q(fitted__lt=F("needed"), planned_on__lt=clock.today())),
        )
    )
    known = {row["system"]: row for row in rows}
    found = []
    for system, label in SafetySystem.choices:
        row: dict[str, Any] = dict(known.get(system, {}))
        needed, fitted, working = (
            int(row.get(f"{n}_sum") or 0) for n in ("needed", "fitted", "working")
        )
        found.append(
            {
                "label": label,
                "needed": needed,
                "fitted": fitted,
                "working": working,
                "fitted_rate": share(fitted, needed),
                "working_rate": share(working, fitted),
                "late": row.get("late", 0),
            }
        )
    return found


def by_role(actor: Actor) -> list[dict[str, Any]]:
    """Duties that fell due in the span: done in time, late, missed."""
    today = clock.today()
    first = today - timedelta(days=SPAN_DAYS)
    rows = (
        visible(DutyTask, actor)
        .filter(due_on__gte=first, due_on__lt=today)
        .order_by()
        .values("rule__role")
        .annotate(
            due=Count("pk"),
            done=Count("pk", filter=Q(state="done")),
            in_time=Count("pk", filter=Q(state="done", done_at__date__lte=F("due_on"))),
            by_other=Count("pk", filter=Q(is_by_other=True)),
        )
    )
    known = {row["rule__role"]: row for row in rows}
    found = []
    for role, label in DutyRole.choices:
        row = known.get(role, {"due": 0, "done": 0, "in_time": 0, "by_other": 0})
        found.append(
            {
                "label": label,
                **row,
                "missed": row["due"] - row["done"],
                "rate": share(row["done"], row["due"]),
            }
        )
    return found


def of_commitments(actor: Actor) -> dict[str, Any]:
    """How the enterprises that must commit did so in the span."""
    today = clock.today()
    first = today - timedelta(days=SPAN_DAYS)
    firms = (
        visible(Installation, actor)
        .filter(is_major=True, state="in_use", enterprise__status="operating")
        .order_by()
        .values_list("enterprise_id", flat=True)
        .distinct()
    )
    obliged = list(firms)
    signed = visible(Commitment, actor).filter(
        enterprise_id__in=obliged, state="signed", on__gte=first, on__lt=today
    )
    figures = signed.aggregate(signed=Count("pk"), late=Count("pk", filter=Q(is_late=True)))
    due = len(obliged) * SPAN_DAYS
    return {
        **figures,
        "enterprises": len(obliged),
        "due": due,
        "missing": due - figures["signed"],
        "rate": share(figures["signed"], due),
    }
