"""Examine packs: form, references, quotes against the source, inventory rows in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anlan.supervision.ledgers.packs.format import PackFiles, Sourced
from anlan.supervision.ledgers.packs.reader import Fault, PackDraft, Place, find_packs, read_pack
from anlan.supervision.ledgers.packs.sources import (
    Sources,
    known_sectors,
    read_sources,
    rooms,
    sub_plan_of,
)

PARTS = ("ledger", "checklist", "cadence")


@dataclass(frozen=True, slots=True)
class Examination:
    """What the linter found."""

    packs: list[PackDraft]
    faults: list[Fault]
    remarks: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing has to be put right."""
        return not self.faults


def lint(root: Path, *, sources: Sources | None = None) -> Examination:
    """Examine one pack or a folder of packs."""
    sources = read_sources() if sources is None else sources
    folders = find_packs(root)
    packs = [read_pack(folder) for folder in folders]
    extra = []
    if not folders:
        extra.append(Fault(str(root), 1, "there is no pack here (no pack.yaml)"))
    for pack in packs:
        examine(pack, sources)
    _examine_together(packs, sources)
    remarks = []
    if not sources.lines:
        remarks.append("source text not found beside the checkout: quotes were not compared")
    if not sources.inventory:
        remarks.append("inventories not found beside the checkout: their rows were not compared")
    faults = extra + sorted((f for p in packs for f in p.faults), key=lambda f: (f.file, f.line))
    return Examination(packs, faults, remarks)


def examine(pack: PackDraft, sources: Sources) -> None:
    """Examine what one well-formed pack says."""
    content = pack.content
    if content is None:
        return
    if content.code != pack.folder.name:
        pack.fault(("code",), "the code is not the name of the folder, %(name)s",
                   name=pack.folder.name)  # fmt: skip
    _examine_codes(pack, content)
    _examine_sectors(pack, content)
    _examine_references(pack, content)
    for place, part in sourced_parts(content):
        _examine_anchors(pack, content, place, part, sources)


def sourced_parts(content: PackFiles) -> Iterator[tuple[Place, Sourced]]:
    """Every part that comes from the source, with its place."""
    for name in ("systems", "ledgers", "checklists", "criteria", "cadences", "targets"):
        for index, part in enumerate(getattr(content, name)):
            yield (name, index), part


def inventory_places(content: PackFiles) -> Iterator[tuple[str, Place]]:
    """Every inventory id a pack answers, with its place."""
    for place, part in sourced_parts(content):
        for index, inventory_id in enumerate(part.inventory_ids):
            yield inventory_id, (*place, "inventory_ids", index)
    for index, outside in enumerate(content.outside_software):
        yield outside.inventory_id, ("outside_software", index, "inventory_id")


def _examine_codes(pack: PackDraft, content: PackFiles) -> None:
    if not content.code.startswith(f"{content.sub_plan:02d}-"):
        pack.fault(("code",), "the code does not begin with the sub-plan number %(number)s",
                   number=f"{content.sub_plan:02d}")  # fmt: skip
    for name in ("ledgers", "checklists", "criteria", "cadences", "targets"):
        seen: set[str] = set()
        for index, part in enumerate(getattr(content, name)):
            if part.code in seen:
                pack.fault((name, index, "code"), "the code %(code)s stands twice", code=part.code)
            seen.add(part.code)
    names: set[str] = set()
    for index, ledger in enumerate(content.ledgers):
        if ledger.name in names:
            pack.fault(("ledgers", index, "name"), "two ledgers are called %(name)s",
                       name=ledger.name)  # fmt: skip
        names.add(ledger.name)
    for index, criterion in enumerate(content.criteria):
        if not criterion.code.startswith(f"{content.sub_plan:02d}-"):
            pack.fault(("criteria", index, "code"),
                       "the code does not begin with the sub-plan number %(number)s",
                       number=f"{content.sub_plan:02d}")  # fmt: skip


def _examine_sectors(pack: PackDraft, content: PackFiles) -> None:
    own = set(content.sector_codes)
    for index, sector in enumerate(content.sectors):
        if isinstance(sector, str) and sector not in known_sectors():
            pack.fault(("sectors", index), "there is no sector %(code)s; give it a name and a"
                       " category", code=sector)  # fmt: skip
    for name in ("checklists", "criteria", "cadences"):
        for index, part in enumerate(getattr(content, name)):
            for position, code in enumerate(part.sectors):
                if code not in own:
                    pack.fault((name, index, "sectors", position),
                               "%(code)s is not a sector of this pack", code=code)  # fmt: skip


