"""Outstations that call the platform themselves, each in the protocol of its trade.

Data loggers of polluters (HJ 212), hydrological telemetry stations (SL 651) and fire alarm
transmitters (GB/T 26875.3). Their numbers begin with nines, where no real one is given out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .controllers import APART, ControllerPoint
from .model import County, Enterprise, Position

HYDROLOGY = "water"
RIVER_STATIONS = 6
#: Sectors whose waste water or waste gas is watched, and how many firms of each.
WASTE_WATER = {"sewage": 4, "specialty_paper": 3}
WASTE_GAS = {"power_plant": 2, "waste": 2}
GUARDED = {"mall": 3, "hotel": 2, "chemical_organic": 1}

WATER_POINTS = (
    ControllerPoint("flow", "污水流量", "flow", "L/s", 0, 500, "w00000"),
    ControllerPoint("ph", "pH值", "ph", "", 0, 14, "w01001", decimals=2),
    ControllerPoint("cod", "化学需氧量", "pollutant", "mg/L", 0, 500, "w01018"),
    ControllerPoint("ammonia", "氨氮", "pollutant", "mg/L", 0, 100, "w21003", decimals=2),
    ControllerPoint(
        "cod_minute", "化学需氧量(分钟均值)", "pollutant", "mg/L", 0, 500, "w01018-Avg"
    ),
)
GAS_POINTS = (
    ControllerPoint("so2", "二氧化硫", "pollutant", "mg/m³", 0, 500, "a21026"),
    ControllerPoint("nox", "氮氧化物", "pollutant", "mg/m³", 0, 500, "a21002"),
    ControllerPoint("dust", "烟尘", "pollutant", "mg/m³", 0, 200, "a34013"),
    ControllerPoint("oxygen", "氧气含量", "oxygen", "%", 0, 25, "a19001"),
    ControllerPoint("temperature", "烟气温度", "temperature", "℃", 0, 300, "a01012"),
)
RIVER_POINTS = (
    ControllerPoint("level", "河道水位", "water_level", "m", 0, 200, "Z", decimals=2),
    ControllerPoint("rain", "当前降水量", "rainfall", "mm", 0, 200, "PJ"),
    ControllerPoint("rain_total", "降水量累计值", "rainfall", "mm", 0, 99_999, "PT"),
    ControllerPoint("rain_5min", "5分钟时段雨量", "rainfall", "mm", 0, 25.4, "DRP"),
    ControllerPoint("battery", "电源电压", "voltage", "V", 0, 30, "VT", decimals=2),
)
FIRE_POINTS = (
    ControllerPoint("fire", "火警数", "status", "", 0, 4096, "fire", decimals=0),
    ControllerPoint("fault", "故障数", "status", "", 0, 4096, "fault", decimals=0),
    ControllerPoint(
        "panel", "火灾报警控制器状态", "status", "", 0, 65_535, "system.1.1", decimals=0
    ),
    ControllerPoint(
        "lobby", "门厅感烟探测器火警", "status", "", 0, 1, "part.1.1.1#fire", decimals=0
    ),
    ControllerPoint(
        "hydrant", "消火栓管网压力", "pressure", "MPa", 0, 1.6, "analogue.11.1.7.5", 0.001, 2
    ),
    # The height of the water in a tank of four metres.
    ControllerPoint("tank", "消防水箱水位", "liquid_level", "%", 0, 100, "analogue.11.1.8.2", 25),
)


@dataclass(frozen=True)
class Outstation:
    """A device that calls; ``enterprise`` is None where it stands at a river."""

    code: str
    name: str
    kind: str
    protocol: str
    identity: str
    organisation: str
    region: str
    position: Position
    period_s: float
    points: tuple[ControllerPoint, ...]
    enterprise: str | None = None


def build_outstations(county: County) -> tuple[Outstation, ...]:
    """All outstations of a county, from what it holds."""
    prefix = county.code[:6]
    return (*_loggers(county, prefix), *_stations(county, prefix), *_transmitters(county, prefix))


def _of_sectors(county: County, sectors: dict[str, int]) -> Iterator[Enterprise]:
    for sector, number in sectors.items():
        yield from [one for one in county.enterprises if one.sector == sector][:number]


def _at(enterprise: Enterprise, east: float, north: float) -> Position:
    place = enterprise.position
    return Position(
        round(place.longitude + east * APART, 6), round(place.latitude + north * APART, 6)
    )


def _loggers(county: County, prefix: str) -> Iterator[Outstation]:
    number = 0
    for sectors, name, points in (
        (WASTE_WATER, "废水排口数采仪", WATER_POINTS),
        (WASTE_GAS, "废气排口数采仪", GAS_POINTS),
    ):
        for enterprise in _of_sectors(county, sectors):
            number += 1
            yield Outstation(
                code=f"{prefix}-EML-{number:04d}",
                name=f"{enterprise.short_name}{name}",
                kind="environment",
                protocol="hj212",
                identity=f"99{prefix}{number:016d}",
                organisation=enterprise.organisation,
                region=enterprise.region,
                position=_at(enterprise, -1, 1),
                period_s=60,
                points=points,
                enterprise=enterprise.key,
            )


def _stations(county: County, prefix: str) -> Iterator[Outstation]:
    """Beside the gauges of the rivers, from the mouth up."""
    gauges = [device for device in county.devices if device.kind == "river_gauge"]
    for number, gauge in enumerate(gauges[:RIVER_STATIONS], 1):
        place = gauge.position
        yield Outstation(
            code=f"{prefix}-HYD-{number:04d}",
            name=gauge.name.replace("水文站", "水情遥测站"),
            kind="river_gauge",
            protocol="sl651",
            identity=f"99{prefix[2:]}{number:02d}",
            organisation=HYDROLOGY,
            region=gauge.region,
            position=Position(round(place.longitude + APART, 6), place.latitude),
            period_s=60,
            points=RIVER_POINTS,
        )


def _transmitters(county: County, prefix: str) -> Iterator[Outstation]:
    for number, enterprise in enumerate(_of_sectors(county, GUARDED), 1):
        yield Outstation(
            code=f"{prefix}-FIR-{number:04d}",
            name=f"{enterprise.short_name}消防用户信息传输装置",
            kind="fire",
            protocol="gbt26875",
            identity=f"99{prefix}{number:04d}",
            organisation=enterprise.organisation,
            region=enterprise.region,
            position=_at(enterprise, 1, 1),
            period_s=30,
            points=FIRE_POINTS,
            enterprise=enterprise.key,
        )
