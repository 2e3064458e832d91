"""Catchments, stations, geological hazard points and past storms of a demonstration county.

Everything is invented: names of points are those of villages of the county with 演示, people end in
演示 as everywhere, stages are the ordinary level and some metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chance import Chance
from .model import County, Device, Point, Position, Region

KINDS = (
    # kind, share, what it is called, median volume, signs to watch
    ("landslide", 5, "滑坡", 6000.0, "后缘裂缝加宽、坡脚鼓胀、房屋开裂"),
    ("collapse", 3, "崩塌", 400.0, "坡面落石、危岩裂缝加宽"),
    ("debris_flow", 2, "泥石流沟", 12000.0, "溪沟断流或者突然涨水、上游轰鸣"),
)
SCALES = (
    # from this volume on
    (0.0, "small"),
    (10_000.0, "medium"),
    (100_000.0, "large"),
)
#: Hazard points of a county, at most; hours of the storm that is told of.
MOST_POINTS = 48
STORM_H = 8
HISTORY_H = 240
#: How long before the day of loading the storm ended. [h]
STORM_AGO_H = 150


@dataclass(frozen=True)
class Catchment:
    """A tributary with the townships it runs through."""

    code: str
    name: str
    river: str
    region: str
    townships: tuple[str, ...]
    area_km2: float
    concentration_h: float


@dataclass(frozen=True)
class Station:
    """A device with its place in the water; stages only where a level is measured."""

    device: str
    code: str
    name: str
    kind: str
    catchment: str | None
    elevation_m: float
    warning_m: float | None = None
    guarantee_m: float | None = None
    highest_m: float | None = None
    flood_limit_m: float | None = None


@dataclass(frozen=True)
class GeoPoint:
    """A slope or gully above a village, with who watches it."""

    code: str
    name: str
    kind: str
    scale: str
    stability: str
    region: str
    position: Position
    volume_m3: float
    households: int
    people: int
    houses: int
    property_yuan: int
    signs: str
    refuge: str
    monitors: tuple[str, ...]
    responsible: str | None
    device: str | None


@dataclass(frozen=True)
class NaturalHazards:
    """All of it, and the township over which the storm stood."""

    catchments: tuple[Catchment, ...]
    stations: tuple[Station, ...]
    geo_points: tuple[GeoPoint, ...]
    storm_township: str


def build_natural_hazards(county: County) -> NaturalHazards:
    """Return the natural hazards of a county, the same for the same county."""
    chance = Chance(county.seed, county.code, "natural hazards")
    townships = [r for r in county.regions if r.level == "township" and r.centre]
    catchments = _catchments(county, townships, chance)
    stations = _stations(county, catchments, chance)
    points = _geo_points(county, townships, chance)
    counted: dict[str, int] = {}
    for point in points:
        code = point.region[:9].ljust(12, "0")
        counted[code] = counted.get(code, 0) + 1
    storm = max(sorted(counted), key=lambda code: counted[code]) if counted else townships[0].code
    return NaturalHazards(catchments, stations, points, storm)


def _catchments(county: County, townships: list[Region], chance: Chance) -> tuple[Catchment, ...]:
    """One for each tributary, with the townships its line runs through."""
    found = []
    for number, river in enumerate((r for r in county.rivers if r.order > 1), start=1):
        crossed = tuple(
            t.code
            for t in townships
            if t.boundary is not None and t.boundary.intersects(river.line)
        )
        if not crossed:
            continue
        found.append(
            Catchment(
                code=f"{county.code[:6]}-WA{number:02d}",
                name=f"{river.name}流域",
                river=river.name,
                region=crossed[0],
                townships=crossed,
                area_km2=chance.number(30, 160, 1),
                concentration_h=chance.number(1.5, 5, 1),
            )
        )
    return tuple(found)


def _stations(
    county: County, catchments: tuple[Catchment, ...], chance: Chance
) -> tuple[Station, ...]:
    """Every rain gauge, weather station and river gauge; the first tributary has a reservoir."""
    points: dict[str, list[Point]] = {}
    for point in county.points:
        points.setdefault(point.device, []).append(point)
    kinds = {"rain_gauge": "rain", "weather": "weather", "river_gauge": "river"}
    by_township: dict[str, str] = {}
    for catchment in catchments:
        for code in catchment.townships:
            by_township.setdefault(code[:9], catchment.code)
    found: list[Station] = []
    has_reservoir = False
    for number, device in enumerate((d for d in county.devices if d.kind in kinds), start=1):
        kind = kinds[device.kind]
        river = next((c for c in catchments if device.name.startswith(c.river)), None)
        own = river.code if river else by_township.get(device.region[:9])
        station = Station(
            device=device.code,
            code=f"70{number:06d}",
            name=device.name,
            kind=kind,
            catchment=own if kind != "weather" else None,
            elevation_m=chance.number(45, 380, 1),
        )
        if kind == "river":
            station = _with_stages(
                station, device, points, is_reservoir=bool(river) and not has_reservoir
            )
            has_reservoir = has_reservoir or station.kind == "reservoir"
        found.append(station)
    return tuple(found)


def _with_stages(
    station: Station, device: Device, points: dict[str, list[Point]], *, is_reservoir: bool
) -> Station:
    """Stages above the ordinary level, as the county's alarm rules have them."""
    mean = next(p.behaviour.mean for p in points[device.code] if p.quantity == "water_level")
    return Station(
        device=station.device,
        code=station.code,
        name=station.name.replace("水文站", "水库坝上水位站") if is_reservoir else station.name,
        kind="reservoir" if is_reservoir else "river",
        catchment=station.catchment,
        elevation_m=round(mean + 9.0, 1),
        warning_m=None if is_reservoir else round(mean + 2.5, 2),
        guarantee_m=None if is_reservoir else round(mean + 4.0, 2),
        highest_m=round(mean + 5.6, 2),
        flood_limit_m=round(mean + 1.5, 2) if is_reservoir else None,
    )


