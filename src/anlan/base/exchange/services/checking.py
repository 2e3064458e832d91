"""Looking at every row before anything is written: what it would do, what is wrong, what helps.

Where a noun declares ``bulk``, rows are checked without writing and a test of the noun proves that
what passes is written. The others are carried out through their services and taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anlan.base.exchange.events import ImportMoved
from anlan.base.exchange.models import ImportRow, ImportSession, ImportState
from anlan.base.exchange.models.imports import RowAction, RowDecision
from anlan.base.exchange.services.imports import importer_of, own_import
from anlan.kernel import jobs
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.fields import blind_index
from anlan.kernel.search_text import normalise
from anlan.kernel.transfer import Bulk, CellError, Importer, PlannedRow, Problem

#: Ways of drawing a line through an empty cell.
NOTHING = frozenset({"-", "--", "—", "——", "－", "－－", "/", "／", "\\", "＼", "*"})
#: Words for nothing; in a column of numbers or days they are a problem with an obvious repair.
NOTHING_WORDS = frozenset(
    {"无", "暂无", "不详", "未知", "没有", "空", "n/a", "na", "null", "none", "nan"}
)
EXCEL_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_FORMULA = re.compile(r"^[=@＝＠]|^[+\-＋－].*[(|!&]")


@dataclass
class ReadRow:
    """The values of a row, what is wrong with it, and its key."""

    row: ImportRow
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    existing: Any = None


class RowReader:
    """Turns the cells of one table into values; look-ups are loaded once."""

    def __init__(self, importer: Importer, mapping: Mapping[str, int], actor: Actor) -> None:
        self.importer, self.mapping, self.actor = importer, mapping, actor
        self._readers = {c.name: c.reader(actor) for c in importer.columns if c.name in mapping}
        self._examine = importer.examine(actor) if importer.examine else None

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the filled cells by column."""
        found = {}
        for name, position in self.mapping.items():
            text = cells[position].strip() if position < len(cells) else ""
            if text and text not in NOTHING:
                found[name] = text
        return found

    def read(self, row: ImportRow) -> ReadRow:
        """Return the values of a row and every problem that needs no database."""
        return self.read_cells(row, row.cells)

    def read_cells(self, row: ImportRow, cells: Sequence[str]) -> ReadRow:
        """Read given cells as a row."""
        texts = self.texts(cells)
        read = ReadRow(row)
        examined: set[str] = set()
        if self._examine is not None:
            for problem in self._examine(texts):
                if problem.may_stay and problem.kind in row.stays:
                    continue
                read.problems.append(problem)
                examined.update(problem.changes)
        for column in self.importer.columns:
            name = column.name
            if name in examined:
                continue
            text = texts.get(name)
            if text is None:
                if column.required:
                    read.problems.append(Problem(_("must not be empty"), name, "empty"))
                continue
            wrong = self._never(text, column)
            if wrong is not None:
                read.problems.append(wrong)
                continue
            try:
                column.assign(read.values, self._readers[name](text))
            except CellError as error:
                changes = {} if error.proposal is None else {name: error.proposal}
                read.problems.append(Problem(str(error), name, error.kind, changes))
        return read

    def _never(self, text: str, column: Any) -> Problem | None:
        """What is wrong in any column: formulas, Excel's errors, words for nothing."""
        first = text[0]
        if first == "#" and text in EXCEL_ERRORS:
            changes = {} if column.required else {column.name: ""}
            words = _("Excel shows the error %(value)s here") % {"value": text}
            return Problem(words, column.name, "excel_error", changes)
        if first in "=@＝＠+-＋－" and _FORMULA.match(text):
            words = (
                _("a formula whose value the file does not hold: open it in Excel, save, upload")
                if text == "=?"
                else _("this looks like a formula; write plain text")
            )
            return Problem(words, column.name, "formula")
        if not column.keeps_words and normalise(text) in NOTHING_WORDS:
            if column.required:
                return Problem(_("must not be empty"), column.name, "empty")
            words = _("“%(value)s” is no value here: leave the cell empty") % {"value": text}
            return Problem(words, column.name, "empty_word", {column.name: ""})
        return None

    def key(self, read: ReadRow) -> str:
        """Return the keyed digest of what tells the row apart; "" when it is not known."""
        if self.importer.key is None:
            return ""
        try:
            key = self.importer.key(read.values)
        except (KeyError, TypeError):
            return ""
        return blind_index(key) if key else ""


