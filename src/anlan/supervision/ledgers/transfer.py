"""Every ledger can be imported and exported: the columns are made from its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.base.regions.public import find_region, regions_named
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    BooleanColumn,
    Bulk,
    CellError,
    ChoiceColumn,
    DateColumn,
    ImportColumn,
    Importer,
    LookupColumn,
    NumberColumn,
    PhoneColumn,
    PlannedRow,
    Problem,
    TextColumn,
)
from anlan.kernel.transfer.importer import register_import_source
from anlan.supervision.chemicals.public import find_chemical
from anlan.supervision.ledgers.forms import enterprises_called
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.permissions import IMPORT
from anlan.supervision.ledgers.services.importing import check_rows, find_rows, write_rows
from anlan.supervision.ledgers.services.kinds import words
from anlan.supervision.ledgers.services.rows import create_row, update_row
from anlan.supervision.ledgers.services.values import fields_of, unique_key

PREFIX = "ledger-"


def find_enterprise(text: str, actor: Actor) -> int | None:
    """An enterprise by credit code or name, if only one has it."""
    found = enterprises_called(text, actor)
    if len(found) > 1:
        some = "、".join(name for _pk, name in found[:4])
        raise CellError(_("Several enterprises fit: %(names)s") % {"names": some}, kind="ambiguous")
    return found[0][0] if found else None


def find_area(text: str, actor: Actor) -> str | None:
    """A township or village by its code or, when only one has it, its name."""
    if text.isdigit():
        found = find_region(text.ljust(12, "0"))
        return found.code if found else None
    named = [region for region in regions_named(text, 20) if region.name == text]
    if len(named) > 1:
        raise CellError(
            _("several regions are called “%(value)s”: write the code") % {"value": text},
            kind="ambiguous",
        )
    return named[0].code if named else None


def find_substance(text: str, actor: Actor) -> int | None:
    """A chemical by name or CAS number."""
    found = find_chemical(name=text) or find_chemical(cas=text)
    return found.id if found else None


def columns_of(fields: Sequence[LedgerField]) -> tuple[ImportColumn, ...]:
    """The columns of a ledger's table; files are added on the page of a row."""
    found: list[ImportColumn] = []
    for field in fields:
        if field.kind == "file":
            continue
        common: dict[str, Any] = {
            "label": field.label,
            "required": field.is_required,
            "help": field.help,
            "is_sensitive": field.is_sensitive,
        }
        if field.kind == "place":
            found.append(TextColumn(f"{field.key}__name", field.label, help=field.help))
            for part, label, limit in (
                ("longitude", f"{field.label}经度", 180.0),
                ("latitude", f"{field.label}纬度", 90.0),
            ):
                found.append(
                    NumberColumn(
                        f"{field.key}__{part}", label, required=field.is_required,
                        lowest=-limit, highest=limit,
                    )
                )  # fmt: skip
        elif field.kind == "number":
            found.append(
                NumberColumn(
                    field.key, lowest=field.minimum, highest=field.maximum,
                    units={field.unit.lower(): 1.0} if field.unit else {}, **common,
                )
            )  # fmt: skip
        elif field.kind == "date":
            found.append(DateColumn(field.key, example="2026-11-21", **common))
        elif field.kind == "choice":
            choices = [(word, word) for word in field.options]
            found.append(ChoiceColumn(field.key, choices=choices, example=choices[0][0], **common))
        elif field.kind == "yes_no":
            found.append(BooleanColumn(field.key, example="是", **common))
        elif field.kind == "enterprise":
            found.append(LookupColumn(field.key, find=find_enterprise, **common))
        elif field.kind == "region":
            found.append(LookupColumn(field.key, find=find_area, **common))
        elif field.kind == "chemical":
            found.append(LookupColumn(field.key, find=find_substance, **common))
        elif field.kind == "phone":
            found.append(PhoneColumn(field.key, **common))
        else:
            limit = 4000 if field.kind == "long" else 500
            found.append(TextColumn(field.key, max_length=limit, **common))
    return tuple(found)


