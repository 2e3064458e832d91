"""What natural hazards tell other apps, and what its judgement is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of an area: what, how much, where it was measured."""

    indicator: str
    value: float
    place: str
    catchment_id: int | None = None
    is_borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold as the judgement needs it."""

    id: int
    indicator: str
    level: int
    limit: float
    scope: str
    source: str
    is_verified: bool
    region: str | None = None
    catchment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The level of an area, None for nothing to warn of; not known without any figure."""

    level: int | None
    is_known: bool
    reasons: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A danger map before it is kept: what is drawn, how grave, how made, from which stations.

    ``features`` are GeoJSON features whose properties ``DangerMap`` completes by its key; ``used``
    and ``silent`` are stations by value.
    """

    level: int | None
    is_known: bool
    features: list[dict[str, Any]]
    areas: list[dict[str, Any]]
    method: dict[str, Any]
    used: list[dict[str, Any]]
    silent: list[dict[str, Any]]
    grid: bytes | None = None


@dataclass(frozen=True, slots=True)
class WarningInfo:
    """A published warning in force, and the regions of ours it holds for."""

    event: str
    level: int
    headline: str
    regions: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class AreaInfo:
    """A township's present danger of one hazard."""

    hazard: str
    region: str
    level: int | None
    is_known: bool
    valid_at: datetime
    reasons: tuple[str, ...]
    url: str
