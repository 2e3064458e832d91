"""From what was read to rows: every item with its key, its place and what the program had read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.governance.planning.reading import Reading
from anlan.governance.planning.reading.cleaning import clean

#: Places of the text as [line, quote, first character, last character + 1].
Anchor = list[Any]


def keep_reading(document: PlanningDocument, reading: Reading) -> None:
    """Write the indicators and tasks of a reading as rows of their document."""
    doubted: dict[int, list[str]] = {}
    for doubt in reading.doubts:
        doubted.setdefault(doubt.line, []).append(doubt.code)
    finder = Finder(document)

    def common(line: int, quote: str, kind: str, order: int) -> dict[str, Any]:
        return {
            "document": document,
            "key": make_key(document.sha256, kind, order),
            "line": line,
            "quote": quote,
            "anchors": [finder.place(line, quote, kind)],
            "plan_name": plan_name(document, line),
            "doubts": list(dict.fromkeys(doubted.get(line, ()))),
        }

    indicators = [
        PlannedIndicator(
            **common(row.line, row.quote, "indicator", order),
            deadline=row.deadline,
            name=row.name[:300],
            unit=(row.unit or "")[:30],
            baseline=(row.baseline or "")[:100],
            target=row.target[:200],
            is_binding=row.binding,
        )
        for order, row in enumerate(reading.indicators)
    ]
    tasks = [
        PlannedTask(
            **common(task.line, task.quote, "task", order),
            deadline=task.deadline,
            title=task.text[:120],
            text=task.text,
            lead_units="、".join(task.lead_units)[:600],
            support_units="、".join(task.support_units)[:1000],
            quantity=(task.quantity or "")[:300],
            cadence=(task.cadence or "")[:100],
        )
        for order, task in enumerate(reading.tasks)
    ]
    for row in (*indicators, *tasks):
        row.original = row.content()
    PlannedIndicator.objects.bulk_create(indicators)
    PlannedTask.objects.bulk_create(tasks)


def make_key(*parts: object) -> str:
    """Return a key that the same parts give again."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12]


def plan_name(document: PlanningDocument, line: int) -> str:
    """Return the title of the plan a line stands in."""
    found = ""
    for plan in document.plans:
        if plan["line"] <= line:
            found = plan["title"]
    return found[:200]


class Finder:
    """Finds words in the lines of a document; the same words twice in a line are two places."""

    def __init__(self, document: PlanningDocument) -> None:
        self.lines: Mapping[int, str] = dict(document.lines)
        self._seen: dict[tuple[str, int, str], int] = {}

    def place(self, line: int, quote: str, kind: str = "") -> Anchor:
        """Return the place of a quote in its line."""
        words, text = quote.strip(), self.lines.get(line, "")
        begin = self._seen.get((kind, line, words), 0)
        at = text.find(words, begin)
        if at < 0:
            at = text.find(words)
        if at < 0 or not words:
            return [line, words, 0, len(text)]
        self._seen[kind, line, words] = at + 1
        return [line, words, at, at + len(words)]

    def locate(self, line: int, words: str) -> Anchor | None:
        """Return where cleaned words stand in a line, in the characters of the line; else None."""
        text = clean(self.lines.get(line, ""))
        wanted = clean(words).text
        at = text.text.find(wanted)
        if at < 0 or not wanted:
            return None
        first, last = text.places[at], text.places[at + len(wanted) - 1] + 1
        return [line, text.raw[first:last], first, last]

    def search(self, words: str, near: int) -> Anchor | None:
        """Return the place of words nearest to a line, anywhere in the document; else None."""
        wanted = words.strip()
        if not wanted:
            return None
        found = [
            (abs(number - near), number, at)
            for number, text in self.lines.items()
            if (at := text.find(wanted)) >= 0
        ]
        if not found:
            return None
        _far, number, at = min(found)
        return [number, wanted, at, at + len(wanted)]
