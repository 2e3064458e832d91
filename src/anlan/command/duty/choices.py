"""Roles on duty, kinds of log entries, states of a hand-over."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DutyRole(models.TextChoices):
    """Who stands where on a shift; codes of the first two are those of the escalation ladder."""

    LEADER = "duty_leader", _("leader on duty")
    OFFICER = "duty_officer", _("duty officer")
    COMMANDER = "commander", _("commander on call")
    DRIVER = "driver", _("driver on duty")


class EntryKind(models.TextChoices):
    """What an entry of the duty log tells of."""

    CALL = "call", pgettext_lazy("duty log", "call")
    NOTICE = "notice", pgettext_lazy("duty log", "notice")
    INSTRUCTION = "instruction", pgettext_lazy("duty log", "instruction of a leader")
    CHECK = "check", pgettext_lazy("duty log", "duty check")
    EVENT = "event", pgettext_lazy("duty log", "event")
    HANDOVER = "handover", pgettext_lazy("duty log", "hand-over")
    NOTE = "note", pgettext_lazy("duty log", "note")


class HandoverState(models.TextChoices):
    """Where a hand-over stands."""

    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


HANDOVER_TONES: dict[str, str] = {
    HandoverState.OFFERED: "waiting",
    HandoverState.ACCEPTED: "done",
    HandoverState.WITHDRAWN: "neutral",
}


class AnswerState(models.TextChoices):
    """How somebody asked by a duty check stands."""

    WAITING = "waiting", pgettext_lazy("duty check", "waiting")
    ANSWERED = "answered", pgettext_lazy("duty check", "answered")
    LATE = "late", pgettext_lazy("duty check", "answered late")
    MISSED = "missed", pgettext_lazy("duty check", "did not answer")
    UNREACHABLE = "unreachable", pgettext_lazy("duty check", "not reachable")


ANSWER_TONES: dict[str, str] = {
    AnswerState.WAITING: "waiting",
    AnswerState.ANSWERED: "done",
    AnswerState.LATE: "waiting",
    AnswerState.MISSED: "overdue",
    AnswerState.UNREACHABLE: "overdue",
}


class LeaveState(models.TextChoices):
    """Where a leave stands."""

    ASKED = "asked", pgettext_lazy("duty leave", "asked")
    APPROVED = "approved", pgettext_lazy("duty leave", "approved")
    REFUSED = "refused", pgettext_lazy("duty leave", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("duty leave", "withdrawn")


class SwapState(models.TextChoices):
    """Where a swap of shifts stands."""

    ASKED = "asked", pgettext_lazy("duty swap", "waits for the colleague")
    AGREED = "agreed", pgettext_lazy("duty swap", "colleague agrees")
    APPROVED = "approved", pgettext_lazy("duty swap", "swapped")
    REFUSED = "refused", pgettext_lazy("duty swap", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("duty swap", "withdrawn")


RELIEF_TONES: dict[str, str] = {
    "asked": "waiting",
    "agreed": "waiting",
    "approved": "done",
    "refused": "neutral",
    "withdrawn": "neutral",
}
