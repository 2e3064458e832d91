"""Words of roads: classes, vehicles, closures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NetworkClass(models.TextChoices):
    """Classes of road a travel speed is given for."""

    MOTORWAY = "motorway", _("motorway")
    NATIONAL = "national", _("national road")
    PROVINCIAL = "provincial", _("provincial road")
    COUNTY = "county", _("county road")
    TOWNSHIP = "township", _("township road")
    VILLAGE = "village", _("village road")
    STREET = "street", _("street")
    SERVICE = "service", _("service road")
    TRACK = "track", _("farm or forest track")


CLASSES = tuple(NetworkClass.values)


class RoadVehicle(models.TextChoices):
    """What drives: the speed on a class of road depends on it."""

    RESCUE = "rescue", _("rescue vehicle")
    FIRE = "fire", _("fire engine")
    AMBULANCE = "ambulance", _("ambulance")
    HEAVY = "heavy", _("heavy machinery on a lorry")
    BUS = "bus", _("bus")
    CAR = "car", _("car")


#: Not bound by the speed limit on an urgent task (Road Traffic Safety Law, article 53).
PRIVILEGED = frozenset({RoadVehicle.RESCUE, RoadVehicle.FIRE, RoadVehicle.AMBULANCE})


class NetworkStatus(models.TextChoices):
    """How far the reading of a network has come."""

    READING = "reading", pgettext_lazy("road network", "being read")
    READY = "ready", pgettext_lazy("road network", "ready")
    FAILED = "failed", pgettext_lazy("road network", "could not be read")


STATUS_TONES: dict[str, str] = {
    NetworkStatus.READING: "waiting",
    NetworkStatus.READY: "done",
    NetworkStatus.FAILED: "overdue",
}


class ClosureReason(models.TextChoices):
    """Why a road is closed or slow."""

    FLOOD = "flood", pgettext_lazy("road", "flooded")
    LANDSLIDE = "landslide", pgettext_lazy("road", "landslide or rockfall")
    ACCIDENT = "accident", pgettext_lazy("road", "accident")
    HAZMAT = "hazmat", pgettext_lazy("road", "dangerous zone")
    ICE = "ice", pgettext_lazy("road", "snow or ice")
    BRIDGE = "bridge", pgettext_lazy("road", "bridge damaged")
    WORKS = "works", pgettext_lazy("road", "road works")
    CONTROL = "control", pgettext_lazy("road", "traffic control")
    OTHER = "other", pgettext_lazy("road", "other")


class ClosureEffect(models.TextChoices):
    """What a closure does to traffic."""

    CLOSED = "closed", pgettext_lazy("road", "closed")
    SLOWED = "slowed", pgettext_lazy("road", "slowed down")


EFFECT_TONES: dict[str, str] = {ClosureEffect.CLOSED: "overdue", ClosureEffect.SLOWED: "waiting"}
