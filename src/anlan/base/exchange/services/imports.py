"""The steps of an import. Rows are checked by doing them for trial and taking everything back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.exchange.events import ImportMoved
from anlan.base.exchange.models import ImportRow, ImportSession, ImportState
from anlan.base.exchange.models.imports import RowAction
from anlan.base.exchange.permissions import USE_IMPORT
from anlan.base.exchange.services.reading import read_table
from anlan.kernel import clock, jobs
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput, NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.kernel.transfer import CellError, Importer, find_importer


def importer_of(session: ImportSession) -> Importer:
    """Return the declaration of an import's kind."""
    found = find_importer(session.kind)
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def start_import(*, kind: str, uploaded: UploadedFile[Any], actor: Actor) -> ImportSession:
    """Take in an uploaded table and guess its columns. Nothing is checked or written yet."""
    importer = find_importer(kind)
    if importer is None:
        raise NotVisible
    require_permission(actor, USE_IMPORT)
    require_permission(actor, importer.permission)
    header, rows = read_table(uploaded)
    session = ImportSession.objects.create(
        kind=kind,
        file_name=(uploaded.name or "")[:200],
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
        header=header,
        mapping=importer.guess(header),
        total=len(rows),
    )
    kept = []
    for number, cells in rows:
        row = ImportRow(session=session, number=number)
        row.keep(cells)
        kept.append(row)
    ImportRow.objects.bulk_create(kept, batch_size=500)
    audit(actor, "exchange.import.started", session, after={"kind": kind, "rows": len(rows)})
    return session


@transaction.atomic
def map_columns(
    *,
    import_id: int,
    mapping: Mapping[str, int],
    actor: Actor,
    may_update: bool = False,
) -> ImportSession:
    """Fix which column is which. Raises ``InvalidInput`` when a needed one is missing."""
    session = _own(import_id, actor, ImportState.UPLOADED, ImportState.CHECKED)
    importer = importer_of(session)
    positions = list(mapping.values())
    if len(set(positions)) != len(positions):
        raise InvalidInput(_("One column of the file cannot mean two things."))
    if any(position not in range(len(session.header)) for position in positions):
        raise InvalidInput(_("The file has no such column."))
    missing = {
        column.name: _("This column is needed.")
        for column in importer.columns
        if column.required and column.name not in mapping
    }
    if missing:
        raise InvalidInput(fields=missing)
    session.mapping = {name: mapping[name] for name in mapping}
    session.may_update = may_update and importer.update is not None
    session.state = ImportState.CHECKING
    session.save(update_fields=["mapping", "may_update", "state", "updated_at"])
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


def check_rows(*, import_id: int, actor: Actor) -> ImportSession:
    """Try every row, note what is wrong with it, and take everything back."""
    session = _own(import_id, actor, ImportState.CHECKING)
    importer = importer_of(session)
    rows = list(session.rows.order_by("number"))
    waiting = len(jobs.memory_queue)
    with transaction.atomic():
        for row in rows:
            _run(row, session, importer, actor)
        transaction.set_rollback(True)
    del jobs.memory_queue[waiting:]  # jobs of a trial vanish with its transaction
    with transaction.atomic():
        ImportRow.objects.bulk_update(rows, ["action", "errors", "object_label"], batch_size=500)
        session.state = ImportState.CHECKED
        session.created = sum(r.action == RowAction.CREATE and not r.errors for r in rows)
        session.updated = sum(r.action == RowAction.UPDATE and not r.errors for r in rows)
        session.wrong = sum(bool(r.errors) for r in rows)
        session.save(update_fields=["state", "created", "updated", "wrong", "updated_at"])
        emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