def _examine_references(pack: PackDraft, content: PackFiles) -> None:
    codes = {
        "ledger": {part.code for part in content.ledgers},
        "checklist": {part.code for part in content.checklists},
        "cadence": {part.code for part in content.cadences},
    }
    criteria = {part.code for part in content.criteria}
    for index, thing in enumerate(content.systems):
        for position, server in enumerate(thing.served_by):
            part, _, code = server.partition(":")
            if code:
                found = part in PARTS and code in codes[part]
            else:
                found = server in rooms() or server in ("criteria", "targets")
            if not found:
                pack.fault(("systems", index, "served_by", position),
                           "nothing here is called %(name)s", name=server)  # fmt: skip
    for index, cadence in enumerate(content.cadences):
        if cadence.checklist and cadence.checklist not in codes["checklist"]:
            pack.fault(("cadences", index, "checklist"), "there is no checklist %(code)s",
                       code=cadence.checklist)  # fmt: skip
    for index, checklist in enumerate(content.checklists):
        for position, item in enumerate(checklist.items):
            if item.criterion and item.criterion not in criteria:
                pack.fault(("checklists", index, "items", position, "criterion"),
                           "there is no criterion %(code)s", code=item.criterion)  # fmt: skip


def _examine_anchors(
    pack: PackDraft, content: PackFiles, place: Place, part: Sourced, sources: Sources
) -> None:
    first, last = content.source.lines
    for index, anchor in enumerate(part.anchors):
        here = (*place, "anchors", index)
        if not first <= anchor.line <= last:
            pack.fault((*here, "line"),
                       "line %(line)s is not one of the sub-plan's: %(first)s–%(last)s",
                       line=anchor.line, first=first, last=last)  # fmt: skip
        elif sources.lines and anchor.quote not in sources.line(anchor.line):
            elsewhere = [
                number for number, text in enumerate(sources.lines, start=1) if anchor.quote in text
            ]
            if elsewhere:
                pack.fault((*here, "quote"),
                           "“%(quote)s” does not stand on line %(line)s but on %(elsewhere)s",
                           quote=anchor.quote, line=anchor.line,
                           elsewhere=", ".join(map(str, elsewhere)))  # fmt: skip
            else:
                pack.fault((*here, "quote"), "“%(quote)s” does not stand on line %(line)s",
                           quote=anchor.quote, line=anchor.line)  # fmt: skip


def _examine_together(packs: Sequence[PackDraft], sources: Sources) -> None:
    """What must be unique over all packs, and rows of the inventories without a place."""
    criteria: dict[str, str] = {}
    placed: dict[str, str] = {}
    codes: dict[str, str] = {}
    for pack in packs:
        content = pack.content
        if content is None:
            continue
        if content.code in codes:
            pack.fault(("code",), "another pack has this code: %(where)s",
                       where=codes[content.code])  # fmt: skip
        codes[content.code] = str(pack.folder)
        for index, criterion in enumerate(content.criteria):
            place = ("criteria", index, "code")
            if criteria.get(criterion.code, content.code) != content.code:
                pack.fault(place, "the criterion %(code)s stands also in %(where)s",
                           code=criterion.code, where=criteria[criterion.code])  # fmt: skip
            criteria.setdefault(criterion.code, content.code)
        _place_inventory(pack, content, sources, placed)
    for pack in packs:
        if pack.content is None:
            continue
        for row in sources.inventory.values():
            if row.sub_plan == pack.content.sub_plan and row.id not in placed:
                pack.fault(("systems",), "the inventory row %(id)s %(name)s has no place",
                           id=row.id, name=row.name)  # fmt: skip


def _place_inventory(
    pack: PackDraft, content: PackFiles, sources: Sources, placed: dict[str, str]
) -> None:
    for inventory_id, place in inventory_places(content):
        file, line = pack.where(place)
        if inventory_id in placed:
            pack.fault(place, "the inventory row %(id)s has a place already: %(where)s",
                       id=inventory_id, where=placed[inventory_id])  # fmt: skip
            continue
        placed[inventory_id] = f"{file}:{line}"
        if sub_plan_of(inventory_id) != content.sub_plan:
            pack.fault(place, "the inventory row %(id)s belongs to another sub-plan",
                       id=inventory_id)  # fmt: skip
        elif sources.inventory and inventory_id not in sources.inventory:
            pack.fault(place, "the inventories have no row %(id)s", id=inventory_id)
