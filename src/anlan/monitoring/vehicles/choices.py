"""Kinds, states and rules of vehicles."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VehicleKind(models.TextChoices):
    """The kinds called 两客一危: two of passengers, one of dangerous goods."""

    COACH = "coach", _("scheduled coach")
    CHARTER = "charter", _("chartered tourist coach")
    HAZMAT = "hazmat", _("dangerous-goods vehicle")


class VehicleState(models.TextChoices):
    """Where a vehicle stands in its working life."""

    IN_SERVICE = "in_service", pgettext_lazy("vehicle", "in service")
    SUSPENDED = "suspended", _("out of operation")
    RETIRED = "retired", _("deregistered")


class RoadClass(models.TextChoices):
    """Classes of road a limit may hold for; unknown where no road is near."""

    MOTORWAY = "motorway", _("motorway")
    NATIONAL = "national", _("national road")
    PROVINCIAL = "provincial", _("provincial road")
    COUNTY = "county", _("county road")
    TOWNSHIP = "township", _("township road")
    OTHER = "other", _("road not known")


class RuleKind(models.TextChoices):
    """What a vehicle may do wrong."""

    SPEEDING = "speeding", _("speeding")
    NIGHT = "night", _("driving in forbidden night hours")
    FATIGUE = "fatigue", _("fatigued driving")
    FORBIDDEN = "forbidden", _("inside a forbidden area")
    LEFT = "left", _("left its area")
    OFFLINE = "offline", _("terminal silent")


class FenceKind(models.TextChoices):
    """What a geofence asks of vehicles."""

    WATCH = "watch", _("entering and leaving are noted")
    FORBIDDEN = "forbidden", _("no entry")
    CONFINE = "confine", _("may not leave")
    SLOW = "slow", _("speed limit inside")


class CrossingKind(models.TextChoices):
    """Which way a vehicle crossed a fence."""

    ENTERED = "entered", _("entered")
    LEFT = "left", pgettext_lazy("fence", "left")


class TripState(models.TextChoices):
    """How far a dangerous-goods trip has come."""

    PLANNED = "planned", pgettext_lazy("trip", "planned")
    UNDER_WAY = "under_way", _("under way")
    ARRIVED = "arrived", pgettext_lazy("trip", "arrived")
    CANCELLED = "cancelled", pgettext_lazy("trip", "cancelled")


class Packaging(models.TextChoices):
    """How goods are carried."""

    TANK = "tank", _("tank vehicle")
    CYLINDER = "cylinder", _("cylinders")
    DRUM = "drum", _("drums")
    PACKAGE = "package", _("packages")
    BULK = "bulk", _("in bulk")


STATE_TONES: Mapping[str, str] = {
    VehicleState.IN_SERVICE: "done",
    VehicleState.SUSPENDED: "waiting",
    VehicleState.RETIRED: "neutral",
}
TRIP_TONES: Mapping[str, str] = {
    TripState.PLANNED: "waiting",
    TripState.UNDER_WAY: "active",
    TripState.ARRIVED: "done",
    TripState.CANCELLED: "neutral",
}


class Presence(models.TextChoices):
    """How a vehicle is seen now; derived, never stored."""

    MOVING = "moving", _("moving")
    STOPPED = "stopped", _("standing")
    OFFLINE = "offline", _("offline")
    UNKNOWN = "unknown", _("never heard of")


PRESENCE_TONES: Mapping[str, str] = {
    Presence.MOVING: "active",
    Presence.STOPPED: "neutral",
    Presence.OFFLINE: "overdue",
    Presence.UNKNOWN: "unknown",
}
