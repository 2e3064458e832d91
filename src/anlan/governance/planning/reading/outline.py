"""The heading tree, the plans of a file and what each section is: background, goals, projects …"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from anlan.governance.planning.reading.blocks import Block, Sheet
from anlan.governance.planning.reading.numbers import lost_mark, split_number
from anlan.governance.planning.reading.periods import Frame, frame_of, last_day
from anlan.governance.planning.reading.result import Heading, PlanPart

BACKGROUND, IDEAS, GOALS, PROJECTS, GUARANTEES, WORK = (
    "background",
    "ideas",
    "goals",
    "projects",
    "guarantees",
    "work",
)
_DUTY = re.compile(
    r"(?:局|委|办|政府|部门|单位|街道|企业|学校|大队|中心|）)(?:要(?![求点素])|应当|须|必须)|每(?:半?年|季度|月|周)|20\d\d年|年底前"
)
_OFTEN = re.compile(r"每(?:半?年|季度|月|周)|[年月]底前|\d日前")
_FIGURE = re.compile(r"\d(?:%|以内|以上|以下|[人个处次])|不发生|低于0")
_VERB = re.compile(
    r"^(?:加强|夯实|完善|补齐|强化|健全|提升|优化|推进|构建|建立|推动|落实|开展|深化|提高|着力|筑牢|加快|营造|改善|应对|化解)"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (GOALS, re.compile(r"目标(?!责任|考核)|主要指标|指标体系|规划指标|具体指标")),
    (
        IDEAS,
        re.compile(
            r"指导思想|基本原则|工作原则|总体思路|主要思路|总体要求|工作思路|编制依据|适用范围|规划范围"
        ),
    ),
    (
        BACKGROUND,
        re.compile(
            r"形势|现状|成效|成就|回顾|挑战|机遇|发展环境|发展基础|工作基础|存在(?:的)?(?:主要)?问题|(?<!补)短板|概述|前言|背景|"
            r"取得的?(?:成|进展)|规划基础|(?:主要|总体|工作)进展|(?:开展|进展|完成|落实|执行|实施)情况$|完成情况|(?:上半年|前三季度|今年以来)[^，。]{0,8}情况|工作总结$|测算$|^基础与"
        ),
    ),
    (
        PROJECTS,
        re.compile(r"(?:重点|重大|主要)(?:建设)?(?:工程|项目)|重点任务工程|工程项目$|建设项目$"),
    ),
    (
        GUARANTEES,
        re.compile(r"保障措施|实施保障|组织保障|工作要求|组织实施|规划实施|保障机制$|工作保障"),
    ),
)
#: “附件2”, “附：… 主要目标”: what follows is no part of the last section.
_ATTACHED = re.compile(r"^附(?:件|表|录)?\d{0,2}[：]?[^。；，]{0,40}$")
_GOALS_NAMED = re.compile(r"(?:目标|指标)$")
#: “2023年：6月底前…；年底前…”: a paragraph of what one year brings.
YEAR_ALONE = re.compile(r"^(20\d\d)年(?:度)?(?:目标|任务|工作)?：")
_YEAR_NAMED = re.compile(
    r"^(20\d\d)年(?:度)?[^，。；\d]{0,12}(?:打算|计划|安排|工作|任务|要点|举措|思路)"
)
_WORK = re.compile(r"(?<!目标)(?:主要|重点|工作|具体)(?:工作)?(?:任务|措施|举措)")
_TITLE = re.compile(
    r"(?:规划|方案|计划|要点|意见|措施|分工|清单|责任书|通知)(?:（[^（）]{1,20}）)?$|规划纲要$"
)
_LISTED = re.compile(r"(?:规划|方案|行动计划)(?:（[^（）]{1,20}）)?$")
_PREAMBLE = re.compile(
    r"(?:制定|编制|形成|提出)(?:了)?(?:本|该|如下|以下)?[^。，]{0,40}?"
    r"(?:规划|方案|计划|要点|意见|措施|分工)(?:（[^（）]{1,20}）)?(?:如下)?[。：]?$|(?:方案|意见|计划|要点|分工)如下[。：]$"
)
_GOAL_WORDS = re.compile(
    r"^(?:总体|具体|主要|分类|工作|分项)?目标[：。]|^通过(?:三年|开展|实施)[^。]{0,24}(?:行动|攻坚)，|^(?:到|展望)20\d\d年，"
)
_IDEA_WORDS = re.compile(
    r"^(?:坚持)?以[^，]{0,8}(?:习近平|新时代)|^全面贯彻(?:落实)?(?:党的|习近平)|^高举"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its number taken off and what kind of section it stands in."""

    block: Block
    number: str
    rank: int
    #: Where the words after the number begin, and after the title when one is in the same line.
    body: int
    after_title: int
    title: str
    is_heading: bool
    kind: str
    plan: int
    path: tuple[Heading, ...]
    is_boxed: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """All blocks in their places."""

    placed: tuple[Placed, ...]
    headings: tuple[Heading, ...]
    plans: tuple[PlanPart, ...]
    frames: tuple[Frame, ...]

    def frame_of(self, item: Placed) -> Frame:
        """The time that governs a block: of its plan, or of “二、2024年工作打算” above it."""
        frame = self.frames[item.plan]
        alone = YEAR_ALONE.match(item.block.text[item.body :])
        if alone is not None:
            own = int(alone.group(1))
            return replace(frame, first=own, last=last_day(own))
        for heading in reversed(item.path):
            year = _YEAR_NAMED.search(heading.title)
            is_other = frame.last is None or frame.only_year is not None
            if year is not None and (is_other or _within(frame, int(year.group(1)))):
                return replace(frame, first=int(year.group(1)), last=last_day(int(year.group(1))))
        return frame


