"""Counts of packs against the inventories, for ``anlan packs list``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from anlan.supervision.ledgers.packs.linter import Examination, inventory_places
from anlan.supervision.ledgers.packs.reader import PackDraft
from anlan.supervision.ledgers.packs.sources import Sources


@dataclass(frozen=True, slots=True)
class PackCounts:
    """What one pack holds, and how many rows of the inventories it answers."""

    code: str
    name: str
    sub_plan: int
    version: str
    ledgers: int
    fields: int
    checklists: int
    checklist_items: int
    criteria: int
    criteria_verified: int
    cadences: int
    targets: int
    targets_in_inventory: int
    systems: int
    anchors: int
    inventory_rows: int
    inventory_placed: int
    outside_software: int
    faults: int


def count_pack(pack: PackDraft, sources: Sources) -> PackCounts | None:
    """Count one pack; None when it cannot be read."""
    content = pack.content
    if content is None:
        return None
    parts = [
        *content.ledgers, *content.checklists, *content.criteria, *content.cadences,
        *content.targets, *content.systems,
    ]  # fmt: skip
    placed = {inventory_id for inventory_id, _place in inventory_places(content)}
    return PackCounts(
        code=content.code,
        name=content.name,
        sub_plan=content.sub_plan,
        version=content.version,
        ledgers=len(content.ledgers),
        fields=sum(len(ledger.fields) for ledger in content.ledgers),
        checklists=len(content.checklists),
        checklist_items=sum(len(checklist.items) for checklist in content.checklists),
        criteria=len(content.criteria),
        criteria_verified=sum(criterion.is_verified for criterion in content.criteria),
        cadences=len(content.cadences),
        targets=len(content.targets),
        targets_in_inventory=sources.targets.get(content.sub_plan, 0),
        systems=len(content.systems),
        anchors=sum(len(part.anchors) for part in parts),
        inventory_rows=sum(r.sub_plan == content.sub_plan for r in sources.inventory.values()),
        inventory_placed=len(placed),
        outside_software=len(content.outside_software),
        faults=len(pack.faults),
    )


def count_all(examination: Examination, sources: Sources) -> dict[str, Any]:
    """Every pack and the sums over all of them."""
    counts = [c for p in examination.packs if (c := count_pack(p, sources)) is not None]
    rows = [asdict(count) for count in sorted(counts, key=lambda c: c.sub_plan)]
    figures = [name for name in rows[0] if name not in ("code", "name", "sub_plan", "version")
               ] if rows else []  # fmt: skip
    totals = {name: sum(row[name] for row in rows) for name in figures}
    totals["inventory_rows"] = len(sources.inventory) or totals.get("inventory_rows", 0)
    return {"packs": rows, "totals": {"packs": len(rows), **totals}}
