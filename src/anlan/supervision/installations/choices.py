"""Words and colours of major hazard installations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(models.TextChoices):
    """Units of GB 18218-2018: parts of a plant that can be cut off, and tank areas or stores."""

    PRODUCTION = "production", _("production unit")
    STORAGE = "storage", _("storage unit")


class UnitState(models.TextChoices):
    """Whether the unit works."""

    IN_USE = "in_use", pgettext_lazy("installation", "in use")
    STOPPED = "stopped", pgettext_lazy("installation", "stopped")
    REMOVED = "removed", pgettext_lazy("installation", "removed")


class Grade(models.IntegerChoices):
    """Levels of a major hazard installation (GB 18218-2018 table 6); one is the gravest."""

    ONE = 1, pgettext_lazy("installation", "level one")
    TWO = 2, pgettext_lazy("installation", "level two")
    THREE = 3, pgettext_lazy("installation", "level three")
    FOUR = 4, pgettext_lazy("installation", "level four")


class StandardTable(models.TextChoices):
    """Tables of the standard, and rules of the county."""

    SUBSTANCES = "1", _("table 1: named substances")
    CLASSES = "2", _("tables 2 and 4: hazard classes")
    GASES = "3", _("table 3: toxic gases")
    EXPOSURE = "5", _("table 5: people around the plant")
    LEVELS = "6", _("table 6: levels")
    CLASSIFICATION = "c", _("hazard classes of substances")
    RULE = "r", _("rules of the county")


class FilingState(models.TextChoices):
    """Where a filing stands."""

    DRAFT = "draft", pgettext_lazy("filing", "draft")
    SUBMITTED = "submitted", pgettext_lazy("filing", "submitted")
    ACCEPTED = "accepted", pgettext_lazy("filing", "accepted")
    RETURNED = "returned", pgettext_lazy("filing", "returned for correction")
    FILED = "filed", pgettext_lazy("filing", "filed")
    CANCELLED = "cancelled", pgettext_lazy("filing", "cancelled")


FILING_TONES = {
    "draft": "neutral",
    "submitted": "waiting",
    "accepted": "active",
    "returned": "overdue",
    "filed": "done",
    "cancelled": "unknown",
}


class AssessmentTrigger(models.TextChoices):
    """Why an installation is assessed (order 40 of the former work safety administration, 11)."""

    FIRST = "first", _("first identification")
    THREE_YEARS = "three_years", _("three years have passed")
    REBUILT = "rebuilt", _("built anew, rebuilt or extended")
    SUBSTANCES = "substances", _("substances, quantities, process or equipment changed")
    SURROUNDINGS = "surroundings", _("the surroundings changed")
    ACCIDENT = "accident", _("an accident happened")
    STANDARD = "standard", _("the standard changed")


class DutyRole(models.TextChoices):
    """The three responsible persons 包保责任人."""

    PRINCIPAL = "principal", _("principal responsible person")
    TECHNICAL = "technical", _("technical responsible person")
    OPERATIONAL = "operational", _("operational responsible person")


class DutyPeriod(models.TextChoices):
    """How often a duty returns."""

    WEEK = "week", _("every week")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    HALF_YEAR = "half_year", _("every half-year")
    YEAR = "year", _("every year")


class DutyState(models.TextChoices):
    """Where a duty task stands; lateness is a fact beside it."""

    OPEN = "open", pgettext_lazy("duty task", "to do")
    DONE = "done", pgettext_lazy("duty task", "done")


class SafetySystem(models.TextChoices):
    """Equipment whose fitting is followed for every installation."""

    AUTOMATION = "automation", _("automatic control")
    INTERLOCK = "interlock", _("safety interlock")
    GAS_DETECTION = "gas_detection", _("gas detection")
    CUT_OFF = "cut_off", _("emergency cut-off")


class CommitmentState(models.TextChoices):
    """Where the commitment of a day stands."""

    DRAFT = "draft", pgettext_lazy("commitment", "not signed")
    SIGNED = "signed", pgettext_lazy("commitment", "signed and announced")


COMMITMENT_TONES = {"draft": "waiting", "signed": "done"}

#: Special operations by kind and level (GB 30871), in the order of the form and the screen.
OPERATIONS = (
    ("hot_work_special", _("hot work, special level")),
    ("hot_work_1", _("hot work, level one")),
    ("hot_work_2", _("hot work, level two")),
    ("confined_space", _("confined space")),
    ("blind_plate", _("blind plates")),
    ("work_at_height", _("work at height")),
    ("lifting", _("lifting")),
    ("temporary_power", _("temporary power")),
    ("excavation", _("excavation")),
    ("road_closing", _("road closing")),
)
HOT_WORK = ("hot_work_special", "hot_work_1", "hot_work_2")
