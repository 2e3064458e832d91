"""Warehouses with stock, and shelters."""

from __future__ import annotations

from datetime import timedelta

from .chance import Chance
from .directory import Directory
from .enterprises import REFERENCE_DAY
from .ground import Ground
from .model import Park, Region, Shelter, StockItem, Warehouse
from .organisations import BUREAU, CHEMICAL_PARK, township_office
from .tables import rows

SHELTERS = 44
STORES = (
    # kind, name, owner
    ("county", "应急物资中心库", BUREAU),
    ("flood", "防汛物资库", "water"),
    ("forest", "森林消防物资库", "forest_fire"),
    ("chemical", "化工集中区应急物资库", CHEMICAL_PARK),
    ("medical", "卫生应急物资库", "health"),
)


def build_warehouses(
    directory: Directory,
    ground: Ground,
    regions: dict[str, Region],
    parks: tuple[Park, ...],
    chance: Chance,
) -> tuple[Warehouse, ...]:
    """Five stores of the county and its departments, and one in each of fifteen townships."""
    place_name = ground.layout.divisions.short_name
    park = next(p for p in parks if p.key == CHEMICAL_PARK)
    plan = []
    for kind, name, owner in STORES:
        position = ground.towards(ground.seat, chance.number(600, 4200), chance.number(0, 360))
        if owner == CHEMICAL_PARK:
            position = ground.towards(park.centre, 700, 150)
        plan.append((kind, f"演示{place_name}{name}", owner, position))
    for township in ground.townships[:15]:
        centre = regions[township.code].centre or ground.seat
        position = ground.towards(centre, chance.number(60, 400), chance.number(0, 360))
        plan.append(
            ("township", f"演示{township.name}应急物资库", township_office(township.code), position)
        )
    stores: list[Warehouse] = []
    for kind, name, owner, position in plan:
        post = directory.add_post(owner, f"keeper-{kind}", f"{name}保管员", "keeper")
        keeper = directory.add_person(owner, "物资保管员", post=post)
        stores.append(
            Warehouse(
                key=f"H{len(stores) + 1:03d}",
                name=name,
                kind=kind,
                region=ground.village_at(position),
                organisation=owner,
                position=position,
                keeper=keeper.key,
                stock=_stock(kind, chance),
            )
        )
    return tuple(stores)


def _stock(kind: str, chance: Chance) -> tuple[StockItem, ...]:
    """Lines of stock of a kind of warehouse; a few are below their minimum or past their date."""
    lines = []
    for row in rows("supplies"):
        if row["kind"] != kind:
            continue
        high = int(row["high"])
        quantity = chance.integer(int(row["low"]), high)
        if chance.chance(0.06):
            quantity //= 4
        shelf_days = int(row["shelf_years"]) * 365
        expires = REFERENCE_DAY + timedelta(days=chance.integer(-20, shelf_days))
        lines.append(
            StockItem(
                row["code"],
                row["name"],
                row["category"],
                quantity,
                row["unit"],
                round(high * float(row["minimum_share"])),
                expires.isoformat(),
            )
        )
    return tuple(lines)


def build_shelters(
    directory: Directory, ground: Ground, regions: dict[str, Region], chance: Chance
) -> tuple[Shelter, ...]:
    """Shelters: at least one in each township, more where more people live."""
    townships = [regions[t.code] for t in ground.townships]
    people = sum(t.population for t in townships)
    shelters: list[Shelter] = []
    for township in townships:
        count = 1 + round((SHELTERS - len(townships)) * township.population / max(people, 1))
        villages = [v.code for v in ground.layout.divisions.villages[township.code]]
        office = township_office(township.code)
        for number in range(max(1, count)):
            kind, word, low, high = (
                ("school", "学校", 300, 1500),
                ("stadium", "文体中心", 400, 2200),
                ("public_building", "文化礼堂", 60, 320),
                ("square", "应急避难广场", 600, 5000),
            )[number % 4 if number else (0 if township.population > 15000 else 2)]
            village = villages[0] if number == 0 else chance.pick(villages)
            position = ground.in_village(village, chance, near_home=True)
            capacity = chance.integer(low, high)
            keepers = directory.holders(office, "station")
            shelters.append(
                Shelter(
                    key=f"B{len(shelters) + 1:03d}",
                    name=f"演示{township.name}{_ordinal(number)}{word}避灾安置点",
                    kind=kind,
                    region=ground.village_at(position),
                    organisation=office,
                    position=position,
                    capacity=capacity,
                    open_places=capacity,
                    area_m2=capacity * chance.integer(3, 6),
                    keeper=keepers[0],
                )
            )
    return tuple(shelters)


def _ordinal(number: int) -> str:
    """Nothing for the first, 第2, 第3 … for those after it."""
    return "" if number == 0 else f"第{number + 1}"
