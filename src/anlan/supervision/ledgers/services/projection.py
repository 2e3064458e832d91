"""The wording in force, spread over the tables that pages and other apps read.

Nothing is deleted that a row, a duty or another app may point to: what the wording leaves out is
retired, and comes back when a later wording names it again.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput
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
    CadenceSpec,
    CriterionSpec,
    LedgerSpec,
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
    for order, ledger in enumerate(content.ledgers):
        _project_ledger(pack, order, ledger)
    _retire(Ledger, pack, [part.code for part in content.ledgers])
    for order, criterion in enumerate(content.criteria):
        _project_criterion(pack, order, criterion)
    _retire(Criterion, pack, [part.code for part in content.criteria])
    _project_checklists(pack, content)
    for order, cadence in enumerate(content.cadences):
        _project_cadence(pack, order, cadence)
    _retire(Cadence, pack, [part.code for part in content.cadences])
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
    sectors = apps.get_model("enterprises.Sector")._default_manager
    for sector in content.sectors:
        if isinstance(sector, NewSector):
            sectors.get_or_create(
                pk=sector.code, defaults={"name": sector.name, "category": sector.category}
            )


def _project_things(pack: Pack, content: PackFiles) -> None:
    kept = []
    for order, part in enumerate(content.systems):
        thing, _made = NamedThing.objects.get_or_create(
            pack=pack, name=part.name, defaults={"kind": part.kind, "how": part.how}
        )
        thing.aliases, thing.kind, thing.how = part.aliases, part.kind, part.how
        thing.served_by, thing.inventory_ids = part.served_by, part.inventory_ids
        thing.anchors = [anchor.model_dump() for anchor in part.anchors]
        thing.sort_order = order
        thing.refresh_search_text()
        thing.save()
        kept.append(thing.pk)
    pack.things.exclude(pk__in=kept).delete()


def _project_ledger(pack: Pack, order: int, part: LedgerSpec) -> None:
    ledger = Ledger.objects.filter(pack=pack, code=part.code).first()
    ledger = ledger or Ledger(pack=pack, code=part.code)
    for name, value in _sourced(part, order).items():
        setattr(ledger, name, value)
    ledger.name, ledger.aliases, ledger.purpose = part.name, part.aliases, part.purpose
    ledger.kept_by, ledger.keeper = part.kept_by, part.keeper
    ledger.title_key, ledger.due_rule = part.title, part.due
    ledger.done_when = part.done.model_dump() if part.done else None
    ledger.refresh_search_text()
    ledger.save()
    known = {field.key: field for field in ledger.fields.all()}
    new = []
    for position, spec in enumerate(part.fields):
        field = known.pop(spec.key, None) or LedgerField(ledger=ledger, key=spec.key)
        if field.pk and field.kind != spec.kind:
            _check_kind(ledger, field, spec.kind)
        field.label, field.kind, field.unit = spec.label, spec.kind, spec.unit
        field.is_required, field.is_unique = spec.required, spec.unique
        field.options, field.help, field.is_sensitive = spec.choices, spec.help, spec.sensitive
        field.minimum, field.maximum = spec.minimum, spec.maximum
        field.sort_order, field.is_retired = position, False
        if field.pk:
            field.save()
        else:
            new.append(field)
    LedgerField.objects.bulk_create(new)
    LedgerField.objects.filter(pk__in=[field.pk for field in known.values()]).update(
        is_retired=True
    )


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


def _project_criterion(pack: Pack, order: int, part: CriterionSpec) -> None:
    found = Criterion.objects.filter(code=part.code).first()
    criterion = found or Criterion(pack=pack, code=part.code)
    if criterion.pack_id != pack.pk:
        raise InvalidInput(
            _("The criterion %(code)s belongs to another pack: %(pack)s.")
            % {"code": part.code, "pack": criterion.pack.name}
        )
    is_same = (criterion.text, criterion.basis, criterion.clause) == (
        part.text, part.basis, part.clause,
    )  # fmt: skip
    if not is_same:  # what was confirmed was another wording
        criterion.confirmed_at, criterion.confirmed_by = None, ""
    for name, value in _sourced(part, order).items():
        setattr(criterion, name, value)
    criterion.text, criterion.basis, criterion.clause = part.text, part.basis, part.clause
    criterion.consequence, criterion.sectors = part.consequence, part.sectors
    criterion.note = part.note
    criterion.is_verified = part.is_verified or criterion.confirmed_at is not None
    if part.is_verified or not criterion.is_verified:
        criterion.seen_in = part.seen_in
    criterion.refresh_search_text()
    criterion.save()


def _project_checklists(pack: Pack, content: PackFiles) -> None:
    codes = dict(Criterion.objects.filter(pack=pack).values_list("code", "pk"))
    for order, part in enumerate(content.checklists):
        values = {
            **_sourced(part, order),
            "name": part.name,
            "aliases": part.aliases,
            "used_by": part.used_by,
            "sectors": part.sectors,
            "basis": part.basis,
        }
        checklist, _made = Checklist.objects.update_or_create(
            pack=pack, code=part.code, defaults=values
        )
        checklist.refresh_search_text()
        checklist.save(update_fields=["search_text"])
        for number, item in enumerate(part.items, start=1):
            ChecklistItem.objects.update_or_create(
                checklist=checklist,
                number=number,
                defaults={
                    "text": item.text,
                    "method": item.method,
                    "basis": item.basis,
                    "clause": item.clause,
                    "severity": item.severity,
                    "criterion_id": codes.get(item.criterion or ""),
                },
            )
        checklist.items.filter(number__gt=len(part.items)).delete()
    _retire(Checklist, pack, [part.code for part in content.checklists])


def _project_cadence(pack: Pack, order: int, part: CadenceSpec) -> None:
    checklist = pack.checklists.filter(code=part.checklist).first() if part.checklist else None
    times, every, unit = 1, 1, ""
    if part.times:
        times, unit = part.times.count, part.times.per
    elif part.period:
        every, unit = part.period.every, part.period.unit
    Cadence.objects.update_or_create(
        pack=pack,
        code=part.code,
        defaults={
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
            "checklist": checklist,
            "target": part.target.model_dump(mode="json") if part.target else None,
        },
    )


def _project_targets(pack: Pack, content: PackFiles) -> None:
    for order, part in enumerate(content.targets):
        Target.objects.update_or_create(
            pack=pack,
            code=part.code,
            defaults={
                **_sourced(part, order),
                **part.model_dump(
                    include={"indicator", "value", "number", "unit", "comparison", "deadline",
                             "recurring", "who"}
                ),
            },
        )  # fmt: skip
    _retire(Target, pack, [part.code for part in content.targets])
