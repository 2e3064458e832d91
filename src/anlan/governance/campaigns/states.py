"""How campaigns, list entries, periods, forms, sheets and notices move on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import (
    CampaignState,
    EntryState,
    FormState,
    NoticeState,
    ReviewState,
    RoundState,
    SheetState,
)
from anlan.governance.campaigns.models import (
    Campaign,
    CampaignNotice,
    FormRound,
    ListEntry,
    ReportForm,
    Review,
)
from anlan.governance.campaigns.permissions import APPROVE, CHECK, REPORT, RUN
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def has_sub_plans(campaign: Campaign) -> Message | None:
    """A campaign begins when it says who does what."""
    if not campaign.sub_plans.filter(measures__isnull=False).exists():
        return _("No sub-plan has measures yet: add them, or begin from a template.")
    return None


def has_remedy(entry: ListEntry) -> Message | None:
    """Nothing is cleared without a word of what was done."""
    return None if entry.remedy.strip() else _("Say what was done first.")


def has_agenda(review: Review) -> Message | None:
    """A meeting is held on something."""
    return None if review.agenda else _("Draw up the agenda first.")


def has_columns_and_units(form: ReportForm) -> Message | None:
    """A form goes out when it asks something of somebody."""
    if not form.columns:
        return _("The form has no column yet: design it first.")
    return None if form.units.exists() else _("Choose the units that fill the form in.")


def nothing_waits(found: FormRound) -> Message | None:
    """What goes upward was looked at sheet by sheet; who is missing is said in it."""
    if found.sheets.filter(state=SheetState.HANDED_IN).exists():
        return _("Sheets wait to be checked: accept or return them first.")
    if not found.sheets.filter(state=SheetState.ACCEPTED).exists():
        return _("No sheet has been accepted yet.")
    return None


def says_something(notice: CampaignNotice) -> Message | None:
    """A notice says something before it is signed."""
    return None if notice.situation.strip() else _("The notice says nothing yet.")


CAMPAIGN = StateMachine(
    model="campaigns.Campaign",
    initial=CampaignState.DRAFT,
    transitions=(
        Transition(
            "start",
            CampaignState.DRAFT,
            CampaignState.RUNNING,
            permission=RUN,
            label=pgettext_lazy("campaign step", "begin the campaign"),
            guard=has_sub_plans,
            style="primary",
        ),
        Transition(
            "finish",
            CampaignState.RUNNING,
            CampaignState.FINISHED,
            permission=RUN,
            label=pgettext_lazy("campaign step", "finish the campaign"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            CampaignState.DRAFT,
            CampaignState.CANCELLED,
            permission=RUN,
            label=pgettext_lazy("campaign step", "cancel"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

ENTRY = StateMachine(
    model="campaigns.ListEntry",
    initial=EntryState.OPEN,
    transitions=(
        Transition(
            "submit",
            EntryState.OPEN,
            EntryState.SUBMITTED,
            permission=REPORT,
            label=pgettext_lazy("entry step", "ask for clearing"),
            style="primary",
        ),
        Transition(
            "clear",
            EntryState.SUBMITTED,
            EntryState.CLEARED,
            permission=CHECK,
            label=pgettext_lazy("entry step", "clear"),
            guard=has_remedy,
            style="primary",
        ),
        Transition(
            "return",
            EntryState.SUBMITTED,
            EntryState.OPEN,
            permission=CHECK,
            label=pgettext_lazy("entry step", "return"),
            needs_reason=True,
        ),
        Transition(
            "reopen",
            EntryState.CLEARED,
            EntryState.OPEN,
            permission=CHECK,
            label=pgettext_lazy("entry step", "open again"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "drop",
            EntryState.OPEN,
            EntryState.DROPPED,
            permission=CHECK,
            label=pgettext_lazy("entry step", "strike off"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

REVIEW = StateMachine(
    model="campaigns.Review",
    initial=ReviewState.OPEN,
    transitions=(
        Transition(
            "prepare",
            (ReviewState.OPEN, ReviewState.PREPARED),
            ReviewState.PREPARED,
            permission=RUN,
            label=pgettext_lazy("review step", "draw up the agenda"),
            style="primary",
        ),
        Transition(
            "hold",
            ReviewState.PREPARED,
            ReviewState.HELD,
            permission=RUN,
            label=pgettext_lazy("review step", "enter the minutes"),
            guard=has_agenda,
            style="primary",
        ),
        Transition(
            "close",
            (ReviewState.OPEN, ReviewState.PREPARED, ReviewState.HELD),
            ReviewState.CLOSED,
            permission=RUN,
            label=pgettext_lazy("review step", "close the period"),
        ),
    ),
)

FORM = StateMachine(
    model="campaigns.ReportForm",
    initial=FormState.DRAFT,
    transitions=(
        Transition(
            "issue",
            FormState.DRAFT,
            FormState.ISSUED,
            permission=RUN,
            label=pgettext_lazy("form step", "issue to the units"),
            guard=has_columns_and_units,
            style="primary",
        ),
        Transition(
            "withdraw",
            FormState.ISSUED,
            FormState.WITHDRAWN,
            permission=RUN,
            label=pgettext_lazy("form step", "withdraw"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

ROUND = StateMachine(
    model="campaigns.FormRound",
    initial=RoundState.OPEN,
    transitions=(
        Transition(
            "submit",
            RoundState.OPEN,
            RoundState.SUBMITTED,
            permission=RUN,
            label=pgettext_lazy("round step", "submit upward"),
            guard=nothing_waits,
            style="primary",
        ),
        Transition(
            "reopen",
            RoundState.SUBMITTED,
            RoundState.OPEN,
            permission=RUN,
            label=pgettext_lazy("round step", "open again for corrections"),
            needs_reason=True,
        ),
    ),
)

SHEET = StateMachine(
    model="campaigns.Sheet",
    initial=SheetState.WAITING,
    transitions=(
        Transition(
            "hand_in",
            (SheetState.WAITING, SheetState.RETURNED, SheetState.HANDED_IN),
            SheetState.HANDED_IN,
            permission=REPORT,
            label=pgettext_lazy("sheet step", "hand in"),
            style="primary",
        ),
        Transition(
            "accept",
            SheetState.HANDED_IN,
            SheetState.ACCEPTED,
            permission=CHECK,
            label=pgettext_lazy("sheet step", "accept"),
            style="primary",
        ),
        Transition(
            "return",
            (SheetState.HANDED_IN, SheetState.ACCEPTED),
            SheetState.RETURNED,
            permission=CHECK,
            label=pgettext_lazy("sheet step", "return"),
            needs_reason=True,
        ),
    ),
)

NOTICE = StateMachine(
    model="campaigns.CampaignNotice",
    initial=NoticeState.DRAFT,
    transitions=(
        Transition(
            "approve",
            NoticeState.DRAFT,
            NoticeState.APPROVED,
            permission=APPROVE,
            label=pgettext_lazy("notice step", "approve"),
            guard=says_something,
            style="primary",
        ),
        Transition(
            "return",
            NoticeState.APPROVED,
            NoticeState.DRAFT,
            permission=APPROVE,
            label=pgettext_lazy("notice step", "take back the approval"),
            needs_reason=True,
        ),
        Transition(
            "publish",
            NoticeState.APPROVED,
            NoticeState.PUBLISHED,
            permission=RUN,
            label=pgettext_lazy("notice step", "publish to the units"),
            style="primary",
        ),
        Transition(
            "drop",
            NoticeState.DRAFT,
            NoticeState.DROPPED,
            permission=RUN,
            label=pgettext_lazy("notice step", "drop"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
