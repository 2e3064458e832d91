"""The 22 sub-plans stand ready and agree with the planning document they were made from."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from anlan.governance.campaigns.blueprints import read_template, sector_names, shifted
from anlan.governance.planning.reading import read_lines
from anlan.governance.planning.reading.sources import read_content

SEEDS = Path(__file__).resolve().parents[6] / "shared" / "seeds"
#: A title broken over two lines that is read as a dated passage.
NO_TASK = {132}


def template():
    return read_template("three_year_action")


def test_there_are_22_sub_plans_each_with_measures_and_lead():
    plans = template().sub_plans
    assert [plan.number for plan in plans] == list(range(1, 23))
    assert all(plan.lead and plan.measures for plan in plans)
    assert sum(len(plan.measures) for plan in plans) == 312
    assert sum(1 for plan in plans for m in plan.measures if m.deadline) == 168
    assert len(sector_names()) == 22


def test_phases_follow_each_other_without_a_gap():
    phases = template().phases
    assert phases[0].starts_on == date(2024, 1, 1) and phases[-1].ends_on == date(2026, 12, 31)
    for before, after in zip(phases, phases[1:], strict=False):
        assert (after.starts_on - before.ends_on).days == 1


def test_days_are_moved_to_a_countys_own_years():
    assert shifted(date(2024, 12, 31), 2) == date(2026, 12, 31)
    assert shifted(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_dated_and_counted_targets_are_those_of_the_document():
    found = next(iter(SEEDS.glob("003*.txt")), None) if SEEDS.is_dir() else None
    if found is None:
        pytest.skip("the planning documents are not beside this checkout")
    reading = read_lines(read_content(found.read_bytes()))
    starts = [plan.line for plan in reading.plans]
    assert len(starts) == 22

    def number(line: int) -> int:
        return sum(1 for start in starts if start <= line)

    tasks = [
        task
        for task in reading.tasks
        if (task.deadline or task.quantity or task.cadence) and task.line not in NO_TASK
    ]
    read = Counter((number(task.line), task.line, task.deadline) for task in tasks)
    ours = Counter(
        (plan.number, measure.line, measure.deadline)
        for plan in template().sub_plans
        for measure in plan.measures
        if measure.kind != "task"
    )
    missing, beyond = read - ours, ours - read
    assert sum(missing.values()) <= 0.03 * sum(read.values()), missing
    assert sum(beyond.values()) <= 0.03 * sum(ours.values()), beyond
