"""The quarterly table of the county: general and major side by side, and the plans of major ones.

The form follows 安全生产事故隐患排查治理情况统计表 (原国家安全监管总局令第16号 art. 14:
quarterly and yearly); its text was not at hand, so the columns are marked as unverified.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.hazards.choices import HazardLevel
from anlan.supervision.hazards.models import Hazard, RectificationPlan
from anlan.supervision.hazards.selectors.periods import Period
from anlan.supervision.hazards.selectors.statistics import (
    Cells,
    Figures,
    count_cells,
    lines,
)

ROWS = ("township", "sector")


@dataclass(frozen=True, slots=True)
class QuarterlyLine:
    """One row: words, general, major, both."""

    key: str
    label: str
    general: Figures
    major: Figures
    both: Figures


@dataclass(frozen=True, slots=True)
class QuarterlyTable:
    """The table of a period."""

    period: Period
    total: QuarterlyLine
    by_township: list[QuarterlyLine]
    by_sector: list[QuarterlyLine]
    plans: dict[str, Any]


def _line(key: str, label: str, general: Figures, major: Figures) -> QuarterlyLine:
    both = Figures()
    both.add(general)
    both.add(major)
    return QuarterlyLine(key, label, general, major, both)


def _split(cut: str, cells: Cells) -> list[QuarterlyLine]:
    by_key: dict[str, dict[str, Figures]] = {}
    for (key, level), figures in cells.items():
        by_key.setdefault(key or "", {})[level or ""] = figures
    general, major = str(HazardLevel.GENERAL.value), str(HazardLevel.MAJOR.value)
    named = lines(cut, {key: Figures() for key in by_key})
    return [
        _line(
            line.key,
            line.label,
            by_key[line.key].get(general, Figures()),
            by_key[line.key].get(major, Figures()),
        )
        for line in named
    ]


def quarterly_table(actor: Actor, period: Period) -> QuarterlyTable:
    """Return the table of what the actor sees in a period."""
    rows = visible(Hazard, actor)
    cells = count_cells(
        rows, period.begin, period.end, [("level",), *((cut, "level") for cut in ROWS)]
    )
    by_level = {key[0]: figures for key, figures in cells[("level",)].items()}
    total = _line(
        "",
        "",
        by_level.get(str(HazardLevel.GENERAL.value), Figures()),
        by_level.get(str(HazardLevel.MAJOR.value), Figures()),
    )
    return QuarterlyTable(
        period=period,
        total=total,
        by_township=_split("township", cells[("township", "level")]),
        by_sector=_split("sector", cells[("sector", "level")]),
        plans=_plans(actor, period),
    )


def _plans(actor: Actor, period: Period) -> dict[str, Any]:
    """Return how many major hazards in treatment have each of the five fixes, and the funds."""
    rows = visible(RectificationPlan, actor).filter(
        hazard__level=HazardLevel.MAJOR,
        hazard__counted_on__lt=period.end,
    )
    rows = rows.filter(Q(hazard__closed_on__isnull=True) | Q(hazard__closed_on__gte=period.begin))
    written = {
        name: Count("pk", filter=~Q(**{name: ""}))
        for name in ("responsibility", "measures", "time_limit", "contingency")
    }
    found = rows.order_by().aggregate(
        **written, funds=Count("funds_yuan"), funds_yuan=Sum("funds_yuan")
    )
    found["funds_yuan"] = found["funds_yuan"] or Decimal(0)
    return found