@transaction.atomic
def commit_import(*, import_id: int, actor: Actor) -> ImportSession:
    """Write all rows in one transaction; a single refused row takes all of them back.

    Raises ``WrongState`` while a row has errors, ``InvalidInput`` when a row that was right at the
    check is refused now (somebody else wrote in between).
    """
    session = _own(import_id, actor, ImportState.CHECKED, ImportState.COMMITTING, lock=True)
    if session.wrong:
        raise WrongState(_("Rows have errors: correct the table and upload it again."))
    importer = importer_of(session)
    require_permission(actor, importer.permission)
    created = updated = 0
    rows = list(session.rows.order_by("number"))
    for row in rows:
        _run(row, session, importer, actor)
        if row.errors:
            raise InvalidInput(
                _("Row %(n)s is refused now: %(why)s. Nothing was written; check again.")
                % {"n": row.number, "why": row.errors[0]["message"]}
            )
        created += row.action == RowAction.CREATE
        updated += row.action == RowAction.UPDATE
        row.stored_cells = ""  # personal data is not kept longer than the import needs it
    ImportRow.objects.bulk_update(rows, ["stored_cells", "action", "object_label"], batch_size=500)
    session.state = ImportState.COMMITTED
    session.created, session.updated = created, updated
    session.committed_at = clock.now()
    session.save(update_fields=["state", "created", "updated", "committed_at", "updated_at"])
    audit(
        actor,
        "exchange.import.committed",
        session,
        after={"kind": session.kind, "created": created, "updated": updated},
    )
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


@transaction.atomic
def queue_commit(*, import_id: int, actor: Actor) -> ImportSession:
    """Let the worker write a large import; its page shows when it is done."""
    from anlan.base.exchange.tasks import run_import_commit

    session = _own(import_id, actor, ImportState.CHECKED, lock=True)
    if session.wrong:
        raise WrongState(_("Rows have errors: correct the table and upload it again."))
    session.state = ImportState.COMMITTING
    session.save(update_fields=["state", "updated_at"])
    run_import_commit.defer(import_id=session.pk, person=actor.id)
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


@transaction.atomic
def cancel_import(*, import_id: int, actor: Actor) -> ImportSession:
    """Give an import up; its rows are removed."""
    session = _own(import_id, actor, ImportState.UPLOADED, ImportState.CHECKED, lock=True)
    session.rows.all().delete()
    session.state = ImportState.CANCELLED
    session.save(update_fields=["state", "updated_at"])
    audit(actor, "exchange.import.cancelled", session)
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


def _own(import_id: int, actor: Actor, *states: ImportState, lock: bool = False) -> ImportSession:
    session = get_visible(ImportSession, import_id, actor=actor, lock=lock)
    require(actor, USE_IMPORT, session)
    if session.actor_id != actor.id:
        raise NotVisible
    if session.state not in states:
        raise WrongState(
            _("This import is at another step now: %(state)s.")
            % {"state": session.get_state_display()}
        )
    return session


def clean_row(
    cells: list[str], session: ImportSession, importer: Importer, actor: Actor
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Turn the cells of a row into values; return them and what is wrong."""
    values: dict[str, Any] = {}
    errors: list[dict[str, str]] = []
    for column in importer.columns:
        position = session.mapping.get(column.name)
        text = cells[position].strip() if position is not None and position < len(cells) else ""
        if not text:
            if column.required:
                errors.append({"column": column.name, "message": _("must not be empty")})
            continue
        try:
            column.assign(values, column.clean(text, actor))
        except CellError as error:
            errors.append({"column": column.name, "message": str(error)})
    return values, errors


def _run(row: ImportRow, session: ImportSession, importer: Importer, actor: Actor) -> None:
    """Carry out one row in its own savepoint and note the outcome on it."""
    values, row.errors = clean_row(row.cells, session, importer, actor)
    row.action = ""
    if row.errors:
        return
    try:
        with transaction.atomic():
            found = importer.find(values, actor) if importer.find else None
            if found is None:
                row.action = RowAction.CREATE
                saved = importer.create(values, actor)
            elif importer.update is not None and session.may_update:
                row.action = RowAction.UPDATE
                saved = importer.update(found, values, actor)
            else:
                row.action = RowAction.UPDATE
                raise InvalidInput(_("exists already: %(name)s") % {"name": found})
            row.object_label = str(saved)[:200]
    except InvalidInput as error:
        known = {column.name for column in importer.columns}
        row.errors = [
            {"column": name if name in known else "", "message": str(message)}
            for name, message in error.fields.items()
        ] or [{"column": "", "message": str(error)}]
    except DomainError as error:
        row.errors = [{"column": "", "message": str(error)}]
