"""Departments, township governments, park authorities, committees and the people who staff them."""

from __future__ import annotations

import numpy as np

from .chance import Chance
from .directory import Directory
from .ground import CHEMICAL_PARK_M2, INDUSTRIAL_PARK_M2, Ground
from .model import Park, Position, Region
from .tables import rows

GOVERNMENT = "county_government"
BUREAU = "emergency"
CHEMICAL_PARK, INDUSTRIAL_PARK = "park_chemical", "park_industrial"
GRID_WORKERS = 90

BUREAU_POSTS = (
    # slug, post, kind, title, how many
    ("command_chief", "应急指挥中心主任", "leader", "应急指挥中心主任", 1),
    ("duty", "应急指挥中心值班员", "duty", "应急指挥中心值班员", 8),
    ("hazchem_chief", "危险化学品监管科科长", "officer", "危险化学品监管科科长", 1),
    ("hazchem", "危险化学品监管科科员", "officer", "危险化学品监管科科员", 2),
    ("industry", "工贸安全监管科科员", "officer", "工贸安全监管科科员", 2),
    ("flood", "防汛抗旱科科员", "officer", "防汛抗旱科科员", 2),
    ("forest", "森林防灭火科科员", "officer", "森林防灭火科科员", 1),
    ("relief", "救灾和物资保障科科员", "officer", "救灾和物资保障科科员", 2),
    ("enforcement", "综合行政执法队执法员", "officer", "综合行政执法队执法员", 5),
    ("system_admin", "系统管理员", "officer", "系统管理员", 1),
    ("security_admin", "安全管理员", "officer", "安全保密管理员", 1),
    ("auditor", "安全审计员", "officer", "安全审计员", 1),
)
LEADERS = (
    ("head", "主要领导", "leader", ""),
    ("work_safety", "常务副县长(分管安全生产和应急管理)", "leader", "常务副"),  # 004 L26
    ("public_security", "副县长(分管公安、消防)", "leader", "副"),
    ("agriculture", "副县长(分管农业、水利、林业)", "leader", "副"),
    ("industry", "副县长(分管工业、园区)", "leader", "副"),
    ("urban", "副县长(分管城建、交通)", "leader", "副"),
    ("culture", "副县长(分管文教卫)", "leader", "副"),
)


def county_head(county_name: str) -> str:
    """Title of the head of the county government."""
    return f"{county_name[-1]}长"


def township_head(name: str) -> str:
    """Title of the head of a township-level unit."""
    for ending, title in (
        ("街道", "街道办事处主任"),
        ("镇", "镇长"),
        ("乡", "乡长"),
        ("苏木", "苏木达"),
    ):
        if name.endswith(ending):
            return title
    return "主任"


def township_office(code: str) -> str:
    """Key of a township's government."""
    return f"township:{code[:9]}"


def staff_county(
    directory: Directory, ground: Ground, regions: tuple[Region, ...], chance: Chance
) -> None:
    """Write down the county government, its departments, townships and their people."""
    county = next(r for r in regions if r.level == "county")
    _government(directory, ground, county, chance)
    for row in rows("departments"):
        _department(directory, ground, county, row, chance)
    for region in regions:
        if region.level == "township":
            _township(directory, region, ground)
    for row in rows("committees"):
        directory.add_organisation(
            f"committee:{row['key']}",
            county.name + row["name"],
            "committee",
            county.code,
            short_name=row["short_name"],
            parent=GOVERNMENT,
            duties="办公室设在" + directory.organisations[row["office"]].name,
            source=row["source"],
        )
        for role, slug in (("A", "head"), ("B", "deputy")):
            for holder in directory.holders(row["office"], slug)[:1]:
                post = directory.add_post(
                    f"committee:{row['key']}", "office", "办公室主任", "leader"
                )
                directory.appoint(holder, post, role)


def _near_seat(ground: Ground, chance: Chance) -> Position:
    return ground.towards(ground.seat, chance.number(100, 1800), chance.number(0, 360))


def _government(directory: Directory, ground: Ground, county: Region, chance: Chance) -> None:
    directory.add_organisation(
        GOVERNMENT,
        f"{county.name}人民政府",
        "government",
        county.code,
        short_name="县政府" if county.name.endswith("县") else "区政府",
        position=ground.seat,
    )
    head = county_head(county.name)
    for slug, name, kind, prefix in LEADERS:
        title = f"{prefix}{head}"
        post = directory.add_post(GOVERNMENT, slug, name.replace("县长", head), kind)
        directory.add_person(GOVERNMENT, title, post=post)


