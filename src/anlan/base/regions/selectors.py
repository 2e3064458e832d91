"""Reading the administrative tree."""

from __future__ import annotations

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import QuerySet

from anlan.base.regions.models import SIGNIFICANT_DIGITS, Region, RegionLevel

#: From the smallest to the largest, to find the finest region at a place.
FINEST_FIRST = tuple(reversed(list(SIGNIFICANT_DIGITS)))


def prefix_of(code: str) -> str:
    """Return the digits shared by everything in the region of a code, from the code alone.

    A 15-digit code is a grid. In twelve digits each level ends with zeros it does not use.
    """
    if len(code) > 12:
        return code
    for level in (RegionLevel.VILLAGE, RegionLevel.TOWNSHIP, RegionLevel.COUNTY, RegionLevel.CITY):
        digits = SIGNIFICANT_DIGITS[level]
        higher = SIGNIFICANT_DIGITS[_above(level)]
        if set(code[higher:digits]) - {"0"}:
            return code[:digits]
    return code[: SIGNIFICANT_DIGITS[RegionLevel.PROVINCE]]


def _above(level: RegionLevel) -> RegionLevel:
    levels = list(SIGNIFICANT_DIGITS)
    return levels[levels.index(level) - 1]


def list_subtree(code: str) -> QuerySet[Region]:
    """Return a region and everything below it."""
    return Region.objects.filter(code__startswith=prefix_of(code))


def list_ancestors(region: Region) -> list[Region]:
    """Return the regions above, from the province down."""
    codes = []
    for level, digits in SIGNIFICANT_DIGITS.items():
        if digits < SIGNIFICANT_DIGITS[RegionLevel(region.level)]:
            codes.append(region.code[:digits].ljust(12, "0"))
            if level == RegionLevel.VILLAGE:
                codes.append(region.code[:12])
    return list(Region.objects.defer("boundary").filter(code__in=codes).order_by("code"))


def find_region_at(longitude: float, latitude: float, level: str = "") -> Region | None:
    """Return the finest region whose boundary covers a place, or the one of ``level``."""
    place = Point(longitude, latitude, srid=4326)
    rows = Region.objects.defer("boundary").filter(boundary__covers=place)
    if level:
        return rows.filter(level=level).first()
    found = {region.level: region for region in rows}
    for candidate in FINEST_FIRST:
        if candidate in found:
            return found[candidate]
    return None


def shapes_of(level: str, shape: str, *, precision: int = 5) -> list[tuple[str, str, str]]:
    """Return (name, code, GeoJSON geometry) of the regions of a level that have ``shape``.

    ``shape`` is ``boundary`` or ``centre``; coordinates have ``precision`` decimals.
    """
    rows = Region.objects.filter(level=level, **{f"{shape}__isnull": False}).order_by("code")
    return list(
        rows.annotate(shape=AsGeoJSON(shape, precision=precision)).values_list(
            "name", "code", "shape"
        )
    )


def extent_of(*, prefix: str = "", level: str = "") -> tuple[float, float, float, float] | None:
    """Return (west, south, east, north) of the regions under a prefix or of a level."""
    rows = Region.objects.filter(boundary__isnull=False, code__startswith=prefix)
    if level:
        rows = rows.filter(level=level)
    extent = rows.aggregate(extent=Extent("boundary"))["extent"]
    return tuple(extent) if extent else None


def find_named(text: str, limit: int = 8) -> list[Region]:
    """Return the regions with a centre whose name contains ``text``."""
    rows = Region.objects.defer("boundary").filter(name__icontains=text, centre__isnull=False)
    return list(rows.order_by("code")[:limit])


def list_meeting(shape: GEOSGeometry, level: str) -> list[str]:
    """Return the codes of the regions of a level whose boundary meets a shape."""
    rows = Region.objects.filter(level=level, boundary__intersects=shape)
    return list(rows.order_by("code").values_list("code", flat=True))
