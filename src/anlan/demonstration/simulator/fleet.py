"""The devices to simulate, read from the database, with behaviours from the loaded county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.demonstration.generator import County
from anlan.demonstration.public import find_loaded_county, make_loaded_county
from anlan.demonstration.simulator.signals import Behaviour
from anlan.monitoring.alarms.public import limits_of
from anlan.monitoring.devices.public import PointInfo, list_points_to_simulate

CHLORINE_CAS = "7782-50-5"


@dataclass(frozen=True, slots=True)
class Fleet:
    """Points in a fixed order, their behaviours, and which device the gas leak story uses."""

    points: tuple[PointInfo, ...]
    behaviours: tuple[Behaviour, ...]
    leak_device: str
    seed: int

    def rows_of(self, device_code: str) -> list[int]:
        """Return the rows of a device's points."""
        return [n for n, point in enumerate(self.points) if point.device_code == device_code]


def _general(point: PointInfo) -> Behaviour:
    """Behaviour of a point the county does not describe: a fifth of its range, with some noise."""
    low = 0.0 if point.range_low is None else point.range_low
    high = low + 100.0 if point.range_high is None else point.range_high
    span = high - low
    return Behaviour(
        "diurnal", low + 0.2 * span, 0.002 * span, 0.02 * span, 14.0, low, high, point.decimals
    )


def load_fleet(county: County | None = None) -> Fleet:
    """Read devices that speak MQTT and are in service; ``county`` where it is at hand already."""
    points = tuple(list_points_to_simulate())
    known: Mapping[tuple[str, str], Behaviour] = {}
    leak_device, seed = "", 1
    loaded, county = find_loaded_county(), county or make_loaded_county()
    if loaded is not None and county is not None:
        seed = loaded.seed
        known = {
            (p.device, p.key): Behaviour(
                p.behaviour.kind,
                p.behaviour.mean,
                p.behaviour.noise,
                p.behaviour.swing,
                p.behaviour.peak_hour,
                p.behaviour.floor,
                p.behaviour.ceiling,
                p.behaviour.decimals,
            )
            for p in county.points
        }
        flagship = {loaded.flagship_uscc}
        ours = {d.code for d in county.devices if d.enterprise in flagship}
        chlorine = sorted(
            p.device for p in county.points if p.cas == CHLORINE_CAS and p.device in ours
        )
        leak_device = chlorine[0] if chlorine else ""
    if not leak_device:
        leak_device = next((p.device_code for p in points if limits_of(p.id)), "")
    return Fleet(
        points=points,
        behaviours=tuple(known.get((p.device_code, p.key)) or _general(p) for p in points),
        leak_device=leak_device,
        seed=seed,
    )
