"""The weather at a place, told by who knows it: the decision support, which stands above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from anlan.kernel.actor import Actor


class Weather(Protocol):
    """What a station measured last; None where it does not measure that."""

    @property
    def source(self) -> str:
        """Name of the station."""
        ...

    @property
    def distance_m(self) -> float:
        """How far away it is. [m]"""
        ...

    @property
    def at(self) -> datetime:
        """When it measured."""
        ...

    @property
    def wind_speed_m_s(self) -> float:
        """Wind speed. [m/s]"""
        ...

    @property
    def wind_from_deg(self) -> float | None:
        """Direction the wind comes from, clockwise from north. [°]"""
        ...

    @property
    def temperature_c(self) -> float | None:
        """Temperature of the air. [°C]"""
        ...

    @property
    def humidity_percent(self) -> float | None:
        """Relative humidity. [%]"""
        ...


class WeatherSource(Protocol):
    """Tells the latest weather near a place, as far as the actor may read it."""

    def __call__(self, *, longitude: float, latitude: float, actor: Actor) -> Weather | None:
        """Return what is known, or None."""
        ...


_sources: list[Callable[..., Weather | None]] = []


def register_weather_source(source: WeatherSource) -> WeatherSource:
    """Add a source; the first that knows something is believed."""
    if source not in _sources:
        _sources.append(source)
    return source


def weather_at(longitude: float | None, latitude: float | None, actor: Actor) -> Weather | None:
    """Return the latest weather near a place."""
    if longitude is None or latitude is None:
        return None
    for source in _sources:
        found = source(longitude=longitude, latitude=latitude, actor=actor)
        if found is not None:
            return found
    return None
