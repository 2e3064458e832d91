"""Some 600 fictitious enterprises with the sector mix of the planning documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from .chance import Chance
from .directory import Directory
from .ground import Ground, spaced
from .identifiers import credit_code
from .model import Enterprise, Park, Position, Region, Road
from .organisations import CHEMICAL_PARK, INDUSTRIAL_PARK
from .tables import parts, sectors

REFERENCE_DAY = date(2026, 11, 21)  # "today" of the demonstration; licences run around it
MICRO_EMPLOYEES = 20  # below this an enterprise is not above scale
# From these sizes on somebody other than the principal manages safety.
OWN_MANAGER_RISKY, OWN_MANAGER = 60, 150
FLAGSHIP_SECTOR = "chemical_organic"
PARK_GAP_M = 170.0


@dataclass(frozen=True)
class Siting:
    """Where enterprises of each kind of place go."""

    ground: Ground
    parks: tuple[Park, ...]
    park_faces: dict[str, np.ndarray]
    roads: Sequence[Road]
    regions: dict[str, Region]


def add_enterprise(
    directory: Directory,
    siting: Siting,
    row: dict[str, str],
    serial: int,
    name: str,
    short_name: str,
    position: Position,
    employees: int,
    risk_level: int,
    park: str | None,
    chance: Chance,
) -> Enterprise:
    """Write down an enterprise with its organisation, principal and safety manager."""
    ground = siting.ground
    village = siting.regions[ground.village_at(position)]
    township = siting.regions[str(village.parent)]
    code = credit_code(ground.layout.divisions.county.code, serial)
    organisation = f"enterprise:{code}"
    directory.add_organisation(
        organisation, name, "enterprise", village.code, short_name=short_name, position=position
    )
    principal_post = directory.add_post(organisation, "principal", "主要负责人", "leader")
    manager_post = directory.add_post(
        organisation, "safety_manager", "安全管理员", "safety_manager"
    )
    principal = directory.add_person(organisation, "主要负责人", post=principal_post)
    manager = principal
    if employees >= (OWN_MANAGER_RISKY if risk_level <= 2 else OWN_MANAGER):
        manager = directory.add_person(organisation, "安全管理员", post=manager_post)
    else:
        directory.appoint(principal.key, manager_post)
    founded = date(1998, 1, 1) + timedelta(days=chance.integer(0, 9400))
    return Enterprise(
        key=code,
        name=name,
        short_name=short_name,
        sector=row["code"],
        sector_name=row["name"],
        category=row["category"],
        industry_code=row["industry_code"],
        organisation=organisation,
        supervisor=row["supervisor"],
        region=village.code,
        township=township.code,
        park=park,
        address=f"{township.name}{village.short_name}演示路{chance.integer(1, 399)}号",
        position=position,
        employees=employees,
        risk_level=risk_level,
        is_above_scale=chance.chance(float(row["above_scale_share"]))
        and employees >= MICRO_EMPLOYEES,
        is_major_hazard=False,  # said by what it holds, see ``mark_major_hazards``
        established_on=founded.isoformat(),
        status="suspended" if serial > 1 and chance.chance(0.02) else "operating",
        principal=principal.key,
        safety_manager=manager.key,
        risk_keywords=parts(row["keywords"]),
    )


def build_enterprises(
    directory: Directory, siting: Siting, chance: Chance
) -> tuple[Enterprise, ...]:
    """The flagship plant first, then every sector in the order of the table."""
    place = siting.ground.layout.divisions.short_name
    taken: dict[str, list[Position]] = {park.key: [] for park in siting.parks}
    chemical = next(p for p in siting.parks if p.key == CHEMICAL_PARK)
    flagship = add_enterprise(
        directory,
        siting,
        sectors()[FLAGSHIP_SECTOR],
        1,
        f"演示{place}精细化工一厂",
        "精细化工一厂",
        chemical.centre,
        286,
        1,
        CHEMICAL_PARK,
        chance,
    )
    taken[CHEMICAL_PARK].append(flagship.position)
    enterprises = [flagship]
    locate = _Locator(siting, taken, chance)
    for row in sectors().values():
        for _ in range(int(row["count"])):
            word = chance.pick(parts(row["firm_words"]))
            name = directory.names.firm(place, word, row["ending"])
            short = name.removeprefix(f"演示{place}").removesuffix(row["ending"] or "\n")
            park, position = locate(row["place"])
            employees = int(chance.lognormal(float(row["employees_median"]), 0.6, 3, 2400))
            level = chance.weighted((1, 2, 3, 4), [float(w) for w in parts(row["risk_weights"])])
            enterprises.append(
                add_enterprise(
                    directory,
                    siting,
                    row,
                    len(enterprises) + 1,
                    name,
                    short,
                    position,
                    employees,
                    level,
                    park,
                    chance,
                )
            )
    return tuple(enterprises)


class _Locator:
    """Chooses a place of the kind a sector asks for."""

    def __init__(self, siting: Siting, taken: dict[str, list[Position]], chance: Chance) -> None:
        self.siting = siting
        self.taken = taken
        self.chance = chance
        ground = siting.ground
        self.towns = [t.code for t in ground.towns()]
        rural = [t.code for t in ground.countryside()] or self.towns
        seat = ground.seat
        far = sorted(
            rural, key=lambda c: -ground.plane.distance(siting.regions[c].centre or seat, seat)
        )
        self.far = far[: max(1, len(far) // 2)]
        self.rural = rural
        self.all = [t.code for t in ground.townships]
        self.main_roads = [r for r in siting.roads if r.road_class != "township"]
        self.kinds: dict[str, Callable[[], tuple[str | None, Position]]] = {
            "chemical_park": lambda: self._park(CHEMICAL_PARK),
            "industrial_park": lambda: self._mostly_park(0.55),
            "industrial": lambda: self._mostly_park(0.25),
            "town": lambda: self._township(self.towns if chance.chance(0.6) else self.all),
            "rural": lambda: self._township(self.rural),
            "mountain": lambda: self._township(self.far),
            "any": lambda: self._township(self.all),
            "road": self._roadside,
        }

    def __call__(self, kind: str) -> tuple[str | None, Position]:
        return self.kinds[kind]()

    def _park(self, key: str) -> tuple[str | None, Position]:
        place = spaced(
            self.siting.ground,
            self.siting.park_faces[key],
            self.taken[key],
            PARK_GAP_M,
            self.chance,
        )
        self.taken[key].append(place)
        return key, place

    def _mostly_park(self, share: float) -> tuple[str | None, Position]:
        if self.chance.chance(share):
            return self._park(INDUSTRIAL_PARK)
        return self._township(self.all)

    def _township(self, codes: list[str]) -> tuple[str | None, Position]:
        ground = self.siting.ground
        villages = ground.layout.divisions.villages[self.chance.pick(codes)]
        while not villages:
            villages = ground.layout.divisions.villages[self.chance.pick(self.all)]
        village = self.chance.pick(villages).code
        return None, ground.in_village(village, self.chance, near_home=self.chance.chance(0.5))

    def _roadside(self) -> tuple[str | None, Position]:
        ground = self.siting.ground
        line = self.chance.pick(self.main_roads).line
        spot = line.interpolate(self.chance.number(0.1, 0.9), normalized=True)
        place = Position(round(spot.x, 6), round(spot.y, 6))
        beside = ground.plane.offset(place, self.chance.number(25, 60), self.chance.number(25, 60))
        return None, beside if ground.is_inside(beside) else place
