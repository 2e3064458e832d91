"""Places with people to protect: villages and estates, schools, hospitals, homes, markets."""

from __future__ import annotations

from .chance import Chance
from .directory import Directory
from .ground import Ground
from .model import Enterprise, Position, Region, SensitiveSite
from .shapes import is_town

COUNTS = (
    # kind, word, at least per township, extra for 100,000 people, day low, day high, night share
    ("kindergarten", "幼儿园", 1, 8, 90, 320, 0.0),
    ("school", "小学", 1, 5, 240, 1500, 0.02),
    ("school", "中学", 0, 5, 600, 2600, 0.35),
    ("hospital", "医院", 0, 1.4, 300, 1600, 0.6),
    ("hospital", "卫生院", 1, 0, 40, 160, 0.2),
    ("nursing_home", "养老院", 0, 4, 40, 220, 0.95),
    ("market", "农贸市场", 1, 3, 200, 900, 0.02),
    ("station", "客运站", 0, 0.6, 200, 900, 0.1),
)
NEAR_FLAGSHIP = (
    # kind, name, distance m, bearing, day, night
    ("residential", "演示南苑小区", 430, 40, 620, 980),
    ("school", "演示城南小学", 880, 75, 1120, 20),
    ("kindergarten", "演示城南幼儿园", 760, 110, 260, 0),
    ("nursing_home", "演示城南养老院", 1450, 20, 140, 132),
    ("market", "演示城南农贸市场", 1250, 95, 640, 10),
    ("hospital", "演示城南医院", 2300, 55, 900, 520),
    ("school", "演示城南中学", 2050, 330, 2100, 800),
)


def build_sites(
    ground: Ground,
    regions: tuple[Region, ...],
    flagship: Enterprise,
    directory: Directory,
    chance: Chance,
) -> tuple[SensitiveSite, ...]:
    """Sites around the flagship, every village's houses, institutions of each township."""
    sites: list[SensitiveSite] = []

    def add(kind: str, name: str, position: Position, day: int, night: int, region: str) -> None:
        sites.append(
            SensitiveSite(
                f"S{len(sites) + 1:05d}",
                name,
                kind,
                region,
                position,
                day,
                night,
                directory.telephone(),
            )
        )

    for kind, name, distance, bearing, day, night in NEAR_FLAGSHIP:
        place = ground.towards(flagship.position, distance, bearing)
        add(kind, name, place, day, night, ground.village_at(place))
    for region in regions:
        if region.level == "village" and region.centre is not None:
            kind = "residential" if region.short_name.endswith("社区") else "village"
            night = region.population
            add(kind, region.short_name, region.centre, round(night * 0.6), night, region.code)
    for township in (r for r in regions if r.level == "township"):
        villages = [v.code for v in ground.layout.divisions.villages[township.code]]
        share = township.population / 100_000 * (1.6 if is_town(township.name) else 1.0)
        for kind, word, least, extra, low, high, night_share in COUNTS:
            count = least + int(share * extra + chance.number(0, 1))
            for number in range(1, count + 1):
                village = villages[0] if number == 1 else chance.pick(villages)
                place = ground.in_village(village, chance, near_home=True)
                day = chance.integer(low, high)
                label = "" if count == 1 else f"第{number}"
                add(
                    kind,
                    f"演示{township.name}{label}{word}",
                    place,
                    day,
                    round(day * night_share),
                    ground.village_at(place),
                )
    return tuple(sites)
