"""Many new rows at once: checked one by one, written together, told of once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import insert_rows
from anlan.kernel.errors import NotVisible, WrongState
from anlan.kernel.policy import get_visible, require_permission, visible
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.permissions import KEEP_ROW
from anlan.supervision.ledgers.services.rows import require_reach
from anlan.supervision.ledgers.services.values import Given, Surroundings, clean, fields_of


@transaction.atomic
def create_rows(*, ledger_id: int, rows: Sequence[Given], actor: Actor) -> list[LedgerRow]:
    """Add many rows to a ledger in one transaction; the first refused row refuses all.

    The trail tells of the table as a whole; each row's own history begins with its first change.
    """
    ledger = get_visible(Ledger, ledger_id, actor=actor)
    require_permission(actor, KEEP_ROW)
    return _create([ledger], {ledger.pk: rows}, Surroundings(actor), actor)


@transaction.atomic
def fill_ledgers(*, rows: Mapping[int, Sequence[Given]], actor: Actor) -> list[LedgerRow]:
    """Add rows to many ledgers (by their keys), as ``create_rows`` would to each of them.

    The first refused row refuses all; what lies around the rows is looked up once.
    """
    require_permission(actor, KEEP_ROW)
    found = visible(Ledger, actor).filter(pk__in=rows).prefetch_related("fields")
    ledgers = found.select_related("pack").in_bulk()
    if not all(key in ledgers for key in rows):
        raise NotVisible
    return _create([ledgers[key] for key in rows], rows, Surroundings(actor), actor)


def _create(
    ledgers: Sequence[Ledger],
    rows: Mapping[int, Sequence[Given]],
    around: Surroundings,
    actor: Actor,
) -> list[LedgerRow]:
    fields = {ledger.pk: fields_of(ledger) for ledger in ledgers}
    around.remember(_enterprises_in(fields, rows))
    made = []
    for ledger in ledgers:
        if ledger.is_retired:
            raise WrongState(_("This ledger is retired; its rows can only be read."))
        for values in rows[ledger.pk]:
            row = clean(ledger, fields[ledger.pk], values, around)
            require_reach(ledger, row, actor)
            made.append(row)
    insert_rows(LedgerRow, made)
    for ledger in ledgers:
        audit(actor, "ledgers.rows.imported", ledger, after={"rows": len(rows[ledger.pk])})
    return made


def _enterprises_in(
    fields: Mapping[int, Sequence[LedgerField]], rows: Mapping[int, Sequence[Given]]
) -> set[int]:
    """The enterprises that rows name, to be looked up at once."""
    columns = {
        key: next((f.key for f in own if f.kind == "enterprise"), None)
        for key, own in fields.items()
    }
    return {
        int(row[column])
        for key, column in columns.items()
        if column
        for row in rows[key]
        if row.get(column) is not None
    }