def check_rows(*, import_id: int, actor: Actor) -> ImportSession:
    """Look at every row and note what it would do and what is wrong with it."""
    session = own_import(import_id, actor, ImportState.CHECKING)
    importer = importer_of(session)
    rows = list(session.rows.order_by("pk"))
    if importer.bulk is not None:
        examine(rows, session, importer, actor)
    else:
        _try(rows, session, importer, actor)
    with transaction.atomic():
        save_rows(rows)
        session.state = ImportState.CHECKED
        count_rows(session)
        session.save(update_fields=["state", "updated_at"])
        emit(ImportMoved(import_id=session.pk, state=session.state), actor)
    return session


def check_again(session: ImportSession, rows: list[ImportRow], actor: Actor) -> None:
    """Look again at rows that were corrected, and at those whose twin they were or are now."""
    importer = importer_of(session)
    if importer.bulk is None:
        every = list(session.rows.order_by("pk"))
        _try(every, session, importer, actor)
        save_rows(every)
        count_rows(session)
        return
    reader = RowReader(importer, session.mapping, actor)
    keys = {row.key for row in rows}
    for row in rows:
        if row.decision != RowDecision.SKIP:
            keys.add(reader.key(reader.read(row)))
    keys.discard("")
    numbers = {row.pk for row in rows}
    others = session.rows.filter(key__in=keys).exclude(pk__in=numbers)
    every = sorted([*rows, *others], key=lambda row: row.pk)
    examine(every, session, importer, actor, reader=reader)
    save_rows(every)
    count_rows(session)


def examine(
    rows: Iterable[ImportRow],
    session: ImportSession,
    importer: Importer,
    actor: Actor,
    *,
    reader: RowReader | None = None,
) -> list[ReadRow]:
    """Check rows (all that share a key together) without writing, and note it on them."""
    bulk = importer.bulk
    assert bulk is not None
    reader = reader or RowReader(importer, session.mapping, actor)
    found: list[ReadRow] = []
    for row in rows:
        if row.decision == RowDecision.SKIP:
            row.action, row.errors, row.key = RowAction.SKIP, [], ""
            continue
        read = reader.read(row)
        row.key = reader.key(read)
        found.append(read)
    _note_twins(found, importer)
    clean = [read for read in found if not read.problems]
    _plan(clean, session, importer, bulk, actor)
    for read in found:
        row = read.row
        row.errors = [stored(problem) for problem in read.problems]
        row.action = "" if row.errors else (RowAction.UPDATE if read.existing else RowAction.CREATE)
        row.object_label = str(read.existing)[:200] if read.existing is not None else ""
    return found


def _plan(
    clean: list[ReadRow], session: ImportSession, importer: Importer, bulk: Bulk, actor: Actor
) -> None:
    """Find what the rows mean, and what the services would refuse."""
    objects = bulk.find([read.values for read in clean], actor)
    planned: list[tuple[ReadRow, PlannedRow]] = []
    for read, existing in zip(clean, objects, strict=True):
        row = read.row
        may = importer.update is not None and (
            session.may_update or row.decision == RowDecision.UPDATE
        )
        if existing is not None and row.decision == RowDecision.TWIN and importer.may_have_twins:
            existing = None
        if existing is not None and not may:
            read.problems.append(
                Problem(
                    _("exists already: %(name)s") % {"name": existing},
                    kind="exists",
                    twin=str(existing.pk),
                    twin_label=str(existing),
                )
            )
            continue
        read.existing = existing
        planned.append((read, PlannedRow(row.number, read.values, existing)))
    for (read, _plan_row), problems in zip(
        planned, bulk.check([plan for _read, plan in planned], actor), strict=True
    ):
        read.problems.extend(p for p in problems if not (p.may_stay and p.kind in read.row.stays))


def _note_twins(found: list[ReadRow], importer: Importer) -> None:
    """Note on every row but the first that it has the key of an earlier one."""
    first: dict[str, ImportRow] = {}
    for read in found:
        row = read.row
        if not row.key or (importer.may_have_twins and row.decision == RowDecision.TWIN):
            continue
        earlier = first.setdefault(row.key, row)
        if earlier is row:
            continue
        is_same = earlier.cells == row.cells
        words = (
            _("the same as row %(n)s")
            if is_same
            else _("stands in row %(n)s already, with other values")
        )
        read.problems.append(
            Problem(
                words % {"n": place_of(earlier)},
                kind="repeated" if is_same else "duplicate",
                twin=str(earlier.pk),
                twin_label=place_of(earlier),
            )
        )


