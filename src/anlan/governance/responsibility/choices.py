"""Words of responsibility: standings, holders of lists, cadences, kinds of duty performed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """How a leader answers for what is in the portfolio."""

    PRINCIPAL = "principal", _("principal leader")
    MEMBER = "member", _("leader in charge")


class HolderKind(models.TextChoices):
    """Whose list of responsibilities it is."""

    PRINCIPAL = "principal", pgettext_lazy("responsibility", "principal leader of the county")
    LEADER = "leader", pgettext_lazy("responsibility", "county leader in charge")
    DEPARTMENT = "department", pgettext_lazy("responsibility", "department")
    TOWNSHIP = "township", pgettext_lazy("responsibility", "township or park")
    ENTERPRISE = "enterprise", pgettext_lazy("responsibility", "enterprise")


class Cadence(models.TextChoices):
    """How often a duty is to be performed."""

    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    HALF_YEAR = "half_year", _("every half-year")
    YEAR = "year", _("every year")
    OCCASION = "occasion", _("on occasion")


#: Months of a period of those that come round within a year.
MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6}
#: How a task says so; the papers of the county are Chinese in every interface language.
CADENCE_WORDS = {Cadence.MONTH: "每月", Cadence.QUARTER: "每季度", Cadence.HALF_YEAR: "每半年"}
#: How often in a year; on occasion: whenever there is one, nothing is counted as missing.
TIMES_A_YEAR = {
    Cadence.MONTH: 12,
    Cadence.QUARTER: 4,
    Cadence.HALF_YEAR: 2,
    Cadence.YEAR: 1,
    Cadence.OCCASION: 0,
}


class DutyKind(models.TextChoices):
    """What a leader or unit did."""

    MEETING = "meeting", _("meeting chaired or attended")
    INSPECTION = "inspection", _("inspection led")
    DUTY_SHIFT = "duty_shift", _("duty shift led")
    COMMAND = "command", _("incident commanded")
    DRILL = "drill", _("drill attended")
    ORDER = "order", _("order signed or answered")
    STUDY = "study", _("study, training, publicity")
    REPORT = "report", _("report of duty performance")
    RESOURCES = "resources", _("people, money, equipment provided")
    OTHER = "other", pgettext_lazy("responsibility", "other")


class WorkListState(models.TextChoices):
    """Where an annual work list stands."""

    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", pgettext_lazy("work list", "confirmed by the holder")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", pgettext_lazy("work list", "withdrawn")


WORK_LIST_TONES: dict[str, str] = {
    WorkListState.DRAFT: "waiting",
    WorkListState.CONFIRMED: "active",
    WorkListState.PUBLISHED: "done",
    WorkListState.WITHDRAWN: "neutral",
}
