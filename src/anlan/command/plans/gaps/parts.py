"""Parts a plan must have: GB/T 29639-2020 for enterprises, the law for all others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from anlan.command.plans.choices import PlanKind
from anlan.command.plans.gaps.findings import ERROR, WARNING, Gap
from anlan.command.plans.models import (
    Plan,
    PlanContact,
    PlanGroup,
    PlanLevel,
    PlanResource,
    PlanSection,
)
from anlan.kernel import clock
from anlan.kernel.tables import read_csv

TABLE = Path(__file__).parent.parent / "data" / "plan_parts.csv"
_WORDS = {
    "reporting": re.compile(r"报告|上报|报送|续报"),
    "warning": re.compile(r"预警|监测|会商"),
    "recovery": re.compile(r"善后|恢复|重建|损失|评估|救助|抚恤"),
}


@cache
def required_parts() -> tuple[dict[str, str], ...]:
    """Return the table of parts."""
    return tuple(read_csv(TABLE))


def check(
    plan: Plan,
    levels: Sequence[PlanLevel],
    groups: Sequence[PlanGroup],
    resources: Sequence[PlanResource],
    contacts: Sequence[PlanContact],
    sections: Sequence[PlanSection],
) -> Iterator[Gap]:
    """Yield missing parts, and a review that is due."""
    present = {section.part for section in sections if section.part}
    tasks = [task for group in groups for task in group.tasks.all()]
    present |= {
        part
        for part, found in (
            ("general", plan.purpose),
            ("organisation", groups),
            ("grading", levels),
            ("response", tasks),
            ("support", resources),
            ("contacts", contacts),
        )
        if found
    }
    text = "\n".join(f"{task.title}{task.instruction}" for task in tasks)
    present |= {part for part, words in _WORDS.items() if words.search(text)}
    severity = ERROR if plan.kind == PlanKind.ENTERPRISE else WARNING
    for row in required_parts():
        if plan.kind in row["kinds"].split() and row["part"] not in present:
            yield Gap(
                "missing_part",
                severity,
                _("Missing part: %(part)s (%(law)s).")
                % {"part": row["words"], "law": row["legal_basis"]},
                _("Add the chapter, or the tasks, groups or means it speaks of."),
                about=row["part"],
            )
    if plan.kind == PlanKind.POINT and not hasattr(plan, "point"):
        yield Gap(
            "no_point",
            ERROR,
            _("The point plan does not say which place it is for."),
            _("Write down place, danger, signal, way out and where to."),
            "point",
        )
    if plan.review_due_on is None:
        yield Gap(
            "no_review_day",
            WARNING,
            _("It is not said when the plan must be reviewed."),
            _("Write down the day of the next review."),
        )
    elif plan.review_due_on < clock.today():
        yield Gap(
            "review_overdue",
            WARNING,
            _("The review of this plan is overdue."),
            _("Assess the plan and record it, or begin a revision."),
        )