def _within(frame: Frame, year: int) -> bool:
    return frame.last is not None and (frame.first or year) <= year <= frame.last.year


def place(sheet: Sheet) -> Outline:
    """Give every block its place."""
    blocks = sheet.blocks
    starts = _plan_starts(blocks, sheet.contents)
    plans, frames = _plans(blocks, starts, sheet.contents)
    issued = sheet.issued or _month_said(blocks)
    frames = tuple(replace(frame, issued=issued) for frame in frames)
    placed: list[Placed] = []
    headings: list[Heading] = []
    path: list[tuple[int, Heading]] = []
    plan = 0
    boxed = False
    for index, block in enumerate(blocks):
        if index in starts and index != starts[0]:
            plan = starts.index(index)
            path, boxed = [], False
        number, rank, rest = ("", 0, block.text) if block.cells else split_number(block.text)
        lost = None if rank or block.cells else lost_mark(block.text)
        if lost is not None and path:
            number, rank, rest = lost
        if not rank and not block.cells and _ATTACHED.match(block.text):
            path, boxed = [], False
            if (named := block.text.lstrip("附件表录：0123456789")) and _GOALS_NAMED.search(named):
                path.append((12, Heading(block.line, 1, "", named, plan)))
        body = len(block.text) - len(rest)
        title, length = _title(block, rank, rest)
        is_heading = bool(title) and length >= len(rest.rstrip("。：")) and not block.cells
        if rank == 55 or (not rank and re.match(r"专栏", block.text)):
            boxed, rank, is_heading = True, 55, True
            title = rest
        elif boxed and rank and rank < 40 or (boxed and block.style):
            boxed = False
        if title and rank and not block.cells:
            depth = rank + 20 if boxed and 40 <= rank < 55 else rank  # an item inside the box
            while path and path[-1][0] >= depth:
                path.pop()
            heading = Heading(block.line, len(path) + 1, number.rstrip("、.："), title, plan)
            headings.append(heading)
            path.append((depth, heading))
        elif block.style and is_heading:
            while path and path[-1][0] >= block.style:
                path.pop()
            heading = Heading(block.line, len(path) + 1, "", title, plan)
            headings.append(heading)
            path.append((block.style, heading))
        chain = tuple(heading for _rank, heading in path)
        kind = _kind(chain, block.text, boxed)
        placed.append(
            Placed(
                block,
                number,
                rank,
                body,
                body + length,
                title,
                is_heading,
                kind,
                plan,
                chain,
                boxed,
            )
        )
    return Outline(tuple(placed), tuple(headings), plans, frames)


def _month_said(blocks: tuple[Block, ...]) -> date | None:
    """“2024年9月，考核组对我区…”: a document without a date says in its preface when it speaks."""
    for block in blocks[:8]:
        found = re.search(r"(20\d\d)年(\d{1,2})月(?!底前|\d+日前|前)", block.text)
        if found is not None and 1 <= int(found.group(2)) <= 12:
            return date(int(found.group(1)), int(found.group(2)), 1)
    return None


def _title(block: Block, rank: int, rest: str) -> tuple[str, int]:
    """Return the title a block begins with and its length; nothing for plain paragraphs."""
    if block.cells:
        return "", 0
    if block.style:
        return rest.rstrip("。："), len(rest)
    if not rank:
        return "", 0
    first = re.match(r"^[^。：；（）]{0,44}(?:（[^（）]*）[^。：；（）]{0,20})*(?:[。：]|$)", rest)
    if first is None or rank >= 50 and rank != 55 and len(rest) > 44:
        return "", 0
    words = first.group()
    if rank != 35 and not 2 <= len(re.sub(r"（[^（）]*）", "", words)) <= 46:
        return "", 0
    if not words.endswith(("。", "：")) and len(words) < len(rest):
        return "", 0
    if rank >= 40 and _DUTY.search(re.sub(r"（[^（）]*）", "", words)):
        return "", 0  # a sentence that says who must do what, not a title
    if rank == 30 and _OFTEN.search(re.sub(r"（[^（）]*）", "", words)):
        return "", 0
    is_alone = len(words) >= len(rest)
    if rank >= 40 and not is_alone and re.search(r"，.*\d", re.sub(r"（[^（）]*）", "", words)):
        return "", 0  # a short sentence before a bracket with units
    if (
        rank >= 40
        and is_alone
        and (words.endswith("。") and len(words) > 14 or _FIGURE.search(words))
    ):
        return "", 0  # an item of a list, not a heading
    return words.rstrip("。："), len(words)


