"""What a plan is for (kinds of incident) and which parts of a plan its chapters are."""

from __future__ import annotations

import re

from anlan.command.plans.extraction.headings import Placed
from anlan.command.plans.extraction.result import Anchor, Hazard, Section

#: Kind of incident by the words of titles and of the scope; the first that fits counts.
KINDS: tuple[tuple[str, str], ...] = (
    ("chemical", r"危险化学品|危化品|液氯|液氨|化学品"),
    ("gas", r"燃气|天然气|液化石油气"),
    ("forest_fire", r"森林(?:草原)?火灾|森林防(?:灭)?火"),
    ("flood", r"防汛|水旱|洪水|内涝|山洪|洪涝"),
    ("weather", r"台风|暴雪|冰雹|气象灾害"),
    ("geological", r"地质灾害|滑坡|泥石流|崩塌"),
    ("mine", r"矿山|煤矿|尾矿库|冒顶"),
    ("earthquake", r"地震"),
    ("fire", r"(?<!森林)(?<!草原)火灾"),
    ("traffic", r"道路交通|交通事故"),
    ("construction", r"建筑施工|坍塌事故"),
)

#: Parts of a plan by the words of its headings. A1–A7: GB/T 29639-2020 chapter 6, the
#: comprehensive plan of an enterprise; the same words serve other plans.
PARTS: tuple[tuple[str, str], ...] = (
    ("general", r"总则|编制目的|适用范围"),
    ("organisation", r"组织(?:机构|指挥|体系)|指挥体系|指挥机构|机构(?:及|与|和)职责|职责"),
    ("warning", r"监测|预警"),
    ("reporting", r"信息(?:报告|报送)|报告|报警|接警"),
    ("grading", r"响应分级|分级响应|响应(?:启动|条件)|启动条件"),
    ("response", r"应急响应|应急处置|处置(?:措施|流程|程序)|谁做什么"),
    ("recovery", r"后期处置|善后|恢复重建"),
    ("support", r"保障|物资|装备|资源"),
    ("plan_management", r"培训|演练|修订|备案|附则|预案管理"),
    ("risk", r"风险(?:描述|分析|评估)|事故(?:类型|风险)|主要风险"),
    ("contacts", r"通讯录|联系方式|联系电话|联络"),
)
_MAX = 4000


def find_hazards(placed: tuple[Placed, ...], title: str) -> list[Hazard]:
    """Return the kinds named in the title, else in the scope of application."""
    found: list[Hazard] = []
    rows = [item for item in placed if item.line.text == title][:1]
    scope = [item for item in placed if "适用于" in item.line.text][:2]
    for item in [*rows, *scope]:
        text = item.line.text
        for kind, pattern in KINDS:
            match = re.search(pattern, text)
            if match is None or kind in {h.kind for h in found}:
                continue
            doubts = () if item in rows else ("from_scope",)
            found.append(Hazard(kind, match.group(), Anchor(item.line.number, text[:200]), doubts))
    named = [hazard for hazard in found if not hazard.doubts]
    return named or found


def find_sections(placed: tuple[Placed, ...]) -> list[Section]:
    """Return the headings with the text below each."""
    found: list[Section] = []
    texts: dict[int, list[str]] = {}
    for item in placed:
        if item.is_heading:
            heading = item.path[-1]
            found.append(
                Section(
                    heading.number,
                    heading.title[:200],
                    heading.rank,
                    heading.line,
                    "",
                    part_of(heading.title),
                )
            )
        elif item.path:
            texts.setdefault(item.path[-1].line, []).append(item.line.text)
    return [
        Section(s.number, s.title, s.rank, s.line, "\n".join(texts.get(s.line, ()))[:_MAX], s.part)
        for s in found
    ]


def part_of(title: str) -> str:
    """Return the part of a plan a heading names, or nothing."""
    return next((part for part, pattern in PARTS if re.search(pattern, title)), "")
