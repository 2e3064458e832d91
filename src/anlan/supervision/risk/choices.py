"""Words of the risk registers: levels of control, kinds of object, factors, checks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.IntegerChoices):
    """Four levels of the double-prevention mechanism: red, orange, yellow, blue."""

    RED = 1, _("red (major risk)")
    ORANGE = 2, _("orange (larger risk)")
    YELLOW = 3, _("yellow (general risk)")
    BLUE = 4, _("blue (low risk)")


class ObjectKind(models.TextChoices):
    """What an object of risk analysis is."""

    INSTALLATION = "installation", _("production unit or storage area")
    EQUIPMENT = "equipment", _("equipment or facility")
    PLACE = "place", _("place or site")
    ACTIVITY = "activity", _("work activity")
    OTHER = "other", _("other")


class ControlLevel(models.TextChoices):
    """Who in the enterprise answers for the control: the graver the risk, the higher."""

    COMPANY = "company", _("company level")
    WORKSHOP = "workshop", _("workshop level")
    TEAM = "team", _("team level")
    POST = "post", _("post level")


class ControlCategory(models.TextChoices):
    """Kinds of control measures."""

    ENGINEERING = "engineering", _("engineering")
    MAINTENANCE = "maintenance", _("maintenance")
    MANAGEMENT = "management", _("operation and management")
    TRAINING = "training", _("training and education")
    PROTECTION = "protection", _("personal protection")
    EMERGENCY = "emergency", _("emergency response")


class Period(models.TextChoices):
    """How often a control is checked."""

    NONE = "none", _("not checked by period")
    SHIFT = "shift", _("every shift")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")


class Method(models.TextChoices):
    """Methods of judging a risk."""

    LS = "LS", _("risk matrix (LS)")
    LEC = "LEC", _("working conditions (LEC)")
    MES = "MES", _("degree of risk (MES)")
    DIRECT = "DIRECT", _("direct judgement")


class AssessmentState(models.TextChoices):
    """Where a version of the assessment stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("in approval")
    RETURNED = "returned", _("returned for improvement")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")


class Trigger(models.TextChoices):
    """Why the enterprise assesses its risks."""

    FIRST = "first", _("first assessment")
    PERIOD = "period", _("the period has passed")
    CHANGE = "change", _("change of process, equipment, personnel or law")
    ACCIDENT = "accident", _("an accident or near miss")
    ORDER = "order", _("required by the authority")


class FactorKind(models.TextChoices):
    """What changes the present level of a unit between two assessments."""

    OPEN_HAZARD = "open_hazard", _("general hazard not closed")
    MAJOR_HAZARD = "major_hazard", _("major hazard not closed")
    FAILED_CHECK = "failed_check", _("check found the control failing")
    MISSED_CHECK = "missed_check", _("check missed")
    ALARM = "alarm", _("alarm not closed")
    LAPSED_CERTIFICATE = "lapsed_certificate", _("certificate of a person lapsed")
    LAPSED_LICENCE = "lapsed_licence", _("licence lapsed")
    OVERDUE_INSPECTION = "overdue_inspection", _("inspection of equipment overdue")
    CONTROL_FAILED = "control_failed", _("control out of service")


class Effect(models.TextChoices):
    """What a rule does with the level."""

    LIFT = "lift", _("raises by")
    SET = "set", _("raises to at least")


class CheckState(models.TextChoices):
    """What became of a check."""

    DUE = "due", _("to be checked")
    NORMAL = "normal", pgettext_lazy("check", "normal")
    ABNORMAL = "abnormal", pgettext_lazy("check", "abnormal")
    MISSED = "missed", _("missed")


ASSESSMENT_TONES = {
    "draft": "neutral",
    "submitted": "waiting",
    "returned": "overdue",
    "in_force": "active",
    "superseded": "done",
}
CHECK_TONES = {"due": "waiting", "normal": "done", "abnormal": "overdue", "missed": "overdue"}
