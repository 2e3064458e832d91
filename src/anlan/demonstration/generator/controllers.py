"""Controllers and control systems that do not speak the platform's own message.

A plant's control system over OPC UA, refrigeration and boiler controllers over Modbus TCP, and gas
regulator stations over Sparkplug B. Addresses are of this machine, where simulated ones listen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import County, Enterprise, Position

OPC_UA_URL = "opc.tcp://127.0.0.1:14840/plant"
NAMESPACE = "urn:anlan:plant"
MODBUS_PORT = 15020
#: Apart by so much on the map, so that they do not lie on each other. [degrees]
APART = 0.0004


@dataclass(frozen=True)
class ControllerPoint:
    """A point with its address in the protocol; value = wire value · scale."""

    key: str
    name: str
    quantity: str
    unit: str
    low: float
    high: float
    source: str
    scale: float = 1.0
    decimals: int = 1


@dataclass(frozen=True)
class Controller:
    """A device that a gateway asks or hears."""

    code: str
    name: str
    kind: str
    enterprise: Enterprise
    position: Position
    protocol: str
    period_s: float
    points: tuple[ControllerPoint, ...]
    identity: str = ""
    connection: Mapping[str, Any] = field(default_factory=dict)


#: Key, name, quantity, unit, range; the address follows from the protocol.
Row = tuple[str, str, str, str, float, float]
CONTROL_SYSTEM: tuple[tuple[str, str, tuple[Row, ...]], ...] = (
    (
        "R101",
        "合成反应釜",
        (
            ("temperature", "釜内温度", "temperature", "℃", 0, 150),
            ("pressure", "釜内压力", "pressure", "MPa", 0, 1.6),
            ("level", "釜液位", "liquid_level", "%", 0, 100),
        ),
    ),
    (
        "T201",
        "精馏塔",
        (
            ("top", "塔顶温度", "temperature", "℃", 0, 150),
            ("bottom", "塔釜温度", "temperature", "℃", 0, 200),
            ("pressure", "塔顶压力", "pressure", "MPa", 0, 1.0),
        ),
    ),
    (
        "W301",
        "循环冷却水",
        (
            ("flow", "循环水流量", "flow", "m³/h", 0, 120),
            ("temperature", "回水温度", "temperature", "℃", 0, 60),
        ),
    ),
)
#: Sector: device, and its points with their registers and factors.
REGISTERS: Mapping[str, tuple[str, str, tuple[tuple[Row, str, float], ...]]] = {
    "ammonia_cold": (
        "REF",
        "制冷压缩机控制器",
        (
            (("discharge", "排气压力", "pressure", "MPa", 0, 2.5), "holding:40001:uint16", 0.001),
            (("suction", "吸气压力", "pressure", "MPa", 0, 1.0), "holding:40002:uint16", 0.001),
            (("oil", "油温", "temperature", "℃", -20, 120), "holding:40003:int16", 0.1),
            (("current", "电机电流", "current", "A", 0, 200), "input:30001:float32:le", 1.0),
        ),
    ),
    "power_plant": (
        "BOI",
        "锅炉控制器",
        (
            (("pressure", "主蒸汽压力", "pressure", "MPa", 0, 10), "holding:0:float32:be", 1.0),
            (("level", "汽包水位", "liquid_level", "%", 0, 100), "holding:2:float32:be", 1.0),
            (("flow", "给水流量", "flow", "t/h", 0, 130), "holding:8:uint32:be", 0.01),
        ),
    ),
}
STATION: tuple[tuple[Row, str], ...] = (
    (("inlet", "进口压力", "pressure", "MPa", 0, 1.6), "Inlet/Pressure"),
    (("outlet", "出口压力", "pressure", "MPa", 0, 0.8), "Outlet/Pressure"),
    (("flow", "流量", "flow", "m³/h", 0, 500), "Outlet/Flow"),
    (("temperature", "燃气温度", "temperature", "℃", -20, 60), "Inlet/Temperature"),
)
EACH_SECTOR = 2


def build_controllers(county: County) -> tuple[Controller, ...]:
    """All controllers of a county, from what it holds."""
    prefix = county.code[:6]
    return (
        *_control_system(county, prefix),
        *_registers(county, prefix),
        *_stations(county, prefix),
    )


def _beside(enterprise: Enterprise, number: int) -> Position:
    place = enterprise.position
    return Position(
        round(place.longitude + APART * (number + 1), 6), round(place.latitude - APART, 6)
    )


def _of_sector(county: County, sector: str) -> list[Enterprise]:
    return [one for one in county.enterprises if one.sector == sector][:EACH_SECTOR]


def _control_system(county: County, prefix: str) -> Iterator[Controller]:
    """The flagship's control system: one server, a device for each unit of the plant."""
    plant = next(one for one in county.enterprises if one.key == county.flagship)
    for number, (unit, name, rows) in enumerate(CONTROL_SYSTEM):
        yield Controller(
            code=f"{prefix}-DCS-{unit}",
            name=f"{plant.short_name}{name}",
            kind="process",
            enterprise=plant,
            position=_beside(plant, number),
            protocol="opc_ua",
            period_s=2,
            points=tuple(
                ControllerPoint(*row, f"nsu={NAMESPACE};s={unit}.{row[0]}", decimals=2)
                for row in rows
            ),
            connection={"url": OPC_UA_URL},
        )


def _registers(county: County, prefix: str) -> Iterator[Controller]:
    """Controllers that are asked for their registers, each behind an address of its own."""
    port = MODBUS_PORT
    for sector, (group, name, rows) in REGISTERS.items():
        for number, enterprise in enumerate(_of_sector(county, sector)):
            yield Controller(
                code=f"{prefix}-{group}-{number + 1:04d}",
                name=f"{enterprise.short_name}{name}",
                kind="process",
                enterprise=enterprise,
                position=_beside(enterprise, number),
                protocol="modbus",
                period_s=5,
                points=tuple(
                    ControllerPoint(*row, source, scale, 2) for row, source, scale in rows
                ),
                connection={"host": "127.0.0.1", "port": port, "unit": number + 1},
            )
            port += 1


def _stations(county: County, prefix: str) -> Iterator[Controller]:
    """Regulator stations of the gas firms, each a device behind an edge node."""
    for number, enterprise in enumerate(_of_sector(county, "gas")):
        yield Controller(
            code=f"{prefix}-REG-{number + 1:04d}",
            name=f"{enterprise.short_name}调压站",
            kind="lifeline",
            enterprise=enterprise,
            position=_beside(enterprise, number),
            protocol="sparkplug",
            period_s=5,
            points=tuple(ControllerPoint(*row, source, decimals=2) for row, source in STATION),
            identity=f"gas-{prefix}/station-{number + 1}/regulator",
        )
