"""The door to regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from anlan.base.regions import selectors
from anlan.base.regions.contracts import RegionInfo, RegionRow, Tally
from anlan.base.regions.models import Region, RegionLevel
from anlan.base.regions.reach import ReadInCounty, county_prefix, is_below_county, is_county_wide
from anlan.base.regions.selectors import extent_of, prefix_of, shapes_of
from anlan.base.regions.selectors import list_meeting as regions_meeting
from anlan.base.regions.services import load_regions
from anlan.base.regions.tallies import tally_by_township
from anlan.kernel.errors import NotVisible

__all__ = [
    "ReadInCounty",
    "RegionInfo",
    "RegionRow",
    "Tally",
    "county_of",
    "county_prefix",
    "find_region",
    "find_region_by_prefix",
    "is_below_county",
    "is_county_wide",
    "is_region_prefix",
    "list_children",
    "load_regions",
    "extent_of",
    "list_for_choice",
    "names_of",
    "prefix_of",
    "region_at",
    "region_info",
    "regions_meeting",
    "regions_named",
    "shapes_of",
    "subtree",
    "tally_by_township",
]


def region_info(code: str) -> RegionInfo:
    """Return a region by value; raises ``NotVisible`` for an unknown code."""
    found = find_region(code)
    if found is None:
        raise NotVisible
    return found


def find_region(code: str) -> RegionInfo | None:
    """Return a region by value, or None."""
    found = Region.objects.defer("boundary").filter(code=code).first()
    return _info(found) if found else None


def subtree(code: str) -> list[str]:
    """Return the codes of a region and everything below it."""
    return list(selectors.list_subtree(code).values_list("code", flat=True))


def find_region_by_prefix(prefix: str) -> RegionInfo | None:
    """Return the region whose subtree begins with these digits, or None."""
    code = prefix if len(prefix) > 12 else prefix.ljust(12, "0")
    found = Region.objects.defer("boundary").filter(code=code).first()
    return _info(found, with_path=False) if found else None


def county_of(code: str) -> RegionInfo | None:
    """Return the county a region code or prefix lies in, or None."""
    return find_region_by_prefix(county_prefix(code))


def is_region_prefix(prefix: str) -> bool:
    """Whether any region's code begins with these digits."""
    return prefix.isdigit() and Region.objects.filter(code__startswith=prefix).exists()


def list_children(code: str) -> list[RegionInfo]:
    """Return the regions directly below."""
    rows = Region.objects.defer("boundary").filter(parent_id=code)
    return [_info(row, with_path=False) for row in rows]


def list_for_choice(*levels: str) -> list[RegionInfo]:
    """Return the regions to choose from (county, townships, villages), with indented names."""
    wanted = levels or (RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)
    rows = Region.objects.defer("boundary").filter(level__in=wanted).order_by("code")
    indent = {level: index for index, level in enumerate(wanted)}
    return [
        replace(_info(row, with_path=False), path=f"{'　' * indent[row.level]}{row.name}")
        for row in rows
    ]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of several regions by code, in one query (labels of facets)."""
    return dict(Region.objects.filter(code__in=list(codes)).values_list("code", "name"))


def region_at(longitude: float, latitude: float, level: str = "") -> RegionInfo | None:
    """Return the finest region at a place (or the one of ``level``); None outside all of them."""
    found = selectors.find_region_at(longitude, latitude, level)
    return _info(found) if found else None


def _info(region: Region, *, with_path: bool = True) -> RegionInfo:
    above: list[str] = []
    if with_path:
        above = [
            r.name for r in selectors.list_ancestors(region) if r.level not in ("province", "city")
        ]
    return RegionInfo(
        code=region.code,
        name=region.name,
        level=region.level,
        parent_code=region.parent_id,
        prefix=region.prefix,
        longitude=region.centre.x if region.centre else None,
        latitude=region.centre.y if region.centre else None,
        is_generated=region.is_generated,
        path="".join([*above, region.name]),
    )


def regions_named(text: str, limit: int = 8) -> list[RegionInfo]:
    """Return the regions whose name contains ``text`` and that have a place on the map."""
    return [_info(region, with_path=False) for region in selectors.find_named(text, limit)]
