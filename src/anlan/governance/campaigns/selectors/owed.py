"""What the units of an actor owe: sheets, list entries, tasks of campaigns, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.organisations.public import organisation_names
from anlan.governance.campaigns.choices import (
    OWED,
    CampaignState,
    EntryLevel,
    EntryState,
    RoundState,
)
from anlan.governance.campaigns.models import (
    Campaign,
    ListEntry,
    NoticeReceipt,
    Sheet,
)
from anlan.governance.campaigns.permissions import REPORT
from anlan.governance.campaigns.selectors.agenda import commitments_of, decisions_of
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of

#: What is due so many days ahead is shown already.
AHEAD = timedelta(days=31)
MOST = 100


@dataclass
class Owed:
    """What is owed, in four groups; ``late`` counts what is overdue."""

    subtitle: str
    sheets: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    late: int

    @property
    def total(self) -> int:
        """How much it is altogether."""
        return len(self.sheets) + len(self.entries) + len(self.tasks) + len(self.receipts)


def own_units(actor: Actor) -> set[int]:
    """Return the units an actor answers for himself: his own organisation."""
    return {actor.organisation_id} if actor.organisation_id is not None else set()


def owed_by(actor: Actor, today: date) -> Owed:
    """Return what the actor's own unit owes until a month ahead, the latest first."""
    units = own_units(actor)
    until = today + AHEAD
    sheets = (
        policy_of(Sheet)
        .permitted(actor, REPORT)
        .filter(state__in=OWED, round__state=RoundState.OPEN, due_on__lte=until, unit__in=units)
        .select_related("round__form", "unit")
        .order_by("due_on")[:MOST]
    )
    entries = (
        policy_of(ListEntry)
        .permitted(actor, REPORT)
        .filter(state=EntryState.OPEN, due_on__lte=until, unit__in=units)
        .select_related("unit", "campaign")
        .order_by("due_on")[:MOST]
    )
    receipts = (
        policy_of(NoticeReceipt)
        .permitted(actor, REPORT)
        .filter(received_at__isnull=True, unit__in=units)
        .select_related("notice", "unit")[:MOST]
    )
    tasks = _tasks(units, until)
    groups = {
        "sheets": [
            _line(str(row.round.form.name), row.get_absolute_url(), row.due_on, today)
            | {"where": row.round.label, "returned": row.return_reason}
            for row in sheets
        ],
        "entries": [
            _line(row.title, row.get_absolute_url(), row.due_on, today)
            | {"where": row.get_kind_display(), "is_major": row.level == EntryLevel.MAJOR}
            for row in entries
        ],
        "tasks": [
            _line(row.title, row.url, row.deadline, today) | {"where": row.state_words}
            for row in tasks
            if row.deadline is not None
        ],
    }
    names = organisation_names(units)
    return Owed(
        subtitle="、".join(names.values()) or _("You belong to no unit."),
        receipts=[
            {
                "title": row.notice.title,
                "url": row.notice.get_absolute_url(),
                "confirm_url": reverse("campaigns:receive", args=[row.pk]),
            }
            for row in receipts
        ],
        late=sum(1 for rows in groups.values() for row in rows if row["days_late"] > 0),
        **groups,
    )


def _line(title: str, url: str, due_on: date, today: date) -> dict[str, Any]:
    return {"title": title, "url": url, "due_on": due_on, "days_late": (today - due_on).days}


def _tasks(units: set[int], until: date) -> list[Any]:
    if not units:
        return []
    found = []
    for campaign in Campaign.objects.filter(state=CampaignState.RUNNING):
        rows = [info for _measure, info in commitments_of(campaign)] + decisions_of(campaign)
        found += [
            info
            for info in rows
            if info.lead_id in units
            and info.completed_on is None
            and info.state not in ("cancelled", "reported")
            and info.deadline is not None
            and info.deadline <= until
        ]
    return sorted(found, key=lambda info: info.deadline or until)[:MOST]
