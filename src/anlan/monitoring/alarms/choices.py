"""States, levels and kinds of alarms and rules."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """The four official levels; 1 is the gravest."""

    RED = 1, _("red (I)")
    ORANGE = 2, _("orange (II)")
    YELLOW = 3, _("yellow (III)")
    BLUE = 4, _("blue (IV)")


class RuleKind(models.TextChoices):
    """What a rule looks at."""

    UPPER = "upper", _("above a limit")
    LOWER = "lower", _("below a limit")
    RANGE = "range", _("outside a range")
    RATE = "rate", _("changes too fast")
    DURATION = "duration", _("above a limit for long")
    STUCK = "stuck", _("does not move")
    MISSING = "missing", _("no data")
    ROBUST_Z = "robust_z", _("unusual against the last readings (median)")
    EWMA = "ewma", _("unusual against the running mean")
    CUSUM = "cusum", _("slow drift from the learnt mean")


class RuleState(models.TextChoices):
    """Where a rule version stands."""

    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("in force")
    RETIRED = "retired", _("out of force")


RULE_TONES: Mapping[str, str] = {
    RuleState.DRAFT: "waiting",
    RuleState.ACTIVE: "done",
    RuleState.RETIRED: "neutral",
}


class AlarmState(models.TextChoices):
    """Where an alarm stands."""

    OPEN = "open", _("to be acknowledged")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    VERIFIED_REAL = "verified_real", _("verified as real")
    DISPOSED = "disposed", _("dealt with")
    CLOSED = "closed", _("closed")
    FALSE_ALARM = "false_alarm", _("false alarm")
    SUPPRESSED = "suppressed", _("suppressed")


ALARM_TONES: Mapping[str, str] = {
    AlarmState.OPEN: "overdue",
    AlarmState.ACKNOWLEDGED: "active",
    AlarmState.VERIFIED_REAL: "active",
    AlarmState.DISPOSED: "waiting",
    AlarmState.CLOSED: "done",
    AlarmState.FALSE_ALARM: "neutral",
    AlarmState.SUPPRESSED: "neutral",
}

#: An alarm in one of these is still somebody's; a new crossing of its point merges into it.
UNFINISHED = (
    AlarmState.OPEN,
    AlarmState.ACKNOWLEDGED,
    AlarmState.VERIFIED_REAL,
    AlarmState.DISPOSED,
    AlarmState.SUPPRESSED,
)
#: What the desk shows as needing a hand.
ON_DESK = (AlarmState.OPEN, AlarmState.ACKNOWLEDGED, AlarmState.VERIFIED_REAL)


class LadderRole(models.TextChoices):
    """Who is called about an alarm, in this order."""

    DUTY_OFFICER = "duty_officer", _("duty officer")
    DUTY_LEADER = "duty_leader", _("leader on duty")
    COMMANDER = "commander", _("commander")


class StepKind(models.TextChoices):
    """What an entry of an alarm's history tells."""

    RAISED = "raised", _("raised")
    LEVEL_RAISED = "level_raised", _("level raised")
    REPEATED = "repeated", _("crossed again")
    CLEARED = "cleared", _("signal back to normal")
    HANDED = "handed", _("handed to")
    ESCALATED = "escalated", _("escalated to")
    CALLED = "called", _("called")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    VERIFIED = "verified", _("verified as real")
    MARKED_FALSE = "marked_false", _("marked as false alarm")
    DISPOSED = "disposed", _("dealt with")
    CLOSED = "closed", _("closed")
    SUPPRESSED = "suppressed", _("suppressed")
    RESUMED = "resumed", _("suppression ended")
    NOTE = "note", _("note")


class FalseAlarmCause(models.TextChoices):
    """Why an alarm was false; feeds the rule and the maintenance of the device."""

    CALIBRATION = "calibration", _("calibration or test gas")
    DEVICE_FAULT = "device_fault", _("device fault")
    COMMUNICATION = "communication", _("communication fault")
    OPERATION = "operation", _("normal operation or maintenance work")
    ENVIRONMENT = "environment", _("environment (weather, interference)")
    RULE = "rule", _("limit set too tight")
    OTHER = "other", _("other cause")