def joined(fields: Sequence[LedgerField], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a table's row as the services want them: a place in one piece."""
    found = dict(values)
    for field in fields:
        if field.kind != "place":
            continue
        parts = {
            part: found.pop(f"{field.key}__{part}", None)
            for part in ("name", "longitude", "latitude")
        }
        if parts["longitude"] is not None or parts["latitude"] is not None:
            found[field.key] = parts
    return found


def importer_for(name: str) -> Importer | None:
    """Return the importer of ``ledger-12``, made from the ledger's fields as they are now."""
    number = name.removeprefix(PREFIX)
    if not number.isdigit():
        return None
    ledger = Ledger.objects.filter(pk=int(number), is_retired=False).first()
    if ledger is None:
        return None
    fields = fields_of(ledger)

    def find(values: Mapping[str, Any], actor: Actor) -> LedgerRow | None:
        key = unique_key(fields, stored(fields, joined(fields, values)))
        if not key:
            return None
        return visible(LedgerRow, actor).filter(ledger=ledger, unique_key=key).first()

    def create(values: Mapping[str, Any], actor: Actor) -> LedgerRow:
        return create_row(ledger_id=ledger.pk, values=joined(fields, values), actor=actor)

    def update(row: LedgerRow, values: Mapping[str, Any], actor: Actor) -> LedgerRow:
        return update_row(row_id=row.pk, values=joined(fields, values), actor=actor)

    def export(actor: Actor) -> Iterator[Sequence[Any]]:
        rows = visible(LedgerRow, actor).filter(ledger=ledger).order_by("pk")
        for row in rows.select_related("enterprise", "region").iterator(chunk_size=500):
            yield cells(fields, row)

    def whole(rows: Sequence[PlannedRow]) -> list[PlannedRow]:
        return [PlannedRow(r.number, joined(fields, r.values), r.existing) for r in rows]

    def find_many(rows: Sequence[Mapping[str, Any]], actor: Actor) -> list[LedgerRow | None]:
        keys = [unique_key(fields, stored(fields, joined(fields, values))) for values in rows]
        return find_rows(ledger, keys, actor)

    def check_many(rows: Sequence[PlannedRow], actor: Actor) -> list[list[Problem]]:
        return check_rows(ledger, fields, whole(rows), actor)

    def write_many(rows: Sequence[PlannedRow], actor: Actor) -> list[str]:
        return write_rows(ledger_id=ledger.pk, rows=whole(rows), actor=actor)

    return Importer(
        name=name,
        title=ledger.name,
        permission=IMPORT,
        columns=columns_of(fields),
        find=find,
        create=create,
        update=update,
        export=export,
        key=lambda values: unique_key(fields, stored(fields, joined(fields, values))),
        row_of=lambda row: cells(fields, row),
        may_have_twins=not any(field.is_unique for field in fields),
        bulk=Bulk(find=find_many, check=check_many, write=write_many),
        list_url_name="ledgers:rows",
        list_url_args=(ledger.pk,),
        help=ledger.purpose,
    )


def stored(fields: Sequence[LedgerField], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept, as far as a row is recognised by them."""
    found = dict(values)
    for field in fields:
        value = found.get(field.key)
        if value is None:
            continue
        if field.kind == "date" and hasattr(value, "isoformat"):
            found[field.key] = value.isoformat()
        elif field.kind == "number" and float(value) == int(value):
            found[field.key] = int(value)
    return found


def cells(fields: Sequence[LedgerField], row: LedgerRow) -> list[Any]:
    """A row in the columns of the import, so that it can be corrected and imported again."""
    found: list[Any] = []
    for field in fields:
        value = row.values.get(field.key)
        if field.kind == "file":
            continue
        if field.kind == "place":
            value = value or {}
            found += [value.get("name"), value.get("longitude"), value.get("latitude")]
        elif field.kind == "enterprise":
            found.append(str(row.enterprise) if row.enterprise_id else "")
        elif field.kind == "region":
            found.append(value or "")
        elif field.kind == "yes_no":
            found.append({True: "是", False: "否"}.get(value, ""))
        elif field.kind == "number":
            found.append(value)
        else:
            found.append(words(field.kind, value))
    return found


register_import_source(PREFIX, importer_for)
