"""The area whose risk is asked for: a park, an enterprise with its vessels, or a drawn area."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from django.utils.translation import gettext as _
from shapely import affinity, from_wkb
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from anlan.base.regions.public import region_at
from anlan.decision.consequence.effects.geometry import as_multi, metres_per_degree
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.layers import layer
from anlan.kernel.policy import get_visible
from anlan.supervision.enterprises.public import get_enterprise

#: An enterprise without a drawn boundary reaches so far around its vessels. [m]
AROUND_VESSELS_M = 50.0
#: A larger area is no site any more. [km²]
LARGEST_KM2 = 200.0


@dataclass(frozen=True, slots=True)
class SiteArea:
    """An area with its name; longitude and latitude of its middle are the origin of all metres."""

    title: str
    shape: MultiPolygon
    longitude: float
    latitude: float
    region_code: str
    park_id: int | None = None
    enterprise_id: int | None = None
    organisation_id: int | None = None

    @property
    def metres(self) -> tuple[float, float]:
        """Length of a degree of longitude and of latitude here."""
        return metres_per_degree(self.latitude)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return a place in metres east and north of the middle, to a tenth."""
        east, north = self.metres
        return (
            round((longitude - self.longitude) * east, 1),
            round((latitude - self.latitude) * north, 1),
        )

    def around(self, distance_m: float) -> GEOSGeometry:
        """Return the area with everything within a distance."""
        east, north = self.metres
        flat = affinity.scale(_shapely(self.shape), east, north, origin=(0.0, 0.0))
        wide = affinity.scale(flat.buffer(distance_m), 1 / east, 1 / north, origin=(0.0, 0.0))
        return GEOSGeometry(memoryview(wide.wkb), srid=4326)

    @property
    def radius_m(self) -> float:
        """Distance from the middle to the farthest corner of the box around the area."""
        west, south, east, north = self.shape.extent
        corners = [self.place(x, y) for x in (west, east) for y in (south, north)]
        return float(max((x * x + y * y) ** 0.5 for x, y in corners))


def _shapely(shape: GEOSGeometry) -> BaseGeometry:
    return from_wkb(bytes(shape.wkb))


def _area(title: str, shape: GEOSGeometry, fallback: str = "", **links: int | None) -> SiteArea:
    middle = shape.centroid
    east, north = metres_per_degree(middle.y)
    size = _shapely(shape).area * east * north / 1e6
    if size > LARGEST_KM2:
        raise InvalidInput(
            fields={"boundary": _("The area is larger than %(n)d km².") % {"n": LARGEST_KM2}}
        )
    found = region_at(middle.x, middle.y)
    code = fallback or (found.code if found else "")
    if not code:
        raise InvalidInput(fields={"boundary": _("This place lies outside the county.")})
    multi = GEOSGeometry(memoryview(as_multi(_shapely(shape)).wkb), srid=4326)
    assert isinstance(multi, MultiPolygon)
    return SiteArea(title, multi, middle.x, middle.y, code, **links)


def area_of_park(park_id: int, actor: Actor) -> SiteArea:
    """Return the area of a visible park; ``InvalidInput`` while it has no boundary."""
    parks = layer("parks")
    assert parks is not None
    park: Any = get_visible(parks.model_class, park_id, actor=actor)
    if park.boundary is None:
        raise InvalidInput(fields={"boundary": _("Give the park its boundary first.")})
    return _area(park.name, park.boundary, park.region_id, park_id=park.pk)


def area_of_enterprise(enterprise_id: int, actor: Actor) -> SiteArea:
    """Return the hull of an enterprise and its vessels, with a strip around it."""
    firm = get_enterprise(enterprise_id, actor)
    places = [
        (h.longitude, h.latitude) for h in firm.chemicals if h.longitude is not None and h.latitude
    ]
    if firm.longitude is not None and firm.latitude is not None:
        places.append((firm.longitude, firm.latitude))
    if not places:
        raise InvalidInput(
            fields={"boundary": _("The dossier has no place on the map: give it one first.")}
        )
    east, north = metres_per_degree(float(places[0][1]))
    flat = affinity.scale(MultiPoint(places), east, north, origin=(0.0, 0.0))
    wide = flat.convex_hull.buffer(AROUND_VESSELS_M, quad_segs=4)
    shape = affinity.scale(wide, 1 / east, 1 / north, origin=(0.0, 0.0))
    return _area(
        firm.name,
        GEOSGeometry(memoryview(shape.wkb), srid=4326),
        firm.region_code,
        enterprise_id=firm.id,
        organisation_id=firm.organisation_id,
    )


def area_of_text(text: str, title: str) -> SiteArea:
    """Return a drawn area, given as GeoJSON or WKT; ``InvalidInput`` for anything else."""
    try:
        shape = GEOSGeometry(text.strip(), srid=4326)
    except (GEOSException, ValueError, TypeError, json.JSONDecodeError):
        raise InvalidInput(
            fields={"boundary": _("Give one polygon as GeoJSON or WKT, longitude first.")}
        ) from None
    is_area = shape.geom_type in ("Polygon", "MultiPolygon") and is_on_earth(shape)
    if not is_area or not shape.valid:
        raise InvalidInput(
            fields={"boundary": _("Draw an area whose lines do not cross one another.")}
        )
    return _area(title or _("drawn area"), shape)
