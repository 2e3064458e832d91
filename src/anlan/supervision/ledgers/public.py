"""The door to the sector packs: criteria, checklists, cadences, ledgers."""

from __future__ import annotations

from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.search_text import search_q
from anlan.supervision.ledgers.contracts import (
    CadenceInfo,
    ChecklistInfo,
    ChecklistItemInfo,
    CriterionInfo,
    FieldInfo,
    LedgerInfo,
    PackInfo,
)
from anlan.supervision.ledgers.models import Cadence, Checklist, Criterion, Ledger, Pack
from anlan.supervision.ledgers.services.bulk import create_rows, fill_ledgers
from anlan.supervision.ledgers.services.duties import make_duties, mark_missed
from anlan.supervision.ledgers.services.packs import (
    bind_departments,
    confirm_criterion,
    load_shipped,
)
from anlan.supervision.ledgers.services.rows import create_row, update_row
from anlan.supervision.ledgers.services.values import fields_of

__all__ = [
    "add_ledger_row",
    "bind_departments",
    "confirm_criterion",
    "create_row",
    "create_rows",
    "fill_ledgers",
    "get_criterion",
    "list_cadences",
    "list_checklists",
    "list_criteria",
    "list_ledgers",
    "list_packs",
    "load_shipped",
    "make_duties",
    "mark_missed",
    "packs_of_sector",
    "update_row",
]


def list_packs() -> list[PackInfo]:
    """Return every pack in the order of the sub-plans."""
    return [_pack(pack) for pack in Pack.objects.all()]


def packs_of_sector(sector_code: str) -> list[PackInfo]:
    """Return the packs that hold for a sector."""
    return [_pack(pack) for pack in Pack.objects.filter(sectors__contains=[sector_code])]


def list_criteria(
    *, sector_code: str = "", pack_code: str = "", text: str = ""
) -> list[CriterionInfo]:
    """Return hazard criteria: of a sector (those for all of its packs besides), or a pack."""
    rows = Criterion.objects.filter(is_retired=False).select_related("pack")
    if pack_code:
        rows = rows.filter(pack__code=pack_code)
    for word in text.split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    if sector_code:
        rows = rows.filter(pack__sectors__contains=[sector_code])
        return [_criterion(c) for c in rows if not c.sectors or sector_code in c.sectors]
    return [_criterion(c) for c in rows]


def get_criterion(code: str) -> CriterionInfo:
    """Return a criterion by its code, retired ones too; raises ``NotVisible`` when unknown."""
    found = Criterion.objects.select_related("pack").filter(code=code).first()
    if found is None:
        raise NotVisible
    return _criterion(found)


def list_checklists(pack_code: str) -> list[ChecklistInfo]:
    """Return the checklists of a pack with their items."""
    rows = Checklist.objects.filter(pack__code=pack_code, is_retired=False)
    return [
        ChecklistInfo(
            id=row.pk,
            code=row.code,
            name=row.name,
            pack_code=pack_code,
            used_by=row.used_by,
            sectors=tuple(row.sectors),
            basis=row.basis,
            items=tuple(_item(item) for item in row.items.all()),
            url=row.get_absolute_url(),
        )
        for row in rows.prefetch_related("items__criterion")
    ]


def list_cadences(pack_code: str, subject: str = "") -> list[CadenceInfo]:
    """Return the cadences of a pack, of one subject when given."""
    rows = Cadence.objects.filter(pack__code=pack_code, is_retired=False)
    if subject:
        rows = rows.filter(subject=subject)
    return [
        CadenceInfo(
            id=row.pk,
            code=row.code,
            pack_code=pack_code,
            subject=row.subject,
            what=row.what,
            who=row.who,
            applies_to=row.applies_to,
            sectors=tuple(row.sectors),
            times=row.times,
            every=row.every,
            unit=row.unit,
            once_by=row.once_by,
            occasion=row.occasion,
            condition=row.condition,
            evidence=row.evidence,
            checklist_code=row.checklist.code if row.checklist else "",
        )
        for row in rows.select_related("checklist")
    ]


def list_ledgers(pack_code: str = "") -> list[LedgerInfo]:
    """Return the ledgers in use."""
    rows = Ledger.objects.filter(is_retired=False).select_related("pack")
    if pack_code:
        rows = rows.filter(pack__code=pack_code)
    return [
        LedgerInfo(
            id=row.pk,
            code=row.code,
            name=row.name,
            pack_code=row.pack.code,
            kept_by=row.kept_by,
            sectors=tuple(row.pack.sectors),
            fields=tuple(_field(f) for f in fields_of(row)),
            url=row.get_absolute_url(),
        )
        for row in rows.prefetch_related("fields")
    ]


def add_ledger_row(
    *, pack_code: str, ledger_code: str, values: dict[str, Any], actor: Actor
) -> int:
    """Add a row to a ledger known by its codes; returns the row's key."""
    found = Ledger.objects.filter(pack__code=pack_code, code=ledger_code).first()
    if found is None:
        raise NotVisible
    return create_row(ledger_id=found.pk, values=values, actor=actor).pk


def _pack(pack: Pack) -> PackInfo:
    return PackInfo(
        id=pack.pk,
        code=pack.code,
        name=pack.name,
        sub_plan=pack.sub_plan,
        department=pack.department,
        organisation_id=pack.organisation_id,
        sectors=tuple(pack.sectors),
        top_hazard=pack.top_hazard,
        version=pack.version,
        url=pack.get_absolute_url(),
    )


def _criterion(criterion: Criterion) -> CriterionInfo:
    return CriterionInfo(
        id=criterion.pk,
        code=criterion.code,
        pack_code=criterion.pack.code,
        pack_name=criterion.pack.name,
        text=criterion.text,
        basis=criterion.basis,
        clause=criterion.clause,
        is_verified=criterion.is_verified,
        consequence=criterion.consequence,
        url=criterion.get_absolute_url(),
    )


def _field(field: Any) -> FieldInfo:
    return FieldInfo(
        key=field.key,
        label=field.label,
        kind=field.kind,
        options=tuple(field.options),
        is_required=field.is_required,
        minimum=field.minimum,
        maximum=field.maximum,
    )


def _item(item: Any) -> ChecklistItemInfo:
    return ChecklistItemInfo(
        number=item.number,
        text=item.text,
        method=item.method,
        basis=item.basis,
        clause=item.clause,
        severity=item.severity,
        criterion_code=item.criterion.code if item.criterion else "",
    )
