"""How the units of a campaign stand on a day: figures, score by the published criteria, rank."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from anlan.base.organisations.public import organisation_names
from anlan.governance.campaigns.choices import EntryState, ListKind
from anlan.governance.campaigns.contracts import UnitStanding
from anlan.governance.campaigns.models import (
    Campaign,
    CampaignMeasure,
    ListEntry,
    Sheet,
    StandingCriterion,
)
from anlan.governance.commitments.public import list_promises
from anlan.kernel.actor import Actor, system_actor

MEASURE_MODEL = "campaigns.CampaignMeasure"
DECISION_MODEL = "campaigns.Decision"


@dataclass
class Tally:
    """What was due of one unit until a day, and what became of it."""

    due: int = 0
    in_time: int = 0
    overdue: int = 0
    entries_due: int = 0
    entries_overdue: int = 0
    hazards_due: int = 0
    hazards_in_time: int = 0
    forms_due: int = 0
    forms_in_time: int = 0

    def values(self) -> dict[str, float | None]:
        """Return the value of each criterion from 0 to 100, None where nothing was due."""
        owed = self.due + self.entries_due
        late = self.overdue + self.entries_overdue
        return {
            "in_time": _share(self.in_time, self.due),
            "not_overdue": _share(owed - late, owed),
            "forms_in_time": _share(self.forms_in_time, self.forms_due),
            "hazards_cleared": _share(self.hazards_in_time, self.hazards_due),
        }


def _share(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None


def score_of(values: dict[str, float | None], weights: dict[str, int]) -> float | None:
    """Return the weighted mean of the criteria that apply; None where none does.

    A criterion of which nothing was due leaves its weight to the others.
    """
    counted = [(value, weights.get(code, 0)) for code, value in values.items() if value is not None]
    total = sum(weight for _value, weight in counted)
    if not total:
        return None
    return round(sum(value * weight for value, weight in counted) / total, 2)


def participants(campaign: Campaign) -> set[int]:
    """Return the units that lead a sub-plan or a measure, answer for an entry or fill in a form."""
    found = set(campaign.sub_plans.exclude(lead=None).values_list("lead_id", flat=True))
    measures = CampaignMeasure.objects.filter(sub_plan__campaign=campaign)
    found |= set(measures.exclude(lead=None).values_list("lead_id", flat=True))
    found |= set(campaign.entries.values_list("unit_id", flat=True))
    found |= set(
        Sheet.objects.filter(round__form__campaign=campaign).values_list("unit_id", flat=True)
    )
    return found


def tallies(campaign: Campaign, on: date) -> dict[int, Tally]:
    """Return what was due of each unit until a day, over the whole campaign so far."""
    found: dict[int, Tally] = defaultdict(Tally)
    for unit in participants(campaign):
        found[unit] = Tally()
    _count_commitments(found, campaign, on)
    _count_entries(found, campaign, on)
    _count_sheets(found, campaign, on)
    return dict(found)


def _count_commitments(found: dict[int, Tally], campaign: Campaign, on: date) -> None:
    ids = CampaignMeasure.objects.filter(
        sub_plan__campaign=campaign, given_at__isnull=False
    ).values_list("pk", flat=True)
    rows = list_promises(
        system_actor("campaigns"), source_model=MEASURE_MODEL, source_ids=[str(pk) for pk in ids]
    )
    for state, lead_id, deadline, done_on in rows:
        if state == "cancelled" or deadline is None or deadline > on:
            continue
        tally = found[lead_id]
        tally.due += 1
        if done_on is not None and done_on <= deadline:
            tally.in_time += 1
        elif done_on is None or done_on > on:
            tally.overdue += deadline < on


def _count_entries(found: dict[int, Tally], campaign: Campaign, on: date) -> None:
    rows = ListEntry.objects.filter(campaign=campaign, due_on__lte=on, listed_on__lte=on)
    for row in rows.exclude(state=EntryState.DROPPED).only(
        "unit_id", "kind", "state", "due_on", "cleared_on"
    ):
        tally = found[row.unit_id]
        in_time = row.cleared_on is not None and row.cleared_on <= row.due_on
        tally.entries_due += 1
        tally.entries_overdue += row.is_late_on(on)
        if row.kind == ListKind.PROBLEM:
            tally.hazards_due += 1
            tally.hazards_in_time += in_time


def _count_sheets(found: dict[int, Tally], campaign: Campaign, on: date) -> None:
    rows = Sheet.objects.filter(round__form__campaign=campaign, due_on__lte=on)
    for unit_id, due_on, handed_in_at in rows.values_list("unit_id", "due_on", "handed_in_at"):
        tally = found[unit_id]
        tally.forms_due += 1
        if handed_in_at is not None and timezone.localtime(handed_in_at).date() <= due_on:
            tally.forms_in_time += 1


def weights_of(campaign: Campaign) -> dict[str, int]:
    """Return the weights of the criteria by code."""
    return dict(StandingCriterion.objects.filter(campaign=campaign).values_list("code", "weight"))


def ranked(scores: dict[int, float | None]) -> dict[int, int | None]:
    """Return ranks from 1 by score, equal scores sharing one; None for who has none."""
    given = sorted({score for score in scores.values() if score is not None}, reverse=True)
    place: dict[float, int] = {}
    before = 0
    for score in given:
        place[score] = before + 1
        before += sum(1 for other in scores.values() if other == score)
    return {unit: place[score] if score is not None else None for unit, score in scores.items()}


def standing_of(campaign: Campaign, on: date) -> list[UnitStanding]:
    """Return how every unit stands on a day, the best first; who had nothing due comes last."""
    weights = weights_of(campaign)
    found = tallies(campaign, on)
    scores = {unit: score_of(tally.values(), weights) for unit, tally in found.items()}
    ranks = ranked(scores)
    names = organisation_names(found)
    url = reverse("campaigns:sunshine", args=[campaign.pk])
    rows = [
        UnitStanding(
            organisation_id=unit,
            organisation_name=names.get(unit, ""),
            campaign_id=campaign.pk,
            done=tally.in_time,
            due=tally.due,
            overdue=tally.overdue + tally.entries_overdue,
            report_forms_due=tally.forms_due,
            report_forms_in_time=tally.forms_in_time,
            hazards_due=tally.hazards_due,
            hazards_cleared=tally.hazards_in_time,
            score=scores[unit],
            rank=ranks[unit],
            url=url,
        )
        for unit, tally in found.items()
    ]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.organisation_name))


def figures_of(row: UnitStanding) -> dict[str, Any]:
    """Return the figures of a standing as they are kept with a period."""
    return {
        "done": row.done,
        "due": row.due,
        "overdue": row.overdue,
        "forms_due": row.report_forms_due,
        "forms_in_time": row.report_forms_in_time,
        "hazards_due": row.hazards_due,
        "hazards_cleared": row.hazards_cleared,
    }


def standing(actor: Actor, *, campaign_id: int | None, on: date) -> list[UnitStanding]:
    """Return the standing in one campaign, or in every running one, of those the actor sees."""
    from anlan.governance.campaigns.choices import CampaignState
    from anlan.kernel.policy import get_visible, visible

    if campaign_id is not None:
        return standing_of(get_visible(Campaign, campaign_id, actor=actor), on)
    rows = visible(Campaign, actor).filter(state=CampaignState.RUNNING, starts_on__lte=on)
    return [row for campaign in rows for row in standing_of(campaign, on)]
