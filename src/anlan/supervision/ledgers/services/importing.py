"""Rows of a ledger by the ten thousand: what an import finds, checks and writes at once.

``check_rows`` refuses exactly what ``create_row`` and ``update_row`` would refuse, without writing;
``write_rows`` does what these do, row by row audited and told, in few statements.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import Act, audit_many
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.events import emit_many
from anlan.kernel.policy import get_visible, policy_of, require, require_permission, visible
from anlan.kernel.transfer import PlannedRow, Problem
from anlan.supervision.ledgers.events import LedgerRowSaved
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.permissions import KEEP_ROW
from anlan.supervision.ledgers.services.rows import require_reach, shown
from anlan.supervision.ledgers.services.values import Surroundings, clean, fields_of

BATCH = 1000
#: Columns that a change may touch, for the one statement that writes many changes.
_FIELDS = (
    "title", "values", "enterprise", "sector", "organisation", "region", "location", "due_on",
    "is_done", "marks", "unique_key", "search_text", "updated_at",
)  # fmt: skip


def find_rows(ledger: Ledger, keys: Sequence[str], actor: Actor) -> list[LedgerRow | None]:
    """The rows of one's area that the keys recognise, by position; an empty key means a new row."""
    rows = visible(LedgerRow, actor).filter(ledger=ledger, unique_key__in={*keys} - {""})
    found = {row.unique_key: row for row in rows.select_related("enterprise", "region")}
    return [found.get(key) if key else None for key in keys]


def check_rows(
    ledger: Ledger, fields: Sequence[LedgerField], rows: Sequence[PlannedRow], actor: Actor
) -> list[list[Problem]]:
    """What the services would refuse of each row."""
    around = _surroundings(fields, rows, actor)
    cleaned: list[LedgerRow | None] = []
    found: list[list[Problem]] = []
    for plan in rows:
        row, problems = _clean(ledger, fields, plan, around, actor)
        cleaned.append(row)
        found.append(problems)
    taken = _taken(ledger, [row for row in cleaned if row is not None])
    for row, problems in zip(cleaned, found, strict=True):
        if row is not None and taken.get(row.unique_key, row.pk) != row.pk:
            problems.append(Problem(_same(fields), kind="elsewhere"))
    return found


@transaction.atomic
def write_rows(*, ledger_id: int, rows: Sequence[PlannedRow], actor: Actor) -> list[str]:
    """Add the new rows and change the known ones, each with its own audit record and event.

    Raises ``InvalidInput``, ``NotVisible`` or ``NotPermitted`` as the services for one row do; then
    nothing is written. Returns what each row is called.
    """
    ledger = get_visible(Ledger, ledger_id, actor=actor)
    require_permission(actor, KEEP_ROW)
    if ledger.is_retired:
        raise WrongState(_("This ledger is retired; its rows can only be read."))
    fields = fields_of(ledger)
    around = _surroundings(fields, rows, actor)
    wanted = [plan.existing.pk for plan in rows if plan.existing is not None]
    locked = visible(LedgerRow, actor).filter(pk__in=wanted).order_by("pk")
    present = {row.pk: row for row in locked.select_for_update(of=("self",))}
    made: list[LedgerRow] = []
    changed: list[LedgerRow] = []
    acts: list[Act] = []
    labels: list[str] = []
    for plan in rows:
        row = None
        before: dict[str, Any] = {}
        if plan.existing is not None:
            row = present.get(plan.existing.pk)
            if row is None:
                raise NotVisible
            require(actor, KEEP_ROW, row)
            row.ledger = ledger
            before = shown(row)
        row = clean(ledger, fields, plan.values, around, row=row)
        require_reach(ledger, row, actor)
        labels.append(row.title)
        if plan.existing is None:
            made.append(row)
            continue
        after = shown(row)
        keys = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
        if keys:
            row.updated_at = clock.now()
            changed.append(row)
            acts.append(
                Act(
                    row,
                    before={k: before.get(k) for k in keys},
                    after={k: after.get(k) for k in keys},
                )
            )
    if any(row.pk is None or taken != row.pk for row, taken in _collisions(ledger, made, changed)):
        raise InvalidInput(_same(fields))
    LedgerRow.objects.bulk_create(made, batch_size=BATCH)
    # One INSERT … ON CONFLICT (id) DO UPDATE: every row exists, so nothing is inserted.
    LedgerRow.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"],
        update_fields=_FIELDS,
    )  # fmt: skip
    created = [Act(row, after={"ledger": ledger.name, **shown(row)}) for row in made]
    audit_many(actor, "ledgers.row.created", created)
    audit_many(actor, "ledgers.row.changed", acts)
    emit_many([_saved(row, "created") for row in made], actor)
    emit_many([_saved(row, "changed") for row in changed], actor)
    return labels


def _clean(
    ledger: Ledger,
    fields: Sequence[LedgerField],
    plan: PlannedRow,
    around: Surroundings,
    actor: Actor,
) -> tuple[LedgerRow | None, list[Problem]]:
    """A row as it would be written, or what is wrong with it."""
    if plan.existing is not None and not policy_of(LedgerRow).can(actor, KEEP_ROW, plan.existing):
        words = _("You may not change %(name)s.") % {"name": plan.existing}
        return None, [Problem(words, kind="scope")]
    try:
        row = clean(ledger, fields, plan.values, around, row=copy.copy(plan.existing))
        require_reach(ledger, row, actor)
    except InvalidInput as error:
        known = {field.key for field in fields if field.kind != "place"}
        return None, [
            Problem(str(message), name if name in known else "", "refused")
            for name, message in error.fields.items()
        ] or [Problem(str(error), kind="refused")]
    except NotPermitted:
        words = _("This row lies outside the area in which you keep ledgers.")
        return None, [Problem(words, kind="scope")]
    return row, []


def _surroundings(
    fields: Sequence[LedgerField], rows: Sequence[PlannedRow], actor: Actor
) -> Surroundings:
    """What the rows name, looked up together."""
    around = Surroundings(actor)
    column = next((field.key for field in fields if field.kind == "enterprise"), None)
    if column:
        found = {plan.values.get(column) for plan in rows}
        found |= {p.existing.enterprise_id for p in rows if p.existing is not None}
        around.remember({int(pk) for pk in found if pk is not None})
    return around


def _taken(ledger: Ledger, rows: Sequence[LedgerRow]) -> dict[str, int]:
    """Who has the keys of rows already, seen or not."""
    keys = {row.unique_key for row in rows} - {""}
    found = LedgerRow.objects.filter(ledger=ledger, is_removed=False, unique_key__in=keys)
    return dict(found.values_list("unique_key", "pk"))


def _collisions(
    ledger: Ledger, made: Sequence[LedgerRow], changed: Sequence[LedgerRow]
) -> list[tuple[LedgerRow, int]]:
    """Rows whose key another row has."""
    taken = _taken(ledger, [*made, *changed])
    return [(row, taken[row.unique_key]) for row in [*made, *changed] if row.unique_key in taken]


def _same(fields: Sequence[LedgerField]) -> str:
    labels = "、".join(field.label for field in fields if field.is_unique)
    return _("There is a row with the same %(fields)s already.") % {"fields": labels}


def _saved(row: LedgerRow, how: str) -> LedgerRowSaved:
    return LedgerRowSaved(ledger_id=row.ledger_id, row_id=row.pk, region=row.region_id, how=how)
