"""How far a campaign is: by sub-plan, by unit, in one table that leads to the rows behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from anlan.base.organisations.public import organisation_names
from anlan.governance.campaigns.choices import EntryState, ListKind
from anlan.governance.campaigns.models import Campaign, ListEntry, SubPlan
from anlan.governance.campaigns.selectors.agenda import commitments_of
from anlan.governance.campaigns.selectors.standing import MEASURE_MODEL
from anlan.governance.commitments.public import list_commitments
from anlan.kernel.actor import system_actor


@dataclass
class Count3:
    """How many, done of them, late of them."""

    total: int = 0
    done: int = 0
    late: int = 0

    def add(self, is_done: bool, is_late: bool) -> None:
        """Count one more."""
        self.total += 1
        self.done += is_done
        self.late += is_late

    @property
    def rate(self) -> int | None:
        """Share done in per cent."""
        return round(self.done / self.total * 100) if self.total else None


@dataclass
class PlanProgress:
    """One sub-plan: measures not given yet, measures given, its two lists."""

    plan: SubPlan
    waiting: int = 0
    measures: Count3 = field(default_factory=Count3)
    problems: Count3 = field(default_factory=Count3)
    systems: Count3 = field(default_factory=Count3)
    #: Late or open things of each unit under this sub-plan.
    units: dict[int, Count3] = field(default_factory=lambda: defaultdict(Count3))
    url: str = ""
    problems_url: str = ""
    systems_url: str = ""

    @property
    def tone(self) -> str:
        """Colour of the row: late, done, or neither."""
        late = self.measures.late + self.problems.late + self.systems.late
        if late:
            return "overdue"
        return "done" if self.measures.total and self.measures.rate == 100 else "neutral"


@dataclass
class CampaignProgress:
    """The table of a campaign: sub-plans down, units across."""

    plans: list[PlanProgress]
    units: list[tuple[int, str]]
    measures: Count3
    problems: Count3
    systems: Count3

    @property
    def matrix(self) -> list[dict[str, Any]]:
        """Return the rows of sub-plan by unit; an empty cell is None."""
        return [
            {"plan": row, "cells": [row.units.get(unit) for unit, _name in self.units]}
            for row in self.plans
        ]


def progress_of(campaign: Campaign, on: date) -> CampaignProgress:
    """Return how far a campaign is on a day."""
    plans: dict[int | None, PlanProgress] = {}
    rows = campaign.sub_plans.select_related("lead").annotate(
        waiting=Count("measures", filter=Q(measures__given_at__isnull=True))
    )
    lists = reverse("campaigns:entries", args=[campaign.pk])
    for plan in rows:
        plans[plan.pk] = PlanProgress(
            plan,
            waiting=plan.waiting,
            url=plan.get_absolute_url(),
            problems_url=f"{lists}?tab=problems&sub_plan={plan.pk}",
            systems_url=f"{lists}?tab=systems&sub_plan={plan.pk}",
        )
    totals = {name: Count3() for name in ("measures", "problems", "systems")}
    for measure, info in commitments_of(campaign):
        if info.state == "cancelled":
            continue
        found = plans[measure.sub_plan_id]
        is_done = info.completed_on is not None
        is_late = not is_done and info.deadline is not None and info.deadline < on
        for count in (found.measures, totals["measures"], found.units[info.lead_id]):
            count.add(is_done, is_late)
    entries = ListEntry.objects.filter(campaign=campaign).exclude(state=EntryState.DROPPED)
    for entry in entries.only("kind", "state", "sub_plan_id", "unit_id", "due_on", "cleared_on"):
        name = "problems" if entry.kind == ListKind.PROBLEM else "systems"
        is_done, is_late = entry.state == EntryState.CLEARED, entry.is_overdue
        totals[name].add(is_done, is_late)
        row = plans.get(entry.sub_plan_id)
        if row is not None:
            getattr(row, name).add(is_done, is_late)
            row.units[entry.unit_id].add(is_done, is_late)
    unit_ids = {unit for row in plans.values() for unit in row.units}
    names = organisation_names(unit_ids)
    late = {
        unit: -sum(row.units[unit].late for row in plans.values() if unit in row.units)
        for unit in unit_ids
    }
    units = sorted(names.items(), key=lambda pair: (late[pair[0]], pair[1]))
    return CampaignProgress(
        plans=list(plans.values()),
        units=units,
        measures=totals["measures"],
        problems=totals["problems"],
        systems=totals["systems"],
    )


def measures_of(plan: SubPlan, on: date) -> list[dict[str, Any]]:
    """Return the measures of a sub-plan, each with the commitment it became."""
    rows = list(plan.measures.select_related("lead"))
    given = [str(row.pk) for row in rows if row.given_at is not None]
    infos = {
        info.source_id: info
        for info in list_commitments(
            system_actor("campaigns"), source_model=MEASURE_MODEL, source_ids=given
        )
    }
    found = []
    for row in rows:
        info = infos.get(str(row.pk))
        is_late = (
            info is not None
            and info.completed_on is None
            and info.deadline is not None
            and info.deadline < on
        )
        tone = "neutral"
        if info is not None:
            tone = "overdue" if is_late else "done" if info.completed_on else "active"
        found.append({"row": row, "info": info, "is_late": is_late, "tone": tone})
    return found
