"""States, sources and kinds of commitments."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """Where a commitment comes from."""

    PLANNING = "planning", pgettext_lazy("commitment source", "planning document")
    CAMPAIGN = "campaign", pgettext_lazy("commitment source", "campaign")
    OVERSIGHT = "oversight", pgettext_lazy("commitment source", "supervision order")
    MEETING = "meeting", pgettext_lazy("commitment source", "meeting")
    WORK_LIST = "work_list", pgettext_lazy("commitment source", "annual work list")
    OWN = "own", pgettext_lazy("commitment source", "own arrangement")


class CommitmentState(models.TextChoices):
    """How a commitment stands."""

    ASSIGNED = "assigned", pgettext_lazy("commitment", "to be signed for")
    DECLINED = "declined", pgettext_lazy("commitment", "returned by the unit")
    ACCEPTED = "accepted", pgettext_lazy("commitment", "signed for")
    RUNNING = "running", pgettext_lazy("commitment", "in progress")
    REPORTED = "reported", pgettext_lazy("commitment", "reported done, to be checked")
    SENT_BACK = "sent_back", pgettext_lazy("commitment", "sent back")
    COMPLETED = "completed", pgettext_lazy("commitment", "completed")
    PAUSED = "paused", pgettext_lazy("commitment", "paused")
    CANCELLED = "cancelled", pgettext_lazy("commitment", "cancelled")


S = CommitmentState
#: Somebody still owes work.
OPEN: Final = (S.ASSIGNED, S.DECLINED, S.ACCEPTED, S.RUNNING, S.REPORTED, S.SENT_BACK, S.PAUSED)
#: The unit owes work, and the clock runs against it.
WATCHED: Final = (S.ASSIGNED, S.ACCEPTED, S.RUNNING, S.SENT_BACK)
#: The unit has signed and works.
AT_WORK: Final = (S.ACCEPTED, S.RUNNING, S.SENT_BACK)

STATE_TONES: Final[dict[str, str]] = {
    S.ASSIGNED: "waiting",
    S.DECLINED: "overdue",
    S.ACCEPTED: "neutral",
    S.RUNNING: "active",
    S.REPORTED: "waiting",
    S.SENT_BACK: "overdue",
    S.COMPLETED: "done",
    S.PAUSED: "neutral",
    S.CANCELLED: "neutral",
}


class PartRole(models.TextChoices):
    """What a unit beside the lead does."""

    JOINT = "joint", pgettext_lazy("commitment part", "leads jointly")
    SUPPORT = "support", pgettext_lazy("commitment part", "supports")


class PeriodState(models.TextChoices):
    """How one period of a recurring commitment stands."""

    OPEN = "open", pgettext_lazy("reporting period", "to be reported")
    REPORTED = "reported", pgettext_lazy("reporting period", "reported, to be checked")
    SENT_BACK = "sent_back", pgettext_lazy("reporting period", "sent back")
    PASSED = "passed", pgettext_lazy("reporting period", "checked")
    WAIVED = "waived", pgettext_lazy("reporting period", "not needed")


#: Still owed.
OWED: Final = (PeriodState.OPEN, PeriodState.SENT_BACK)
PERIOD_TONES: Final[dict[str, str]] = {
    PeriodState.OPEN: "neutral",
    PeriodState.REPORTED: "waiting",
    PeriodState.SENT_BACK: "overdue",
    PeriodState.PASSED: "done",
    PeriodState.WAIVED: "neutral",
}


class CheckMethod(models.TextChoices):
    """How it was checked."""

    PAPER = "paper", pgettext_lazy("commitment check", "by the papers")
    ON_SITE = "on_site", pgettext_lazy("commitment check", "on the spot")


class CheckResult(models.TextChoices):
    """What the check found."""

    PASSED = "passed", pgettext_lazy("commitment check", "done")
    SENT_BACK = "sent_back", pgettext_lazy("commitment check", "not done: sent back")


class ExtensionState(models.TextChoices):
    """What became of a wish for more time."""

    PENDING = "pending", pgettext_lazy("commitment extension", "to be decided")
    GRANTED = "granted", pgettext_lazy("commitment extension", "granted")
    REFUSED = "refused", pgettext_lazy("commitment extension", "refused")


class Audience(models.TextChoices):
    """Whom a step of the escalation reaches."""

    CLERK = "clerk", pgettext_lazy("escalation", "clerks of the unit")
    HEAD = "head", pgettext_lazy("escalation", "head of the unit")
    IN_CHARGE = "in_charge", pgettext_lazy("escalation", "leader in charge")
    PRINCIPAL = "principal", pgettext_lazy("escalation", "principal leader")


#: Rank of ``responsibility.public.leaders_in_charge`` for each audience beyond the clerks.
RANKS: Final[dict[str, int]] = {
    Audience.HEAD: 1,
    Audience.IN_CHARGE: 2,
    Audience.PRINCIPAL: 3,
}


class PlanChange(models.TextChoices):
    """What a new version of the plan did to a commitment."""

    NONE = "", _("none")
    CHANGED = "changed", pgettext_lazy("plan change", "changed in the plan")
    GONE = "gone", pgettext_lazy("plan change", "no longer in the plan")
