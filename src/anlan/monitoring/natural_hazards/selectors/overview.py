"""Present dangers of the townships one may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.base.regions.public import names_of
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.choices import AREA_HAZARDS, Hazard
from anlan.monitoring.natural_hazards.models import ProductArea
from anlan.monitoring.natural_hazards.words import reason_text

#: Stands behind every level.
CALM = 9


@dataclass(slots=True)
class Row:
    """One township: a cell for each hazard, in their order."""

    name: str
    worst: int
    url: str
    cells: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Overview:
    """What is to be feared where, and as of when."""

    hazards: list[str]
    rows: list[Row]
    valid_at: datetime | None
    gravest_hazard: Hazard


def present_dangers(actor: Actor) -> Overview:
    """Return the newest products by township, the gravest first."""
    cells: dict[str, dict[str, ProductArea]] = defaultdict(dict)
    for area in visible(ProductArea, actor).filter(is_current=True):
        cells[area.region_id][area.hazard] = area
    names = names_of(cells)
    rows = []
    for code in sorted(cells):
        found = cells[code]
        worst = min(found.values(), key=lambda area: area.level or CALM)
        row = Row(names.get(code, code), worst.level or CALM, worst.get_absolute_url())
        for hazard in AREA_HAZARDS:
            cell = found.get(hazard)
            row.cells.append(
                {
                    "hazard": hazard.label,
                    "area": cell,
                    "level": cell.level if cell else None,
                    "is_known": cell is not None and cell.is_known,
                    "reason": reason_text(cell.reasons[0]) if cell and cell.reasons else "",
                    "more": len(cell.reasons) - 1 if cell else 0,
                }
            )
        rows.append(row)
    rows.sort(key=lambda row: row.worst)
    newest = [a.valid_at for found in cells.values() for a in found.values()]
    gravest = min(
        AREA_HAZARDS,
        key=lambda hazard: min(
            (found[hazard].level or CALM for found in cells.values() if hazard in found),
            default=CALM,
        ),
    )
    return Overview([str(h.label) for h in AREA_HAZARDS], rows, max(newest, default=None), gravest)
