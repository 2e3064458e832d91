"""Reports drawn up from the data of the platform: resources within reach, and the risks there."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Any

from anlan.base.documents.public import OfficialPaper, official_date
from anlan.base.regions.public import find_region
from anlan.command.plans.choices import ReportKind, ResourceKind
from anlan.command.plans.models import Plan
from anlan.command.shelters.public import list_shelters
from anlan.command.supplies.public import find_stock
from anlan.command.teams.choices import Capability
from anlan.command.teams.public import list_teams
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.supervision.enterprises.public import find_enterprise, list_enterprises
from anlan.supervision.hazards.public import list_open
from anlan.supervision.risk.public import enterprise_risk, list_units

#: Lines of each table: what lies nearest, what is gravest.
LINES = 15
#: Mean radius of the earth in kilometres.
EARTH_KM = 6371.0
COLOURS = {1: "重大（红）", 2: "较大（橙）", 3: "一般（黄）", 4: "低（蓝）"}

Place = tuple[float, float]


def build_resources() -> OfficialPaper:
    """应急资源调查报告: teams, supplies, shelters."""
    paper = OfficialPaper()
    paper.title("{{ title }}")
    paper.body("{{ scope }}")
    paper.heading("一、可以调用的应急救援队伍")
    paper.table(
        ["队伍", "能力", "人数", "直线距离"],
        ["{{ t.name }}", "{{ t.can }}", "{{ t.members }}", "{{ t.distance }}"],
        [52, 56, 20, 28],
        "t in teams",
    )
    paper.heading("二、应急物资")
    paper.table(
        ["物资", "预案需要", "库存", "存放地点"],
        ["{{ s.name }}", "{{ s.need }}", "{{ s.stock }}", "{{ s.where }}"],
        [40, 30, 30, 56],
        "s in supplies",
    )
    paper.heading("三、避灾安置场所")
    paper.table(
        ["场所", "可安置人数", "直线距离"],
        ["{{ s.name }}", "{{ s.capacity }}", "{{ s.distance }}"],
        [92, 32, 32],
        "s in shelters",
    )
    paper.heading("四、调查结论")
    paper.body("{{ conclusion }}")
    paper.body("{{ note }}")
    paper.signature(issuer="{{ issuer }}", date="{{ day }}")
    return paper


def build_risk() -> OfficialPaper:
    """事故风险评估摘要: levels, gravest units, open hazards."""
    paper = OfficialPaper()
    paper.title("{{ title }}")
    paper.body("{{ scope }}")
    paper.heading("一、风险等级")
    paper.body("{{ levels }}")
    paper.heading("二、风险较高的单元和单位")
    paper.table(
        ["名称", "等级", "说明"],
        ["{{ u.name }}", "{{ u.level }}", "{{ u.about }}"],
        [76, 32, 48],
        "u in units",
    )
    paper.heading("三、未整改的隐患")
    paper.body("{{ hazards }}")
    paper.heading("四、说明")
    paper.body("{{ note }}")
    paper.signature(issuer="{{ issuer }}", date="{{ day }}")
    return paper


def place_of(plan: Plan, actor: Actor) -> Place | None:
    """Return where the plan is for: its enterprise, else the middle of its region."""
    if plan.organisation_id is not None and plan.is_of_unit:
        enterprise = find_enterprise(actor, organisation_id=plan.organisation_id)
        if enterprise and enterprise.longitude is not None and enterprise.latitude is not None:
            return enterprise.longitude, enterprise.latitude
    region = find_region(plan.region_id) if plan.region_id else None
    if region and region.longitude is not None and region.latitude is not None:
        return region.longitude, region.latitude
    return None


def kilometres(one: Place, other: Place) -> float:
    """Return the distance over the ground in a straight line."""
    lon1, lat1, lon2, lat2 = map(radians, (*one, *other))
    part = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(part))


def _distance(here: Place | None, there: Place) -> str:
    return f"{kilometres(here, there):.1f}公里" if here else "—"


def _head(plan: Plan, kind: str) -> dict[str, Any]:
    return {
        "title": f"{plan.name}{ReportKind(kind).label}",
        "issuer": str(plan.organisation or plan.region or ""),
        "day": official_date(clock.today()),
    }


def resources_context(plan: Plan, actor: Actor) -> dict[str, Any]:
    """Return what the survey says: nearest teams, stock of what the plan needs, shelters."""
    here = place_of(plan, actor)
    # Rescue forces serve everybody; stock and shelters are those the person may see.
    teams = list_teams(
        capabilities=[str(c) for c in Capability.values], actor=system_actor("reference")
    )
    shelters = list_shelters(actor)
    if here is not None:
        teams.sort(key=lambda t: kilometres(here, (t.longitude, t.latitude)))
        shelters.sort(key=lambda s: kilometres(here, (s.longitude, s.latitude)))
    supplies, missing = [], []
    for need in plan.resources.filter(kind=ResourceKind.SUPPLY):
        stock = find_stock(need.code, actor)
        total = sum(row.quantity for row in stock)
        if total < need.quantity:
            missing.append(need.name)
        supplies.append(
            {
                "name": need.name,
                "need": f"{need.quantity}{need.unit}",
                "stock": f"{total}{stock[0].unit if stock else need.unit}",
                "where": "、".join(dict.fromkeys(row.warehouse_name for row in stock[:3])) or "—",
            }
        )
    wanted = {need.code: need.name for need in plan.resources.filter(kind=ResourceKind.CAPABILITY)}
    have = {capability for team in teams for capability in team.capabilities}
    lacking = [
        name for code, name in wanted.items() if code in Capability.values and code not in have
    ]
    seats = sum(shelter.capacity for shelter in shelters)
    words = [f"登记队伍{len(teams)}支，避灾安置场所{len(shelters)}处，可安置{seats}人。"]
    words.append(
        f"平台登记的库存不足预案需要的物资：{'、'.join(missing)}，由本单位自备或者协议储备。"
        if missing
        else "预案列出的物资，平台登记的库存均满足需要。"
    )
    if lacking:
        words.append(f"没有登记的能力：{'、'.join(lacking)}。")
    return {
        **_head(plan, ReportKind.RESOURCES),
        "scope": f"为{plan.name}开展的应急资源调查，数据取自平台登记，距离为直线距离。",
        "teams": [
            {
                "name": team.name,
                "can": "、".join(team.capability_labels[:3]),
                "members": f"{team.members}人",
                "distance": _distance(here, (team.longitude, team.latitude)),
            }
            for team in teams[:LINES]
        ],
        "supplies": supplies,
        "shelters": [
            {
                "name": shelter.name,
                "capacity": f"{shelter.capacity}人",
                "distance": _distance(here, (shelter.longitude, shelter.latitude)),
            }
            for shelter in shelters[:LINES]
        ],
        "conclusion": "".join(words),
        "note": "物资和场所为调查人有权查看的范围；自有物资、协议单位和专家由编制人补充核对。",
    }


def risk_context(plan: Plan, actor: Actor) -> dict[str, Any]:
    """Return what the summary says: risk levels, gravest units, open hazards."""
    enterprise = (
        find_enterprise(actor, organisation_id=plan.organisation_id)
        if plan.is_of_unit and plan.organisation_id is not None
        else None
    )
    if enterprise is not None:
        tally = enterprise_risk(enterprise.id, actor)
        levels = (
            f"风险等级为{COLOURS[tally.level]}；登记风险单元{tally.units}个，其中红{tally.red}、"
            f"橙{tally.orange}、黄{tally.yellow}、蓝{tally.blue}。"
            if tally is not None
            else f"风险等级为{COLOURS[enterprise.risk_level]}；平台尚未登记风险单元。"
        )
        units = [
            {"name": u.name, "level": COLOURS[u.current_level], "about": u.object_name}
            for u in list_units(enterprise.id, actor)[:LINES]
        ]
        hazards = list_open(actor, enterprise_id=enterprise.id)
    else:
        prefix = (plan.region_id or "").rstrip("0")
        inside = [e for e in list_enterprises(actor) if e.region_code.startswith(prefix)]
        counts = {n: sum(e.risk_level == n for e in inside) for n in COLOURS}
        levels = f"登记企业{len(inside)}家，其中" + "、".join(
            f"{COLOURS[n]}{counts[n]}家" for n in COLOURS
        )
        levels += "。"
        units = [
            {"name": e.name, "level": COLOURS[e.risk_level], "about": e.sector_name}
            for e in sorted(inside, key=lambda e: (e.risk_level, e.id))[:LINES]
        ]
        hazards = [h for h in list_open(actor) if h.region_code.startswith(prefix)]
    major = sum(h.level == "major" for h in hazards)
    late = sum(h.is_overdue for h in hazards)
    return {
        **_head(plan, ReportKind.RISK),
        "scope": f"为{plan.name}汇总平台登记的风险和隐患数据，供编制单位开展风险评估时使用。",
        "levels": levels,
        "units": units,
        "hazards": f"未整改隐患{len(hazards)}条，其中重大隐患{major}条、超期{late}条。",
        "note": "本摘要只反映平台登记情况，不代替按国家规定开展的事故风险辨识、评估。",
    }
