"""API of regions."""

# Annotations stay real types here: the paginating decorator hides this module's names from ninja.

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from anlan.base.regions.models import Region
from anlan.base.regions.selectors import find_region_at
from anlan.kernel.api import InParts
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, visible

router = Router()


class RegionOut(Schema):
    """A region; ``longitude``/``latitude`` is its centre."""

    code: str
    name: str
    level: str
    parent_code: str | None = Field(None, alias="parent_id")
    prefix: str
    longitude: float | None
    latitude: float | None
    is_generated: bool

    @staticmethod
    def resolve_longitude(region: Region) -> float | None:
        """East of Greenwich."""
        return region.centre.x if region.centre else None

    @staticmethod
    def resolve_latitude(region: Region) -> float | None:
        """North of the equator."""
        return region.centre.y if region.centre else None


class Finding(Schema):
    """How to narrow the list."""

    below: str = Field("", max_length=15, pattern=r"^\d*$")
    level: str = Field("", max_length=10, pattern=r"^[a-z]*$")


class Place(Schema):
    """A place, WGS-84."""

    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    level: str = Field("", max_length=10, pattern=r"^[a-z]*$")


@router.get("/", response=list[RegionOut], summary="Regions")
@paginate(InParts)
def regions(request: HttpRequest, finding: Query[Finding]) -> Any:
    """Return regions, whose code begins with ``below`` and of one ``level`` if given."""
    rows = visible(Region, request.actor).defer("boundary")  # type: ignore[attr-defined]
    rows = rows.filter(code__startswith=finding.below)
    return rows.filter(level=finding.level) if finding.level else rows


@router.get("/at", response=RegionOut, summary="Region at a place")
def at(request: HttpRequest, place: Query[Place]) -> Region:
    """Return the finest region at a place, or the one of ``level``."""
    found = find_region_at(place.longitude, place.latitude, place.level)
    if found is None:
        raise NotVisible
    return found


@router.get("/{slug:code}", response=RegionOut, summary="One region")
def region(request: HttpRequest, code: str) -> Region:
    """Return one region."""
    return get_visible(Region, code, actor=request.actor)  # type: ignore[attr-defined]
