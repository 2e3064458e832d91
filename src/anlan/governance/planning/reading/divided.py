"""Tasks of tables that divide the work: task, lead, supporting units, time."""

from __future__ import annotations

from anlan.governance.planning.reading.figures import find_cadence, find_figures
from anlan.governance.planning.reading.periods import Frame, find_periods
from anlan.governance.planning.reading.result import PlanTask
from anlan.governance.planning.reading.tables import Table
from anlan.governance.planning.reading.units import read_charge, split_units


def tasks_of_tables(
    tables: list[Table], frames: tuple[Frame, ...]
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
            charge = read_charge(row.words("lead")) if "牵头" in row.words("lead") else None
            if charge is not None:
                lead, support = charge.lead, charge.support + support
            text = "：".join(dict.fromkeys(c.text for c in cells))
            time = row.words("deadline")
            periods = [p for p in find_periods(time, frame) if p.day]
            if not periods:
                periods = [p for p in find_periods(text, frame) if p.day]
            cadence = find_cadence(time) or find_cadence(text)
            figures = [f.words for f in find_figures(text) if f.is_target]
            quantity = row.words("quantity") or "、".join(dict.fromkeys(figures))
            found.append(
                PlanTask(
                    cell.line, cell.quote, text, lead, support,
                    periods[-1].day if periods else None,
                    quantity or None,
                    cadence.group() if cadence else None,
                )
            )  # fmt: skip
    return found, taken
