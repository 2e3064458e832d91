"""Detectors, tank instruments, rain gauges, river stations … and what they measure.

A device is addressed as ``anlan/v1/telemetry/<code>``, its points by their key.
"""

from __future__ import annotations

from collections.abc import Sequence

from .behaviours import TOXIC_RANGES_PPM, gas_name, make_point, make_toxic_point
from .chance import Chance
from .ground import Ground
from .model import ChemicalHolding, Device, Enterprise, Point, Position, Region, River
from .organisations import CHEMICAL_PARK
from .tables import chemical

COMBUSTIBLE_STATES = ("flammable_gas", "flammable_liquid")
FLAGSHIP_DETECTORS = (
    # cas, how many, where (east, north of the plant's middle), what for
    ("7782-50-5", 10, (-80, 60), "液氯储罐区"),
    ("7664-41-7", 8, (90, 70), "液氨储罐区"),
    ("67-56-1", 2, (-40, -90), "甲醇罐区"),
    ("71-43-2", 1, (0, -90), "苯罐区"),
    ("108-88-3", 1, (40, -90), "甲苯罐区"),
    ("1333-74-0", 1, (120, -30), "氢气站"),
    ("68476-85-7", 1, (130, 20), "液化气站"),
)
LIMITS = {
    # sector: enterprises of the sector that carry instruments, detectors for each, tanks for each
    "chemical_organic": (8, 4, 3),
    "chemical_reagent": (6, 3, 2),
    "chemical_inorganic": (5, 3, 2),
    "coating": (5, 2, 1),
    "industrial_gas": (3, 2, 2),
    "hazchem_trade": (6, 1, 1),
    "fuel_station": (14, 1, 2),
    "ammonia_cold": (12, 2, 1),
    "power_plant": (4, 2, 1),
    "gas": (8, 2, 1),
    "metal_smelting": (8, 1, 0),
    "waste": (4, 1, 1),
    "hazchem_user": (6, 1, 1),
}
SINGLE = {
    # sector: enterprises, kind of device, points
    "specialty_paper": (14, "gas_detector", "7783-06-4"),
    "sewage": (8, "gas_detector", "7783-06-4"),
    "furniture": (10, "environment", "dust"),
    "textile": (10, "electricity", ""),
    "mall": (12, "electricity", ""),
    "hotel": (8, "electricity", ""),
    "tailings": (2, "tailings", ""),
}
COLD = ("cryogenic_tank",)
PRESSED = ("pressure_tank", "cryogenic_tank", "gas_holder")
TANKS = ("atmospheric_tank", "pressure_tank", "cryogenic_tank", "underground_tank", "gas_holder")


class Instruments:
    """Collects devices and points, handing out codes such as 330825-GAS-0001."""

    def __init__(self, ground: Ground, regions: dict[str, Region], chance: Chance) -> None:
        self.ground = ground
        self.regions = regions
        self.chance = chance
        self.prefix = ground.layout.divisions.county.code[:6]
        self.devices: list[Device] = []
        self.points: list[Point] = []
        self._serials: dict[str, int] = {}

    def device(
        self,
        group: str,
        kind: str,
        name: str,
        owner: str,
        place: Position,
        period_s: int,
        enterprise: str | None = None,
        equipment: str | None = None,
    ) -> str:
        """Add a device and return its code."""
        self._serials[group] = self._serials.get(group, 0) + 1
        code = f"{self.prefix}-{group}-{self._serials[group]:04d}"
        if not self.ground.is_inside(place):
            place = self.regions[self.ground.village_at(place)].centre or place
        region = self.ground.village_at(place)
        self.devices.append(
            Device(code, name, kind, enterprise, owner, region, place, "mqtt", period_s, equipment)
        )
        return code

    def gas(
        self, enterprise: Enterprise, cas: str, label: str, place: Position, period_s: int
    ) -> None:
        """A detector for a toxic gas in ppm or for combustible gas in %LEL."""
        substance = gas_name(cas)
        if cas in TOXIC_RANGES_PPM:
            code = self.device(
                "GAS",
                "gas_detector",
                f"{enterprise.short_name}{label}{substance}探测器",
                enterprise.organisation,
                place,
                period_s,
                enterprise.key,
            )
            self.points.append(make_toxic_point(code, cas, f"{substance}浓度", self.chance))
        else:
            code = self.device(
                "GAS",
                "gas_detector",
                f"{enterprise.short_name}{label}可燃气体探测器",
                enterprise.organisation,
                place,
                period_s,
                enterprise.key,
            )
            self.points.append(
                make_point(
                    code,
                    "gas",
                    "combustible_gas",
                    self.chance,
                    cas=cas,
                    name=f"可燃气体浓度({substance})",
                )
            )

    def tank(self, enterprise: Enterprise, holding: ChemicalHolding, period_s: int) -> None:
        """Level, temperature and, on a pressure vessel, pressure of a tank."""
        code = self.device(
            "TNK",
            "tank",
            f"{enterprise.short_name}{holding.vessel}",
            enterprise.organisation,
            holding.position,
            period_s,
            enterprise.key,
            holding.vessel,
        )
        level = 100 * holding.quantity_t / holding.design_quantity_t
        add = self.points.append
        add(
            make_point(
                code,
                "level",
                "tank_level",
                self.chance,
                cas=holding.cas,
                mean=min(max(level, 40), 62),
            )
        )
        cold = holding.vessel_kind in COLD
        add(
            make_point(
                code,
                "temperature",
                "cold_temperature" if cold else "tank_temperature",
                self.chance,
                cas=holding.cas,
            )
        )
        if holding.vessel_kind in PRESSED:
            add(make_point(code, "pressure", "tank_pressure", self.chance, cas=holding.cas))


