"""Stations and hours, thresholds, products, danger maps, hazard points, warnings, events."""

from anlan.monitoring.natural_hazards.models.danger_maps import DangerMap
from anlan.monitoring.natural_hazards.models.events import HazardEvent, VerificationScore
from anlan.monitoring.natural_hazards.models.feeds import FeedMessage, WarningFeed
from anlan.monitoring.natural_hazards.models.geo import (
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
    GroupMonitor,
)
from anlan.monitoring.natural_hazards.models.incoming import IncomingWarning, WarningArea
from anlan.monitoring.natural_hazards.models.products import HazardProduct, ProductArea
from anlan.monitoring.natural_hazards.models.stations import (
    Catchment,
    HourlyValue,
    Station,
    StationPoint,
)
from anlan.monitoring.natural_hazards.models.thresholds import Threshold

__all__ = [
    "Catchment",
    "DangerMap",
    "FeedMessage",
    "GeoHazardPoint",
    "GeoInspection",
    "GeoObservation",
    "GroupMonitor",
    "HazardEvent",
    "HazardProduct",
    "HourlyValue",
    "IncomingWarning",
    "ProductArea",
    "Station",
    "StationPoint",
    "Threshold",
    "VerificationScore",
    "WarningArea",
    "WarningFeed",
]
