"""The first-hour sheet 首小时处置单 as Word. Its words are official Chinese in every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.base.documents.public import OfficialPaper, official_time
from anlan.decision.consequence.choices import ZoneKind
from anlan.decision.consequence.effects.clouds import FARTHEST
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.selectors.exposure import DominoTarget, Exposure
from anlan.decision.consequence.selectors.measures import Measures
from anlan.decision.consequence.selectors.warning import WINDS, Draft
from anlan.decision.consequence.words import FACTS, remark

FOLDER = Path(__file__).parent / "data" / "documents"
ZONES = {1: "致死区", 2: "伤害区", 3: "警示区"}
STATUSES = {"verified": "已验证", "unverified": "未验证"}
#: Lines of a list on the sheet; the page of the run has the rest.
LINES = 30


def build_sheet() -> OfficialPaper:
    """首小时处置单: what, where to, who is inside, what to do now."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}　　计算时间：{{ made_at }}　　计算人：{{ made_by }}")
    paper.heading("一、情况")
    paper.body("{{ situation }}")
    paper.body("气象：{{ wind }}")
    paper.heading("二、危险区")
    paper.table(
        ["区域", "标准", "距离", "误差一倍时", "人数"],
        ["{{ z.name }}", "{{ z.level }}", "{{ z.reach }}", "{{ z.range }}", "{{ z.people }}"],
        [20, 56, 24, 36, 20],
        "z in zones",
    )
    paper.control("{%p if others %}")
    paper.body("{{ others }}")
    paper.control("{%p endif %}")
    paper.heading("三、撤离与安置")
    paper.body("{{ evacuation_words }}")
    paper.control("{%p if shelter %}")
    paper.body("{{ shelter }}")
    paper.control("{%p endif %}")
    paper.table(
        ["场所", "区域", "人数", "电话", "安置去向"],
        ["{{ e.name }}", "{{ e.zone }}", "{{ e.people }}", "{{ e.phone }}", "{{ e.to }}"],
        [38, 18, 16, 30, 54],
        "e in evacuation",
    )
    paper.heading("四、电话通知")
    paper.table(
        ["单位（场所）", "联系人", "电话", "已通知（时间）"],
        ["{{ c.place }}", "{{ c.who }}", "{{ c.phone }}", ""],
        [50, 40, 36, 30],
        "c in calls",
    )
    paper.heading("五、可能引发次生事故的容器")
    paper.control("{%p for line in domino %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.control("{%p if not domino %}")
    paper.body("阈值范围内没有登记的容器。")
    paper.control("{%p endif %}")
    paper.heading("六、现场处置要点")
    paper.body("{{ first_actions }}")
    paper.heading("七、预警信息（草稿）")
    paper.body("{{ warning }}")
    paper.heading("八、模型与提示")
    paper.control("{%p for line in remarks %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    return paper


def build_all() -> list[Path]:
    """Write the form; returns its path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "first_hour.docx"
    build_sheet().save(path)
    return [path]


def _wind(run: ConsequenceRun) -> str:
    where = (
        f"{WINDS[round(run.wind_from_deg / 45.0) % 8]}风（{run.wind_from_deg:.0f}°）"
        if run.wind_from_deg is not None
        else "风向不明"
    )
    return (
        f"{where}，风速{run.wind_speed_m_s:.1f}米每秒，大气稳定度{run.stability}类，"
        f"气温{run.inputs['temperature_c']:g}℃；来源：{run.weather_source}，"
        f"{official_time(run.weather_at)}。"
    )


def _plain(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


def _roads(measures: Measures) -> str:
    """When the zones can be clear by road, at the earliest."""
    plan = measures.roads
    if plan is None or plan.clear_s is None:
        return ""
    narrow = "、".join(name for name, _people in plan.bottlenecks if name)
    return (
        f"按现有路网和道路封闭情况，乘车撤出危险区最快约需{plan.clear_s / 60.0:.0f}分钟（估算）"
        + (f"，瓶颈路段：{narrow}" if narrow else "")
        + "。"
    )


def _far(reach: float) -> str:
    if reach >= FARTHEST:
        return "10千米以上"
    return f"{reach:.0f}米" if reach > 0.0 else "达不到"


def _others(run: ConsequenceRun) -> str:
    """What other models say of the same zones: how far published models disagree."""
    told = []
    for other in run.others:
        reaches = [
            f"{ZONES[int(kind)]}{_far(reach)}" for kind, reach in sorted(other["reach"].items())
        ]
        if reaches:
            status = STATUSES.get(other["status"], other["status"])
            told.append(f"{other['id']}（{status}）{'、'.join(reaches)}")
    return f"其他模型的距离（供判断误差）：{'；'.join(told)}。" if told else ""


def _shelter(run: ConsequenceRun) -> str:
    """How long a closed house protects."""
    known = {fact["key"]: fact["value"] for fact in run.facts}
    if "shelter_share" not in known:
        return ""
    parts = [f"关闭门窗的房屋内，云团过后室内浓度约为室外的{known['shelter_share']:.0f}%"]
    if "shelter_lethal" in known:
        parts.append(f"室内达到致死区标准的范围约{known['shelter_lethal']:.0f}米")
    if "shelter_minutes" in known:
        parts.append(f"致死区边缘的室内约{known['shelter_minutes']:.0f}分钟后达到伤害区标准")
    elif "shelter_holds" in run.remarks:
        parts.append("致死区边缘的室内在云团持续期间低于伤害区标准")
    changes = run.inputs.get("air_changes_h", 1.0)
    status = next(
        (STATUSES.get(o["status"], "") for o in run.others if o["id"] == "indoor_well_mixed"), ""
    )
    return (
        f"就地避险（每小时换气{changes:g}次，indoor_well_mixed，{status}）："
        f"{'，'.join(parts)}。云团过后应开窗通风。"
    )


def sheet_context(
    run: ConsequenceRun,
    exposure: Exposure,
    measures: Measures,
    draft: Draft,
    domino: list[DominoTarget],
) -> dict[str, Any]:
    """Return what the sheet says."""
    where = run.enterprise.name if run.enterprise is not None else run.region.name
    facts = "；".join(
        f"{FACTS.get(f['key'], f['key'])}{_plain(f['value'])} {f['unit']}"
        for f in run.facts
        if not f["key"].startswith("shelter_")
    )
    models = "、".join(
        f"{m['id']}（{STATUSES.get(m['status'], m['status'])}）" for m in run.model_list
    )
    status = (
        "本次计算所用模型均有独立算例验证。"
        if run.verification == "verified"
        else "本次计算至少有一个模型没有独立算例验证，结果仅供参考，应留有余量。"
    )
    return {
        "made_at": official_time(run.made_at),
        "made_by": run.made_by,
        "situation": (
            f"{where}{run.container}，{run.chemical.name}，{run.get_scenario_display()}，"
            f"{run.get_release_display()}，容器存量{run.quantity_t:g}吨。{facts}。"
        ),
        "wind": _wind(run),
        "zones": [
            {
                "name": ZONES[zone.kind],
                "level": f"{zone.value:g} {zone.unit} {zone.label}",
                "reach": f"{zone.reach_m:.0f}米",
                "range": f"{zone.reach_least_m:.0f}～{zone.reach_most_m:.0f}米",
                "people": f"{exposure.people.get(zone.kind, 0)}",
            }
            for zone in run.zones.all()
            if zone.kind
        ],
        "others": _others(run),
        "shelter": _shelter(run),
        "evacuation_words": (
            f"致死区、伤害区内登记场所{len(measures.evacuation)}处、{measures.people}人需要撤离；"
            f"按现有空余床位尚有{measures.unplaced}人未落实安置。人数来自一张图的防护目标登记"
            "（村、居民区、学校、医院等昼夜人数）和企业从业人员，没有人口格网时不计流动人口。"
            f"{_roads(measures)}"
        ),
        "evacuation": [
            {
                "name": e.row.found.name,
                "zone": ZONES[e.row.zone],
                "people": f"{e.people}",
                "phone": e.phone or "—",
                "to": "；".join(f"{name}{n}人" for name, n, _m in e.shelters)
                + (f"；未落实{e.unplaced}人" if e.unplaced else ""),
            }
            for e in measures.evacuation[:LINES]
        ],
        "calls": [
            {"place": c.place, "who": c.who, "phone": c.phone} for c in measures.calls[:LINES]
        ],
        "domino": [
            f"{number}．{t.enterprise}{t.container}，{t.chemical}{t.quantity_t:g}吨，距离{t.distance_m:.0f}米"
            f"（阈值{t.threshold}）。"
            for number, t in enumerate(domino[:LINES], start=1)
        ],
        "first_actions": run.chemical.first_actions or "按该物质安全技术说明书处置。",
        "warning": f"{draft.headline}。{draft.description}{draft.instruction}",
        "remarks": [
            status,
            f"模型：{models}。",
            *(f"提示：{remark(key)}" for key in run.remarks),
            *(f"超出公布范围：{c['model']} {c['name']} {c['text']}" for c in run.caveats),
            f"各区人数合计{exposure.people_total}人（致死区{exposure.people[ZoneKind.LETHAL]}、"
            f"伤害区{exposure.people[ZoneKind.INJURY]}、警示区{exposure.people[ZoneKind.NOTICE]}）。",
        ],
    }
