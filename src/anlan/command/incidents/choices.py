"""Kinds, sources, states and grades of incidents."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IncidentKind(models.TextChoices):
    """What happened: kinds of the four families of 突发事件应对法 article 2 a county meets."""

    CHEMICAL = "chemical", _("hazardous chemical accident")
    FIRE = "fire", _("fire")
    TRAFFIC = "traffic", _("road traffic accident")
    CONSTRUCTION = "construction", _("construction accident")
    MINE = "mine", _("mine accident")
    SPECIAL_EQUIPMENT = "special_equipment", _("special equipment accident")
    INDUSTRY = "industry", _("industry and trade accident")
    GAS = "gas", _("gas accident")
    OTHER_ACCIDENT = "other_accident", _("other work accident")
    FLOOD = "flood", _("flood or waterlogging")
    GEOLOGICAL = "geological", _("geological disaster")
    FOREST_FIRE = "forest_fire", _("forest fire")
    WEATHER = "weather", _("weather disaster")
    EARTHQUAKE = "earthquake", _("earthquake")
    PUBLIC_HEALTH = "public_health", _("public health event")
    SOCIAL_SECURITY = "social_security", _("social security event")


#: Kinds to which 国务院令第493号 applies; for others the grade is only an orientation.
WORK_ACCIDENTS = frozenset(
    {
        IncidentKind.CHEMICAL,
        IncidentKind.FIRE,
        IncidentKind.TRAFFIC,
        IncidentKind.CONSTRUCTION,
        IncidentKind.MINE,
        IncidentKind.SPECIAL_EQUIPMENT,
        IncidentKind.INDUSTRY,
        IncidentKind.GAS,
        IncidentKind.OTHER_ACCIDENT,
    }
)


class IncidentSource(models.TextChoices):
    """How the news came in."""

    PHONE = "phone", _("telephone")
    ALARM = "alarm", _("platform alarm")
    ENTERPRISE = "enterprise", _("report of the enterprise")
    POLICE = "110", _("110 (police)")
    FIRE_BRIGADE = "119", _("119 (fire and rescue)")
    MEDICAL = "120", _("120 (medical emergency)")
    GRID = "grid", _("grid worker")
    APP = "app", _("mobile page")
    PUBLIC = "public", _("public report page")
    SUPERIOR = "superior", _("superior")
    SUBORDINATE = "subordinate", _("report of the level below")


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    OPEN = "open", pgettext_lazy("incident state", "open")
    RESPONDING = "responding", _("responding")
    CONTROLLED = "controlled", _("under control")
    CLOSED = "closed", pgettext_lazy("incident state", "closed")
    CANCELLED = "cancelled", pgettext_lazy("incident state", "cancelled")
    FALSE = "false", _("false report")
    MERGED = "merged", _("merged into another")


UNFINISHED = (IncidentState.OPEN, IncidentState.RESPONDING, IncidentState.CONTROLLED)

INCIDENT_TONES: dict[str, str] = {
    IncidentState.OPEN: "overdue",
    IncidentState.RESPONDING: "active",
    IncidentState.CONTROLLED: "waiting",
    IncidentState.CLOSED: "done",
    IncidentState.CANCELLED: "neutral",
    IncidentState.FALSE: "neutral",
    IncidentState.MERGED: "neutral",
}


class Grade(models.IntegerChoices):
    """Grades of accidents by 国务院令第493号 article 3; 1 is the gravest."""

    EXTRAORDINARY = 1, _("extraordinarily serious accident")
    SERIOUS = 2, _("serious accident")
    LARGER = 3, _("larger accident")
    ORDINARY = 4, _("ordinary accident")


class Measure(models.TextChoices):
    """What a grade is measured by."""

    DEATHS = "deaths", _("deaths")
    SERIOUS_INJURIES = (
        "serious_injuries",
        _("serious injuries, acute industrial poisoning included"),
    )
    DIRECT_LOSS = "direct_loss", _("direct economic loss")
    BURNT_AREA = "burnt_ha", _("forest area affected")
    EVACUATED = "evacuated", _("people moved out")
    DEATHS_AND_MISSING = "deaths_missing", _("deaths, the missing included")
    POISONED = "poisoned", _("people poisoned")
    PASSENGER_CARS = "passenger_derailed", _("passenger cars derailed")
    FREIGHT_CARS = "freight_derailed", _("freight cars derailed")
    BUSY_LINE = "busy_line_hours", _("busy main line interrupted")
    OTHER_LINE = "other_line_hours", _("other railway line interrupted")
    BOILER_BURST = "boiler_600_burst", _("boiler of 600 MW or more exploded")
    BOILER_STOPPED = "boiler_600_hours", _("boiler of 600 MW or more out of service")
    VESSEL_BURST = "vessel_burst", _("boiler, pressure vessel or pipe exploded")
    CRANE_TOPPLED = "crane_toppled", _("crane toppled as a whole")
    CRANE_BROKEN = "crane_broken", _("main part of a crane broken or hoist fallen")
    LIFT_HELD = "lift_hours", _("people held in a lift")
    STRANDED = "stranded", _("people stranded at height")
    ROPEWAY_HELD = "ropeway_hours", _("held on a passenger ropeway")
    RIDE_HELD = "ride_hours", _("held on a large amusement ride")
    SOURCE_1_2 = "source_1_2", _("radioactive sources of classes I and II out of control")
    SOURCE_3 = "source_3", _("radioactive sources of class III out of control")
    SOURCE_4_5 = "source_4_5", _("radioactive sources of classes IV and V out of control")
    CONTAMINATED = "contaminated", _("large area gravely contaminated by radiation")
    RADIATION_SICK = "radiation_sick", _("acute radiation sickness or disability of an organ")
    OVEREXPOSED = "overexposed", _("people exposed above the yearly limit")
    MAGNITUDE = "magnitude", _("magnitude where people live rather densely")
    MAGNITUDE_DENSE = "magnitude_dense", _("magnitude where people live densely")
    CITY_WATER = "water_city_cut", _("intake of a city's drinking water cut off")
    COUNTY_WATER = "water_county_cut", _("intake of a county town's drinking water cut off")
    TOWN_WATER = "water_town_cut", _("intake of a township's drinking water cut off")
    ACROSS_PROVINCE = "across_province", _("reaches another province")
    ACROSS_CITY = "across_city", _("reaches another city")
    GRID_LOAD = "grid_load_mw", _("load of the county grid before")
    LOAD_CUT = "load_cut_pct", _("load of the county grid cut")
    USERS_OUT = "users_out_pct", _("users of the county without power")


class GradeRule(models.TextChoices):
    """The decrees grades are taken from."""

    ACCIDENT = "493", _("work accidents (State Council Decree No. 493)")
    FOREST_FIRE = "forest_fire", _("forest fires (Forest Fire Prevention Regulations)")
    GEOLOGICAL = "geological", _("geological disasters (Regulations)")
    SPECIAL_EQUIPMENT = "special_equipment", _("special equipment (Regulations)")
    RAILWAY = "railway", _("railway traffic (State Council Decree No. 501)")
    WATER_TRAFFIC = "water_traffic", _("water traffic (Measures on statistics)")
    RADIATION = "radiation", _("radiation (State Council Decree No. 449)")
    EARTHQUAKE = "earthquake", _("earthquakes (National plan)")
    ENVIRONMENT = "environment", _("environmental events (National plan)")
    FOOD_POISONING = "food_poisoning", _("food poisoning (National plan for public health)")
    JOB_POISONING = "job_poisoning", _("poisoning at work (National plan for public health)")
    POWER_SUPPLY = "power_supply", _("power supply (State Council Decree No. 599)")


class ReportKind(models.TextChoices):
    """Stages of reporting."""

    INITIAL = "initial", _("initial report")
    CONTINUING = "continuing", _("continuing report")
    FINAL = "final", _("final report")


class ReportState(models.TextChoices):
    """Where a report stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RECEIVED = "received", _("received by the superior")


REPORT_TONES: dict[str, str] = {
    ReportState.DRAFT: "waiting",
    ReportState.SUBMITTED: "active",
    ReportState.RECEIVED: "done",
}


class EntryKind(models.TextChoices):
    """What an entry of the timeline tells of; other apps add with the kind that fits."""

    SIGNAL = "signal", pgettext_lazy("timeline", "signal")
    INCIDENT = "incident", pgettext_lazy("timeline", "incident")
    FACTS = "facts", pgettext_lazy("timeline", "facts")
    GRADE = "grade", pgettext_lazy("timeline", "grade")
    REPORT = "report", pgettext_lazy("timeline", "report")
    RESPONSE = "response", pgettext_lazy("timeline", "response")
    ORDER = "order", pgettext_lazy("timeline", "order")
    DISPATCH = "dispatch", pgettext_lazy("timeline", "dispatch")
    SCENE = "scene", pgettext_lazy("timeline", "scene")
    NOTICE = "notice", pgettext_lazy("timeline", "notice")
    CAUSE = "cause", pgettext_lazy("timeline", "cause")
    NOTE = "note", pgettext_lazy("timeline", "note")
