"""Kinds of targets, how a figure runs through a year, where it comes from, how it stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TargetKind(models.TextChoices):
    """What a printed target demands of the figure."""

    BELOW = "below", pgettext_lazy("target", "below")
    AT_MOST = "at_most", pgettext_lazy("target", "at most")
    ABOVE = "above", pgettext_lazy("target", "above")
    AT_LEAST = "at_least", pgettext_lazy("target", "at least")
    EQUAL = "equal", pgettext_lazy("target", "exactly")
    RANGE = "range", pgettext_lazy("target", "between")
    ZERO = "zero", pgettext_lazy("target", "none at all")
    DOWN = "down", pgettext_lazy("target", "falls by")
    UP = "up", pgettext_lazy("target", "rises by")
    EVERY = "every", pgettext_lazy("target", "each of them")
    UNCLEAR = "unclear", pgettext_lazy("target", "to be read by a person")


#: A smaller figure is better.
LOWER_KINDS = (TargetKind.BELOW, TargetKind.AT_MOST, TargetKind.ZERO, TargetKind.DOWN)


class Direction(models.TextChoices):
    """Which way is better."""

    LOWER = "lower", pgettext_lazy("indicator", "lower is better")
    HIGHER = "higher", pgettext_lazy("indicator", "higher is better")


class Course(models.TextChoices):
    """How a figure runs: it stands at a day, or adds up from New Year."""

    LEVEL = "level", pgettext_lazy("indicator", "state on a day")
    COUNT = "count", pgettext_lazy("indicator", "adds up within the year")


class Period(models.TextChoices):
    """Within what a cadence is counted (“at least once every quarter”)."""

    YEAR = "year", pgettext_lazy("cadence", "a year")
    HALF = "half", pgettext_lazy("cadence", "half a year")
    QUARTER = "quarter", pgettext_lazy("cadence", "a quarter")
    MONTH = "month", pgettext_lazy("cadence", "a month")
    WEEK = "week", pgettext_lazy("cadence", "a week")
    DAY = "day", pgettext_lazy("cadence", "a day")


class Frequency(models.TextChoices):
    """How often a value is due."""

    MONTH = "month", pgettext_lazy("indicator", "every month")
    QUARTER = "quarter", pgettext_lazy("indicator", "every quarter")
    YEAR = "year", pgettext_lazy("indicator", "every year")


class Origin(models.TextChoices):
    """Where a value comes from."""

    AUTOMATIC = "automatic", pgettext_lazy("indicator value", "computed by the platform")
    FORM = "form", pgettext_lazy("indicator value", "entered")
    IMPORT = "import", pgettext_lazy("indicator value", "imported")


class ValueState(models.TextChoices):
    """Whether a value counts."""

    CURRENT = "current", pgettext_lazy("indicator value", "counts")
    PENDING = "pending", pgettext_lazy("indicator value", "waits for a second person")
    FORMER = "former", pgettext_lazy("indicator value", "replaced")
    REJECTED = "rejected", pgettext_lazy("indicator value", "rejected")


VALUE_TONES: dict[str, str] = {
    ValueState.CURRENT: "done",
    ValueState.PENDING: "waiting",
    ValueState.FORMER: "neutral",
    ValueState.REJECTED: "overdue",
}


class Standing(models.TextChoices):
    """How an indicator stands against its target day."""

    MISSED = "missed", pgettext_lazy("indicator", "will be missed")
    AT_RISK = "at_risk", pgettext_lazy("indicator", "at risk")
    ON_TRACK = "on_track", pgettext_lazy("indicator", "on track")
    MET = "met", pgettext_lazy("indicator", "met")
    NO_DATA = "no_data", pgettext_lazy("indicator", "no data")


STANDING_TONES: dict[str, str] = {
    Standing.MISSED: "overdue",
    Standing.AT_RISK: "waiting",
    Standing.ON_TRACK: "active",
    Standing.MET: "done",
    Standing.NO_DATA: "neutral",
}
#: The gravest first.
GRAVITY: tuple[str, ...] = tuple(Standing.values)
#: What unit and leader are warned of.
WARNED = (Standing.MISSED, Standing.AT_RISK)


class Method(models.TextChoices):
    """How the figure on the target day is foreseen."""

    NONE = "none", pgettext_lazy("forecast", "no forecast")
    LATEST = "latest", pgettext_lazy("forecast", "as it stands now")
    THEIL_SEN = "theil_sen", pgettext_lazy("forecast", "trend of the values (Theil–Sen)")
    SEASONAL = "seasonal", pgettext_lazy("forecast", "share of former years by this day")
    RUN_RATE = "run_rate", pgettext_lazy("forecast", "evenly through the year")


class EvaluationKind(models.TextChoices):
    """When a plan is evaluated."""

    MID_TERM = "mid_term", _("mid-term evaluation")
    FINAL = "final", _("final evaluation")


class EvaluationState(models.TextChoices):
    """Where an evaluation stands."""

    DRAFT = "draft", pgettext_lazy("evaluation", "draft")
    SUBMITTED = "submitted", pgettext_lazy("evaluation", "submitted")
    APPROVED = "approved", pgettext_lazy("evaluation", "approved")


EVALUATION_TONES: dict[str, str] = {
    EvaluationState.DRAFT: "active",
    EvaluationState.SUBMITTED: "waiting",
    EvaluationState.APPROVED: "done",
}


class ItemKind(models.TextChoices):
    """What an evaluation judges."""

    INDICATOR = "indicator", pgettext_lazy("evaluation", "indicator")
    COMMITMENT = "commitment", pgettext_lazy("evaluation", "task")


class Verdict(models.TextChoices):
    """How an item of an evaluation was judged."""

    DONE = "done", pgettext_lazy("evaluation", "reached")
    ON_WAY = "on_way", pgettext_lazy("evaluation", "in time")
    BEHIND = "behind", pgettext_lazy("evaluation", "behind")
    FAILED = "failed", pgettext_lazy("evaluation", "not reached")
    UNKNOWN = "unknown", pgettext_lazy("evaluation", "cannot be judged")


VERDICT_TONES: dict[str, str] = {
    Verdict.DONE: "done",
    Verdict.ON_WAY: "active",
    Verdict.BEHIND: "waiting",
    Verdict.FAILED: "overdue",
    Verdict.UNKNOWN: "neutral",
}
