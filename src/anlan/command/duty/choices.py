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
