"""Repairs before anything is written: a proposal taken, a cell rewritten, a row skipped."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.exchange.events import ImportMoved
from anlan.base.exchange.models import ImportRow, ImportSession, ImportState
from anlan.base.exchange.models.imports import RowDecision
from anlan.base.exchange.services.checking import check_again, save_rows
from anlan.base.exchange.services.imports import importer_of, own_import
from anlan.base.exchange.services.reading.text import MAX_CELL, tidy
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit


@transaction.atomic
def edit_cell(*, import_id: int, row_id: int, column: str, text: str, actor: Actor) -> ImportRow:
    """Rewrite one cell; the row and its twins are checked again."""
    session, row = _row(import_id, row_id, actor)
    position = session.mapping.get(column)
    if position is None:
        raise InvalidInput(fields={"column": _("The file has no such column.")})
    text = tidy(text)
    if len(text) > MAX_CELL:
        raise InvalidInput(fields={"text": _("at most %(n)s characters") % {"n": MAX_CELL}})
    row.correct({position: text})
    row.stays = []
    _finish(session, [row], actor, "exchange.import.corrected", column=column, row=row.number)
    return row


@transaction.atomic
def accept_repairs(
    *, import_id: int, kind: str, column: str, actor: Actor, row_ids: Iterable[int] | None = None
) -> int:
    """Take the proposals of one kind in one column, of some rows or of all; returns how many."""
    session = own_import(import_id, actor, ImportState.CHECKED, lock=True)
    changed = []
    for row in _having(session, kind, column, row_ids):
        changes: dict[int, str] = {}
        for error in row.errors:
            if error.get("kind") == kind and error["column"] == column:
                for name, text in (error.get("changes") or {}).items():
                    if name in session.mapping:
                        changes[session.mapping[name]] = text
        if changes:
            row.correct(changes)
            changed.append(row)
    _finish(
        session, changed, actor, "exchange.import.corrected", kind=kind, column=column,
        rows=len(changed),
    )  # fmt: skip
    return len(changed)


@transaction.atomic
def leave_as_is(
    *, import_id: int, kind: str, column: str, actor: Actor, row_ids: Iterable[int] | None = None
) -> int:
    """Say of problems that only the person can judge that the rows are right as they are."""
    session = own_import(import_id, actor, ImportState.CHECKED, lock=True)
    changed = []
    for row in _having(session, kind, column, row_ids):
        if any(e.get("kind") == kind and e.get("may_stay") for e in row.errors):
            row.stays = sorted({*row.stays, kind})
            changed.append(row)
    _finish(session, changed, actor, "exchange.import.corrected", kind=kind, left=len(changed))
    return len(changed)


@transaction.atomic
def skip_rows(
    *,
    import_id: int,
    reason: str,
    actor: Actor,
    row_ids: Iterable[int] | None = None,
    kind: str = "",
    column: str = "",
) -> int:
    """Leave rows out, with a reason: some of them, or all with one kind of problem."""
    session = own_import(import_id, actor, ImportState.CHECKED, lock=True)
    reason = reason.strip()[:200]
    if not reason:
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if kind:
        rows = _having(session, kind, column, row_ids)
    else:
        rows = list(session.rows.select_for_update().filter(pk__in=list(row_ids or ())))
    for row in rows:
        row.decision, row.reason = RowDecision.SKIP, reason
    _finish(
        session, rows, actor, "exchange.import.skipped", reason=reason, kind=kind, rows=len(rows)
    )
    return len(rows)


@transaction.atomic
def restore_row(*, import_id: int, row_id: int, actor: Actor) -> ImportRow:
    """Take a skipped row back."""
    session, row = _row(import_id, row_id, actor)
    row.decision, row.reason = "", ""
    _finish(session, [row], actor, "exchange.import.corrected", row=row.number)
    return row


@transaction.atomic
def update_existing(*, import_id: int, actor: Actor, row_ids: Iterable[int] | None = None) -> int:
    """Let rows whose object exists already change it: some of them, or all."""
    session = own_import(import_id, actor, ImportState.CHECKED, lock=True)
    if importer_of(session).update is None:
        raise InvalidInput(_("What exists already cannot be changed by an import of this kind."))
    rows = _having(session, "exists", "", row_ids)
    for row in rows:
        row.decision = RowDecision.UPDATE
    _finish(session, rows, actor, "exchange.import.corrected", kind="exists", rows=len(rows))
    return len(rows)


@transaction.atomic
def keep_both(*, import_id: int, row_id: int, actor: Actor) -> ImportRow:
    """Keep a row beside the one it collides with, where the noun allows that."""
    session, row = _row(import_id, row_id, actor)
    if not importer_of(session).may_have_twins:
        raise InvalidInput(_("Two rows of this kind cannot have one key: update or skip."))
    row.decision = RowDecision.TWIN
    _finish(session, [row], actor, "exchange.import.corrected", row=row.number, kind="twin")
    return row


@transaction.atomic
def merge_twins(
    *, import_id: int, kind: str, actor: Actor, row_ids: Iterable[int] | None = None
) -> int:
    """Let later rows of the file complete and correct the first with their key; then skip them."""
    session = own_import(import_id, actor, ImportState.CHECKED, lock=True)
    rows = _having(session, kind, "", row_ids)
    wanted = {int(t) for row in rows for t in [_twin(row, kind)] if t}
    firsts = {row.pk: row for row in session.rows.select_for_update().filter(pk__in=wanted)}
    changed: dict[int, ImportRow] = {}
    for row in rows:
        first = firsts.get(int(_twin(row, kind) or 0))
        if first is None:
            continue
        cells, there = row.cells, first.cells
        first.correct(
            {p: t for p, t in enumerate(cells) if t and (p >= len(there) or there[p] != t)}
        )
        row.decision = RowDecision.SKIP
        row.reason = (_("merged into row %(n)s") % {"n": first.number})[:200]
        changed[first.pk], changed[row.pk] = first, row
    _finish(
        session, list(changed.values()), actor, "exchange.import.corrected", kind=kind,
        rows=len(rows),
    )  # fmt: skip
    return len(rows)


def _twin(row: ImportRow, kind: str) -> str:
    return next((e["twin"] for e in row.errors if e.get("kind") == kind and e.get("twin")), "")


def _row(import_id: int, row_id: int, actor: Actor) -> tuple[ImportSession, ImportRow]:
    session = own_import(import_id, actor, ImportState.CHECKED, lock=True)
    row = session.rows.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise NotVisible
    return session, row


def having(session: ImportSession, kind: str, column: str) -> QuerySet[ImportRow]:
    """The rows of an import with one kind of problem in one column."""
    return session.rows.filter(errors__contains=[{"kind": kind, "column": column}])


def _having(
    session: ImportSession, kind: str, column: str, row_ids: Iterable[int] | None
) -> list[ImportRow]:
    rows = having(session, kind, column).select_for_update()
    if row_ids is not None:
        rows = rows.filter(pk__in=list(row_ids))
    return list(rows.order_by("pk"))


def _finish(
    session: ImportSession,
    rows_: list[ImportRow],
    actor: Actor,
    action: str,
    /,
    **after: object,
) -> None:
    """Keep the rows, look at them again, and note who did what."""
    reason = str(after.pop("reason", ""))
    if rows_:
        save_rows(rows_, with_cells=True)
        check_again(session, rows_, actor)
    audit(actor, action, session, after=after, reason=reason)
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
