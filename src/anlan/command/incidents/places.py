"""Where things are: the region at a point, the county that issues numbers and papers."""

from __future__ import annotations

from django.contrib.gis.geos import Point

from anlan.base.regions.public import RegionInfo, county_of, find_region, find_region_by_prefix
from anlan.base.regions.public import region_at as region_of_place


def point(longitude: float | None, latitude: float | None) -> Point | None:
    """Return a WGS-84 point, or None when either coordinate is missing."""
    if longitude is None or latitude is None:
        return None
    return Point(longitude, latitude, srid=4326)


def region_at(location: Point | None) -> RegionInfo | None:
    """Return the finest region at a point, None outside all of them."""
    return region_of_place(location.x, location.y) if location is not None else None


def county_name(region_code: str) -> str:
    """Return the name of the county a region lies in; its code where it is not in the tree."""
    found = county_of(region_code)
    return found.name if found else region_code


def city_name(region_code: str) -> str:
    """Return the name of the city above the county, empty when the tree does not hold it."""
    found = find_region_by_prefix(region_code[:4])
    return found.name if found else ""


def full_name(region_code: str) -> str:
    """Return county, township and village in one line, as papers name a place."""
    found = find_region(region_code)
    return found.path if found else ""