def _geo_points(county: County, townships: list[Region], chance: Chance) -> tuple[GeoPoint, ...]:
    """Points in the villages of the townships farthest from the middle of the county."""
    east = sum(t.centre.longitude for t in townships if t.centre) / len(townships)
    north = sum(t.centre.latitude for t in townships if t.centre) / len(townships)

    def far(region: Region) -> float:
        assert region.centre is not None
        return (region.centre.longitude - east) ** 2 + (region.centre.latitude - north) ** 2

    remote = {t.code[:9] for t in sorted(townships, key=far)[len(townships) // 2 :]}
    villages = [
        r for r in county.regions if r.level == "village" and r.centre and r.code[:9] in remote
    ]
    watchers: dict[str, list[str]] = {}
    leaders: dict[str, list[str]] = {}
    for person in county.people:
        watchers.setdefault(person.region[:12], []).append(person.key)
        leaders.setdefault(person.region[:9], []).append(person.key)
    slopes = {d.region: d.code for d in county.devices if d.kind == "slope"}
    found = []
    for number, village in enumerate(chance.sample(villages, MOST_POINTS), start=1):
        kind, _share, word, median, signs = chance.weighted(KINDS, [k[1] for k in KINDS])
        volume = round(chance.lognormal(median, 1.0, 50, 300_000), -1)
        scale = [name for least, name in SCALES if volume >= least][-1]
        assert village.centre is not None
        households = chance.integer(2, 14)
        people = households * chance.integer(2, 4)
        near = watchers.get(village.code) or leaders.get(village.code[:9], [])
        found.append(
            GeoPoint(
                code=f"{village.code[:9]}{number:03d}",
                name=f"{village.short_name or village.name}{word}（演示）",
                kind=kind,
                scale=scale,
                stability=chance.weighted(("fairly_stable", "unstable", "stable"), (6, 3, 1)),
                region=village.code,
                position=Position(
                    round(village.centre.longitude + chance.number(-0.002, 0.002), 6),
                    round(village.centre.latitude + chance.number(-0.002, 0.002), 6),
                ),
                volume_m3=volume,
                households=households,
                people=people,
                houses=households * 2,
                property_yuan=households * chance.integer(10, 40) * 10_000,
                signs=signs,
                refuge=f"{village.short_name or village.name}文化礼堂",
                monitors=tuple(chance.sample(near, 2)),
                responsible=chance.pick(leaders[village.code[:9]])
                if leaders.get(village.code[:9])
                else None,
                device=slopes.get(village.code),
            )
        )
    return tuple(found)


def storm_rain(hazards: NaturalHazards, township: str, chance: Chance) -> NDArray[np.float64]:
    """Hourly rain of a gauge over the history, oldest first: one storm, light rain elsewhere."""
    hours = np.zeros(HISTORY_H)
    begin = HISTORY_H - STORM_AGO_H - STORM_H
    heavy = (4.0, 12.0, 28.0, 46.0, 38.0, 18.0, 7.0, 2.0)
    share = 1.0 if township == hazards.storm_township else chance.number(0.05, 0.4)
    hours[begin : begin + STORM_H] = np.round(np.array(heavy) * share, 1)
    drizzle = begin + STORM_H + 60
    hours[drizzle : drizzle + 5] = chance.number(0.2, 2.4, 1)
    return hours
