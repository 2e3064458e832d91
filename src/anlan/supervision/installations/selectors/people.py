"""The 500 m around a plant, and who is inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import connection

from anlan.kernel.actor import system_actor
from anlan.supervision.enterprises.contracts import EnterpriseInfo
from anlan.supervision.enterprises.public import list_near
from anlan.supervision.installations.models import Installation
from anlan.supervision.installations.population import PopulationItem, people_in
from anlan.supervision.installations.selectors.standard import Tables

#: Length of a degree of latitude. [m]
DEGREE_M = 111_320.0


@dataclass(frozen=True)
class Surroundings:
    """The area, what it was drawn from, and who was counted in it."""

    area: MultiPolygon | None
    basis: str  # boundary | vessels | point | none
    counted: tuple[PopulationItem, ...]
    people: int


def plant_shape(
    installation: Installation, firm: EnterpriseInfo, places: list[tuple[float, float]]
) -> tuple[GEOSGeometry | None, str]:
    """Return the plant as a shape: the boundary drawn, else its vessels, else a point."""
    if installation.boundary is not None:
        return installation.boundary, "boundary"
    if places:
        wkt = ", ".join(f"({x} {y})" for x, y in places)
        return GEOSGeometry(f"MULTIPOINT({wkt})", srid=4326).convex_hull, "vessels"
    if installation.location is not None:
        return installation.location, "point"
    if firm.longitude is not None and firm.latitude is not None:
        return GEOSGeometry(f"POINT({firm.longitude} {firm.latitude})", srid=4326), "point"
    return None, "none"


def widen(shape: GEOSGeometry, metres: float) -> MultiPolygon:
    """Return a shape widened by metres on the ground."""
    return widen_all([shape], metres)[0]


def widen_all(shapes: Sequence[GEOSGeometry], metres: float) -> list[MultiPolygon]:
    """Return shapes widened by metres on the ground, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsEWKB(ST_Multi(ST_Buffer(shape::geometry::geography, %s)::geometry)) "
            "FROM unnest(%s::bytea[]) WITH ORDINALITY AS given (shape, place) ORDER BY place",
            [metres, [bytes(shape.ewkb) for shape in shapes]],
        )
        rows = cursor.fetchall()
    widened = []
    for (ewkb,) in rows:
        found = GEOSGeometry(memoryview(ewkb))
        if isinstance(found, Polygon):
            found = MultiPolygon(found, srid=4326)
        assert isinstance(found, MultiPolygon)
        widened.append(found)
    return widened


def enterprises_near(area: GEOSGeometry) -> list[EnterpriseInfo]:
    """Return the enterprises around the middle of an area, nearest first."""
    centre = area.centroid
    west, south, east, north = area.extent
    reach = DEGREE_M * hypot((east - west) * cos(radians(centre.y)), north - south)
    return list_near(
        longitude=centre.x,
        latitude=centre.y,
        radius_m=reach,
        actor=system_actor("installations"),
        limit=500,
    )


def employees_around(
    area: GEOSGeometry, own_id: int, near: Iterable[EnterpriseInfo]
) -> list[PopulationItem]:
    """Return which of the enterprises near by lie inside the area, with their employees."""
    prepared = area.prepared
    return [
        PopulationItem(
            name=firm.short_name or firm.name,
            kind="employees",
            people=firm.employees,
            longitude=firm.longitude,
            latitude=firm.latitude,
            source="enterprises",
        )
        for firm in near
        if firm.id != own_id
        and firm.status != "closed"
        and firm.longitude is not None
        and firm.latitude is not None
        and prepared.contains(GEOSGeometry(f"POINT({firm.longitude} {firm.latitude})", srid=4326))
    ]


def surroundings_of(
    installation: Installation,
    firm: EnterpriseInfo,
    places: list[tuple[float, float]],
    tables: Tables,
) -> Surroundings:
    """Draw the area around the plant and count the people in it."""
    shape, basis = plant_shape(installation, firm, places)
    if shape is None:
        return Surroundings(None, basis, (), 0)
    area = widen(shape, tables.rule("exposure_radius"))
    return count_people(area, basis, firm.id, enterprises_near(area), tables)


def count_people(
    area: MultiPolygon, basis: str, own_id: int, near: Iterable[EnterpriseInfo], tables: Tables
) -> Surroundings:
    """Count who lives and works in an area; employees by the rule of the county."""
    counted = people_in(area)
    employees = employees_around(area, own_id, near)
    people = sum(item.people for item in counted)
    if tables.rule("count_employees"):
        people += sum(item.people for item in employees)
    return Surroundings(area, basis, (*counted, *employees), people)
