"""Tables of a plan: division of tasks, contacts. The header row says what a column is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anlan.command.plans.extraction.headings import Placed
from anlan.command.plans.extraction.owners import list_units, split_units
from anlan.command.plans.extraction.result import Anchor, Task
from anlan.kernel.reading.numerals import read_deadline

_COLUMNS = (
    ("deadline", re.compile(r"时限|期限|完成时间|时间要求")),
    ("helper", re.compile(r"配合|协助|参加|参与")),
    ("owner", re.compile(r"责任|牵头|负责|承担|主办")),
    ("task", re.compile(r"任务|工作|内容|事项|措施|职责|行动")),
)


@dataclass(frozen=True, slots=True)
class Head:
    """Which column holds what."""

    columns: dict[str, int]


def find_table_tasks(placed: tuple[Placed, ...]) -> tuple[list[Task], set[int]]:
    """Return the tasks of tables that have a column of tasks and one of owners; and their lines."""
    found: list[Task] = []
    lines: set[int] = set()
    head: Head | None = None
    last = 0
    for item in placed:
        cells = item.line.cells
        if not cells or (last and item.line.number > last + 1):
            head = None
        if not cells:
            continue
        last = item.line.number
        new = _head(cells)
        if new is not None:
            head = new
            lines.add(item.line.number)
        elif head is not None:
            lines.add(item.line.number)
            task = _row(cells, head, item)
            if task is not None:
                found.append(task)
    return found, lines


def _head(cells: tuple[str, ...]) -> Head | None:
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if len(cell) > 10:
            return None
        for name, pattern in _COLUMNS:
            if pattern.search(cell):
                columns.setdefault(name, at)
                break
    return Head(columns) if {"task", "owner"} <= columns.keys() else None


def _row(cells: tuple[str, ...], head: Head, item: Placed) -> Task | None:
    def cell(name: str) -> str:
        at = head.columns.get(name)
        return cells[at] if at is not None and at < len(cells) else ""

    text, owner = cell("task"), cell("owner")
    if len(text) < 2:
        return None
    deadline = read_deadline(cell("deadline"))
    doubts = [] if owner else ["no_owner"]
    if deadline is not None:
        doubts += deadline.doubts
    return Task(
        text=text,
        owners=split_units(owner) if owner else (),
        helpers=list_units(cell("helper")) if cell("helper") else (),
        anchor=Anchor(item.line.number, text[:200]),
        deadline_minutes=deadline.minutes if deadline else None,
        deadline_words=deadline.words if deadline else "",
        doubts=tuple(doubts),
    )
