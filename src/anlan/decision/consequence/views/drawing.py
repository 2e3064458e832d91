"""Zones on a small map, and the words of wind and time that stand beside them."""

from __future__ import annotations

import json
import math
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from anlan.command.roads.public import EvacuationPlan
from anlan.decision.consequence.effects.clouds import FARTHEST
from anlan.decision.consequence.models import ConsequenceRun, ConsequenceZone
from anlan.decision.consequence.selectors.compass import compass


def wind_words(run: ConsequenceRun, *, short: bool = False) -> str:
    """Return wind and time in words: the stamp of everything that is drawn."""
    if run.wind_from_deg is None:
        wind = _("wind %(speed).1f m/s, direction not known") % {"speed": run.wind_speed_m_s}
    else:
        wind = _("wind from %(from)s (%(degrees).0f°), %(speed).1f m/s") % {
            "from": compass(run.wind_from_deg),
            "degrees": run.wind_from_deg,
            "speed": run.wind_speed_m_s,
        }
    if short:
        return wind
    at = date_format(timezone.localtime(run.weather_at), "Y-m-d H:i")
    return _("%(wind)s · class %(stability)s · %(at)s · %(status)s") % {
        "wind": wind,
        "stability": run.stability,
        "at": at,
        "status": run.get_verification_display(),
    }


def plain_number(value: float) -> str:
    """Return a number with four figures and no power of ten."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


def zone_words(zone: ConsequenceZone) -> str:
    """Return what a zone means."""
    if not zone.kind:
        return str(zone.get_kind_display())
    return f"{zone.get_kind_display()} {zone.label}".strip()


def others_of(run: ConsequenceRun, zone: ConsequenceZone) -> list[dict[str, Any]]:
    """Return what other models say of a zone; two that disagree are honest information."""
    return [
        {
            "id": other["id"],
            "is_verified": other["status"] == "verified",
            "reach_m": other["reach"][str(zone.kind)],
            "is_beyond": other["reach"][str(zone.kind)] >= FARTHEST,
        }
        for other in run.others
        if str(zone.kind) in other["reach"]
    ]


def feature(zone: ConsequenceZone) -> dict[str, Any]:
    """Return a zone as a GeoJSON feature."""
    return {
        "type": "Feature",
        "geometry": json.loads(zone.shape.geojson) if zone.shape is not None else None,
        "properties": {
            "label": f"{zone_words(zone)} {zone.reach_m:.0f} m",
            "kind": zone.kind,
            "level": zone.level,
            "value": zone.value,
            "unit": zone.unit,
            "reach_m": round(zone.reach_m, 1),
            "reach_least_m": round(zone.reach_least_m, 1),
            "reach_most_m": round(zone.reach_most_m, 1),
            "others": {o["id"]: round(o["reach_m"], 1) for o in others_of(zone.run, zone)},
        },
    }


def feature_collection(run: ConsequenceRun) -> dict[str, Any]:
    """Return all zones with the stamp."""
    return {
        "type": "FeatureCollection",
        "stamp": wind_words(run),
        "verification": run.verification,
        "models": [model["id"] for model in run.model_list],
        "features": [feature(zone) for zone in run.zones.all() if zone.shape is not None],
    }


def overlays(run: ConsequenceRun, prefix: str = "") -> list[dict[str, Any]]:
    """Return the zones as overlays of the map, the widest first so that the gravest lies on top."""
    found = []
    for zone in sorted(run.zones.all(), key=lambda z: z.kind or 4, reverse=True):
        if zone.shape is None:
            continue
        found.append(
            {
                "id": f"run{run.pk}-zone{zone.kind}",
                "title": prefix + zone_words(zone),
                "kind": "zone" if zone.kind else "ring",
                "level": zone.level,
                "stamp": wind_words(run),
                "data": {"type": "FeatureCollection", "features": [feature(zone)]},
            }
        )
    return found


def bounds(*runs: ConsequenceRun) -> list[float] | None:
    """Return west, south, east, north of the zones of level, with a margin."""
    extents = [z.shape.extent for run in runs for z in run.zones.all() if z.shape and z.kind]
    if not extents:
        return None
    west, south = min(e[0] for e in extents), min(e[1] for e in extents)
    east, north = max(e[2] for e in extents), max(e[3] for e in extents)
    dx, dy = max(0.1 * (east - west), 0.002), max(0.1 * (north - south), 0.002)
    return [west - dx, south - dy, east + dx, north + dy]


def run_map(run: ConsequenceRun) -> dict[str, Any]:
    """Return the properties of the map of a run."""
    shown = overlays(run)
    shown.append(
        {
            "id": f"run{run.pk}-source",
            "title": _("place of the release"),
            "kind": "point",
            "data": {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "geometry": {
                            "type": "Point",
                            "coordinates": [run.location.x, run.location.y],
                        },
                        "properties": {"label": run.container or str(run.chemical)},
                    }
                ],
            },
        }
    )
    area = bounds(run)
    return {
        "id": "consequence-map",
        "mode": "panel",
        "visible": ["sites", "enterprises", "shelters"],
        "focus": {"bounds": area}
        if area
        else {"lon": run.location.x, "lat": run.location.y, "zoom": 14},
        "overlays": shown,
    }


def road_words(plan: EvacuationPlan | None) -> str:
    """Return when the zones can be clear by road, and what holds people up."""
    if plan is None:
        return ""
    if plan.clear_s is None:
        words = _("Nobody has to drive through the zones.")
    else:
        words = _("By road the zones can be clear in %(minutes)d minutes at the earliest.") % {
            "minutes": math.ceil(plan.clear_s / 60.0)
        }
    names = [name for name, _people in plan.bottlenecks if name][:5]
    if names:
        words += " " + _("What holds people up: %(roads)s.") % {"roads": "、".join(names)}
    if plan.stuck:
        words += " " + _("%(people)d people have no way by road.") % {"people": plan.stuck}
    return words


def ways_map(run: ConsequenceRun, plan: EvacuationPlan | None) -> dict[str, Any] | None:
    """Return the properties of a map of the zones with the ways out of them, or None."""
    routes = [(way.group, way.route) for way in plan.ways if way.route] if plan is not None else []
    if not routes:
        return None
    found = run_map(run)
    features = [
        {
            "type": "Feature",
            "properties": {"from": group.name, "to": group.to_name},
            "geometry": {
                "type": "LineString",
                "coordinates": [list(point) for point in route.line],
            },
        }
        for group, route in routes
    ]
    found["visible"] = ["shelters", "road_closures"]
    found["overlays"].append(
        {
            "id": f"run{run.pk}-ways",
            "title": _("ways to the shelters"),
            "kind": "route",
            "data": {"type": "FeatureCollection", "features": features},
        }
    )
    return found
