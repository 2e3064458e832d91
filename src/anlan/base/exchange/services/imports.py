"""The steps of an import: taken in, its table and columns chosen, given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.exchange.events import ImportMoved
from anlan.base.exchange.models import ImportRow, ImportSession, ImportState
from anlan.base.exchange.models.imports import RowDecision
from anlan.base.exchange.permissions import USE_IMPORT
from anlan.base.exchange.services.reading import (
    Book,
    Sheet,
    Table,
    find_header,
    read_book,
    split_table,
)
from anlan.base.exchange.services.reading.book import read_upload, refuse
from anlan.base.exchange.services.reading.table import header_at
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.fields import decrypt_bytes, encrypt_bytes
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.kernel.search_text import normalise
from anlan.kernel.transfer import Importer, find_importer

#: So many notes are kept; a file with more has more serious troubles.
MOST_NOTES = 40


def importer_of(session: ImportSession) -> Importer:
    """Return the declaration of an import's kind."""
    found = find_importer(session.kind)
    if found is None:
        raise NotVisible
    return found


def own_import(
    import_id: int, actor: Actor, *states: ImportState, lock: bool = False
) -> ImportSession:
    """Return one's own import at one of some steps; raises ``NotVisible``, ``WrongState``."""
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


@transaction.atomic
def start_import(*, kind: str, uploaded: UploadedFile[Any], actor: Actor) -> ImportSession:
    """Take in an uploaded file, choose its likeliest sheet, headings and columns.

    Nothing is checked or written yet. Raises ``InvalidInput`` with what to do about the file.
    """
    importer = find_importer(kind)
    if importer is None:
        raise NotVisible
    require_permission(actor, USE_IMPORT)
    require_permission(actor, importer.permission)
    content = read_upload(uploaded)
    book = read_book(content, uploaded.name or "")
    chosen = _likeliest(book, importer)
    table = split_table(chosen, find_header(chosen, importer), limit=importer.max_rows)
    session = ImportSession.objects.create(
        kind=kind,
        file_name=(uploaded.name or "")[:200],
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
        stored_file=encrypt_bytes(content),
        sheets=[
            {
                "name": sheet.name,
                "rows": len(sheet.rows),
                "is_hidden": sheet.is_hidden,
                "is_chart": sheet.is_chart,
            }
            for sheet in book.sheets
        ],
    )
    _take(session, book, [(chosen, table)])
    audit(actor, "exchange.import.started", session, after={"kind": kind, "rows": session.total})
    return session


@transaction.atomic
def choose_table(
    *,
    import_id: int,
    sheets: Sequence[str],
    actor: Actor,
    header_row: int | None = None,
    header_depth: int = 1,
) -> ImportSession:
    """Read other sheets, or take another row for the headings; corrections made so far are lost.

    ``header_row`` holds for the first sheet (None: found again); further sheets have their own.
    Raises ``InvalidInput``: no such sheet or row, or a sheet with other columns.
    """
    session = own_import(import_id, actor, ImportState.UPLOADED, ImportState.CHECKED, lock=True)
    importer = importer_of(session)
    stored = ImportSession.objects.values_list("stored_file", flat=True).get(pk=session.pk)
    content = decrypt_bytes(bytes(stored)) if stored else b""
    if not content:
        raise WrongState(_("The file is not kept any more: upload it again."))
    book = read_book(content, session.file_name)
    chosen = [sheet for sheet in book.sheets if sheet.name in set(sheets) and not sheet.is_chart]
    if not chosen:
        raise InvalidInput(fields={"sheets": _("Choose at least one sheet.")})
    tables: list[tuple[Sheet, Table]] = []
    for sheet in chosen:
        header = (
            header_at(sheet, header_row, header_depth, importer)
            if header_row and not tables
            else find_header(sheet, importer)
        )
        tables.append((sheet, split_table(sheet, header, limit=importer.max_rows)))
    session.rows.all().delete()
    session.state = ImportState.UPLOADED
    _take(session, book, tables)
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


