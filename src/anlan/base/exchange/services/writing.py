"""The last step of an import: everything is written in one transaction, or nothing is."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.exchange.events import ImportMoved
from anlan.base.exchange.models import ImportRow, ImportSession, ImportState
from anlan.base.exchange.models.imports import RowAction, RowDecision
from anlan.base.exchange.services.checking import (
    RowReader,
    carry_out,
    count_rows,
    examine,
    place_of,
    save_rows,
)
from anlan.base.exchange.services.imports import importer_of, own_import
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.kernel.transfer import Importer, PlannedRow

#: Rows written by one call of a bulk service.
CHUNK_ROWS = 1000


@transaction.atomic
def commit_import(*, import_id: int, actor: Actor, only_good: bool = False) -> ImportSession:
    """Write all rows in one transaction; a single refused row takes all of them back.

    ``only_good`` leaves out the rows that had errors at the check: the person has said so, and can
    take them with him. Raises ``WrongState`` while a row has errors otherwise, ``InvalidInput``
    when a row that was right at the check is refused now (somebody else wrote in between).
    """
    session = own_import(import_id, actor, ImportState.CHECKED, ImportState.COMMITTING, lock=True)
    _require_ready(session, only_good=only_good)
    importer = importer_of(session)
    require_permission(actor, importer.permission)
    rows = list(session.rows.filter(errors=[]).exclude(decision=RowDecision.SKIP).order_by("pk"))
    if importer.bulk is not None:
        try:
            with transaction.atomic():
                _write_many(rows, session, importer, actor)
        except IntegrityError:
            raise InvalidInput(
                _("Somebody else entered one of these rows just now. Nothing was written; check "
                  "again.")
            ) from None  # fmt: skip
    else:
        reader = RowReader(importer, session.mapping, actor)
        for row in rows:
            carry_out(row, session, importer, reader, actor)
            _require_right(row)
    save_rows(rows)
    created = sum(row.action == RowAction.CREATE for row in rows)
    updated = sum(row.action == RowAction.UPDATE for row in rows)
    # Personal data is not kept longer than the import needs it; rows left out are still needed.
    session.rows.filter(errors=[]).update(stored_cells="")
    session.state = ImportState.COMMITTED
    session.created, session.updated = created, updated
    session.left_out = session.wrong
    session.stored_file = None
    session.committed_at = clock.now()
    session.save(
        update_fields=[
            "state",
            "created",
            "updated",
            "left_out",
            "stored_file",
            "committed_at",
            "updated_at",
        ]
    )
    audit(
        actor,
        "exchange.import.committed",
        session,
        after={
            "kind": session.kind,
            "created": created,
            "updated": updated,
            "skipped": session.skipped,
            "left_out": session.left_out,
        },
    )
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


@transaction.atomic
def queue_commit(*, import_id: int, actor: Actor, only_good: bool = False) -> ImportSession:
    """Let the worker write a large import; its page shows when it is done."""
    from anlan.base.exchange.tasks import run_import_commit

    session = own_import(import_id, actor, ImportState.CHECKED, lock=True)
    _require_ready(session, only_good=only_good)
    session.state = ImportState.COMMITTING
    session.save(update_fields=["state", "updated_at"])
    run_import_commit.defer(import_id=session.pk, person=actor.id, only_good=only_good)
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


def _require_ready(session: ImportSession, *, only_good: bool) -> None:
    count_rows(session)
    if session.wrong and not only_good:
        raise WrongState(_("Rows have errors: repair or skip them first."))
    if not session.created + session.updated:
        raise WrongState(_("There is no row to write."))


def _require_right(row: ImportRow) -> None:
    if row.errors:
        raise InvalidInput(
            _("Row %(n)s is refused now: %(why)s. Nothing was written; check again.")
            % {"n": place_of(row), "why": row.errors[0]["message"]}
        )


def _write_many(
    rows: list[ImportRow], session: ImportSession, importer: Importer, actor: Actor
) -> None:
    """Check once more, then write in portions that fit into memory."""
    bulk = importer.bulk
    assert bulk is not None
    found = examine(rows, session, importer, actor)
    for row in rows:
        _require_right(row)
    for start in range(0, len(found), CHUNK_ROWS):
        part = found[start : start + CHUNK_ROWS]
        labels = bulk.write(
            [PlannedRow(read.row.number, read.values, read.existing) for read in part], actor
        )
        for read, label in zip(part, labels, strict=True):
            read.row.object_label = label[:200]
