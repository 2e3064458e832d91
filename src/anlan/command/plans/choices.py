"""Words of the plan library: kinds of plan, facts a trigger may ask for, comparisons."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanKind(models.TextChoices):
    """Where a plan stands in the system “1+N+X” (overall + special + department …)."""

    OVERALL = "overall", _("overall plan")
    SPECIAL = "special", _("special plan")
    DEPARTMENT = "department", _("department plan")
    GRASSROOTS = "grassroots", _("grassroots plan")
    ENTERPRISE = "enterprise", _("enterprise plan")
    UNIT = "unit", _("plan of a unit")
    POINT = "point", _("point plan")


#: Plans a unit writes, puts into force and answers for itself, and files with the authorities.
UNIT_KINDS = (PlanKind.ENTERPRISE, PlanKind.UNIT)


class PlanState(models.TextChoices):
    """Where a version of a plan stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted for approval")
    RETURNED = "returned", _("returned for correction")
    PUBLISHED = "published", _("in force")
    EXPIRED = "expired", _("no longer in force")


STATE_TONES: dict[str, str] = {
    PlanState.DRAFT: "waiting",
    PlanState.SUBMITTED: "waiting",
    PlanState.RETURNED: "overdue",
    PlanState.PUBLISHED: "active",
    PlanState.EXPIRED: "neutral",
}


#: States in which a version is written on, and those of a revision that has been begun.
EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)
UNDER_WAY = (*EDITABLE, PlanState.SUBMITTED)


class ResponseLevel(models.IntegerChoices):
    """The four response levels; level one is the highest (突发事件应对法 第七十一条)."""

    ONE = 1, _("level I response")
    TWO = 2, _("level II response")
    THREE = 3, _("level III response")
    FOUR = 4, _("level IV response")


class Fact(models.TextChoices):
    """What a trigger may ask of an incident."""

    KIND = "kind", _("kind of incident")
    GRADE = "grade", _("grade of the incident")
    DEATHS = "deaths", _("deaths")
    INJURED = "injured", _("injured")
    SERIOUS_INJURIES = "serious_injuries", _("seriously injured")
    TRAPPED = "trapped", _("trapped or missing")
    LOSS = "loss_yuan", _("direct loss in yuan")
    IS_TOXIC = "is_toxic", _("a toxic chemical is involved")
    IS_FLAMMABLE = "is_flammable", _("a flammable or explosive chemical is involved")
    ALARM_LEVEL = "alarm_level", _("level of the alarm it came from")
    ENTERPRISE_RISK = "enterprise_risk_level", _("risk level of the enterprise")
    PEOPLE_500M = "people_within_500m", _("people within 500 m")
    PEOPLE_1KM = "people_within_1km", _("people within 1 km")
    EVACUATED = "evacuated", _("people to be moved")
    WARNING_LEVEL = "warning_level", _("level of the weather warning")
    BURNT_AREA = "burnt_area_ha", _("burnt area in hectares")
    BURNING_HOURS = "burning_hours", _("hours without control")
    RAIN_1H = "rain_1h_mm", _("rain of one hour in mm")
    RAIN_24H = "rain_24h_mm", _("rain of 24 hours in mm")
    WIND_LEVEL = "wind_level", _("wind force")
    WATER_OVER_WARNING = "water_over_warning_m", _("water above the warning level in m")
    MAGNITUDE = "magnitude", _("magnitude of the earthquake")


class Comparison(models.TextChoices):
    """How a fact is compared with the value of a trigger."""

    AT_LEAST = "at_least", pgettext_lazy("comparison", "at least")
    AT_MOST = "at_most", pgettext_lazy("comparison", "at most")
    EQUALS = "equals", pgettext_lazy("comparison", "is")
    ONE_OF = "one_of", pgettext_lazy("comparison", "one of")


class ResourceKind(models.TextChoices):
    """What a plan counts on."""

    CAPABILITY = "capability", _("team capability")
    SUPPLY = "supply", _("supplies")
    SHELTER = "shelter", _("shelter places")
    EXPERT = "expert", _("experts")
    COMMUNICATION = "communication", _("communication means")


class ImportState(models.TextChoices):
    """Where the import of a plan stands."""

    OPEN = "open", _("to be confirmed")
    MADE = "made", _("draft made")
    DROPPED = "dropped", _("given up")


IMPORT_TONES: dict[str, str] = {
    ImportState.OPEN: "waiting",
    ImportState.MADE: "done",
    ImportState.DROPPED: "neutral",
}


class ItemKind(models.TextChoices):
    """What is found in the text of a plan."""

    HAZARD = "hazard", _("kind of incident")
    LEVEL = "level", _("response level")
    CONDITION = "condition", _("condition of a level")
    GROUP = "group", _("command group")
    TASK = "task", _("task")
    RESOURCE = "resource", _("resource")
    CONTACT = "contact", _("contact")


class Decision(models.TextChoices):
    """What a person decided on an item found."""

    OPEN = "open", pgettext_lazy("decision", "not decided")
    KEPT = "kept", pgettext_lazy("decision", "kept")
    CORRECTED = "corrected", pgettext_lazy("decision", "corrected")
    REJECTED = "rejected", pgettext_lazy("decision", "left out")


DECISION_TONES: dict[str, str] = {
    Decision.OPEN: "waiting",
    Decision.KEPT: "done",
    Decision.CORRECTED: "active",
    Decision.REJECTED: "neutral",
}


class TextPart(models.TextChoices):
    """The parts a chapter of a plan is recognised as."""

    GENERAL = "general", _("general provisions")
    ORGANISATION = "organisation", _("organisation and duties")
    WARNING = "warning", _("monitoring and warning")
    REPORTING = "reporting", _("reporting")
    GRADING = "grading", _("grading of the response")
    RESPONSE = "response", _("handling")
    RECOVERY = "recovery", _("aftermath")
    SUPPORT = "support", _("support and means")
    PLAN_MANAGEMENT = "plan_management", _("training, drills and revision")
    RISK = "risk", _("description of risks")
    CONTACTS = "contacts", _("list of contacts")


class RecordKind(models.TextChoices):
    """What the law asks of a plan besides its text."""

    APPRAISAL = "appraisal", _("appraisal by experts")
    FILING = "filing", pgettext_lazy("plan", "filing")
    ASSESSMENT = "assessment", _("assessment of the plan")
    DRILL = "drill", pgettext_lazy("plan", "drill")


class RecordState(models.TextChoices):
    """Where a record on a plan stands; only the filing of a unit's plan is decided upon."""

    KEPT = "kept", pgettext_lazy("record on a plan", "recorded")
    HANDED_IN = "handed_in", _("handed in for filing")
    ACCEPTED = "accepted", pgettext_lazy("filing of a plan", "filing accepted")
    REFUSED = "refused", pgettext_lazy("filing of a plan", "filing returned")


RECORD_TONES: dict[str, str] = {
    RecordState.KEPT: "neutral",
    RecordState.HANDED_IN: "waiting",
    RecordState.ACCEPTED: "done",
    RecordState.REFUSED: "overdue",
}


class ReportKind(models.TextChoices):
    """Reports the rule asks for before a plan is written, kept with the plan."""

    RISK = "risk", _("risk assessment report")
    RESOURCES = "resources", _("survey of emergency resources")
    CAPABILITY = "capability", _("assessment of emergency capability")


class PointKind(models.TextChoices):
    """What a point plan protects."""

    DAM = "dam", _("reservoir or dam")
    GEOLOGICAL = "geological", _("geological hazard point")
    VILLAGE = "village", _("village")
    SCHOOL = "school", _("school")
    OTHER = "other", _("other place")
