"""What enterprises hold: substances in vessels, registered equipment, licences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from .chance import Chance
from .enterprises import REFERENCE_DAY
from .ground import Ground
from .model import ChemicalHolding, Enterprise, Equipment, Licence
from .tables import chemical, rows

LICENCES = {
    # sector or category -> (kind, issuer, years)
    "chemical_organic": (
        ("安全生产许可证", "演示省应急管理厅", 3),
        ("危险化学品登记证", "演示登记中心", 3),
    ),
    "chemical_reagent": (
        ("安全生产许可证", "演示省应急管理厅", 3),
        ("危险化学品登记证", "演示登记中心", 3),
    ),
    "chemical_inorganic": (
        ("安全生产许可证", "演示省应急管理厅", 3),
        ("危险化学品登记证", "演示登记中心", 3),
    ),
    "coating": (("安全生产许可证", "演示省应急管理厅", 3),),
    "industrial_gas": (
        ("安全生产许可证", "演示省应急管理厅", 3),
        ("气瓶充装许可证", "演示市场监督管理局", 4),
    ),
    "hazchem_trade": (("危险化学品经营许可证", "演示应急管理局", 3),),
    "fuel_station": (
        ("危险化学品经营许可证", "演示应急管理局", 3),
        ("成品油零售经营批准证书", "演示商务局", 5),
    ),
    "fireworks": (("烟花爆竹经营许可证", "演示应急管理局", 2),),
    "mine": (
        ("非煤矿山安全生产许可证", "演示省应急管理厅", 3),
        ("采矿许可证", "演示自然资源和规划局", 5),
    ),
    "tailings": (("尾矿库安全生产许可证", "演示省应急管理厅", 3),),
    "construction": (("建筑施工企业安全生产许可证", "演示省住房和城乡建设厅", 3),),
    "gas": (("燃气经营许可证", "演示住房和城乡建设局", 5),),
    "transport_hazmat": (("道路危险货物运输许可证", "演示交通运输局", 4),),
    "transport": (("道路运输经营许可证", "演示交通运输局", 4),),
    "waste": (("危险废物经营许可证", "演示生态环境局", 5),),
    "parcel": (("快递业务经营许可证", "演示邮政管理局", 5),),
    "mall": (("公众聚集场所消防安全检查意见书", "演示消防救援大队", 5),),
    "hotel": (("公众聚集场所消防安全检查意见书", "演示消防救援大队", 5),),
}

EQUIPMENT = {
    # sector -> (kind, name, most)
    "chemical_organic": (("pressure_vessel", "反应釜", 6), ("boiler", "蒸汽锅炉", 1)),
    "chemical_reagent": (("pressure_vessel", "反应釜", 4),),
    "chemical_inorganic": (("pressure_vessel", "压力容器", 5), ("crane", "液氯行车", 1)),
    "industrial_gas": (("pressure_vessel", "低温储罐", 3),),
    "specialty_paper": (
        ("boiler", "蒸汽锅炉", 1),
        ("pressure_vessel", "烘缸", 6),
        ("forklift", "叉车", 3),
    ),
    "textile": (("boiler", "导热油炉", 1), ("forklift", "叉车", 1)),
    "equipment": (("crane", "桥式起重机", 4), ("forklift", "叉车", 2)),
    "metal_smelting": (("crane", "冶金起重机", 2), ("furnace", "中频炉", 3)),
    "ammonia_cold": (("pressure_vessel", "低压循环桶", 2), ("pressure_pipe", "氨制冷管道", 1)),
    "gas": (("pressure_vessel", "储罐", 3),),
    "power_plant": (("boiler", "电站锅炉", 2), ("pressure_pipe", "蒸汽管道", 2)),
    "construction": (("tower_crane", "塔式起重机", 2), ("hoist", "施工升降机", 2)),
    "mall": (("lift", "电梯", 6),),
    "hotel": (("lift", "电梯", 3),),
    "scenic": (("ropeway", "观光设施", 1),),
}

FLAGSHIP_HOLDINGS = (
    # cas, role, vessel, kind, quantity_t, design_t, east_m, north_m
    ("7782-50-5", "raw_material", "V-101 液氯储罐", "pressure_tank", 22.0, 30.0, -90, 60),
    ("7782-50-5", "raw_material", "V-102 液氯储罐", "pressure_tank", 20.0, 30.0, -70, 60),
    ("7664-41-7", "raw_material", "V-201 液氨储罐", "pressure_tank", 34.0, 50.0, 80, 70),
    ("7664-41-7", "raw_material", "V-202 液氨储罐", "pressure_tank", 31.0, 50.0, 100, 70),
    ("67-56-1", "raw_material", "T-301 甲醇储罐", "atmospheric_tank", 420.0, 600.0, -40, -90),
    ("71-43-2", "raw_material", "T-302 苯储罐", "atmospheric_tank", 120.0, 180.0, 0, -90),
    ("108-88-3", "raw_material", "T-303 甲苯储罐", "atmospheric_tank", 160.0, 260.0, 40, -90),
    ("7647-01-0", "product", "T-304 盐酸储罐", "atmospheric_tank", 180.0, 240.0, 80, -90),
    ("1333-74-0", "raw_material", "H-401 氢气管束", "cylinder_bundle", 0.9, 1.5, 120, -30),
    ("68476-85-7", "fuel", "V-501 液化石油气储罐", "pressure_tank", 18.0, 25.0, 130, 20),
    ("74-82-8", "fuel", "G-601 天然气调压柜", "pipeline", 0.3, 0.5, -130, -20),
)


def build_holdings(
    enterprises: tuple[Enterprise, ...], ground: Ground, chance: Chance
) -> tuple[ChemicalHolding, ...]:
    """Vessels with substances; the flagship's by list, the others' by the table of their sector."""
    flagship = enterprises[0]
    holdings = [
        ChemicalHolding(
            flagship.key,
            cas,
            chemical(cas).name,
            role,
            vessel,
            kind,
            quantity,
            design,
            ground.plane.offset(flagship.position, east, north),
        )
        for cas, role, vessel, kind, quantity, design, east, north in FLAGSHIP_HOLDINGS
    ]
    by_sector: dict[str, list[dict[str, str]]] = {}
    for row in rows("holdings"):
        by_sector.setdefault(row["sector"], []).append(row)
    for enterprise in enterprises[1:]:
        number = 0
        for row in by_sector.get(enterprise.sector, ()):
            if not chance.chance(float(row["share"])):
                continue
            number += 1
            design = chance.number(float(row["low_t"]), float(row["high_t"]), 2)
            place = ground.plane.offset(
                enterprise.position, chance.number(-60, 60), chance.number(-60, 60)
            )
            holdings.append(
                ChemicalHolding(
                    enterprise=enterprise.key,
                    cas=row["cas"],
                    substance=chemical(row["cas"]).name,
                    role=row["role"],
                    vessel=f"{number}# {row['vessel']}",
                    vessel_kind=row["vessel_kind"],
                    quantity_t=round(design * chance.number(0.45, 0.85), 2),
                    design_quantity_t=design,
                    position=place if ground.is_inside(place) else enterprise.position,
                )
            )
    return tuple(holdings)


def mark_major_hazards(
    enterprises: tuple[Enterprise, ...], holdings: tuple[ChemicalHolding, ...]
) -> tuple[Enterprise, ...]:
    """Enterprises with the mark of a major hazard installation set.

    The sum of largest quantity over threshold reaches 1 (GB 18218-2018, thresholds of the
    catalogue). The whole enterprise counts as one unit, which identification proper does not do.
    """
    sums: dict[str, float] = {}
    for holding in holdings:
        threshold = chemical(holding.cas).values.get("threshold_t")
        if threshold is not None:
            share = holding.design_quantity_t / threshold.value
            sums[holding.enterprise] = sums.get(holding.enterprise, 0.0) + share
    return tuple(replace(e, is_major_hazard=sums.get(e.key, 0.0) >= 1) for e in enterprises)


def build_equipment(enterprises: tuple[Enterprise, ...], chance: Chance) -> tuple[Equipment, ...]:
    """Registered equipment with the day of the next inspection; some are overdue."""
    found: list[Equipment] = []
    for enterprise in enterprises:
        for kind, name, most in EQUIPMENT.get(enterprise.sector, ()):
            for number in range(1, chance.integer(1, most) + 1):
                due = REFERENCE_DAY + timedelta(days=chance.integer(-40, 720))
                serial = len(found) + 1
                found.append(
                    Equipment(
                        key=f"{enterprise.key}-E{number:02d}-{kind}",
                        enterprise=enterprise.key,
                        name=f"{number}# {name}",
                        kind=kind,
                        registration_number=f"演示{serial:08d}",
                        next_inspection_on=due.isoformat(),
                        position=enterprise.position,
                    )
                )
    return tuple(found)


def build_licences(enterprises: tuple[Enterprise, ...], chance: Chance) -> tuple[Licence, ...]:
    """Licences; a few end within the next weeks, a few have ended."""
    found: list[Licence] = []
    for enterprise in enterprises:
        for kind, issuer, years in LICENCES.get(enterprise.sector, ()):
            start = REFERENCE_DAY - timedelta(days=chance.integer(1, 365 * years + 20))
            found.append(
                Licence(
                    enterprise=enterprise.key,
                    kind=kind,
                    number=f"(演)字[{start.year}]{len(found) + 1:05d}",
                    issuer=issuer,
                    valid_from=start.isoformat(),
                    valid_to=start.replace(
                        day=min(start.day, 28), year=start.year + years
                    ).isoformat(),
                )
            )
    return tuple(found)
