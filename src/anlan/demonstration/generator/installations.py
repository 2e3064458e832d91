"""Production and storage units of the demonstration, their people, systems and commitments."""

from __future__ import annotations

from dataclasses import dataclass

from .chance import Chance
from .model import ChemicalHolding, County, Enterprise

#: The flagship's units by the beginning of their vessels' names.
FLAGSHIP_UNITS = (
    ("液氯罐区", "storage", ("V-101", "V-102")),
    ("液氨罐区", "storage", ("V-201", "V-202")),
    ("甲类罐区", "storage", ("T-301", "T-302", "T-303", "T-304")),
    ("合成车间", "production", ("H-401", "V-501", "G-601")),
)
STORAGE = frozenset(
    {
        "pressure_tank",
        "atmospheric_tank",
        "cryogenic_tank",
        "underground_tank",
        "gas_holder",
        "cylinder_store",
        "warehouse",
    }
)
#: Days of commitments before today.
DAYS = 30


@dataclass(frozen=True)
class DemoUnit:
    """A unit with its vessels and what is recorded of it."""

    code: str
    enterprise: str
    name: str
    kind: str
    vessels: tuple[str, ...]
    #: Months since filing; None: never filed. Beyond 36 the filing has expired.
    filed_months_ago: int | None
    #: needed, fitted, working of automation, interlock, gas detection, emergency cut-off.
    systems: tuple[tuple[int, int, int], ...]
    roles: int  # how many of the three roles are filled
    is_certified: bool


@dataclass(frozen=True)
class DemoDay:
    """The commitment of one day; ``minutes`` after midnight of its signature, None: missed."""

    enterprise: str
    days_ago: int
    minutes: int | None
    hot_work: int
    confined: int
    at_height: int
    contractors: int
    maintenance: int
    level: int


def build_units(county: County) -> tuple[DemoUnit, ...]:
    """One unit a plant's tanks, four at the flagship; some unfiled, some expired, some unfit."""
    chance = Chance(county.seed, county.code, "installations")
    vessels: dict[str, list[ChemicalHolding]] = {}
    for holding in county.holdings:
        vessels.setdefault(holding.enterprise, []).append(holding)
    found: list[DemoUnit] = []
    for enterprise in county.enterprises:
        held = vessels.get(enterprise.key, [])
        if enterprise.key == county.flagship:
            found += _flagship(enterprise)
        elif held and (enterprise.is_major_hazard or enterprise.sector.startswith("chemical")):
            found += _units(enterprise, held, chance)
    return tuple(found)


def _flagship(enterprise: Enterprise) -> list[DemoUnit]:
    units = []
    for number, (name, kind, vessels) in enumerate(FLAGSHIP_UNITS, 1):
        systems = ((6, 6, 6), (8, 8, 8), (12, 12, 11 if number == 1 else 12), (6, 5, 5))
        units.append(
            DemoUnit(
                f"{enterprise.key[-8:]}-{number:02d}",
                enterprise.key,
                name,
                kind,
                vessels,
                (14, 34, 14, 14)[number - 1],
                systems,
                3,
                True,
            )
        )
    return units


def _units(enterprise: Enterprise, held: list[ChemicalHolding], chance: Chance) -> list[DemoUnit]:
    units = []
    for number, (kind, name) in enumerate((("storage", "罐区"), ("production", "生产装置")), 1):
        own = tuple(h.vessel for h in held if (h.vessel_kind in STORAGE) is (kind == "storage"))
        if not own:
            continue
        filed = chance.weighted((None, 8, 20, 35, 40), (0.2, 0.3, 0.3, 0.12, 0.08))
        systems = []
        for most in (4, 4, 8, 4):
            needed = chance.integer(1, most)
            fitted = max(0, needed - chance.weighted((0, 1), (0.8, 0.2)))
            working = max(0, fitted - chance.weighted((0, 1), (0.92, 0.08)))
            systems.append((needed, fitted, working))
        units.append(
            DemoUnit(
                f"{enterprise.key[-8:]}-{number:02d}",
                enterprise.key,
                name,
                kind,
                own,
                filed,
                tuple(systems),
                chance.weighted((3, 2, 0), (0.85, 0.1, 0.05)),
                chance.chance(0.9),
            )
        )
    return units


def build_days(
    enterprises: tuple[str, ...], flagship: str, seed: int, code: str
) -> tuple[DemoDay, ...]:
    """Thirty days of commitments; some late, some missed, the flagship's of today still to sign."""
    chance = Chance(seed, code, "commitments")
    found = []
    for enterprise in enterprises:
        missed_share = 0.02 if enterprise == flagship else 0.07
        for days_ago in range(DAYS, -1, -1):
            late = chance.chance(0.06)
            minutes: int | None = chance.integer(615, 900) if late else chance.integer(425, 590)
            is_missed = chance.chance(missed_share)
            if is_missed or (days_ago == 0 and enterprise == flagship):
                minutes = None
            hot = chance.weighted((0, 1, 2), (0.6, 0.3, 0.1))
            found.append(
                DemoDay(
                    enterprise,
                    days_ago,
                    minutes,
                    hot,
                    chance.weighted((0, 1), (0.8, 0.2)),
                    chance.weighted((0, 1, 3), (0.6, 0.3, 0.1)),
                    chance.weighted((0, 1, 2), (0.6, 0.3, 0.1)),
                    1 if hot and chance.chance(0.7) else 0,
                    3 if hot else 4,
                )
            )
    return tuple(found)
