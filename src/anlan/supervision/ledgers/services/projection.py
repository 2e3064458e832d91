"""The wording in force, spread over the tables that pages and other apps read.

Nothing is deleted that a row, a duty or another app may point to: what the wording leaves out is
retired, and comes back when a later wording names it again.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput
from anlan.kernel.tables import bring_up_to_date
from anlan.supervision.ledgers.models import (
    Cadence,
    Checklist,
    ChecklistItem,
    Criterion,
    Ledger,
    LedgerField,
    LedgerRow,
    NamedThing,
    Pack,
    Target,
)
from anlan.supervision.ledgers.packs.format import (
    NewSector,
    PackFiles,
    Sourced,
)
from anlan.supervision.ledgers.services.kinds import change_of_kind


def project(pack: Pack, content: PackFiles) -> None:
    """Bring the tables to the wording."""
    pack.name, pack.title = content.name, content.title
    pack.sub_plan, pack.version = content.sub_plan, content.version
    pack.department, pack.top_hazard = content.department, content.top_hazard
    pack.sectors = content.sector_codes
    pack.source = content.source.document
    pack.first_line, pack.last_line = content.source.lines
    pack.organisation_id = find_department(content.department) or pack.organisation_id
    pack.refresh_search_text()
    pack.save()
    _add_sectors(content)
    _project_things(pack, content)
    _project_ledgers(pack, content)
    _project_criteria(pack, content)
    _project_checklists(pack, content)
    _project_cadences(pack, content)
    _project_targets(pack, content)


def find_department(name: str) -> int | None:
    """The county's department of this name: 应急管理局 is also 龙游县应急管理局."""
    rows = apps.get_model("organisations.Organisation")._default_manager.filter(
        kind="department", is_active=True
    )
    for condition in ({"name": name}, {"short_name": name}, {"name__endswith": name},
                      {"name__contains": name}):  # fmt: skip
        found = list(rows.filter(**condition).order_by("pk").values_list("pk", flat=True)[:1])
        if found:
            return int(found[0])
    return None


def _sourced(part: Sourced, order: int) -> dict[str, Any]:
    return {
        "inventory_ids": part.inventory_ids,
        "anchors": [anchor.model_dump() for anchor in part.anchors],
        "sort_order": order,
        "is_retired": False,
    }


def _retire(model: Any, pack: Pack, kept: list[str]) -> None:
    model.objects.filter(pack=pack, is_retired=False).exclude(code__in=kept).update(is_retired=True)


