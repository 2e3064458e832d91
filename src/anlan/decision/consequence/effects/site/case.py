"""What the risk of a site is computed from, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from anlan.decision.consequence.effects.case import Weather
from anlan_science.dispersion.stability import StabilityClass
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats
from anlan_science.risk.cpr18e_1999_vulnerability import Deaths

#: Classes of weather of the Purple Book: stability and wind at 10 m that stand for all hours. [m/s]
CLASSES: tuple[tuple[StabilityClass, float], ...] = (
    ("B", 3.0),
    ("D", 1.5),
    ("D", 5.0),
    ("D", 9.0),
    ("E", 5.0),
    ("F", 1.5),
)
DIRECTIONS = 16
#: Share of the year that is day: the hours from seven to nineteen, as people are counted.
DAY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Vessel:
    """A vessel of a dossier: what, how much, where, and the row of the leak frequencies."""

    key: str
    owner: str
    owner_id: int
    name: str
    substance: str
    cas: str
    equipment: str
    quantity_kg: float
    x: float
    y: float
    is_gas: bool
    is_toxic: bool
    is_flammable: bool
    liquid_density: float | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What is assumed where the dossiers say nothing, and what the result is held against."""

    is_in_use: bool = True
    temperature_c: float = 20.0
    humidity_percent: float = 70.0
    terrain: str = "rural"
    delayed_ignition: float = 0.9
    pool_area_m2: float = 1500.0
    gas_pressure_kpa: float = 1600.0


@dataclass(frozen=True, slots=True)
class Rose:
    """Probability of wind from each direction in each class, shape (16, 6): by day, by night."""

    day: Floats
    night: Floats

    @property
    def year(self) -> Floats:
        """The whole year."""
        return np.asarray(DAY_SHARE * self.day + (1.0 - DAY_SHARE) * self.night)


@dataclass(frozen=True, slots=True)
class People:
    """People at places, by day and by night; ``owner`` is the enterprise they work for, else 0.

    The staff of the enterprise whose vessel leaks does not count: societal risk is that of the
    people around it (GB 36894-2018, 2.2).
    """

    x: Floats
    y: Floats
    day: Floats
    night: Floats
    owner: NDArray[np.int64]

    def without(self, owner: int) -> People:
        """Return everybody but the staff of an enterprise."""
        keep = self.owner != owner
        return People(
            self.x[keep], self.y[keep], self.day[keep], self.night[keep], self.owner[keep]
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where the risk is asked for one by one: the protected targets."""

    x: Floats
    y: Floats


#: Probability of death downwind (x) and to the right of the wind (y), in metres.
Footprint = Callable[[Floats, Floats], Deaths]


@dataclass(frozen=True, slots=True)
class Event:
    """One outcome of one leak: how often, where, and its footprint in every class of weather."""

    vessel: Vessel
    leak: str
    outcome: str
    frequency: float
    reach: float
    footprints: tuple[Footprint, ...]


@dataclass
class Notes:
    """Models, caveats and assumptions of the whole, and what was left out."""

    models: dict[str, ModelInfo] = field(default_factory=dict)
    caveats: Caveats = field(default_factory=Caveats)
    remarks: list[str] = field(default_factory=list)
    #: (vessel, leak, reason) of what could not be computed.
    left_out: list[tuple[str, str, str]] = field(default_factory=list)

    def use(self, *infos: ModelInfo) -> None:
        """Remember models."""
        self.models |= {info.id: info for info in infos}

    def remark(self, *keys: str) -> None:
        """Add assumptions, each once."""
        self.remarks += [key for key in keys if key not in self.remarks]


def weathers(settings: Settings) -> tuple[Weather, ...]:
    """Return the weather of every class; the direction is that of the rose."""
    return tuple(
        Weather(
            wind_speed=speed,
            wind_from=270.0,
            temperature=settings.temperature_c + 273.15,
            humidity=settings.humidity_percent / 100.0,
            stability=stability,
            terrain=settings.terrain,
        )
        for stability, speed in CLASSES
    )


#: Kinds of leak of a vessel and how the platform's scenarios call them.
RELEASES: Mapping[str, str] = MappingProxyType(
    {"instantaneous": "sudden", "in 10 minutes": "ten_minutes", "10 mm hole": "hole"}
)