def build_devices(
    ground: Ground,
    regions: dict[str, Region],
    enterprises: tuple[Enterprise, ...],
    holdings: tuple[ChemicalHolding, ...],
    rivers: Sequence[River],
    chance: Chance,
) -> tuple[tuple[Device, ...], tuple[Point, ...]]:
    """All devices and points: flagship, other plants, other firms, weather, water, slopes."""
    made = Instruments(ground, regions, chance)
    held: dict[str, list[ChemicalHolding]] = {}
    for holding in holdings:
        held.setdefault(holding.enterprise, []).append(holding)
    _flagship(made, enterprises[0], held[enterprises[0].key])
    counted: dict[str, int] = {}
    for enterprise in enterprises[1:]:
        counted[enterprise.sector] = counted.get(enterprise.sector, 0) + 1
        if counted[enterprise.sector] <= LIMITS.get(enterprise.sector, (0,))[0]:
            _plant(made, enterprise, held.get(enterprise.key, []))
        if counted[enterprise.sector] <= SINGLE.get(enterprise.sector, (0,))[0]:
            _single(made, enterprise)
    _weather(made, enterprises[0])
    _water(made, rivers)
    _slopes(made)
    return tuple(made.devices), tuple(made.points)


def _flagship(made: Instruments, plant: Enterprise, holdings: list[ChemicalHolding]) -> None:
    """Twenty-four detectors around the vessels, all tanks, every two seconds."""
    for cas, count, (east, north), label in FLAGSHIP_DETECTORS:
        for number in range(1, count + 1):
            place = made.ground.plane.offset(
                plant.position,
                east + made.chance.number(-28, 28),
                north + made.chance.number(-28, 28),
            )
            made.gas(plant, cas, f"{label}{number}号", place, 2)
    for holding in holdings:
        if holding.vessel_kind in TANKS:
            made.tank(plant, holding, 5)


def _plant(made: Instruments, enterprise: Enterprise, holdings: list[ChemicalHolding]) -> None:
    """Detectors for the dangerous substances of a plant and instruments on its tanks."""
    _, detectors, tanks = LIMITS[enterprise.sector]
    watched = [
        h
        for h in holdings
        if h.cas in TOXIC_RANGES_PPM
        or any(hazard in COMBUSTIBLE_STATES for hazard in chemical(h.cas).hazards)
    ]
    for number in range(detectors if watched else 0):
        holding = watched[number % len(watched)]
        place = made.ground.plane.offset(
            holding.position, made.chance.number(-20, 20), made.chance.number(-20, 20)
        )
        made.gas(enterprise, holding.cas, f"{number + 1}号", place, 10)
    for holding in [h for h in holdings if h.vessel_kind in TANKS][:tanks]:
        made.tank(enterprise, holding, 15)


