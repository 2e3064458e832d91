"""The contours of individual risk on a map."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from anlan.decision.consequence.choices import SiteRiskState
from anlan.decision.consequence.effects.geometry import metres_per_degree
from anlan.decision.consequence.models import RiskContour, SiteAssessment
from anlan.decision.consequence.selectors.site_ranking import ranked_targets
from anlan.decision.consequence.site_words import power_of_ten

#: Targets beyond their limit that are drawn at most.
DRAWN = 200
#: More vessels than these are drawn without their names.
NAMED = 10


def stamp(assessment: SiteAssessment) -> str:
    """Return what is written on everything that is drawn: what, when, how sure."""
    at = assessment.finished_at or assessment.made_at
    return _("%(title)s · %(at)s · %(status)s") % {
        "title": assessment.title,
        "at": date_format(timezone.localtime(at), "Y-m-d H:i"),
        "status": assessment.get_verification_display(),
    }


def _feature(contour: RiskContour, label: str | None = None) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": json.loads(contour.shape.geojson) if contour.shape is not None else None,
        "properties": {
            "label": f"{contour.label} /a" if label is None else label,
            "risk_per_year": contour.value,
            "level": contour.level,
            "area_km2": round(contour.area_km2, 4),
        },
    }


def contour_collection(assessment: SiteAssessment) -> dict[str, Any]:
    """Return the contours as GeoJSON, stamped with models, digests and status."""
    return {
        "type": "FeatureCollection",
        "stamp": stamp(assessment),
        "verification": assessment.verification,
        "checksum": assessment.checksum,
        "digest": assessment.digest,
        "models": [model["id"] for model in assessment.model_list],
        "features": [_feature(c) for c in assessment.contours.all() if c.shape is not None],
    }


def site_map(assessment: SiteAssessment) -> dict[str, Any]:
    """Return the properties of the map: contours, widest below, vessels, targets beyond limits."""
    longitude, latitude = assessment.location.x, assessment.location.y
    east, north = metres_per_degree(latitude)

    def point(row: dict[str, Any], label: str) -> dict[str, Any]:
        place = [longitude + row["x"] / east, latitude + row["y"] / north]
        return {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": place},
            "properties": {"label": label},
        }

    drawn = [c for c in assessment.contours.all() if c.shape is not None]
    overlays: list[dict[str, Any]] = [
        {
            "id": f"risk-{contour.level}",
            "title": f"{contour.label} /a",
            "kind": "zone",
            "level": contour.level,
            "stamp": stamp(assessment),
            # A contour has many parts: its title names it, not a label on each.
            "data": {"type": "FeatureCollection", "features": [_feature(contour, "")]},
        }
        for contour in sorted(drawn, key=lambda c: c.value)
    ]
    known = assessment.inputs["vessels"]
    vessels = [point(row, row["name"] if len(known) <= NAMED else "") for row in known]
    overlays.append(_points("vessels", _("Vessels and stores"), vessels))
    if assessment.state == SiteRiskState.DONE:
        beyond = [
            point(row, f"{row['name']} {power_of_ten(risk)}")
            for risk, row in ranked_targets(assessment)[:DRAWN]
            if risk > row["limit"]
        ]
        if beyond:
            overlays.append(_points("beyond", _("targets beyond their limit"), beyond))
    return {
        "id": "site-risk-map",
        "mode": "panel",
        "visible": ["sites", "parks"],
        "focus": {"bounds": _bounds(assessment, drawn)},
        "overlays": overlays,
    }


def _points(name: str, title: str, features: list[Any]) -> dict[str, Any]:
    data = {"type": "FeatureCollection", "features": features}
    return {"id": name, "title": title, "kind": "point", "data": data}


def _bounds(assessment: SiteAssessment, drawn: list[RiskContour]) -> list[float]:
    extents = [assessment.area.extent, *(c.shape.extent for c in drawn if c.shape is not None)]
    return [
        min(e[0] for e in extents),
        min(e[1] for e in extents),
        max(e[2] for e in extents),
        max(e[3] for e in extents),
    ]
