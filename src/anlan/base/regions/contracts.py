"""What other apps get to know of regions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegionInfo:
    """A region by value; ``path`` is the names from the county down."""

    code: str
    name: str
    level: str
    parent_code: str | None
    prefix: str
    longitude: float | None
    latitude: float | None
    is_generated: bool
    path: str


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region to be loaded. ``boundary`` is WKT or GeoJSON text, WGS-84."""

    code: str
    name: str
    level: str
    parent_code: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    boundary: str = ""
    is_generated: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a township has (``whole``) and how many of them fulfil something."""

    code: str
    part: int
    whole: int