def _single(made: Instruments, enterprise: Enterprise) -> None:
    """The one instrument that the sector asks for."""
    _, kind, what = SINGLE[enterprise.sector]
    name, owner, place = enterprise.short_name, enterprise.organisation, enterprise.position
    if kind == "gas_detector":
        made.gas(enterprise, what, "污水池", place, 15)
    elif kind == "environment":
        code = made.device(
            "DST", kind, f"{name}除尘系统粉尘监测仪", owner, place, 15, enterprise.key
        )
        made.points.append(make_point(code, "dust", "dust", made.chance))
    elif kind == "electricity":
        code = made.device("ELE", kind, f"{name}电气火灾监控", owner, place, 30, enterprise.key)
        made.points.append(make_point(code, "residual", "residual_current", made.chance))
        made.points.append(make_point(code, "cable", "cable_temperature", made.chance))
    elif kind == "tailings":
        code = made.device("DAM", kind, f"{name}坝体监测", owner, place, 60, enterprise.key)
        made.points.append(make_point(code, "phreatic", "phreatic_depth", made.chance))
        made.points.append(make_point(code, "displacement", "displacement", made.chance))


def _weather(made: Instruments, flagship: Enterprise) -> None:
    """A rain gauge in every township; weather stations in the park, at the seat and elsewhere."""
    townships = [r for r in made.regions.values() if r.level == "township" and r.centre]
    for township in townships:
        assert township.centre is not None
        place = made.ground.in_village(made.ground.village_at(township.centre), made.chance)
        code = made.device("RAI", "rain_gauge", f"{township.name}雨量站", "water", place, 60)
        for key in ("rain_1h", "rain_3h", "rain_24h"):
            made.points.append(make_point(code, key, key, made.chance))
    stations = [
        ("化工集中区", made.ground.plane.offset(flagship.position, 220, 180), CHEMICAL_PARK),
        (
            "县城" if made.ground.layout.divisions.county.name.endswith("县") else "城区",
            made.ground.seat,
            "meteorology",
        ),
    ]
    for township in made.chance.sample(townships, 6):
        assert township.centre is not None
        stations.append((township.name, township.centre, "meteorology"))
    for name, place, owner in stations:
        code = made.device("MET", "weather", f"{name}气象站", owner, place, 60)
        for key in ("wind_speed", "wind_direction", "air_temperature", "humidity", "air_pressure"):
            made.points.append(make_point(code, key, key, made.chance))


def _water(made: Instruments, rivers: Sequence[River]) -> None:
    """River stations: four on the main river, two on each tributary."""
    for river in rivers:
        count = 4 if river.order == 1 else 2
        base = 38.0 if river.order == 1 else 62.0
        for number in range(1, count + 1):
            spot = river.line.interpolate(number / (count + 1), normalized=True)
            place = Position(round(spot.x, 6), round(spot.y, 6))
            code = made.device(
                "RIV", "river_gauge", f"{river.name}{number}号水文站", "water", place, 60
            )
            mean = round(base + 6 * (count - number) + made.chance.number(0, 2), 2)
            made.points.append(make_point(code, "level", "water_level", made.chance, mean=mean))
            flow = 90.0 if river.order == 1 else 14.0
            made.points.append(make_point(code, "flow", "flow", made.chance, mean=flow))


def _slopes(made: Instruments) -> None:
    """Landslide monitors in the townships farthest from the seat."""
    ground = made.ground
    rural = ground.countryside() or ground.towns()
    far = sorted(
        rural,
        key=lambda t: (
            -ground.plane.distance(made.regions[t.code].centre or ground.seat, ground.seat)
        ),
    )[: max(3, len(rural) // 2)]
    for number in range(1, 13):
        township = far[number % len(far)]
        villages = ground.layout.divisions.villages[township.code]
        place = ground.in_village(made.chance.pick(villages).code, made.chance)
        code = made.device(
            "GEO",
            "slope",
            f"{township.name}{number}号地质灾害监测点",
            "natural_resources",
            place,
            60,
        )
        made.points.append(make_point(code, "displacement", "displacement", made.chance))
        made.points.append(make_point(code, "tilt", "tilt", made.chance))