def _department(
    directory: Directory, ground: Ground, county: Region, row: dict[str, str], chance: Chance
) -> None:
    key = row["key"]
    directory.add_organisation(
        key,
        county.name + row["name"],
        row["kind"],
        county.code,
        short_name=row["short_name"],
        parent=GOVERNMENT,
        position=_near_seat(ground, chance),
        duties=row["duties"],
        source=row["source"],
    )
    head = directory.add_post(key, "head", "主要负责人", "leader")
    deputy = directory.add_post(key, "deputy", "分管负责人", "deputy")
    first = directory.add_person(key, row["head_title"], post=head)
    second = directory.add_person(key, row["deputy_title"], post=deputy)
    directory.appoint(second.key, head, "B")
    directory.appoint(first.key, deputy, "B")
    if key == BUREAU:
        for _ in range(2):
            directory.add_person(key, row["deputy_title"], post=deputy)
        for slug, title, kind, person_title, count in BUREAU_POSTS:
            post = directory.add_post(key, slug, title, kind)
            for number in range(count):
                directory.add_person(
                    key, person_title, post=post, role="A" if number % 2 == 0 else "B"
                )
        return
    safety = directory.add_post(key, "safety", "安全应急工作联络员", "officer")
    duty = directory.add_post(key, "duty", "值班员", "duty")
    directory.add_person(key, "安全科科长", post=safety)
    directory.add_person(key, "安全科科员", post=safety, role="B")
    directory.add_person(key, "值班员", post=duty)
    directory.add_person(key, "值班员", post=duty, role="B")


def _township(directory: Directory, region: Region, ground: Ground) -> None:
    key = township_office(region.code)
    suffix = "办事处" if region.name.endswith("街道") else "人民政府"
    if not region.name.endswith(("街道", "镇", "乡", "苏木")):
        suffix = "管理委员会"
    directory.add_organisation(
        key,
        region.name + suffix,
        "township",
        region.code,
        short_name=region.name,
        parent=GOVERNMENT,
        position=region.centre,
        duties="属地安全生产和应急管理,先期处置",
        source="004 L26",
    )
    head = directory.add_post(key, "head", "主要负责人", "leader")
    deputy = directory.add_post(key, "deputy", "分管负责人", "deputy")
    station = directory.add_post(key, "station", "应急管理站站长", "officer")  # 004 L134
    duty = directory.add_post(key, "duty", "值班员", "duty")
    title = township_head(region.name)
    directory.add_person(key, title, post=head)
    second = directory.add_person(key, f"副{title}", post=deputy)
    directory.appoint(second.key, head, "B")
    chief = directory.add_person(key, "应急管理站站长", post=station)
    directory.appoint(chief.key, deputy, "B")
    directory.add_person(key, "应急管理站干部", post=station, role="B")
    directory.add_person(key, "值班员", post=duty)
    directory.add_person(key, "值班员", post=duty, role="B")


def build_parks(
    directory: Directory, ground: Ground, township: str
) -> tuple[tuple[Park, ...], dict[str, np.ndarray]]:
    """The chemical park (004 L218: 化工集中区) and an industrial park, with their staff.

    Returns the parks and the faces of the mesh that each covers.
    """
    place = ground.layout.divisions.short_name
    chemical = ground.patch(township, [ground.seat], CHEMICAL_PARK_M2)
    middle = ground.centre(int(chemical[0]))
    others = [t.code for t in ground.towns() if t.code != township]
    others = others or [t.code for t in ground.townships if t.code != township]
    largest = max(
        others, key=lambda c: float(ground.mesh.areas[ground.layout.faces_of_township(c)].sum())
    )
    industrial = ground.patch(largest, [ground.seat, middle], INDUSTRIAL_PARK_M2)
    parks = []
    for key, name, kind, region, faces, short in (
        (
            CHEMICAL_PARK,
            f"演示{place}经济开发区化工集中区",
            "chemical",
            township,
            chemical,
            "化工集中区",
        ),
        (INDUSTRIAL_PARK, f"演示{place}工业园区", "industrial", largest, industrial, "工业园区"),
    ):
        centre = ground.centre(int(faces[0]))
        directory.add_organisation(
            key,
            f"{name}管理委员会",
            "park",
            region,
            short_name=short,
            parent=GOVERNMENT,
            position=centre,
            duties="园区安全生产一体化管理,危险源、道路、车辆、人员实时监控",
            source="004 L218",
        )
        head = directory.add_post(key, "head", "主要负责人", "leader")
        deputy = directory.add_post(key, "deputy", "分管负责人", "deputy")
        directory.add_person(key, "管委会主任", post=head)
        second = directory.add_person(key, "管委会副主任", post=deputy)
        directory.appoint(second.key, head, "B")
        safety = directory.add_post(key, "safety", "安全环保科科长", "officer")
        directory.add_person(key, "安全环保科科长", post=safety)
        duty = directory.add_post(key, "duty", "监控中心值守员", "duty")
        for number in range(4):
            directory.add_person(
                key, "监控中心值守员", post=duty, role="A" if number % 2 == 0 else "B"
            )
        parks.append(Park(key, name, kind, region, centre, ground.shape(faces), key))
    return tuple(parks), {CHEMICAL_PARK: chemical, INDUSTRIAL_PARK: industrial}


def staff_grids(
    directory: Directory, regions: tuple[Region, ...], first_township: str, chance: Chance
) -> None:
    """Grid workers: every village of the park's township, and some of the others."""
    grids = [r for r in regions if r.level == "grid" and r.code.endswith("001")]
    near = [g for g in grids if g.code.startswith(first_township[:9])]
    far = [g for g in grids if not g.code.startswith(first_township[:9])]
    chosen = near + chance.sample(far, max(0, GRID_WORKERS - len(near)))
    for grid in sorted(chosen, key=lambda g: g.code):
        office = township_office(grid.code)
        post = directory.add_post(office, f"grid-{grid.code}", f"{grid.name}网格员", "grid")
        directory.add_person(office, "网格员", region=grid.code, post=post)
