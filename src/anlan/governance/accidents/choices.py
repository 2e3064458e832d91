"""Kinds, states and sources of accident statistics."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccidentState(models.TextChoices):
    """Where an accident of the register stands; only a confirmed one is counted."""

    REGISTERED = "registered", pgettext_lazy("accident state", "registered")
    VERIFIED = "verified", pgettext_lazy("accident state", "verified")
    CONFIRMED = "confirmed", pgettext_lazy("accident state", "confirmed, counted")
    REMOVAL = "removal", pgettext_lazy("accident state", "removal proposed")
    REMOVED = "removed", pgettext_lazy("accident state", "not counted")


ACCIDENT_TONES: dict[str, str] = {
    AccidentState.REGISTERED: "waiting",
    AccidentState.VERIFIED: "active",
    AccidentState.CONFIRMED: "done",
    AccidentState.REMOVAL: "overdue",
    AccidentState.REMOVED: "neutral",
}


class Domain(models.TextChoices):
    """Fields of statistics, each with the department that hears of its accidents first."""

    INDUSTRY = "industry", pgettext_lazy("accident domain", "industry and trade")
    CONSTRUCTION = "construction", pgettext_lazy("accident domain", "construction")
    CHEMICAL = "chemical", pgettext_lazy("accident domain", "chemicals")
    COAL = "coal", pgettext_lazy("accident domain", "coal mines")
    MINE = "mine", pgettext_lazy("accident domain", "other mines")
    FIREWORKS = "fireworks", pgettext_lazy("accident domain", "fireworks")
    ROAD = "road", pgettext_lazy("accident domain", "road transport")
    FIRE = "fire", pgettext_lazy("accident domain", "fire")
    FARM = "farm", _("agricultural machinery")
    FISHERY = "fishery", _("fishing vessels")
    WATER = "water", pgettext_lazy("accident domain", "water transport")
    RAILWAY = "railway", pgettext_lazy("accident domain", "railway transport")
    OTHER = "other", pgettext_lazy("accident domain", "other field")


#: What counts as 工矿商贸 in the rate per 100,000 employed persons.
INDUSTRY_MINING_TRADE = (
    Domain.INDUSTRY,
    Domain.CONSTRUCTION,
    Domain.CHEMICAL,
    Domain.COAL,
    Domain.MINE,
    Domain.FIREWORKS,
)


class UnitType(models.TextChoices):
    """What kind of unit the accident happened in."""

    ENTERPRISE = "enterprise", pgettext_lazy("accident unit", "enterprise")
    SELF_EMPLOYED = "self_employed", _("self-employed business")
    COOPERATIVE = "cooperative", _("farmers' cooperative")
    INSTITUTION = "institution", _("public institution")
    PERSON = "person", _("person without a unit")


class Cause(models.TextChoices):
    """The direct cause as the statistical form asks for it."""

    PROTECTION = "protection", _("protection, safety or signal devices missing or faulty")
    EQUIPMENT = "equipment", _("equipment, tools or accessories faulty")
    PROTECTIVE_GEAR = "gear", _("personal protective equipment missing or faulty")
    SITE = "site", _("bad environment of the workplace")
    RULES = "rules", _("work against the rules")
    SUPERVISION = "supervision", _("no check or wrong direction on site")
    TRAINING = "training", _("too little training or safety knowledge")
    ORGANISATION = "organisation", _("unreasonable organisation of work")
    DESIGN = "design", _("faulty technique or design")
    OTHER = "other", pgettext_lazy("accident cause", "other cause")


class CodedBy(models.TextChoices):
    """Where the new type code came from."""

    NOBODY = "", _("to be decided by a person")
    PERSON = "person", _("chosen by a person")
    MAPPING = "mapping", _("taken from the old code, only one type fits")


class Harm(models.TextChoices):
    """What happened to a person."""

    DEAD = "dead", pgettext_lazy("harm", "dead")
    SERIOUS = "serious", pgettext_lazy("harm", "seriously injured")
    POISONED = "poisoned", pgettext_lazy("harm", "acute industrial poisoning")
    MINOR = "minor", pgettext_lazy("harm", "lightly injured")
    MISSING = "missing", pgettext_lazy("harm", "missing")


class Employment(models.TextChoices):
    """How a harmed person stood to the unit."""

    REGULAR = "regular", _("regular employee")
    DISPATCHED = "dispatched", _("dispatched or contract worker")
    OUTSIDE = "outside", _("from another unit")
    PUBLIC = "public", _("member of the public")


class RemovalGround(models.TextChoices):
    """Why an accident is not counted."""

    NATURAL = "natural", _("natural disaster, found by investigation")
    CRIMINAL = "criminal", _("criminal act, found by the public security organ")
    DISEASE = "disease", _("sudden disease, found by expert opinion")
    NOT_WORK = "not_work", _("not in the course of production or business")
    DUPLICATE = "duplicate", _("registered twice")
    ELSEWHERE = "elsewhere", _("counted by another county")


class ChangeState(models.TextChoices):
    """What became of a change of figures."""

    APPLIED = "applied", pgettext_lazy("figure change", "in force")
    PROPOSED = "proposed", pgettext_lazy("figure change", "waits for approval")
    REJECTED = "rejected", pgettext_lazy("figure change", "refused")
    OUTSIDE = "outside", pgettext_lazy("figure change", "after the period, not counted")


CHANGE_TONES: dict[str, str] = {
    ChangeState.APPLIED: "done",
    ChangeState.PROPOSED: "waiting",
    ChangeState.REJECTED: "neutral",
    ChangeState.OUTSIDE: "neutral",
}


class ChangeSource(models.TextChoices):
    """Where new figures came from."""

    PERSON = "person", pgettext_lazy("figure source", "entered by a person")
    INCIDENT = "incident", pgettext_lazy("figure source", "followed from the incident")


class Edition(models.TextChoices):
    """Editions of the classification."""

    NEW = "2025", "GB 6441-2025"
    OLD = "1986", "GB/T 6441-1986"


class DenominatorKind(models.TextChoices):
    """Yearly figures that rates are divided by."""

    GDP = "gdp", _("gross domestic product")
    EMPLOYED = "employed", _("persons employed in industry, mining and trade")
    STAFF = "staff", _("average number of employees")
    VEHICLES = "vehicles", _("motor vehicles")
    POPULATION = "population", _("resident population")
    COAL = "coal", _("coal output")
    MINERALS = "minerals", _("output of other mines")
    HOURS = "hours", _("hours worked")


#: The unit each is kept in.
DENOMINATOR_UNITS: dict[str, str] = {
    DenominatorKind.GDP: "亿元",
    DenominatorKind.EMPLOYED: "人",
    DenominatorKind.STAFF: "人",
    DenominatorKind.VEHICLES: "辆",
    DenominatorKind.POPULATION: "人",
    DenominatorKind.COAL: "吨",
    DenominatorKind.MINERALS: "吨",
    DenominatorKind.HOURS: "工时",
}


class FigureVersion(models.TextChoices):
    """How final a yearly figure is."""

    PRELIMINARY = "preliminary", pgettext_lazy("yearly figure", "preliminary")
    FINAL = "final", pgettext_lazy("yearly figure", "final")


class Measured(models.TextChoices):
    """What a control target limits; rates go by their own codes."""

    ACCIDENTS = "accidents", _("number of accidents")
    DEATHS = "deaths", pgettext_lazy("accident measure", "number of deaths")
    LARGER = "larger", _("number of larger accidents")
    SERIOUS = "serious", _("number of serious and extraordinarily serious accidents")


class OutsideKind(models.TextChoices):
    """Deaths that are no work accidents but are watched by the county all the same."""

    CARBON_MONOXIDE = "carbon_monoxide", _("carbon monoxide poisoning")
    DROWNING = "drowning", _("drowning")
    HOME_FIRE = "home_fire", _("fire at home")
    ROAD = "road", _("road traffic outside business")
    ELECTRIC = "electric", _("electric shock at home")
    FALL = "fall", _("fall outside work")
    OTHER = "other", pgettext_lazy("death outside work", "other death")


class CloseState(models.TextChoices):
    """Whether a month stands."""

    CLOSED = "closed", pgettext_lazy("month", "closed")
    REOPENED = "reopened", pgettext_lazy("month", "reopened")
