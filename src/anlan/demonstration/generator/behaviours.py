"""How measured quantities behave on a normal day, with units and ranges.

Kinds of behaviour: ``steady`` noise around the mean; ``diurnal`` a daily wave, highest at the
peak hour; ``tank`` slow filling and emptying between mean minus and plus swing; ``walk`` a wave
with slow wandering; ``rain`` zero until it rains; ``river`` a slow wave that rain lifts.
"""

from __future__ import annotations

from dataclasses import dataclass

from .chance import Chance
from .model import Behaviour, Point
from .tables import chemical


@dataclass(frozen=True)
class Signal:
    """What an instrument measures: quantity, unit, range and ordinary behaviour."""

    quantity: str
    name: str
    unit: str
    low: float
    high: float
    kind: str
    mean: float
    noise: float
    swing: float
    peak_hour: float
    decimals: int
    spread: float = 0.1  # how much the mean differs between instruments, as a share


TOXIC_RANGES_PPM = {
    # cas: range of the detector, ordinary reading, noise
    "7782-50-5": (10.0, 0.02, 0.012),
    "7664-41-7": (100.0, 2.0, 0.6),
    "7783-06-4": (50.0, 0.4, 0.2),
    "630-08-0": (300.0, 3.0, 0.8),
    "7647-01-0": (20.0, 0.15, 0.06),
    "7664-39-3": (10.0, 0.05, 0.03),
    "50-00-0": (10.0, 0.03, 0.015),
    "7803-51-2": (5.0, 0.01, 0.005),
}

GAS_NAMES = {
    "7782-50-5": "氯气",
    "7664-41-7": "氨气",
    "7647-01-0": "氯化氢",
    "7664-39-3": "氟化氢",
    "50-00-0": "甲醛",
    "1333-74-0": "氢气",
    "74-82-8": "天然气",
}

SIGNALS = {
    # quantity, name, unit, range low, high, kind, mean, noise, swing, peak hour, decimals, spread
    "combustible_gas": Signal(
        "combustible_gas", "可燃气体浓度", "%LEL", 0, 100, "steady", 1.2, 0.35, 0.4, 14, 1
    ),
    "tank_level": Signal("liquid_level", "液位", "%", 0, 100, "tank", 55, 0.15, 16, 15, 1),
    "tank_temperature": Signal(
        "temperature", "温度", "°C", -20, 100, "diurnal", 20, 0.15, 5, 15, 1
    ),
    "cold_temperature": Signal(
        "temperature", "温度", "°C", -200, 60, "steady", -165, 0.2, 1, 15, 1, 0.02
    ),
    "tank_pressure": Signal("pressure", "压力", "MPa", 0, 1.6, "diurnal", 0.65, 0.006, 0.06, 15, 3),
    "dust": Signal("other", "粉尘浓度", "mg/m³", 0, 100, "diurnal", 2.2, 0.35, 1.2, 14, 1),
    "residual_current": Signal(
        "current", "剩余电流", "mA", 0, 1000, "diurnal", 60, 6, 18, 19, 0, 0.3
    ),
    "cable_temperature": Signal(
        "temperature", "线缆温度", "°C", -20, 120, "diurnal", 28, 0.4, 6, 19, 1, 0.15
    ),
    "rain_1h": Signal("rainfall", "1小时雨量", "mm", 0, 200, "rain", 0, 0, 0, 0, 1, 0.0),
    "rain_3h": Signal("rainfall", "3小时雨量", "mm", 0, 400, "rain", 0, 0, 0, 0, 1, 0.0),
    "rain_24h": Signal("rainfall", "24小时雨量", "mm", 0, 800, "rain", 0, 0, 0, 0, 1, 0.0),
    "wind_speed": Signal("wind_speed", "风速", "m/s", 0, 60, "walk", 2.4, 0.35, 1.1, 14, 1, 0.15),
    "wind_direction": Signal(
        "wind_direction", "风向(来向)", "°", 0, 360, "walk", 80, 9, 25, 14, 0, 0.1
    ),
    "air_temperature": Signal(
        "temperature", "气温", "°C", -40, 60, "diurnal", 15, 0.15, 5, 15, 1, 0.05
    ),
    "humidity": Signal("humidity", "相对湿度", "%", 0, 100, "diurnal", 68, 0.8, 14, 5, 0, 0.05),
    "air_pressure": Signal(
        "pressure", "气压", "hPa", 800, 1100, "walk", 1013, 0.1, 1.2, 10, 1, 0.002
    ),
    "water_level": Signal("water_level", "水位", "m", 0, 200, "river", 40, 0.01, 0.06, 6, 2, 0.0),
    "flow": Signal("flow", "流量", "m³/s", 0, 8000, "river", 90, 1.5, 6, 6, 1, 0.3),
    "displacement": Signal(
        "displacement", "累计位移", "mm", 0, 500, "walk", 6, 0.05, 0.1, 15, 2, 0.5
    ),
    "tilt": Signal("other", "倾角", "°", -30, 30, "steady", 0.15, 0.01, 0.01, 15, 3, 0.5),
    "phreatic_depth": Signal("other", "浸润线埋深", "m", 0, 40, "steady", 8.5, 0.02, 0.05, 6, 2),
}


def make_point(
    device: str,
    key: str,
    signal: str,
    chance: Chance,
    *,
    name: str = "",
    cas: str | None = None,
    mean: float | None = None,
    high: float | None = None,
) -> Point:
    """A point with a known signal, its mean a little different on every instrument."""
    q = SIGNALS[signal]
    centre = q.mean if mean is None else mean
    centre = round(centre * (1 + chance.number(-q.spread, q.spread)), 4)
    ceiling = q.high if high is None else high
    return Point(
        device=device,
        key=key,
        name=name or q.name,
        quantity=q.quantity,
        unit=q.unit,
        range_low=q.low,
        range_high=ceiling,
        cas=cas,
        behaviour=Behaviour(
            q.kind, centre, q.noise, q.swing, q.peak_hour, q.low, ceiling, q.decimals
        ),
    )


def make_toxic_point(device: str, cas: str, name: str, chance: Chance) -> Point:
    """A point of a toxic gas in ppm; the reading of clean air is close to zero and never below."""
    high, mean, noise = TOXIC_RANGES_PPM[cas]
    decimals = 2 if high <= 20 else 1
    mean = round(mean * (1 + chance.number(-0.2, 0.2)), 4)
    behaviour = Behaviour("steady", mean, noise, round(mean * 0.3, 4), 14.0, 0.0, high, decimals)
    return Point(device, "gas", name, "gas_concentration", "ppm", 0.0, high, cas, behaviour)


def gas_name(cas: str) -> str:
    """What people call a gas: 氯气, not 氯(液氯)."""
    return GAS_NAMES.get(cas) or chemical(cas).name.split("(")[0]
