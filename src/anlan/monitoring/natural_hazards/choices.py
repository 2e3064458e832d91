"""Hazards, stations, indicators, and the states of points, inspections and warnings."""

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


class Hazard(models.TextChoices):
    """What is judged every hour."""

    FLASH_FLOOD = "flash_flood", _("flash flood")
    LANDSLIDE = "landslide", _("geological hazard")
    FOREST_FIRE = "forest_fire", _("forest fire")
    RIVER_FLOOD = "river_flood", _("river flood")


#: Hazards with a map of the townships every hour; rivers are judged at their stations.
AREA_HAZARDS = (Hazard.FLASH_FLOOD, Hazard.LANDSLIDE, Hazard.FOREST_FIRE)


class DangerKind(models.TextChoices):
    """What an hourly danger map shows."""

    FIRE = "fire", _("forest fire danger")
    RAIN = "rain", _("rain danger")


class Verification(models.TextChoices):
    """Whether every model behind a result reproduces independent cases."""

    VERIFIED = "verified", pgettext_lazy("model", "verified")
    UNVERIFIED = "unverified", pgettext_lazy("model", "unverified")


class StationKind(models.TextChoices):
    """What a station is for."""

    RAIN = "rain", _("rain station")
    RIVER = "river", _("river station")
    RESERVOIR = "reservoir", _("reservoir station")
    SOIL = "soil", _("soil moisture station")
    WEATHER = "weather", _("weather and wind station")
    FIRE_WEATHER = "fire_weather", _("fire weather station")


LEVEL_STATIONS = (StationKind.RIVER, StationKind.RESERVOIR)


class Datum(models.TextChoices):
    """To what a water level or height refers."""

    NATIONAL_1985 = "national_1985", _("1985 national height datum")
    YELLOW_SEA_1956 = "yellow_sea_1956", _("1956 Yellow Sea datum")
    WUSONG = "wusong", _("Wusong datum")
    LOCAL = "local", _("assumed datum")


class Role(models.TextChoices):
    """What a point of a device measures for a station."""

    RAIN_STEP = "rain_step", _("rain since the reading before")
    RAIN_TOTAL = "rain_total", _("rain of the last hours")
    WATER_LEVEL = "water_level", _("water level")
    FLOW = "flow", _("flow")
    SOIL_MOISTURE = "soil_moisture", _("soil moisture")
    WIND_SPEED = "wind_speed", _("wind speed")
    TEMPERATURE = "temperature", _("temperature")
    HUMIDITY = "humidity", _("humidity")


class Indicator(models.TextChoices):
    """A figure that a threshold looks at; its unit stands in ``INDICATOR_UNITS``."""

    RAIN_1H = "rain_1h", _("rain in 1 hour")
    RAIN_3H = "rain_3h", _("rain in 3 hours")
    RAIN_6H = "rain_6h", _("rain in 6 hours")
    RAIN_12H = "rain_12h", _("rain in 12 hours")
    RAIN_24H = "rain_24h", _("rain in 24 hours")
    ANTECEDENT = "antecedent", _("antecedent precipitation index")
    CAINE_RATIO = "caine_ratio", _("share of the critical rain (Caine 1980)")
    SOIL_MOISTURE = "soil_moisture", _("soil moisture")
    FWI = "fwi", _("fire weather index")
    WIND_SPEED = "wind_speed", _("wind speed")
    ABOVE_WARNING = "above_warning", _("height above the warning stage")
    ABOVE_GUARANTEE = "above_guarantee", _("height above the guarantee stage")
    ABOVE_HIGHEST = "above_highest", _("height above the highest stage on record")
    ABOVE_FLOOD_LIMIT = "above_flood_limit", _("height above the flood-limit level")
    DANGER_REPORT = "danger_report", _("danger reported by group monitors")


INDICATOR_UNITS: Mapping[str, str] = {
    Indicator.RAIN_1H: "mm",
    Indicator.RAIN_3H: "mm",
    Indicator.RAIN_6H: "mm",
    Indicator.RAIN_12H: "mm",
    Indicator.RAIN_24H: "mm",
    Indicator.ANTECEDENT: "mm",
    Indicator.CAINE_RATIO: "",
    Indicator.SOIL_MOISTURE: "%",
    Indicator.FWI: "",
    Indicator.WIND_SPEED: "m/s",
    Indicator.ABOVE_WARNING: "m",
    Indicator.ABOVE_GUARANTEE: "m",
    Indicator.ABOVE_HIGHEST: "m",
    Indicator.ABOVE_FLOOD_LIMIT: "m",
    Indicator.DANGER_REPORT: "",
}

#: Hours of the rain windows.
RAIN_WINDOWS: Mapping[str, int] = {
    Indicator.RAIN_1H: 1,
    Indicator.RAIN_3H: 3,
    Indicator.RAIN_6H: 6,
    Indicator.RAIN_12H: 12,
    Indicator.RAIN_24H: 24,
}
STAGE_INDICATORS = (
    Indicator.ABOVE_WARNING,
    Indicator.ABOVE_GUARANTEE,
    Indicator.ABOVE_HIGHEST,
    Indicator.ABOVE_FLOOD_LIMIT,
)


class GeoKind(models.TextChoices):
    """Kinds of geological hazard, as the regulation of 2003 names them (article 2)."""

    COLLAPSE = "collapse", _("rock fall")
    LANDSLIDE = "landslide", _("landslide")
    DEBRIS_FLOW = "debris_flow", _("debris flow")
    GROUND_COLLAPSE = "ground_collapse", _("ground collapse")
    GROUND_FISSURE = "ground_fissure", _("ground fissure")
    SUBSIDENCE = "subsidence", _("land subsidence")


