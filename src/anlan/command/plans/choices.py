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


class PlanState(models.TextChoices):
    """Where a version of a plan stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in force")
    EXPIRED = "expired", _("no longer in force")


STATE_TONES: dict[str, str] = {
    PlanState.DRAFT: "waiting",
    PlanState.PUBLISHED: "active",
    PlanState.EXPIRED: "neutral",
}


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