def place_of(row: ImportRow) -> str:
    """Where a row stands in the file."""
    return f"{row.sheet} {row.number}" if row.sheet else str(row.number)


def stored(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept on its row."""
    kept: dict[str, Any] = {"column": problem.column, "message": problem.message}
    kept["kind"] = problem.kind
    if problem.changes:
        kept["changes"] = dict(problem.changes)
    if problem.may_stay:
        kept["may_stay"] = True
    if problem.twin:
        kept["twin"], kept["twin_label"] = problem.twin, problem.twin_label
    return kept


def save_rows(rows: Sequence[ImportRow], *, with_cells: bool = False) -> None:
    """Write what was found on the rows, all in one statement."""
    columns = {
        "action": "text",
        "errors": "jsonb",
        "object_label": "text",
        "key": "text",
        "decision": "text",
        "reason": "text",
        "stays": "jsonb",
    }
    if with_cells:
        columns["stored_cells"] = "text"
    if not rows:
        return
    values: list[list[Any]] = []
    for name, kind in columns.items():
        field_: Any = ImportRow._meta.get_field(name)
        if kind == "jsonb":
            values.append([orjson.dumps(getattr(row, name)).decode() for row in rows])
        else:
            values.append([field_.get_prep_value(getattr(row, name)) for row in rows])
    sets = ", ".join(f'"{n}" = d."{n}"::{k}' for n, k in columns.items())
    names = ", ".join(f'"{n}"' for n in columns)
    arrays = ", ".join("%s::text[]" for _n in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE exchange_importrow r SET {sets} "  # noqa: S608 - our own column names
            f"FROM unnest(%s::bigint[], {arrays}) AS d(id, {names}) WHERE r.id = d.id",
            [[row.pk for row in rows], *values],
        )


def count_rows(session: ImportSession) -> None:
    """Bring the counts of the import up to its rows."""
    counts = session.rows.aggregate(
        total=Count("pk"),
        wrong=Count("pk", filter=~Q(errors=[])),
        created=Count("pk", filter=Q(errors=[], action=RowAction.CREATE)),
        updated=Count("pk", filter=Q(errors=[], action=RowAction.UPDATE)),
        skipped=Count("pk", filter=Q(decision=RowDecision.SKIP)),
    )
    for name, value in counts.items():
        setattr(session, name, value)
    session.save(update_fields=[*counts, "updated_at"])


def _try(rows: list[ImportRow], session: ImportSession, importer: Importer, actor: Actor) -> None:
    """Carry every row out through the services and take everything back."""
    waiting = len(jobs.memory_queue)
    reader = RowReader(importer, session.mapping, actor)
    with transaction.atomic():
        for row in rows:
            carry_out(row, session, importer, reader, actor)
        transaction.set_rollback(True)
    del jobs.memory_queue[waiting:]  # jobs of a trial vanish with its transaction


def carry_out(
    row: ImportRow,
    session: ImportSession,
    importer: Importer,
    reader: RowReader,
    actor: Actor,
) -> None:
    """Carry out one row in its own savepoint and note the outcome on it."""
    row.action, row.errors = "", []
    if row.decision == RowDecision.SKIP:
        row.action = RowAction.SKIP
        return
    read = reader.read(row)
    row.errors = [stored(problem) for problem in read.problems]
    if row.errors:
        return
    may_update = session.may_update or row.decision == RowDecision.UPDATE
    try:
        with transaction.atomic():
            found = importer.find(read.values, actor) if importer.find else None
            if found is None or (importer.may_have_twins and row.decision == RowDecision.TWIN):
                row.action = RowAction.CREATE
                saved = importer.create(read.values, actor)
            elif importer.update is not None and may_update:
                row.action = RowAction.UPDATE
                saved = importer.update(found, read.values, actor)
            else:
                row.action = RowAction.UPDATE
                words = _("exists already: %(name)s") % {"name": found}
                row.errors = [
                    stored(Problem(words, kind="exists", twin=str(found.pk), twin_label=str(found)))
                ]
                return
            row.object_label = str(saved)[:200]
    except InvalidInput as error:
        known = {column.name for column in importer.columns}
        row.errors = [
            stored(Problem(str(message), name if name in known else "", "refused"))
            for name, message in error.fields.items()
        ] or [stored(Problem(str(error), kind="refused"))]
    except DomainError as error:
        row.errors = [stored(Problem(str(error), kind="refused"))]
