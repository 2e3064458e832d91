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
    OFF_ROUTE = "off_route", _("off the planned route")


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


class OrderKind(models.TextChoices):
    """What a terminal is asked to do."""

    TEXT = "text", _("text to the driver")
    SETTINGS = "settings", _("settings of the terminal")


class OrderState(models.TextChoices):
    """How far an order to a terminal has come; the last four are the terminal's own answers."""

    WAITING = "waiting", _("waits for the terminal")
    SENT = "sent", _("sent, not yet answered")
    UNANSWERED = "unanswered", _("sent, not answered")
    EXPIRED = "expired", _("terminal was not reached")
    DONE = "done", pgettext_lazy("terminal", "done")
    FAILED = "failed", pgettext_lazy("terminal", "failed")
    WRONG = "wrong", _("terminal says: message wrong")
    NOT_SUPPORTED = "not_supported", _("terminal does not support this")


ORDER_TONES: Mapping[str, str] = {
    OrderState.WAITING: "waiting",
    OrderState.SENT: "active",
    OrderState.UNANSWERED: "overdue",
    OrderState.EXPIRED: "overdue",
    OrderState.DONE: "done",
    OrderState.FAILED: "overdue",
    OrderState.WRONG: "overdue",
    OrderState.NOT_SUPPORTED: "overdue",
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
