"""Menu entries of natural hazards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.monitoring.natural_hazards.permissions import (
    VIEW,
    VIEW_EVENT,
    VIEW_GEO,
    VIEW_SCORE,
    VIEW_STATION,
    VIEW_THRESHOLD,
    VIEW_WARNING,
)

register_navigation(
    NavigationItem(
        "monitoring", _("Natural hazards"), "natural_hazards:overview", "cloud-rain", VIEW, 40
    ),
    NavigationItem(
        "monitoring",
        _("Rivers and reservoirs"),
        "natural_hazards:levels",
        "wave-sine",
        VIEW_STATION,
        41,
    ),
    NavigationItem(
        "monitoring",
        _("Geological hazard points"),
        "natural_hazards:geo_points",
        "mountain",
        VIEW_GEO,
        42,
    ),
    NavigationItem(
        "monitoring",
        _("Three inspections"),
        "natural_hazards:inspections",
        "clipboard-check",
        VIEW_GEO,
        43,
    ),
    NavigationItem(
        "monitoring",
        _("Incoming warnings"),
        "natural_hazards:warnings",
        "broadcast",
        VIEW_WARNING,
        44,
    ),
    NavigationItem(
        "monitoring",
        _("Monitoring stations"),
        "natural_hazards:stations",
        "radar-2",
        VIEW_STATION,
        45,
    ),
    NavigationItem(
        "monitoring",
        _("Natural hazard thresholds"),
        "natural_hazards:thresholds",
        "ruler",
        VIEW_THRESHOLD,
        46,
    ),
    NavigationItem(
        "monitoring",
        _("Natural hazard events"),
        "natural_hazards:events",
        "flag",
        VIEW_EVENT,
        47,
    ),
    NavigationItem(
        "monitoring",
        _("How well was warned"),
        "natural_hazards:verification",
        "chart-bar",
        VIEW_SCORE,
        48,
    ),
)
