"""Reading a planning document into plans, headings, indicators and tasks; no Django, no guessing.

``read_plan`` reads a file (text, Word, HTML, PDF); ``read_lines`` lines that were read already.
"""

from __future__ import annotations

from pathlib import Path

from anlan.governance.planning.reading.blocks import lay_out
from anlan.governance.planning.reading.divided import first_leads, tasks_of_tables
from anlan.governance.planning.reading.indicators import find_indicators
from anlan.governance.planning.reading.outline import place
from anlan.governance.planning.reading.repairs import find_damage
from anlan.governance.planning.reading.result import (
    Doubt,
    Heading,
    Indicator,
    Named,
    PlanPart,
    PlanTask,
    Reading,
)
from anlan.governance.planning.reading.sources import read_file
from anlan.governance.planning.reading.systems import find_systems
from anlan.governance.planning.reading.tables import find_tables, unread_tables
from anlan.governance.planning.reading.tasks import find_tasks
from anlan.kernel.reading.lines import Line

__all__ = [
    "Doubt",
    "Heading",
    "Indicator",
    "Named",
    "PlanPart",
    "PlanTask",
    "Reading",
    "read_lines",
    "read_plan",
]


def read_plan(path: Path) -> Reading:
    """Read a document; raises ``UnreadableDocument`` where it cannot be read."""
    return read_lines(read_file(path))


def read_lines(lines: tuple[Line, ...]) -> Reading:
    """Read the lines of a document."""
    sheet = lay_out(lines)
    if not sheet.blocks:
        return Reading()
    outline = place(sheet)
    tables = find_tables(outline.placed)
    indicators, doubts, taken = find_indicators(outline, tables)
    rows, in_tables = tasks_of_tables(
        tables, outline.frames, first_leads=first_leads(outline.placed)
    )
    tasks, more = find_tasks(outline, taken | in_tables)
    more += [
        Doubt(*item.block.anchor(0, len(item.block.text)), "table_not_read")
        for item in unread_tables(outline.placed, tables)
    ]
    return Reading(
        plans=outline.plans,
        outline=outline.headings,
        indicators=tuple(indicators),
        tasks=tuple(sorted(tasks + rows, key=lambda task: task.line)),
        systems=tuple(find_systems(outline)),
        doubts=tuple(sorted(doubts + more + find_damage(sheet), key=lambda doubt: doubt.line)),
    )
