"""Tasks of tables that divide the work: task, lead, supporting units, time."""

from __future__ import annotations

import re

from anlan.governance.planning.reading.figures import (
    find_cadence,
    find_figures,
    is_plain_count,
)
from anlan.governance.planning.reading.outline import Placed
from anlan.governance.planning.reading.periods import Frame, find_periods, periods_of_cell
from anlan.governance.planning.reading.result import PlanTask
from anlan.governance.planning.reading.tables import Cell, Table, in_raw
from anlan.governance.planning.reading.units import read_charge, split_units

_ROLES = re.compile(r"牵头|负责|配合|主办|协办|：")


_FIRST_LEADS = re.compile(
    r"(?:排(?:名|列)?在?(?:首位|第一位?|首个|最前)|(?:列|位居|居)(?:于)?首位|第一个(?:单位|部门)?)[^。；]{0,8}为?牵头"
)


def first_leads(placed: tuple[Placed, ...]) -> bool:
    """Whether a note says that the first of the responsible units leads."""
    return any(_FIRST_LEADS.search(item.block.text) for item in placed)


def tasks_of_tables(
    tables: list[Table], frames: tuple[Frame, ...], *, first_leads: bool
) -> tuple[list[PlanTask], set[int]]:
    """Return the tasks of tables that divide them, and the lines of those tables."""
    found: list[PlanTask] = []
    taken: set[int] = set()
    for table in tables:
        if not table.is_tasks or not {"lead", "deadline", "quantity", "support"} & set(table.heads):
            continue
        taken |= table.lines
        for row in table.rows:
            cells = [cell for cell in row.cells.get("text", []) if cell.text]
            if not cells:
                continue
            cell = max(cells, key=lambda one: len(one.text))
            frame = frames[row.plan]
            lead, support = split_units(row.words("lead")), split_units(row.words("support"))
            charge = read_charge(row.words("lead")) if _ROLES.search(row.words("lead")) else None
            if charge is not None:
                lead, support = charge.lead, charge.support + support
            elif first_leads and not support:
                lead, support = lead[:1], lead[1:]
            time = row.words("deadline")
            whole = "：".join(dict.fromkeys(c.text for c in cells))
            for text, quote in _items(cell) or [(whole, cell.quote)]:
                periods = [p for p in find_periods(text, frame) if p.day] if text != whole else []
                periods = periods or periods_of_cell(time, frame)
                if not periods and not re.search(r"长期|持续|常态|每|全程|即时|起$", time):
                    periods = [p for p in find_periods(text, frame) if p.day]
                cadence = find_cadence(time) or find_cadence(text)
                every = find_figures(text)
                figures = [f.words for f in every if f.is_target]
                if not figures and find_cadence(text):  # “每季度开展一次督查”
                    figures = [f.words for f in every if is_plain_count(f.words)]
                quantity = "、".join(dict.fromkeys(figures)) or row.words("quantity")
                found.append(
                    PlanTask(
                        cell.line, quote, text, lead, support,
                        periods[-1].day if periods else None,
                        quantity or None,
                        cadence.group() if cadence else None,
                    )
                )  # fmt: skip
    return found, taken


def _items(cell: Cell) -> list[tuple[str, str]]:
    """Return the items of a cell that holds a numbered list, with their quotes."""
    starts: list[int] = []
    at = 0
    while True:
        # “2.2025年6月底前…”: the item begins with its time.
        mark = re.compile(
            rf"(?<!\d){len(starts) + 1}[.、](?=\D|20\d\d年|\d{{1,2}}月)|（{len(starts) + 1}）"
        ).search(cell.text, at)
        if mark is None or (not starts and mark.start()):
            break
        starts.append(mark.start())
        at = mark.end()
    if len(starts) < 2:
        return []
    pieces = [cell.text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    return [(piece.strip("；。 "), in_raw(piece, cell.quote)) for piece in pieces]
