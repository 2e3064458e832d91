"""Campaigns on the desks: what my unit owes, sheets and entries to check, notices to approve."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from anlan.governance.campaigns.choices import (
    OWED,
    EntryLevel,
    EntryState,
    NoticeState,
    RoundState,
    SheetState,
)
from anlan.governance.campaigns.models import CampaignNotice, ListEntry, Sheet
from anlan.governance.campaigns.permissions import APPROVE, CHECK, REPORT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import policy_of, visible

#: What is due so soon stands on the desk.
AHEAD = timedelta(days=10)


def _evening(day: object) -> datetime:
    """The end of a working day."""
    return timezone.make_aware(datetime.combine(day, time(18)))  # type: ignore[arg-type]


def my_sheets(actor: Actor) -> Iterable[DeskItem]:
    """Sheets and list entries of my unit that are due."""
    if actor.organisation_id is None:
        return
    until = clock.today() + AHEAD
    sheets = (
        policy_of(Sheet)
        .permitted(actor, REPORT)
        .filter(
            unit_id=actor.organisation_id,
            state__in=OWED,
            round__state=RoundState.OPEN,
            due_on__lte=until,
        )
        .select_related("round__form")
        .order_by("due_on")[:6]
    )
    for row in sheets:
        yield DeskItem(str(row.round), row.get_absolute_url(), due=_evening(row.due_on))
    entries = (
        policy_of(ListEntry)
        .permitted(actor, REPORT)
        .filter(unit_id=actor.organisation_id, state=EntryState.OPEN, due_on__lte=until)
        .select_related("campaign")
        .order_by("due_on")[:6]
    )
    for entry in entries:
        yield DeskItem(
            entry.title,
            entry.get_absolute_url(),
            where=entry.campaign.name,
            level=1 if entry.level == EntryLevel.MAJOR else None,
            due=_evening(entry.due_on),
        )


def to_clear(actor: Actor) -> Iterable[DeskItem]:
    """Entries whose clearing was asked for."""
    rows = (
        policy_of(ListEntry)
        .permitted(actor, CHECK)
        .filter(state=EntryState.SUBMITTED)
        .select_related("unit")
        .order_by("due_on")[:6]
    )
    return [
        DeskItem(row.title, row.get_absolute_url(), where=str(row.unit), due=_evening(row.due_on))
        for row in rows
    ]


def to_approve(actor: Actor) -> Iterable[DeskItem]:
    """Notices that wait for their approval."""
    rows = visible(CampaignNotice, actor).filter(state=NoticeState.DRAFT)[:6]
    return [DeskItem(row.title, row.get_absolute_url(), where=row.drafted_by) for row in rows]


def count_to_check(actor: Actor) -> int:
    """How many sheets wait to be checked."""
    rows = policy_of(Sheet).permitted(actor, CHECK)
    return rows.filter(state=SheetState.HANDED_IN, round__state=RoundState.OPEN).count()


register_desk(
    DeskSection(
        name="campaigns.owed",
        title=gettext_lazy("My unit owes"),
        place="soon",
        items=my_sheets,
        permission=REPORT,
        order=80,
        topics=("campaigns",),
    ),
    DeskSection(
        name="campaigns.clear",
        title=gettext_lazy("Entries to clear"),
        place="now",
        items=to_clear,
        permission=CHECK,
        order=80,
        topics=("campaigns",),
    ),
    DeskSection(
        name="campaigns.approve",
        title=gettext_lazy("Notices to approve"),
        place="now",
        items=to_approve,
        permission=APPROVE,
        order=80,
        topics=("campaigns",),
    ),
)
register_figure(
    DeskFigure(
        name="campaigns.check",
        label=gettext_lazy("Report sheets to check"),
        value=count_to_check,
        url=lambda: f"{reverse('campaigns:sheets')}?tab=check",
        permission=CHECK,
        order=80,
    )
)