def _likeliest(book: Book, importer: Importer) -> Sheet:
    """The visible sheet whose headings name the most columns."""
    filled = [sheet for sheet in book.sheets if sheet.rows]
    open_ = [sheet for sheet in filled if not sheet.is_hidden]
    if filled and not open_:
        raise refuse(
            _("All sheets with rows are hidden. Show the sheet in Excel, save and upload again.")
        )
    if not open_:
        if any(sheet.is_chart for sheet in book.sheets):
            raise refuse(
                _("The workbook holds charts only. Upload the workbook with the table itself.")
            )
        raise refuse(_("The table is empty: headings and rows are needed."))
    return max(open_, key=lambda sheet: len(find_header(sheet, importer).mapping))


def _take(session: ImportSession, book: Book, tables: Sequence[tuple[Sheet, Table]]) -> None:
    """Keep the rows of the chosen sheets, in the columns of the first."""
    first_sheet, first = tables[0]
    several = len(tables) > 1
    notes = list(book.notes)
    hidden = [s.name for s in book.sheets if s.is_hidden and s.rows and s not in _sheets(tables)]
    if hidden:
        notes.append(
            _("Hidden sheets are not read unless chosen: %(names)s.")
            % {"names": "、".join(hidden[:10])}
        )
    kept: list[ImportRow] = []
    for sheet, table in tables:
        places = _places(first.header.headings, table.header.headings, sheet.name)
        name = sheet.name if several else ""
        rows = [(n, cells, "") for n, cells in table.rows] + list(table.skipped)
        for number, cells, why in sorted(rows, key=lambda found: found[0]):
            row = ImportRow(session=session, number=number, sheet=name)
            if why:
                row.decision, row.reason = RowDecision.SKIP, why
            row.keep(cells if places is None else [_at(cells, place) for place in places])
            kept.append(row)
        notes += [f"{sheet.name}: {note}" if several else note for note in table.notes]
        reasons: dict[str, list[str]] = {}
        for number, _cells, why in table.skipped:
            reasons.setdefault(why, []).append(str(number))
        for why, numbers in reasons.items():
            notes.append(
                _("Rows %(numbers)s are skipped (%(why)s); they can be taken back below.")
                % {"numbers": _few(numbers), "why": why}
            )
    importer = importer_of(session)
    if len(kept) > importer.max_rows + 1000:
        raise refuse(
            _("The table has more than %(n)s rows: split it.") % {"n": f"{importer.max_rows:,}"}
        )
    session.chosen_sheets = [sheet.name for sheet in _sheets(tables)]
    session.header = first.header.headings
    session.header_row, session.header_depth = first.header.row, first.header.depth
    session.mapping = first.header.mapping
    session.notes = notes[:MOST_NOTES]
    session.total = len(kept)
    session.created = session.updated = session.wrong = 0
    session.skipped = sum(1 for row in kept if row.decision)
    session.save()
    ImportRow.objects.bulk_create(kept, batch_size=1000)


def _sheets(tables: Iterable[tuple[Sheet, Table]]) -> list[Sheet]:
    return [sheet for sheet, _table in tables]


def _few(numbers: list[str]) -> str:
    more = "…" if len(numbers) > 12 else ""
    return "、".join(numbers[:12]) + more


def _at(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _places(wanted: list[str], given: list[str], sheet: str) -> list[int | None] | None:
    """Where the columns of the first sheet stand in another; None when they stand alike."""
    if wanted == given:
        return None
    folded = [normalise(heading) for heading in given]
    places = [folded.index(h) if (h := normalise(w)) in folded else None for w in wanted]
    if sum(place is not None for place in places) * 2 < len(wanted):
        raise InvalidInput(
            fields={
                "sheets": _("The sheet “%(name)s” has other columns: import it by itself.")
                % {"name": sheet}
            }
        )
    return places


@transaction.atomic
def map_columns(
    *,
    import_id: int,
    mapping: Mapping[str, int],
    actor: Actor,
    may_update: bool = False,
) -> ImportSession:
    """Fix which column is which. Raises ``InvalidInput`` when a needed one is missing."""
    session = own_import(import_id, actor, ImportState.UPLOADED, ImportState.CHECKED, lock=True)
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


@transaction.atomic
def cancel_import(*, import_id: int, actor: Actor) -> ImportSession:
    """Give an import up; its rows and its file are removed."""
    session = own_import(import_id, actor, ImportState.UPLOADED, ImportState.CHECKED, lock=True)
    session.rows.all().delete()
    session.state = ImportState.CANCELLED
    session.stored_file = None
    session.save(update_fields=["state", "stored_file", "updated_at"])
    audit(actor, "exchange.import.cancelled", session)
    emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session
