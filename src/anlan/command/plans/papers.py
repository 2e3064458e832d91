"""The one page of a point plan 一点一预案 in Word; its words are official Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.base.documents.public import OfficialPaper, official_date
from anlan.command.plans.models import Plan
from anlan.kernel import clock

FOLDER = Path(__file__).parent / "data" / "documents"
KINDS = {
    "dam": "水库（山塘）",
    "geological": "地质灾害隐患点",
    "village": "村（社区）",
    "school": "学校",
    "other": "其他点位",
}
#: Lines of people on the page: it stays one page.
LINES = 8


def build_point() -> OfficialPaper:
    """点位预案一页纸: where, what danger, which signal, which way, where to, whom to call."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("点位：{{ place }}（{{ kind }}）　　编号：{{ number }}")
    paper.body("危险：{{ danger }}")
    paper.body("受威胁：{{ people }}。{{ in_need }}")
    paper.body("预警信号：{{ signal }}")
    paper.body("转移路线：{{ route }}")
    paper.body("转移到：{{ shelter }}")
    paper.table(
        ["谁", "干什么", "电话"],
        ["{{ c.post }}", "{{ c.duty }}", "{{ c.phone }}"],
        [50, 66, 40],
        "c in contacts",
    )
    paper.body("返回：{{ return_rule }}")
    paper.body("发布：{{ issuer }}　　{{ issued_on }}　　第{{ version }}版")
    return paper


def point_context(plan: Plan) -> dict[str, Any]:
    """Return what the page says."""
    point = plan.point
    count = "，".join(
        words
        for words in (
            f"{point.households}户" if point.households is not None else "",
            f"{point.people}人" if point.people is not None else "",
        )
        if words
    )
    return {
        "title_lines": plan.name,
        "place": point.place,
        "kind": KINDS[point.kind],
        "danger": point.danger,
        "people": count or "人数待核",
        "in_need": f"需要帮助：{point.in_need}" if point.in_need else "",
        "signal": point.signal,
        "route": point.route,
        "shelter": point.shelter,
        "return_rule": point.return_rule or "接到解除通知后方可返回",
        "contacts": [
            {"post": c.post, "duty": c.duty, "phone": c.phone} for c in plan.contacts.all()[:LINES]
        ],
        "issuer": str(plan.organisation or plan.region or ""),
        "issued_on": official_date(plan.issued_on or clock.today()),
        "version": plan.version,
    }
