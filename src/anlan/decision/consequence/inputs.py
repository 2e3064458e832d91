"""The inputs of a run in the units of the form: checked, stored and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from math import isfinite
from typing import Any, Self

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.decision.consequence.choices import BlastMethod, Congestion, Stability
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput
from anlan_science.dispersion import pasquill1961

#: Readings older than this are told of. [s]
FRESH_S = 3600.0

#: Least and greatest value that is accepted at all; narrower published ranges become warnings.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "quantity_t": (0.0001, 100_000.0),
    "longitude": (-180.0, 180.0),
    "latitude": (-85.0, 85.0),
    "wind_speed_m_s": (0.0, 60.0),
    "wind_from_deg": (0.0, 360.0),
    "temperature_c": (-20.0, 50.0),
    "humidity_percent": (1.0, 100.0),
    "hole_mm": (1.0, 2000.0),
    "head_m": (0.0, 50.0),
    "rate_kg_s": (0.0001, 10_000.0),
    "duration_min": (0.1, 1440.0),
    "height_m": (0.0, 300.0),
    "pool_area_m2": (1.0, 1_000_000.0),
    "pressure_kpa": (101.4, 100_000.0),
    "partial_pressure_kpa": (0.001, 101.3),
    "congested_m3": (10.0, 10_000_000.0),
    "air_changes_h": (0.05, 20.0),
    "pipe_m": (0.0, 10_000.0),
}


@dataclass(frozen=True, slots=True)
class RunInputs:
    """What one fills in; None where nothing was given."""

    scenario: str
    release: str
    chemical_id: int
    quantity_t: float
    longitude: float
    latitude: float
    wind_speed_m_s: float
    wind_from_deg: float | None = None
    temperature_c: float = 20.0
    humidity_percent: float = 60.0
    stability: str = "auto"
    terrain: str = "rural"
    weather_source: str = ""
    weather_at: datetime | None = None
    container: str = ""
    hole_mm: float = 25.0
    head_m: float = 2.0
    rate_kg_s: float | None = None
    duration_min: float = 30.0
    height_m: float = 0.0
    pool_area_m2: float | None = None
    pressure_kpa: float | None = None
    partial_pressure_kpa: float | None = None
    is_gas: bool = False
    is_solution: bool = False
    is_cold: bool = False
    explosion: str = "tnt"
    congestion: str = "medium"
    congested_m3: float | None = None
    air_changes_h: float = 1.0
    pipe_m: float = 0.0
    is_upward: bool = False

    def check(self) -> None:
        """Raise ``InvalidInput`` with every number that cannot be."""
        wrong = {}
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if value is None:
                continue
            if not isfinite(value) or not low <= value <= high:
                wrong[name] = _("Give a number from %(low)s to %(high)s.") % {
                    "low": f"{low:g}",
                    "high": f"{high:g}",
                }
        if self.stability not in Stability.values:
            wrong["stability"] = _("Choose a stability class.")
        if self.terrain not in ("rural", "urban"):
            wrong["terrain"] = _("Choose the kind of country.")
        if self.explosion not in BlastMethod.values:
            wrong["explosion"] = _("Choose the method of the blast.")
        if self.congestion not in Congestion.values:
            wrong["congestion"] = _("Choose what the cloud lies among.")
        if wrong:
            raise InvalidInput(fields=wrong)

    @property
    def weather_is_old(self) -> bool:
        """Whether the readings are more than an hour old."""
        return (
            self.weather_at is not None
            and (clock.now() - self.weather_at).total_seconds() > FRESH_S
        )

    def stored(self) -> dict[str, Any]:
        """Return the inputs as JSON values."""
        found = asdict(self)
        found["weather_at"] = self.weather_at.isoformat() if self.weather_at else None
        return found

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> Self:
        """Read stored inputs; names of other versions are left out."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        if values.get("weather_at"):
            values["weather_at"] = parse_datetime(values["weather_at"])
        return cls(**values)

    def with_changes(self, **changes: Any) -> Self:
        """Return the inputs with some of them changed."""
        return replace(self, **changes)


def stability_of(inputs: RunInputs) -> tuple[str, bool]:
    """Return the stability class, and whether it was only guessed from wind and hour.

    Without clouds a moderate sun stands for the day and a clear sky for the night: by day neither
    the best nor the worst mixing, by night the worst.
    """
    if inputs.stability != Stability.AUTO:
        return inputs.stability, False
    hour = timezone.localtime(inputs.weather_at or clock.now()).hour
    sky: pasquill1961.Sky
    if 9 <= hour < 16:
        sky = "moderate"
    elif 7 <= hour < 18:
        sky = "slight"
    else:
        sky = "clear_night"
    return pasquill1961.stability_class(inputs.wind_speed_m_s, sky), True
