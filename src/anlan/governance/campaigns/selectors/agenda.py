"""What is behind in a campaign, and why: for the agenda, the campaign page and the unit's phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.base.organisations.public import organisation_names
from anlan.governance.campaigns.choices import OWED, UNCLEARED, EntryLevel, ListKind, RoundState
from anlan.governance.campaigns.models import (
    Campaign,
    CampaignMeasure,
    Decision,
    ListEntry,
    Sheet,
)
from anlan.governance.campaigns.selectors.standing import DECISION_MODEL, MEASURE_MODEL
from anlan.governance.commitments.public import CommitmentInfo, list_commitments
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.policy import visible


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing that is late: what, whose, since when, why."""

    kind: str
    title: str
    unit_id: int
    unit: str
    due_on: date
    days_late: int
    why: str
    url: str
    is_major: bool = False
    sub_plan_id: int | None = None
    object_id: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what an agenda keeps."""
        return {**asdict(self), "due_on": self.due_on.isoformat()}


def kind_words() -> dict[str, str]:
    """What the kinds of things that are late are called."""
    return {
        "measure": pgettext("campaign", "measure"),
        "decision": _("meeting decision"),
        "problem": _("problem or hazard"),
        "system": _("institution or measure"),
        "sheet": _("report form"),
    }


def commitments_of(campaign: Campaign) -> list[tuple[CampaignMeasure, CommitmentInfo]]:
    """Return the measures that were given with the commitments they became."""
    measures = {
        str(row.pk): row
        for row in CampaignMeasure.objects.filter(
            sub_plan__campaign=campaign, given_at__isnull=False
        ).select_related("sub_plan")
    }
    rows = list_commitments(
        system_actor("campaigns"), source_model=MEASURE_MODEL, source_ids=list(measures)
    )
    return [(measures[row.source_id], row) for row in rows if row.source_id in measures]


def decisions_of(campaign: Campaign) -> list[CommitmentInfo]:
    """Return the decisions of the campaign's meetings as the commitments they became."""
    ids = Decision.objects.filter(review__campaign=campaign).values_list("pk", flat=True)
    return list_commitments(
        system_actor("campaigns"), source_model=DECISION_MODEL, source_ids=[str(pk) for pk in ids]
    )


def _late(row: CommitmentInfo, on: date) -> bool:
    if row.deadline is None or row.deadline >= on or row.state == "cancelled":
        return False
    return row.completed_on is None or row.completed_on > on


def behind(campaign: Campaign, on: date, *, unit_ids: Iterable[int] | None = None) -> list[Behind]:
    """Return everything that is late on a day, the gravest and oldest first."""
    found = [*_commitments(campaign, on), *_entries(campaign, on), *_sheets(campaign, on)]
    if unit_ids is not None:
        wanted = set(unit_ids)
        found = [row for row in found if row.unit_id in wanted]
    return sorted(found, key=lambda row: (not row.is_major, -row.days_late, row.title))


def _commitments(campaign: Campaign, on: date) -> Iterable[Behind]:
    pairs: list[tuple[str, CommitmentInfo, int | None]] = [
        ("measure", info, m.sub_plan_id) for m, info in commitments_of(campaign)
    ]
    pairs += [("decision", info, None) for info in decisions_of(campaign)]
    for kind, info, sub_plan_id in pairs:
        if info.deadline is not None and _late(info, on):
            yield Behind(
                kind=kind,
                title=info.title,
                unit_id=info.lead_id,
                unit=info.lead_name,
                due_on=info.deadline,
                days_late=(on - info.deadline).days,
                why=_why(info),
                url=info.url,
                sub_plan_id=sub_plan_id,
                object_id=info.id,
            )


def _why(info: CommitmentInfo) -> str:
    if info.problem:
        return info.problem
    if info.reasons:
        return "；".join(str(reason) for reason in info.reasons)
    return _("%(state)s, %(progress)d %%") % {
        "state": info.state_words,
        "progress": info.progress,
    }


def _entries(campaign: Campaign, on: date) -> Iterable[Behind]:
    rows = ListEntry.objects.filter(campaign=campaign, due_on__lt=on, state__in=UNCLEARED)
    for row in rows.select_related("unit"):
        yield Behind(
            kind="problem" if row.kind == ListKind.PROBLEM else "system",
            title=row.title,
            unit_id=row.unit_id,
            unit=str(row.unit),
            due_on=row.due_on,
            days_late=(on - row.due_on).days,
            why=str(row.get_state_display()),
            url=row.get_absolute_url(),
            is_major=row.level == EntryLevel.MAJOR,
            sub_plan_id=row.sub_plan_id,
            object_id=row.pk,
        )


def _sheets(campaign: Campaign, on: date) -> Iterable[Behind]:
    rows = Sheet.objects.filter(
        round__form__campaign=campaign,
        round__state=RoundState.OPEN,
        due_on__lt=on,
        state__in=OWED,
    )
    for row in rows.select_related("unit", "round__form"):
        yield Behind(
            kind="sheet",
            title=str(row.round),
            unit_id=row.unit_id,
            unit=str(row.unit),
            due_on=row.due_on,
            days_late=(on - row.due_on).days,
            why=row.return_reason or str(row.get_state_display()),
            url=row.get_absolute_url(),
            object_id=row.pk,
        )


def with_own_links(actor: Actor, rows: Iterable[Behind]) -> list[Behind]:
    """Return the rows, those that ``actor`` may not open without their address: three queries."""
    rows = list(rows)
    units = {row.unit_id for row in rows if row.kind in ("measure", "decision")}
    open_to_him = {
        "task": {info.id for info in list_commitments(actor, organisation_ids=units)}
        if units
        else set(),
        "entry": _visible_ids(ListEntry, actor, rows, ("problem", "system")),
        "sheet": _visible_ids(Sheet, actor, rows, ("sheet",)),
    }
    heap = {"measure": "task", "decision": "task", "problem": "entry", "system": "entry"}
    return [
        row if row.object_id in open_to_him[heap.get(row.kind, "sheet")] else replace(row, url="")
        for row in rows
    ]


def _visible_ids(
    model: type[Any], actor: Actor, rows: Iterable[Behind], kinds: tuple[str, ...]
) -> set[int]:
    wanted = [row.object_id for row in rows if row.kind in kinds]
    if not wanted:
        return set()
    return set(visible(model, actor).filter(pk__in=wanted).values_list("pk", flat=True))


def coming(campaign: Campaign, on: date, days: int) -> dict[str, int]:
    """Return how much becomes due in the days to come: measures, entries, sheets."""
    until = on + timedelta(days=days)
    measures = [
        info
        for _measure, info in commitments_of(campaign)
        if info.completed_on is None and info.deadline and on <= info.deadline <= until
    ]
    entries = ListEntry.objects.filter(
        campaign=campaign, due_on__range=(on, until), state__in=UNCLEARED
    )
    sheets = Sheet.objects.filter(
        round__form__campaign=campaign, due_on__range=(on, until), state__in=OWED
    )
    return {"measures": len(measures), "entries": entries.count(), "sheets": sheets.count()}


def by_unit(rows: Iterable[Behind]) -> list[dict[str, Any]]:
    """Return how much each unit is behind with, the most first."""
    found: dict[int, list[Behind]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    names = organisation_names(found)
    lines = [
        {
            "unit_id": unit,
            "unit": names.get(unit, ""),
            "count": len(late),
            "longest": max(row.days_late for row in late),
        }
        for unit, late in found.items()
    ]
    return sorted(lines, key=lambda line: (-line["count"], -line["longest"]))
