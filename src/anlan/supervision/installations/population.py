"""Who lives and works around a plant: sources that other apps register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry


@dataclass(frozen=True, slots=True)
class PopulationItem:
    """People at one place. ``kind`` residents count as permanent residents, employees by rule."""

    name: str
    kind: str  # residents | site | employees
    people: int
    longitude: float
    latitude: float
    source: str = ""


#: Takes the area in which people are counted and tells who is inside it.
PopulationSource = Callable[[GEOSGeometry], Iterable[PopulationItem]]
_sources: dict[str, PopulationSource] = {}


def register_population(name: str, source: PopulationSource) -> None:
    """Add a source of people around plants; its name is unique, a second one replaces the first."""
    _sources[name] = source


def people_in(area: GEOSGeometry) -> list[PopulationItem]:
    """Return everybody all sources know inside an area, most people first."""
    found = [item for name in sorted(_sources) for item in _sources[name](area)]
    return sorted(found, key=lambda item: (-item.people, item.name))
