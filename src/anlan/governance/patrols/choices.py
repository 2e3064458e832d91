"""Words of patrols: fields, kinds of unit, states, kinds of finding, who is told what is late."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PatrolField(models.TextChoices):
    """What a round looks at."""

    SAFETY = "safety", pgettext_lazy("patrol", "work safety")
    FIRE = "fire", pgettext_lazy("patrol", "fire protection")
    BOTH = "both", pgettext_lazy("patrol", "work safety and fire protection")


class UnitKind(models.TextChoices):
    """Kinds of unit that are visited."""

    TOWNSHIP = "township", pgettext_lazy("patrol", "townships")
    DEPARTMENT = "department", pgettext_lazy("patrol", "departments")
    PARK = "park", pgettext_lazy("patrol", "parks")
    VILLAGE = "village", pgettext_lazy("patrol", "villages and communities")
    ENTERPRISE = "enterprise", pgettext_lazy("patrol", "enterprises")


class RoundState(models.TextChoices):
    """Where a round stands."""

    DRAFT = "draft", _("draft")
    RUNNING = "running", pgettext_lazy("patrol round", "running")
    CLOSED = "closed", pgettext_lazy("patrol round", "finished")
    CANCELLED = "cancelled", pgettext_lazy("patrol round", "called off")


ROUND_TONES: dict[str, str] = {
    RoundState.DRAFT: "neutral",
    RoundState.RUNNING: "active",
    RoundState.CLOSED: "done",
    RoundState.CANCELLED: "neutral",
}


class MemberRole(models.TextChoices):
    """What somebody does in a team."""

    MEMBER = "member", pgettext_lazy("patrol team", "member")
    EXPERT = "expert", pgettext_lazy("patrol team", "expert")


class VisitState(models.TextChoices):
    """Where the visit to one unit stands."""

    PLANNED = "planned", pgettext_lazy("patrol visit", "planned")
    NOTIFIED = "notified", pgettext_lazy("patrol", "notice sent")
    RECEIVED = "received", pgettext_lazy("patrol", "notice signed for")
    UNDERWAY = "underway", pgettext_lazy("patrol", "team on site")
    DRAFTED = "drafted", pgettext_lazy("patrol", "visited, findings being drawn up")
    CONSULTING = "consulting", pgettext_lazy("patrol", "draft with the unit")
    ANSWERED = "answered", pgettext_lazy("patrol", "unit has answered the draft")
    ISSUED = "issued", pgettext_lazy("patrol", "feedback given, being rectified")
    CLOSED = "closed", pgettext_lazy("patrol", "closed")
    CANCELLED = "cancelled", pgettext_lazy("patrol", "left out")


VISIT_TONES: dict[str, str] = {
    VisitState.PLANNED: "neutral",
    VisitState.NOTIFIED: "waiting",
    VisitState.RECEIVED: "active",
    VisitState.UNDERWAY: "active",
    VisitState.DRAFTED: "active",
    VisitState.CONSULTING: "waiting",
    VisitState.ANSWERED: "waiting",
    VisitState.ISSUED: "active",
    VisitState.CLOSED: "done",
    VisitState.CANCELLED: "neutral",
}
#: The team has not come yet.
BEFORE = (VisitState.PLANNED, VisitState.NOTIFIED, VisitState.RECEIVED)
#: The work at the unit is done: these count as visited.
VISITED = (
    VisitState.DRAFTED,
    VisitState.CONSULTING,
    VisitState.ANSWERED,
    VisitState.ISSUED,
    VisitState.CLOSED,
)
#: The unit knows what was found.
TOLD = (VisitState.CONSULTING, VisitState.ANSWERED, VisitState.ISSUED, VisitState.CLOSED)
#: The feedback went out.
FED_BACK = (VisitState.ISSUED, VisitState.CLOSED)
#: Findings may be written and changed.
WRITABLE = (VisitState.UNDERWAY, VisitState.DRAFTED, VisitState.CONSULTING, VisitState.ANSWERED)


class RecordKind(models.TextChoices):
    """What a team did during a visit."""

    TALK = "talk", pgettext_lazy("patrol", "talk")
    PAPER = "paper", pgettext_lazy("patrol", "document read")
    PLACE = "place", pgettext_lazy("patrol", "place visited")


class Outcome(models.TextChoices):
    """What was found about one item of the checklist."""

    GOOD = "good", pgettext_lazy("patrol check", "in order")
    PROBLEM = "problem", pgettext_lazy("patrol check", "problem")
    UNUSED = "unused", pgettext_lazy("patrol check", "does not apply")


OUTCOME_TONES: dict[str, str] = {
    Outcome.GOOD: "done",
    Outcome.PROBLEM: "overdue",
    Outcome.UNUSED: "neutral",
}


class FindingKind(models.TextChoices):
    """What a finding is about."""

    DUTY = "duty", pgettext_lazy("patrol finding", "responsibility")
    SUPERVISION = "supervision", pgettext_lazy("patrol finding", "supervision and enforcement")
    HAZARD = "hazard", pgettext_lazy("patrol finding", "hazard on site")
    RECTIFICATION = (
        "rectification",
        pgettext_lazy("patrol finding", "earlier findings not put right"),
    )
    EMERGENCY = "emergency", pgettext_lazy("patrol finding", "emergency preparedness")
    TRAINING = "training", pgettext_lazy("patrol finding", "training and publicity")
    OTHER = "other", pgettext_lazy("patrol finding", "other")


class Severity(models.IntegerChoices):
    """How grave a finding is; the numbers are those of the official colours."""

    GRAVE = 1, pgettext_lazy("patrol finding", "grave")
    SERIOUS = 2, pgettext_lazy("patrol finding", "serious")
    ORDINARY = 4, pgettext_lazy("patrol finding", "ordinary")


class FindingState(models.TextChoices):
    """Where a finding stands."""

    NOTED = "noted", pgettext_lazy("patrol finding", "noted, feedback not given yet")
    RECTIFYING = "rectifying", pgettext_lazy("patrol finding", "to be put right")
    SUBMITTED = "submitted", pgettext_lazy("patrol finding", "reported, to be checked")
    CLOSED = "closed", pgettext_lazy("patrol finding", "checked and closed")
    DROPPED = "dropped", pgettext_lazy("patrol finding", "taken back")


FINDING_TONES: dict[str, str] = {
    FindingState.NOTED: "neutral",
    FindingState.RECTIFYING: "active",
    FindingState.SUBMITTED: "waiting",
    FindingState.CLOSED: "done",
    FindingState.DROPPED: "neutral",
}
#: Not closed yet, and known to the unit that answers for it.
OWED = (FindingState.RECTIFYING, FindingState.SUBMITTED)


class Audience(models.TextChoices):
    """Whom a step of the reminders reaches."""

    CLERK = "clerk", pgettext_lazy("patrol reminder", "clerks of the unit")
    HEAD = "head", pgettext_lazy("patrol reminder", "head of the unit")
    IN_CHARGE = "in_charge", pgettext_lazy("patrol reminder", "leader in charge")
    PRINCIPAL = "principal", pgettext_lazy("patrol reminder", "principal leader")


#: Rank of ``responsibility.public.leaders_in_charge`` for each audience beyond the clerks.
RANKS: dict[str, int] = {Audience.HEAD: 1, Audience.IN_CHARGE: 2, Audience.PRINCIPAL: 3}
