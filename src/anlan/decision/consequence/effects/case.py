"""What is asked of the models, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from anlan.decision.consequence.effects.clouds import Outline
from anlan_science.dispersion.stability import StabilityClass
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats

Effect = Literal["toxic", "flammable", "thermal", "dose", "overpressure"]


class Unanswerable(ValueError):
    """The models cannot answer this case; ``field`` is the input to mend, ``code`` the reason."""

    def __init__(self, field_name: str, code: str, **values: object) -> None:
        super().__init__(f"{field_name}: {code}")
        self.field = field_name
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Weather:
    """Wind at 10 m; ``wind_from`` clockwise from north in degrees, None where it is not known."""

    wind_speed: float
    wind_from: float | None
    temperature: float  # K
    humidity: float  # share
    stability: StabilityClass
    terrain: str = "rural"


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario with its numbers in SI units."""

    scenario: str
    release: str
    cas: str
    quantity: float  # kg
    is_gas: bool  # kept as a gas, not as a liquid
    liquid_density: float | None  # kg/m³
    pressure: float | None  # Pa absolute, of a gas in its vessel
    partial_pressure: float | None  # Pa, over a solution
    hole: float  # diameter, m
    head: float  # m
    rate: float | None  # kg/s, given by hand
    duration: float  # s
    height: float  # m
    pool_area: float | None  # m²
    idlh_ppm: float | None = None
    notice_ppm: float | None = None
    is_solution: bool = False
    is_cold: bool = False  # kept cold at the pressure of the air
    explosion: str = "tnt"  # method of the blast of a cloud, see ``blast.METHODS``
    congestion: str = "medium"  # what a cloud lies among
    congested_volume: float | None = None  # m³ of it
    air_changes: float = 1.0  # of a closed house, per hour
    pipe_length: float = 0.0  # m, from the vessel to the break
    is_upward: bool = False  # a jet that blows upward


@dataclass(frozen=True, slots=True)
class Fact:
    """A number on the way to the zones: the key of its words, the value, the unit."""

    key: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Zone:
    """What exceeds one level; reach with the level halved and doubled shows a factor of two."""

    zone: int
    value: float
    unit: str
    label: str
    source: str
    is_level_verified: bool
    reach: float  # m
    reach_low: float
    reach_high: float
    outline: Outline = field(default_factory=list)


@dataclass
class Other:
    """What another model of the same thing says: reach [m] by zone."""

    model: ModelInfo
    reach: dict[int, float] = field(default_factory=dict)


@dataclass
class Outcome:
    """Zones, gravest first, with the facts, the models and everything that must be warned of."""

    effect: Effect
    zones: list[Zone] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    models: dict[str, ModelInfo] = field(default_factory=dict)
    caveats: Caveats = field(default_factory=Caveats)
    #: Keys of sentences about assumptions, see ``words``.
    remarks: list[str] = field(default_factory=list)
    #: Reach of the escalation thresholds by kind of vessel [m].
    domino: dict[str, float] = field(default_factory=dict)
    #: Models that were asked beside the one that draws the zones.
    others: list[Other] = field(default_factory=list)

    def use(self, *infos: ModelInfo) -> None:
        """Remember the models that were used."""
        self.models |= {info.id: info for info in infos}

    def tell(self, key: str, value: float, unit: str) -> None:
        """Add a fact."""
        self.facts.append(Fact(key, float(value), unit))

    def remark(self, key: str) -> None:
        """Add an assumption once."""
        if key not in self.remarks:
            self.remarks.append(key)
