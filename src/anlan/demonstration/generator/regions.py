"""The region tree: real codes and names, generated shapes, populations and grids."""

from __future__ import annotations

import re

from .chance import Chance
from .ground import Ground
from .model import Position, Region
from .shapes import is_town

VILLAGE_MEDIAN, COMMUNITY_MEDIAN = 1050, 2100
GRID_PEOPLE = 1200
NUMERALS = "一二三四五六七八九"


def short_village(name: str) -> str:
    """The everyday name: 后田铺村民委员会 → 后田铺村, 花园路社区居委会 → 花园路社区."""
    for ending, kept, added in (
        (r"(村民委员会|村委会)$", ("村", "嘎查"), "村"),
        (r"(居民委员会|居委会)$", ("社区",), "社区"),
    ):
        base = re.sub(ending, "", name)
        if base != name:
            return base if base.endswith(kept) else base + added
    return name


def build_regions(ground: Ground, chance: Chance) -> tuple[Region, ...]:
    """Province to grid; a superior's population is the sum of its parts."""
    divisions = ground.layout.divisions
    county = divisions.county
    leaves: list[Region] = []
    towns: list[Region] = []
    shapes = dict(zip(ground.layout.village_codes, ground.layout.village_shapes, strict=True))
    for number, township in enumerate(divisions.townships):
        villages: list[Region] = []
        for village in divisions.villages[township.code]:
            community = is_town(township.name) or "社区" in village.name
            median = COMMUNITY_MEDIAN if community else VILLAGE_MEDIAN
            people = int(chance.lognormal(median, 0.45, 220, 9000))
            villages.append(
                Region(
                    code=village.code,
                    name=village.name,
                    short_name=short_village(village.name),
                    level="village",
                    parent=township.code,
                    centre=ground.centre(ground.village_homes[village.code]),
                    boundary=shapes[village.code],
                    is_generated=True,
                    population=people,
                    households=round(people / 2.6),
                )
            )
        leaves += villages
        for village_region in villages:
            leaves += _grids(village_region, ground, chance)
        towns.append(
            Region(
                code=township.code,
                name=township.name,
                short_name=township.name,
                level="township",
                parent=county.code,
                centre=villages[0].centre if villages else None,
                boundary=ground.layout.township_shapes[number],
                is_generated=True,
                population=sum(v.population for v in villages),
                households=sum(v.households for v in villages),
            )
        )
    label = Position(*divisions.label)
    return (
        Region(
            divisions.province.code,
            divisions.province.name,
            divisions.province.name,
            "province",
            None,
            None,
            None,
            False,
        ),
        Region(
            divisions.city.code,
            divisions.city.name,
            divisions.city.name,
            "city",
            divisions.province.code,
            None,
            None,
            False,
        ),
        Region(
            county.code,
            county.name,
            divisions.short_name,
            "county",
            divisions.city.code,
            label,
            divisions.boundary,
            False,
            sum(t.population for t in towns),
            sum(t.households for t in towns),
        ),
        *towns,
        *leaves,
    )


def _grids(village: Region, ground: Ground, chance: Chance) -> list[Region]:
    """Grids of a village, about one for 1,200 people, three digits after the village's code."""
    count = max(1, min(9, round(village.population / GRID_PEOPLE)))
    return [
        Region(
            code=f"{village.code}{number:03d}",
            name=f"{village.short_name}第{NUMERALS[number - 1]}网格",
            short_name=f"第{NUMERALS[number - 1]}网格",
            level="grid",
            parent=village.code,
            centre=ground.in_village(village.code, chance, near_home=number == 1),
            boundary=None,
            is_generated=True,
            population=village.population // count,
            households=village.households // count,
        )
        for number in range(1, count + 1)
    ]
