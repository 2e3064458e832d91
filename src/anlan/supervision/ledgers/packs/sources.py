"""The source text and the requirement inventories, when they lie beside the checkout."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[3]
CHECKOUT = PACKAGE.parents[1]


def shipped_packs() -> Path:
    """Packs that come with the platform: of the checkout, else inside the installed package."""
    beside = CHECKOUT / "packs"
    return beside if (beside / "schema.json").exists() else PACKAGE / "shipped_packs"


#: Packs that come with the platform.
SHIPPED = shipped_packs()
#: Where the source documents lie when somebody works on the packs.
BESIDE = CHECKOUT.parent / "shared"

_ROW = re.compile(
    r"^\|\s*⚠?\s*\**(?P<id>\d{1,2}-\d{2}[a-z]?|S\d{1,2}-\d{1,2})\**\s*\|(?P<rest>.*)$"
)
_PLAN = re.compile(r"^S?(\d{1,2})-")


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One requirement found in the source document."""

    id: str
    kind: str
    name: str

    @property
    def sub_plan(self) -> int:
        """The sub-plan the row belongs to."""
        return sub_plan_of(self.id)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the linter compares packs with; empty parts are skipped with a remark."""

    lines: tuple[str, ...] = ()
    inventory: dict[str, InventoryRow] = field(default_factory=dict)
    targets: dict[int, int] = field(default_factory=dict)

    def line(self, number: int) -> str:
        """A line of the source, empty when there is no such line."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


def sub_plan_of(inventory_id: str) -> int:
    """The sub-plan an inventory id belongs to."""
    match = _PLAN.match(inventory_id)
    if match is None:
        raise ValueError(inventory_id)
    return int(match[1])


def read_sources(root: Path = BESIDE) -> Sources:
    """Read what is there of source text and inventories."""
    seeds = sorted((root / "seeds").glob("003_*.txt")) if root.is_dir() else []
    lines = tuple(seeds[0].read_text(encoding="utf-8").split("\n")) if seeds else ()
    inventory: dict[str, InventoryRow] = {}
    for name in ("seed-003a.md", "seed-003b.md"):
        path = root / "requirements" / name
        if not path.exists():
            continue
        for text in path.read_text(encoding="utf-8").splitlines():
            match = _ROW.match(text)
            if match and match["id"] not in inventory:
                cells = [cell.strip() for cell in match["rest"].split("|")]
                inventory[match["id"]] = InventoryRow(match["id"], cells[0], cells[1])
    return Sources(lines, inventory, _read_targets(root / "requirements" / "indicators.csv"))


def _read_targets(path: Path) -> dict[int, int]:
    """Dated figures of the source by sub-plan, as counted in the inventory of indicators."""
    counts: dict[int, int] = {}
    if not path.exists():
        return counts
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found = re.match(r"\D{0,12}(\d{1,2})", row.get("plan") or "")
            if row.get("seed") == "003" and found:
                plan = int(found[1])
                counts[plan] = counts.get(plan, 0) + 1
    return counts


@cache
def known_sectors() -> frozenset[str]:
    """Codes of the sectors that come with the enterprise register."""
    path = PACKAGE / "supervision/enterprises/data/sectors.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["code"] for row in csv.DictReader(rows))


@cache
def rooms() -> frozenset[str]:
    """Names of the apps that can serve a named thing."""
    floors = ("base", "supervision", "monitoring", "command", "decision", "governance")
    return frozenset(
        app.parent.name for floor in floors for app in (PACKAGE / floor).glob("*/apps.py")
    )
