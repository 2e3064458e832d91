"""Coaches, chartered coaches, dangerous-goods vehicles: terminals, drivers, ways, trips.

Plates have 演 in them, terminal numbers begin with 000, qualification numbers say that they are
none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from .chance import Chance
from .model import County, Enterprise, Road
from .names import NameBook

#: Sector → kinds of vehicle of an operator, and how many it has.
FLEETS: dict[str, tuple[tuple[str, ...], int]] = {
    "transport_hazmat": (("hazmat",), 7),
    "transport": (("coach", "coach", "charter"), 3),
}
#: What the demonstration carries: substances with tonnes a vehicle may load.
GOODS = (
    (("7782-50-5",), 20.0),
    (("7664-41-7",), 22.0),
    (("67-56-1", "71-43-2", "108-88-3"), 28.0),
    (("68476-85-7",), 18.0),
)
#: One vehicle in so many is driven with haste, one in so many at night.
HASTY, NOCTURNAL = 14, 9
TRIPS = 36
#: This one drives another way than was planned.
STRAY = 5
SHORTEST_WAY_M = 9_000


@dataclass(frozen=True)
class DemoDriver:
    """A fictitious driver or escort."""

    key: str
    name: str
    phone: str
    qualification: str
    enterprise: str
    valid_days: int
    may_carry_goods: bool


@dataclass(frozen=True)
class DemoWay:
    """The way a vehicle drives there and back."""

    line: tuple[tuple[float, float], ...]
    speed_km_h: float
    pause_s: float
    haste: float


@dataclass(frozen=True)
class DemoVehicle:
    """A vehicle with its terminal."""

    code: str
    identity: str
    plate: str
    kind: str
    enterprise: str
    driver: str
    seats: int | None
    load_t: float | None
    goods: tuple[str, ...]
    runs_at_night: bool
    inspection_days: int
    way: DemoWay = field(hash=False)


@dataclass(frozen=True)
class DemoTrip:
    """A waybill, its departure in hours from the moment of loading."""

    number: str
    vehicle: str
    driver: str
    escort: str
    goods: tuple[tuple[str, float], ...]
    shipper: str
    receiver: str
    origin: str
    destination: str
    departs_h: float
    lasts_h: float
    state: str
    route: tuple[tuple[float, float], ...] = field(hash=False)


@dataclass(frozen=True)
class DemoFleet:
    """All of it."""

    drivers: tuple[DemoDriver, ...]
    vehicles: tuple[DemoVehicle, ...]
    trips: tuple[DemoTrip, ...]


class _Net:
    """Shortest ways over the generated roads."""

    def __init__(self, roads: Sequence[Road]) -> None:
        self.names = sorted({r.from_node for r in roads} | {r.to_node for r in roads})
        number = {name: n for n, name in enumerate(self.names)}
        self.roads: dict[tuple[int, int], Road] = {}
        ends = []
        for road in roads:
            a, b = number[road.from_node], number[road.to_node]
            self.roads[a, b] = self.roads[b, a] = road
            ends.append((a, b, road.length_m / road.speed_km_h))
        a_s, b_s, costs = (np.array(column) for column in zip(*ends, strict=True))
        size = len(self.names)
        self.graph = coo_matrix((costs, (a_s, b_s)), shape=(size, size)).tocsr()

    def way(self, start: int, chance: Chance) -> list[tuple[float, float]]:
        """The quickest way from a junction to one some kilometres away."""
        costs, before = dijkstra(
            self.graph, directed=False, indices=start, return_predecessors=True
        )
        far = np.flatnonzero(np.isfinite(costs) & (costs * 50 > SHORTEST_WAY_M))
        if not len(far):
            return []
        place = int(far[chance.integer(0, len(far) - 1)])
        line: list[tuple[float, float]] = []
        while place != start:
            previous = int(before[place])
            road = self.roads[previous, place]
            points = list(road.line.coords)
            # From the end towards the start, so that the whole is turned round once.
            is_forward = road.from_node == self.names[previous]
            line += reversed(points) if is_forward else points
            place = previous
        return [(round(x, 6), round(y, 6)) for x, y, *_ in reversed(line)]


def fleet_of(county: County) -> DemoFleet:
    """Return the fleet of a county, the same for the same seed."""
    chance = Chance(county.seed, county.code, "vehicles")
    names = NameBook(Chance(county.seed, county.code, "drivers"))
    net = _Net(county.roads)
    drivers: list[DemoDriver] = []
    vehicles: list[DemoVehicle] = []
    for enterprise in county.enterprises:
        if enterprise.sector not in FLEETS:
            continue
        kinds, count = FLEETS[enterprise.sector]
        for number in range(count):
            drivers.append(_driver(enterprise, kinds[0] == "hazmat", names, len(drivers), chance))
            kind = kinds[number % len(kinds)]
            vehicles.append(
                _vehicle(county, enterprise, kind, drivers[-1].key, len(vehicles), net, chance)
            )
    trips = tuple(_trips(county, vehicles, drivers, chance))
    return DemoFleet(tuple(drivers), tuple(vehicles), trips)


def _driver(
    enterprise: Enterprise, carries_goods: bool, names: NameBook, number: int, chance: Chance
) -> DemoDriver:
    return DemoDriver(
        key=f"driver-{number}",
        name=names.person(),
        phone=f"000{20_000_000 + number:08d}",
        qualification=f"YANSHI-{number:08d}",
        enterprise=enterprise.key,
        # A few have expired, some are nearly due.
        valid_days=chance.integer(-20, 900) if number % 11 == 0 else chance.integer(40, 1800),
        may_carry_goods=carries_goods,
    )


def _vehicle(
    county: County,
    enterprise: Enterprise,
    kind: str,
    driver: str,
    number: int,
    net: _Net,
    chance: Chance,
) -> DemoVehicle:
    is_hazmat = kind == "hazmat"
    goods, load = GOODS[number % len(GOODS)]
    line: list[tuple[float, float]] = []
    for _attempt in range(8):
        line = net.way(chance.integer(0, len(net.names) - 1), chance)
        if len(line) > 2:
            break
    is_hasty = number % HASTY == 5
    return DemoVehicle(
        code=f"{county.code[:6]}-VEH-{number + 1:04d}",
        identity=f"000{10_000_000 + number:08d}",
        plate=f"浙H演{number + 1:04d}",
        kind=kind,
        enterprise=enterprise.key,
        driver=driver,
        seats=None if is_hazmat else chance.pick((19, 33, 45, 53)),
        load_t=load if is_hazmat else None,
        goods=goods if is_hazmat else (),
        runs_at_night=kind == "coach" and number % NOCTURNAL == 4,
        inspection_days=chance.integer(-6, 360),
        way=DemoWay(
            tuple(line),
            speed_km_h=chance.number(34, 42, 1) if is_hazmat else chance.number(36, 48, 1),
            pause_s=float(chance.integer(900, 3600)),
            haste=chance.number(1.7, 2.2, 2) if is_hasty else 1.0,
        ),
    )


def _trips(
    county: County,
    vehicles: Sequence[DemoVehicle],
    drivers: Sequence[DemoDriver],
    chance: Chance,
) -> Iterator[DemoTrip]:
    """Some under way, some to come, most behind."""
    carriers = [vehicle for vehicle in vehicles if vehicle.kind == "hazmat"]
    names = {c.cas for c in county.chemicals}
    plants = [e for e in county.enterprises if e.category == "hazchem"] or list(county.enterprises)
    for number in range(min(TRIPS, len(carriers))):
        vehicle = carriers[number]
        own = [d for d in drivers if d.enterprise == vehicle.enterprise and d.key != vehicle.driver]
        state = ("under_way", "planned", "arrived", "arrived", "arrived")[number % 5]
        lasts = chance.number(2.0, 6.0, 1)
        departs = {
            "under_way": -chance.number(0.2, lasts * 0.8, 1),
            "planned": chance.number(2, 40, 1),
            "arrived": -chance.number(8, 120, 1),
        }[state]
        sender, taker = chance.pick(plants), chance.pick(plants)
        carried = [cas for cas in vehicle.goods if cas in names][:1] or list(vehicle.goods[:1])
        load = vehicle.load_t or 20.0
        yield DemoTrip(
            number=f"YD-YANSHI-{number + 1:05d}",
            vehicle=vehicle.code,
            driver=vehicle.driver,
            escort=own[0].key if own else vehicle.driver,
            goods=tuple((cas, chance.number(load * 0.5, load * 0.95, 1)) for cas in carried),
            shipper=sender.name,
            receiver=taker.name,
            origin=f"{sender.short_name}装车站",
            destination=f"{taker.short_name}卸车站",
            departs_h=departs,
            lasts_h=lasts,
            state=state,
            route=_planned(vehicle.way.line, is_other=number == STRAY),
        )


def _planned(
    line: tuple[tuple[float, float], ...], *, is_other: bool
) -> tuple[tuple[float, float], ...]:
    """The way as it was planned: the one driven, or another in its middle part."""
    if not is_other:
        return line
    third = len(line) // 3
    return (*line[: third + 1], *line[-third - 1 :])