def _add_sectors(content: PackFiles) -> None:
    model: Any = apps.get_model("enterprises.Sector")
    named = {sector.code: sector for sector in content.sectors if isinstance(sector, NewSector)}
    known = set(model.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    model.objects.bulk_create(
        model(pk=code, name=sector.name, category=sector.category)
        for code, sector in named.items()
        if code not in known
    )


def _project_things(pack: Pack, content: PackFiles) -> None:
    rows = [
        {
            "pack": pack,
            "name": part.name,
            "kind": part.kind,
            "how": part.how,
            "aliases": part.aliases,
            "served_by": part.served_by,
            "inventory_ids": part.inventory_ids,
            "anchors": [anchor.model_dump() for anchor in part.anchors],
            "sort_order": order,
        }
        for order, part in enumerate(content.systems)
    ]
    kept = bring_up_to_date(
        NamedThing, rows, key=("pack", "name"), finish=NamedThing.refresh_search_text
    )
    pack.things.exclude(pk__in=[thing.pk for thing in kept]).delete()


def _project_ledgers(pack: Pack, content: PackFiles) -> None:
    rows = [
        {
            "pack": pack,
            "code": part.code,
            **_sourced(part, order),
            "name": part.name,
            "aliases": part.aliases,
            "purpose": part.purpose,
            "kept_by": part.kept_by,
            "keeper": part.keeper,
            "title_key": part.title,
            "due_rule": part.due,
            "done_when": part.done.model_dump() if part.done else None,
        }
        for order, part in enumerate(content.ledgers)
    ]
    ledgers = bring_up_to_date(
        Ledger, rows, key=("pack", "code"), finish=Ledger.refresh_search_text
    )
    _retire(Ledger, pack, [part.code for part in content.ledgers])
    fields: list[dict[str, Any]] = [
        {
            "ledger": ledger,
            "key": spec.key,
            "label": spec.label,
            "kind": spec.kind,
            "unit": spec.unit,
            "is_required": spec.required,
            "is_unique": spec.unique,
            "options": spec.choices,
            "help": spec.help,
            "is_sensitive": spec.sensitive,
            "minimum": spec.minimum,
            "maximum": spec.maximum,
            "sort_order": position,
            "is_retired": False,
        }
        for ledger, part in zip(ledgers, content.ledgers, strict=True)
        for position, spec in enumerate(part.fields)
    ]
    kinds = {(field["ledger"].pk, field["key"]): field["kind"] for field in fields}
    for known in LedgerField.objects.filter(ledger__in=ledgers).select_related("ledger"):
        kind = kinds.get((known.ledger_id, known.key), known.kind)
        if kind != known.kind:
            _check_kind(known.ledger, known, kind)
    kept = bring_up_to_date(LedgerField, fields, key=("ledger", "key"))
    LedgerField.objects.filter(ledger__in=ledgers).exclude(
        pk__in=[field.pk for field in kept]
    ).update(is_retired=True)


def _check_kind(ledger: Ledger, field: LedgerField, kind: str) -> None:
    """Refuse a new kind that values already written do not fit."""
    rows = LedgerRow.objects.filter(ledger=ledger, values__has_key=field.key)
    wrong = 0
    example: object = ""
    for value in rows.values_list(f"values__{field.key}", flat=True).iterator():
        if value in (None, "", []) or change_of_kind(field.kind, kind, value):
            continue
        wrong, example = wrong + 1, example or value
    if wrong:
        raise InvalidInput(
            _("“%(field)s” of “%(ledger)s” cannot change its kind: %(n)s values do not fit, such as"
              " “%(value)s”. Add a new field and retire this one.")
            % {"field": field.label, "ledger": ledger.name, "n": wrong, "value": example}
        )  # fmt: skip


def _project_criteria(pack: Pack, content: PackFiles) -> None:
    codes = [part.code for part in content.criteria]
    known = {row.code: row for row in Criterion.objects.filter(code__in=codes)}
    rows = []
    for order, part in enumerate(content.criteria):
        criterion = known.get(part.code) or Criterion(pack=pack, code=part.code)
        if criterion.pack_id != pack.pk:
            raise InvalidInput(
                _("The criterion %(code)s belongs to another pack: %(pack)s.")
                % {"code": part.code, "pack": criterion.pack.name}
            )
        is_same = (criterion.text, criterion.basis, criterion.clause) == (
            part.text, part.basis, part.clause,
        )  # fmt: skip
        # What was confirmed was this wording; another has to be confirmed again.
        confirmed_at = criterion.confirmed_at if is_same else None
        is_verified = part.is_verified or confirmed_at is not None
        rows.append(
            {
                "pack": pack,
                "code": part.code,
                **_sourced(part, order),
                "text": part.text,
                "basis": part.basis,
                "clause": part.clause,
                "consequence": part.consequence,
                "sectors": part.sectors,
                "note": part.note,
                "confirmed_at": confirmed_at,
                "confirmed_by": criterion.confirmed_by if is_same else "",
                "is_verified": is_verified,
                "seen_in": part.seen_in
                if part.is_verified or not is_verified
                else criterion.seen_in,
            }
        )
    bring_up_to_date(Criterion, rows, finish=Criterion.refresh_search_text)
    _retire(Criterion, pack, codes)


def _project_checklists(pack: Pack, content: PackFiles) -> None:
    rows = [
        {
            "pack": pack,
            "code": part.code,
            **_sourced(part, order),
            "name": part.name,
            "aliases": part.aliases,
            "used_by": part.used_by,
            "sectors": part.sectors,
            "basis": part.basis,
        }
        for order, part in enumerate(content.checklists)
    ]
    checklists = bring_up_to_date(
        Checklist, rows, key=("pack", "code"), finish=Checklist.refresh_search_text
    )
    criteria = dict(Criterion.objects.filter(pack=pack).values_list("code", "pk"))
    items = [
        {
            "checklist": checklist,
            "number": number,
            "text": item.text,
            "method": item.method,
            "basis": item.basis,
            "clause": item.clause,
            "severity": item.severity,
            "criterion_id": criteria.get(item.criterion or ""),
        }
        for checklist, part in zip(checklists, content.checklists, strict=True)
        for number, item in enumerate(part.items, start=1)
    ]
    kept = bring_up_to_date(ChecklistItem, items, key=("checklist", "number"))
    ChecklistItem.objects.filter(checklist__in=checklists).exclude(
        pk__in=[item.pk for item in kept]
    ).delete()
    _retire(Checklist, pack, [part.code for part in content.checklists])


def _project_cadences(pack: Pack, content: PackFiles) -> None:
    checklists = {checklist.code: checklist for checklist in pack.checklists.all()}
    rows = []
    for order, part in enumerate(content.cadences):
        times, every, unit = 1, 1, ""
        if part.times:
            times, unit = part.times.count, part.times.per
        elif part.period:
            every, unit = part.period.every, part.period.unit
        rows.append(
            {
                "pack": pack,
                "code": part.code,
                **_sourced(part, order),
                "subject": part.subject,
                "what": part.what,
                "who": part.who,
                "applies_to": part.applies_to,
                "sectors": part.sectors,
                "times": times,
                "every": every,
                "unit": unit,
                "once_by": part.once_by,
                "occasion": part.occasion,
                "starts_on": part.starts_on,
                "ends_on": part.ends_on,
                "condition": part.condition,
                "evidence": part.evidence,
                "checklist": checklists.get(part.checklist or ""),
                "target": part.target.model_dump(mode="json") if part.target else None,
            }
        )
    bring_up_to_date(Cadence, rows, key=("pack", "code"))
    _retire(Cadence, pack, [part.code for part in content.cadences])


def _project_targets(pack: Pack, content: PackFiles) -> None:
    rows = [
        {
            "pack": pack,
            "code": part.code,
            **_sourced(part, order),
            **part.model_dump(
                include={"indicator", "value", "number", "unit", "comparison", "deadline",
                         "recurring", "who"}
            ),
        }
        for order, part in enumerate(content.targets)
    ]  # fmt: skip
    bring_up_to_date(Target, rows, key=("pack", "code"))
    _retire(Target, pack, [part.code for part in content.targets])