class GeoScale(models.TextChoices):
    """How big it would be."""

    GIANT = "giant", pgettext_lazy("geological hazard", "giant")
    LARGE = "large", pgettext_lazy("geological hazard", "large")
    MEDIUM = "medium", pgettext_lazy("geological hazard", "medium")
    SMALL = "small", pgettext_lazy("geological hazard", "small")


class Stability(models.TextChoices):
    """How it stands at present."""

    STABLE = "stable", pgettext_lazy("slope", "stable")
    FAIRLY_STABLE = "fairly_stable", pgettext_lazy("slope", "fairly stable")
    UNSTABLE = "unstable", pgettext_lazy("slope", "unstable")


class GeoState(models.TextChoices):
    """Where a hazard point stands."""

    WATCHED = "watched", pgettext_lazy("geological hazard", "under watch")
    UNDER_TREATMENT = "under_treatment", pgettext_lazy("geological hazard", "under treatment")
    REMOVED = "removed", pgettext_lazy("geological hazard", "struck off")


GEO_TONES: Mapping[str, str] = {
    GeoState.WATCHED: "active",
    GeoState.UNDER_TREATMENT: "waiting",
    GeoState.REMOVED: "neutral",
}


class InspectionKind(models.TextChoices):
    """The three inspections of a flood season."""

    BEFORE = "before", _("inspection before the flood season")
    DURING = "during", _("patrol in the flood season")
    AFTER = "after", _("check after the flood season")


class InspectionState(models.TextChoices):
    """Where an inspection stands."""

    PLANNED = "planned", pgettext_lazy("inspection", "to be done")
    RECORDED = "recorded", pgettext_lazy("inspection", "recorded")
    ACCEPTED = "accepted", pgettext_lazy("inspection", "confirmed")
    CANCELLED = "cancelled", pgettext_lazy("inspection", "cancelled")


INSPECTION_TONES: Mapping[str, str] = {
    InspectionState.PLANNED: "waiting",
    InspectionState.RECORDED: "active",
    InspectionState.ACCEPTED: "done",
    InspectionState.CANCELLED: "neutral",
}


class Finding(models.TextChoices):
    """What was found at a point."""

    UNCHANGED = "unchanged", pgettext_lazy("hazard point", "no change")
    CHANGED = "changed", pgettext_lazy("hazard point", "signs of change")
    DANGER = "danger", pgettext_lazy("hazard point", "danger, people must leave")


FINDING_TONES: Mapping[str, str] = {
    Finding.UNCHANGED: "done",
    Finding.CHANGED: "waiting",
    Finding.DANGER: "overdue",
}


class Sign(models.TextChoices):
    """Signs that a slope begins to move."""

    CRACK_WIDER = "crack_wider", _("cracks grow wider")
    NEW_CRACK = "new_crack", _("new cracks")
    BULGE = "bulge", _("the foot of the slope bulges")
    FALLING_STONES = "falling_stones", _("stones fall")
    MUDDY_SPRING = "muddy_spring", _("spring turns muddy or dries up")
    LEANING_TREES = "leaning_trees", _("trees or poles lean")
    HOUSE_CRACK = "house_crack", _("cracks in houses or walls")
    STREAM_STOPS = "stream_stops", _("stream stops or swells suddenly")
    SOUND = "sound", _("sounds from the mountain")


class WarningState(models.TextChoices):
    """Where an incoming warning stands."""

    IN_FORCE = "in_force", pgettext_lazy("warning", "in force")
    UPDATED = "updated", pgettext_lazy("warning", "replaced")
    CANCELLED = "cancelled", pgettext_lazy("warning", "lifted")
    EXPIRED = "expired", pgettext_lazy("warning", "expired")
    NOTE = "note", pgettext_lazy("warning", "test or exercise")


WARNING_TONES: Mapping[str, str] = {
    WarningState.IN_FORCE: "active",
    WarningState.UPDATED: "neutral",
    WarningState.CANCELLED: "done",
    WarningState.EXPIRED: "neutral",
    WarningState.NOTE: "neutral",
}


class WarningFormat(models.TextChoices):
    """How a warning came in."""

    CAP = "cap", _("Common Alerting Protocol")
    TEXT = "text", _("text of the warning centre")


class FeedKind(models.TextChoices):
    """Where warnings are fetched."""

    URL = "url", _("web address")
    FOLDER = "folder", _("folder of the server")


class MessageOutcome(models.TextChoices):
    """What became of a message that a feed held."""

    TAKEN = "taken", pgettext_lazy("feed", "taken in")
    KNOWN = "known", pgettext_lazy("feed", "known already")
    ELSEWHERE = "elsewhere", pgettext_lazy("feed", "of elsewhere")
    OPENED = "opened", pgettext_lazy("feed", "holds other messages")
    UNREADABLE = "unreadable", pgettext_lazy("feed", "cannot be read")


MESSAGE_TONES: Mapping[str, str] = {
    MessageOutcome.TAKEN: "done",
    MessageOutcome.KNOWN: "neutral",
    MessageOutcome.ELSEWHERE: "neutral",
    MessageOutcome.OPENED: "neutral",
    MessageOutcome.UNREADABLE: "overdue",
}


class ScoreBasis(models.TextChoices):
    """What a score judges."""

    PRODUCT = "product", _("hourly product")
    THRESHOLD = "threshold", _("single threshold")