def _kind(path: tuple[Heading, ...], text: str, boxed: bool) -> str:
    """Return what a section is, by the nearest heading that says it."""
    is_work = False  # “第二节 主要任务” inside a chapter “目标与任务”
    for heading in reversed(path):
        title = heading.title
        is_work = is_work or _WORK.search(title) is not None
        for kind, pattern in _KINDS:
            found = pattern.search(title)
            if found is None:
                continue
            if kind in (BACKGROUND, IDEAS, GOALS) and _VERB.match(title):
                continue
            is_duty = "责任" in title and not title.endswith("目标")
            if kind == GOALS and ("落实" in title or is_duty or heading.level > 3):
                continue
            if kind == GOALS and is_work and not title.endswith("目标"):
                return WORK
            if kind == PROJECTS and heading.level > 2 and not boxed:
                continue
            if kind == BACKGROUND and heading.level > 2:
                continue
            return _paragraph_kind(text) or kind if kind == IDEAS else kind
    kind = _paragraph_kind(text)
    return WORK if is_work and kind == GOALS else kind or WORK


def _paragraph_kind(text: str) -> str:
    """A paragraph that says itself what it is, in documents that lost their headings."""
    if _IDEA_WORDS.match(text) and not re.search(r"20\d\d年(?:年)?底前", text):
        return IDEAS
    if _GOAL_WORDS.match(text) or (_IDEA_WORDS.match(text)):
        return GOALS
    return ""


def _plan_starts(blocks: tuple[Block, ...], contents: tuple[str, ...]) -> list[int]:
    """Return the blocks on which the plans of the file begin."""
    starts: list[int] = []
    last = -1
    for index, block in enumerate(blocks):
        text = block.text
        if len(text) < 50 or not re.match(
            r"^(?:为|应急管理是|安全生产|根据|按照|依据|“?十|防灾减灾|消防)", text
        ):
            continue
        if not _PREAMBLE.search(text[-90:]):
            continue
        start = index
        for back in range(index - 1, max(last, index - 14), -1):
            before = blocks[back].text
            if blocks[back].cells or len(before) > 90 or before.endswith(("。", "；")):
                break
            if _TITLE.search(before) or _TITLE.search(before.rstrip("）")):
                start = back
                if back and _is_title_part(blocks[back - 1].text):
                    start = back - 1
        starts.append(start)
        last = index
    if starts:
        return starts
    for index, block in enumerate(blocks[:40]):
        text = block.text
        if (
            _TITLE.search(text)
            and 8 < len(text) < 60
            and not split_number(text)[0]
            and not re.search(r"[。；：]|印发", text)
        ):
            return [index]
    return [0]


def _is_title_part(text: str) -> bool:
    return (
        6 < len(text) < 40
        and text[0] != "（"
        and not re.search(r"[。；：，]", text)
        and not split_number(text)[0]
    )


def _plans(
    blocks: tuple[Block, ...], starts: list[int], contents: tuple[str, ...]
) -> tuple[tuple[PlanPart, ...], tuple[Frame, ...]]:
    listed = [split_number(text)[2] for text in contents if _LISTED.search(text)]
    general = frame_of("", *[b.text for b in blocks[: starts[0] + 4] if len(b.text) < 160])
    plans: list[PlanPart] = []
    frames: list[Frame] = []
    for at, start in enumerate(starts):
        texts = [block.text for block in blocks[start : start + 6]]
        title = texts[0] if len(texts[0]) < 90 else ""
        if title and not _TITLE.search(title) and len(texts) > 1 and len(texts[1]) < 60:
            title += texts[1]
        if len(listed) == len(starts) > 1:
            title = listed[at]  # the list of the file names its plans in order
        issued = re.search(r"印发《(?P<name>[^《》]{6,80})》", title)
        if issued is not None and len(starts) == 1:
            title = issued.group("name")  # the notice stands for the title that was lost
        frame = frame_of(title)
        if frame.last is None:
            frame = general
        if frame.last is None:
            frame = frame_of("", *texts)
        plans.append(
            PlanPart(
                blocks[start].line,
                title,
                frame.last.replace(year=frame.first, month=1, day=1)
                if frame.last and frame.first
                else None,
                frame.last,
            )
        )
        frames.append(frame)
    return tuple(plans), tuple(frames)
