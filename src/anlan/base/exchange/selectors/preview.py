"""What the preview of an import shows: problems gathered by kind and column, rows, twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.exchange.models import ImportRow, ImportSession
from anlan.base.exchange.models.imports import RowDecision
from anlan.base.exchange.services.checking import RowReader, place_of
from anlan.base.exchange.services.repairing import having
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.fields import mask
from anlan.kernel.transfer import ImportColumn, Importer

#: Rows shown of every kind of problem before one asks for all of them.
FIRST_ROWS = 5
PAGE_ROWS = 50

KIND_WORDS: dict[str, Message] = {
    "empty": gettext_lazy("empty cells"),
    "empty_word": gettext_lazy("words for nothing"),
    "number": gettext_lazy("not exactly a number"),
    "date": gettext_lazy("not exactly a day"),
    "range": gettext_lazy("outside the limits"),
    "long": gettext_lazy("too long"),
    "choice": gettext_lazy("not one of the choices"),
    "unknown": gettext_lazy("not known here"),
    "ambiguous": gettext_lazy("several have this name"),
    "code": gettext_lazy("mistyped codes"),
    "old_code": gettext_lazy("old codes"),
    "shortened": gettext_lazy("numbers shortened by Excel"),
    "formula": gettext_lazy("formulas"),
    "excel_error": gettext_lazy("errors of Excel"),
    "swapped": gettext_lazy("columns have changed places"),
    "shifted": gettext_lazy("coordinates of a web map"),
    "far": gettext_lazy("place outside the region"),
    "place": gettext_lazy("incomplete place"),
    "scope": gettext_lazy("outside your area"),
    "elsewhere": gettext_lazy("registered already, outside your area"),
    "exists": gettext_lazy("exist already"),
    "repeated": gettext_lazy("the same row again"),
    "duplicate": gettext_lazy("the same key, other values"),
    "refused": gettext_lazy("refused by a rule"),
    "value": gettext_lazy("not right"),
}


@dataclass(frozen=True)
class ProblemGroup:
    """Problems of one kind in one column: how many rows, how many of them have a repair."""

    kind: str
    column: str
    rows: int
    proposals: int
    may_stay: bool

    @property
    def words(self) -> str:
        """The kind in words."""
        return str(KIND_WORDS.get(self.kind, KIND_WORDS["value"]))

    @property
    def is_twin(self) -> bool:
        """Whether rows collide with others or with what exists."""
        return self.kind in ("exists", "repeated", "duplicate")


def problem_groups(session: ImportSession) -> list[ProblemGroup]:
    """The problems of an import by kind and column, those with a repair first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e->>'kind', e->>'column', count(DISTINCT r.id),
                   count(DISTINCT r.id) FILTER (WHERE e ? 'changes'),
                   bool_or(e ? 'may_stay')
            FROM exchange_importrow r, jsonb_array_elements(r.errors) e
            WHERE r.session_id = %s
            GROUP BY 1, 2
            """,
            [session.pk],
        )
        found = [ProblemGroup(kind or "value", *rest) for kind, *rest in cursor.fetchall()]
    return sorted(found, key=lambda g: (not g.proposals, -g.rows, g.column, g.kind))


class Preview:
    """Describes the rows of one import for its page."""

    def __init__(self, session: ImportSession, importer: Importer, actor: Actor) -> None:
        self.session, self.importer, self.actor = session, importer, actor
        self.columns = [c for c in importer.columns if c.name in session.mapping]
        self.labels = {c.name: str(c.label) for c in importer.columns}
        self._reader: RowReader | None = None

    def groups(self, only: tuple[str, str] | None = None, page: int = 1) -> list[dict[str, Any]]:
        """The groups with their first rows, or one group with a page of its rows."""
        described = []
        for group in problem_groups(self.session):
            if only is not None and (group.kind, group.column) != only:
                continue
            start, size = ((page - 1) * PAGE_ROWS, PAGE_ROWS) if only else (0, FIRST_ROWS)
            rows = having(self.session, group.kind, group.column).order_by("pk")
            described.append(
                {
                    "group": group,
                    "label": self.labels.get(group.column, ""),
                    "rows": [self.problem(row, group) for row in rows[start : start + size]],
                    "more": max(0, group.rows - start - size),
                    "page": page,
                    "is_alone": only is not None,
                    "may_update": self.importer.update is not None,
                    "may_both": self.importer.may_have_twins,
                }
            )
        return described

    def problem(self, row: ImportRow, group: ProblemGroup) -> dict[str, Any]:
        """One row of a group: what the file says, what is wrong, what is proposed."""
        error = next(
            e
            for e in row.errors
            if (e.get("kind") or "value") == group.kind and e["column"] == group.column
        )
        cells = row.cells
        position = self.session.mapping.get(group.column)
        text = cells[position] if position is not None and position < len(cells) else ""
        column = next((c for c in self.columns if c.name == group.column), None)
        name = self.columns[0] if self.columns else None
        return {
            "pk": row.pk,
            "place": place_of(row),
            "who": " · ".join(
                self.shown(c, cells) for c in self.columns[:2] if c.name != group.column
            )
            if name
            else "",
            "text": self.shown(column, cells) if column else "",
            "edit": "" if column is None or column.is_sensitive else text,
            "may_edit": column is not None,
            "message": error["message"],
            "changes": [
                {
                    "label": self.labels.get(name, ""),
                    "text": text or _("(empty)"),
                    "is_own": name == group.column,
                }
                for name, text in (error.get("changes") or {}).items()
            ],
            "may_stay": bool(error.get("may_stay")),
            "pairs": self.pairs(row, error) if group.is_twin else [],
            "twin": error.get("twin_label", ""),
        }

    def pairs(self, row: ImportRow, error: dict[str, Any]) -> list[dict[str, Any]]:
        """The cells of a row beside those of its twin, with what differs."""
        other = self._twin_cells(row, error)
        if other is None:
            return []
        cells = row.cells
        return [
            {
                "label": self.labels[column.name],
                "mine": self.shown(column, cells),
                "theirs": mask(text) if column.is_sensitive and text else text,
                "differs": self.shown(column, cells) != text,
            }
            for column, text in zip(self.columns, other, strict=True)
        ]

    def _twin_cells(self, row: ImportRow, error: dict[str, Any]) -> list[str] | None:
        """The texts of the twin in the mapped columns: another row, or the present object."""
        if error.get("kind") != "exists":
            twin = self.session.rows.filter(pk=int(error.get("twin") or 0)).first()
            return [self.text(c, twin.cells) for c in self.columns] if twin else None
        if self.importer.row_of is None or self.importer.find is None:
            return None
        if self._reader is None:
            self._reader = RowReader(self.importer, self.session.mapping, self.actor)
        found = self.importer.find(self._reader.read(row).values, self.actor)
        if found is None:
            return None
        values = dict(
            zip((c.name for c in self.importer.columns), self.importer.row_of(found), strict=True)
        )
        return ["" if values[c.name] is None else str(values[c.name]) for c in self.columns]

    def text(self, column: ImportColumn, cells: Sequence[str]) -> str:
        """The text of a column in some cells."""
        position = self.session.mapping[column.name]
        return cells[position] if position < len(cells) else ""

    def shown(self, column: ImportColumn, cells: Sequence[str]) -> str:
        """The text as the page shows it."""
        text = self.text(column, cells)
        return mask(text) if column.is_sensitive and text else text

    def rows(self, show: str, page: int) -> tuple[list[dict[str, Any]], int]:
        """A page of rows, and how many there are: all, wrong, skipped or changed ones."""
        rows = self.session.rows.order_by("pk")
        if show == "wrong":
            rows = rows.exclude(errors=[])
        elif show == "skipped":
            rows = rows.filter(decision=RowDecision.SKIP)
        start = (page - 1) * PAGE_ROWS
        return [self.row(row) for row in rows[start : start + PAGE_ROWS]], rows.count()

    def row(self, row: ImportRow) -> dict[str, Any]:
        """One row with the problems of each cell and what was corrected."""
        by_column: dict[str, list[str]] = {}
        for error in row.errors:
            by_column.setdefault(error["column"], []).append(error["message"])
        cells, originals = row.cells, row.originals
        described = []
        for column in self.columns:
            position = self.session.mapping[column.name]
            was = originals.get(position)
            described.append(
                {
                    "text": self.shown(column, cells),
                    "errors": by_column.pop(column.name, []),
                    "was": mask(was) if was and column.is_sensitive else was,
                    "is_changed": was is not None,
                }
            )
        # What is wrong with the whole row, or with a column that the file does not have.
        rest = [message for messages in by_column.values() for message in messages]
        return {
            "pk": row.pk,
            "number": place_of(row),
            "action": "" if row.errors else row.get_action_display(),
            "cells": described,
            "errors": rest,
            "is_wrong": bool(row.errors),
            "is_skipped": row.decision == RowDecision.SKIP,
            "reason": row.reason,
        }


def corrected_rows(session: ImportSession, importer: Importer) -> Iterator[list[Any]]:
    """Every kept row as it stands now, with its place in the file and what is wrong with it."""
    labels = {c.name: str(c.label) for c in importer.columns}
    width = len(session.header)
    for row in session.rows.exclude(stored_cells="").order_by("pk").iterator(chunk_size=500):
        cells = row.cells[:width]
        problems = "；".join(
            f"{labels.get(e['column'], '')}：{e['message']}" if e["column"] else e["message"]
            for e in row.errors
        )
        skipped = _("skipped: %(why)s") % {"why": row.reason} if row.decision == "skip" else ""
        yield [*cells, *[""] * (width - len(cells)), place_of(row), problems or skipped]
