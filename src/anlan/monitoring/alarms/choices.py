"""States, levels and kinds of alarms and rules."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    REPETITION = "repetition", _("crosses a limit again and again")
    COMBINATION = "combination", _("combination of conditions")
    MULTICHANNEL = "multichannel", _("unusual interplay of several points")


#: Kinds that look at several points of one device or enterprise at once.
COMPOSED_KINDS = (RuleKind.COMBINATION, RuleKind.MULTICHANNEL)


class RuleScope(models.TextChoices):
    """Whose points a composed rule takes together."""

    DEVICE = "device", _("of one device")
    ENTERPRISE = "enterprise", _("of one enterprise")


class ScheduleDays(models.TextChoices):
    """On which days a schedule holds."""

    ALL = "all", _("every day")
    WORKING = "working", _("working days")
    FREE = "free", _("days off")


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


class BackTestState(models.TextChoices):
    """How far a back-test is."""

    RUNNING = "running", _("running")
    DONE = "done", pgettext_lazy("back-test", "done")
    FAILED = "failed", pgettext_lazy("back-test", "failed")


BACK_TEST_TONES: Mapping[str, str] = {
    BackTestState.RUNNING: "active",
    BackTestState.DONE: "done",
    BackTestState.FAILED: "overdue",
}


class Outcome(models.TextChoices):
    """What people found about an alarm that a rule would have raised."""

    REAL = "real", _("was real")
    FALSE = "false", _("was false")
    OPEN = "open", _("not judged")
    NEW = "new", _("no alarm stood there")


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


class HandlingStep(models.TextChoices):
    """What people do with an alarm next; each has its clock."""

    ACKNOWLEDGE = "acknowledge", _("acknowledge")
    VERIFY = "verify", pgettext_lazy("step of an alarm", "verify")
    DISPOSE = "dispose", pgettext_lazy("step of an alarm", "deal with")
    CLOSE = "close", _("close")


#: Which step an alarm waits for.
NEXT_STEP: Mapping[str, HandlingStep] = {
    AlarmState.OPEN: HandlingStep.ACKNOWLEDGE,
    AlarmState.ACKNOWLEDGED: HandlingStep.VERIFY,
    AlarmState.VERIFIED_REAL: HandlingStep.DISPOSE,
    AlarmState.DISPOSED: HandlingStep.CLOSE,
}


class SettingKind(models.TextChoices):
    """What the county sets for its alarm desk."""

    LADDER = "ladder", _("escalation ladder")
    CLOCKS = "clocks", _("clocks of handling")
    STORM = "storm", _("grouping of storms")
    WATCH = "watch", _("hand-over and spot checks")


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
    REPORTED = "reported", _("reported again")
    LEVEL_LOWERED = "level_lowered", _("level lowered")
    CLEARED = "cleared", _("signal back to normal")
    LATCHED = "latched", _("signal normal, held until reset")
    RESET = "reset", _("reset by hand")
    HANDED = "handed", _("handed to")
    ESCALATED = "escalated", _("escalated to")
    OVERDUE = "overdue", pgettext_lazy("step of an alarm", "overdue")
    CALLED = "called", _("called")
    ANSWERED = "answered", _("answered")
    UNANSWERED = "unanswered", _("did not answer")
    HANDED_OVER = "handed_over", _("responsibility handed over to")
    GROUPED = "grouped", _("joined a group")
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


class GroupCause(models.TextChoices):
    """What a group of alarms probably comes from; a proposal with its evidence."""

    POWER_OR_LINE = "power_or_line", _("power or data line of the site lost")
    NETWORK = "network", _("network of the area lost")
    INSTRUMENT = "instrument", _("fault of the instruments or their collector")
    LEAK = "leak", _("leak that spreads")
    FIRE = "fire", _("fire")
    UPSET = "upset", _("upset of one installation")
    WEATHER = "weather", _("weather or water over an area")
    UNCLEAR = "unclear", _("no common cause seen")


class GroupState(models.TextChoices):
    """Where a group stands."""

    OPEN = "open", pgettext_lazy("alarm group", "going on")
    OVER = "over", pgettext_lazy("alarm group", "over")
    DISSOLVED = "dissolved", _("dissolved")


GROUP_TONES: Mapping[str, str] = {
    GroupState.OPEN: "overdue",
    GroupState.OVER: "done",
    GroupState.DISSOLVED: "neutral",
}


class SuppressionState(models.TextChoices):
    """Where a suppression window stands."""

    REQUESTED = "requested", _("waits for approval")
    APPROVED = "approved", pgettext_lazy("suppression", "approved")
    REFUSED = "refused", pgettext_lazy("suppression", "refused")
    ENDED = "ended", _("ended early")
    LAPSED = "lapsed", _("run out")


SUPPRESSION_TONES: Mapping[str, str] = {
    SuppressionState.REQUESTED: "waiting",
    SuppressionState.APPROVED: "active",
    SuppressionState.REFUSED: "neutral",
    SuppressionState.ENDED: "neutral",
    SuppressionState.LAPSED: "done",
}


class CallOutcome(models.TextChoices):
    """What became of a call about an alarm."""

    WAITING = "waiting", _("waits for an answer")
    ANSWERED = "answered", _("answered")
    BY_OTHER = "by_other", _("somebody else took it")
    UNANSWERED = "unanswered", _("did not answer")


CALL_TONES: Mapping[str, str] = {
    CallOutcome.WAITING: "waiting",
    CallOutcome.ANSWERED: "done",
    CallOutcome.BY_OTHER: "neutral",
    CallOutcome.UNANSWERED: "overdue",
}


class CallChannel(models.TextChoices):
    """How somebody was called."""

    NOTICE = "notice", _("notice of the platform")
    PHONE = "phone", _("telephone")


class DutyOutcome(models.TextChoices):
    """Where the responsibility of one person for an alarm stands."""

    OFFERED = "offered", _("offered")
    HELD = "held", _("responsible")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("not answered in time")
    ENDED = "ended", _("given on or finished")


class ReviewState(models.TextChoices):
    """Where the review of a rule with many false alarms stands."""

    OPEN = "open", pgettext_lazy("review", "to be decided")
    ADOPTED = "adopted", _("new version drafted")
    DECLINED = "declined", _("left as it is")


REVIEW_TONES: Mapping[str, str] = {
    ReviewState.OPEN: "waiting",
    ReviewState.ADOPTED: "done",
    ReviewState.DECLINED: "neutral",
}


class CheckState(models.TextChoices):
    """What became of a spot check of the watch desk."""

    WAITING = "waiting", _("waits for an answer")
    ANSWERED = "answered", pgettext_lazy("spot check", "answered")
    LATE = "late", _("answered late")
    MISSED = "missed", _("did not answer")


CHECK_TONES: Mapping[str, str] = {
    CheckState.WAITING: "waiting",
    CheckState.ANSWERED: "done",
    CheckState.LATE: "overdue",
    CheckState.MISSED: "overdue",
}
