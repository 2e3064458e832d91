"""The three-year goals: old stock cleared, increment curbed, dynamic zero; and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.hazards.choices import HazardLevel
from anlan.supervision.hazards.models import Hazard


@dataclass(frozen=True, slots=True)
class YearOfMajor:
    """Major hazards by the year they were found in: how many, how many crossed off, open, late."""

    year: int
    opened: int
    closed: int
    left: int
    overdue: int

    @property
    def clearance(self) -> float | None:
        """Share that is crossed off."""
        return self.closed / self.opened if self.opened else None


def major_by_year(actor: Actor) -> list[YearOfMajor]:
    """Return the major hazards by the year they were found in, newest first.

    治本攻坚三年行动: what was found up to 2024 is to be cleared (存量清零), 2025 is to bring fewer
    than 2024 (遏制增量), and in 2026 nothing stays open beyond its time (动态清零).
    """
    today = clock.today()
    rows: Any = (
        visible(Hazard, actor)
        .filter(level=HazardLevel.MAJOR, counted_on__isnull=False)
        .order_by()
        .annotate(year=ExtractYear("counted_on"))
        .values("year")
        .annotate(
            opened=Count("pk"),
            closed=Count("pk", filter=Q(closed_on__isnull=False)),
            left=Count("pk", filter=Q(closed_on__isnull=True)),
            overdue=Count("pk", filter=Q(closed_on__isnull=True, due_on__lt=today)),
        )
    )
    return sorted((YearOfMajor(**row) for row in rows), key=lambda one: -one.year)


def goals(actor: Actor) -> list[dict[str, Any]]:
    """Return the three goals with figure, basis of judgement and whether each is met."""
    by_year = {one.year: one for one in major_by_year(actor)}
    none = YearOfMajor(0, 0, 0, 0, 0)
    old = [one for one in by_year.values() if one.year <= 2024]
    left = sum(one.left for one in old)
    former, present = by_year.get(2024, none).opened, by_year.get(2025, none).opened
    late = by_year.get(2026, none)
    return [
        {
            "name": "stock",
            "year": 2024,
            "value": left,
            "of": sum(o.opened for o in old),
            "is_met": left == 0,
        },
        {
            "name": "increment",
            "year": 2025,
            "value": present,
            "of": former,
            "is_met": present <= former,
        },
        {
            "name": "zero",
            "year": 2026,
            "value": late.overdue,
            "of": late.opened,
            "is_met": late.overdue == 0,
        },
    ]


def recurring(actor: Actor, begin: date, end: date, limit: int = 20) -> list[dict[str, Any]]:
    """Return where the same keeps coming back: enterprise and cause, most often first."""
    rows = (
        visible(Hazard, actor)
        .filter(
            counted_on__gte=begin, counted_on__lt=end, is_recurrent=True, enterprise__isnull=False
        )
        .order_by()
        .values("enterprise_id", "enterprise__name", "category_id", "category__name")
        .annotate(times=Count("pk"))
        .order_by("-times", "enterprise_id")[:limit]
    )
    return [
        {
            "enterprise_id": row["enterprise_id"],
            "enterprise": row["enterprise__name"],
            "category": row["category__name"] or "",
            "times": row["times"],
        }
        for row in rows
    ]
