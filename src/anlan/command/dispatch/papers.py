"""The route sheet 应急救援车辆通行单 as Word. Its words are official Chinese in every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.base.documents.public import OfficialPaper, official_time
from anlan.command.dispatch.models import Dispatch

FOLDER = Path(__file__).parent / "data" / "documents"


def build_sheet() -> OfficialPaper:
    """应急救援车辆通行单: who, where to, which way, whom to let through."""
    paper = OfficialPaper()
    paper.title("应急救援车辆通行单")
    paper.body("编号：{{ number }}　　签发人：{{ made_by }}")
    paper.body("签发时间：{{ made_at }}")
    paper.heading("一、任务")
    paper.body("突发事件：{{ incident }}。")
    paper.body("救援队伍：{{ team }}，{{ people }}人，带队{{ leader }}，电话{{ phone }}。")
    paper.body("调派令：{{ order }}")
    paper.heading("二、路线")
    paper.body("{{ way }}")
    paper.control("{%p if steps %}")
    paper.table(
        ["序号", "道路", "里程（千米）"],
        ["{{ s.number }}", "{{ s.name }}", "{{ s.km }}"],
        [20, 106, 40],
        "s in steps",
    )
    paper.control("{%p endif %}")
    paper.heading("三、沿线配合")
    paper.body(
        "请沿线公安交通管理、交通运输（收费站）等单位按应急救援任务优先放行。消防车前往执行任务的，"
        "依照《中华人民共和国消防法》第四十七条，在确保安全的前提下不受行驶速度、行驶路线、行驶方向和"
        "指挥信号的限制，其他车辆以及行人应当让行；收费公路免收车辆通行费。其他应急救援车辆的通行优待"
        "按省、市、县有关规定执行。"
    )
    paper.body("联系电话（签发单位填写）：____________________")
    paper.signature(issuer="{{ issuer }}", date="{{ date }}")
    return paper


def build_all() -> list[Path]:
    """Write the form; returns its path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "route_sheet.docx"
    build_sheet().save(path)
    return [path]


def sheet_context(dispatch: Dispatch, issuer: str) -> dict[str, Any]:
    """Return what the sheet says."""
    team = dispatch.team
    if dispatch.distance_m is None or dispatch.travel_s is None:
        way = "事件没有坐标，路线由带队人员掌握。"
    else:
        way = (
            f"全程约{dispatch.distance_m / 1000:.1f}千米，行驶约{dispatch.travel_s / 60:.0f}分钟"
            "（估算）。"
        )
        if dispatch.eta_at is not None:
            way += f"预计{official_time(dispatch.eta_at)}到达。"
        if dispatch.route_steps:
            way += "路线已避开签发时登记的封闭路段。"
        else:
            way += "没有可用路网，路线由带队人员掌握。"
    steps = [(name or "无名道路", length) for name, length in dispatch.route_steps]
    return {
        "incident": str(dispatch.incident),
        "team": team.name,
        "people": dispatch.people,
        "leader": team.leader.name if team.leader is not None else "（未登记）",
        "phone": team.duty_phone or "（未登记）",
        "order": dispatch.order_text,
        "way": way,
        "steps": [
            {"number": number, "name": name, "km": f"{length / 1000:.1f}"}
            for number, (name, length) in enumerate(steps, 1)
        ],
        "issuer": issuer,
    }
