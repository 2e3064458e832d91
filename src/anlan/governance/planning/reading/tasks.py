"""Tasks: the smallest passages with an obligation and their own units, deadline, number or cadence.

A bracket with units makes a task of the passage before it; inside it every clause with a deadline,
a number to be reached or a cadence of its own is a task of its own and inherits the units. Where no
bracket stands, the subject of an obligation is its lead unit.
"""

from __future__ import annotations

import re
from datetime import date

from anlan.governance.planning.reading.charges import find_charges
from anlan.governance.planning.reading.clauses import sentences_of
from anlan.governance.planning.reading.issue import is_issue_line
from anlan.governance.planning.reading.outline import BACKGROUND, IDEAS, Outline, Placed
from anlan.governance.planning.reading.passages import Draft, segments_of
from anlan.governance.planning.reading.periods import Frame, find_periods, periods_of_cell
from anlan.governance.planning.reading.projects import (
    body_below,
    charge_below,
    is_inside_project,
    is_project,
)
from anlan.governance.planning.reading.result import Doubt, PlanTask
from anlan.governance.planning.reading.sharing import share_charges
from anlan.governance.planning.reading.units import Charge

#: A paragraph, or the words behind a title, that hold nothing but a time.
_ONLY_TIME = re.compile(r"^[\d年月日底前初中旬上下起至到—、即今]{4,}$")
_MONTH = re.compile(r"(?:20\d\d年)?(?:\d{1,2}月份?|第?[一二三四]季度|[上下]半年)：?")
_YEAR_TITLE = re.compile(
    r"20\d\d年(?:度)?[^，。；\d]{2,24}(?:打算|安排|计划|要点|任务|工作|情况|思路|举措|目标)"
)
_ONGOING = re.compile(
    r"^(?:[^，。；：]{2,8}：)?(?:长期坚持|(?:持续|常态化|全年)(?:推进|开展|坚持))[。；]?$"
)
#: What is wrong, in a plan of rectification, before what is to be done.
_PROBLEM = re.compile(
    r"^(?:反馈|存在|主要|具体)?问题(?:[一二三四五六七八九十\d]{1,3}|描述|表现)?[：:]"
)
_PREAMBLE = re.compile(r"^(?:为|根据|按照|依据)[^。]{30,}(?:制定|编制)[^。]{0,40}[。：]?$")


def find_tasks(outline: Outline, taken: set[int]) -> tuple[list[PlanTask], list[Doubt]]:
    """Return the tasks of running text and the named projects."""
    found: list[PlanTask] = []
    doubts: list[Doubt] = []
    placed = outline.placed
    shared = share_charges(placed)
    is_calendar = sum(_MONTH.fullmatch(p.title or p.block.text) is not None for p in placed) > 2
    month: date | None = None
    month_rank = 0
    for index, item in enumerate(placed):
        if is_calendar and (found_month := _month_of(item, outline.frame_of(item))):
            month = found_month
            month_rank = item.rank
        elif not item.number or item.rank < month_rank or (item.is_heading and item.rank <= 30):
            month = None
        if item.block.line in taken or item.block.cells or not _may_hold(item):
            continue
        if index in shared.spent:
            continue  # the passages below have its units
        frame = outline.frame_of(item)
        project = is_project(item)
        below = charge_below(placed, index) if project and item.is_heading else None
        drafts = _read_block(item, frame, doubts, shared.given.get(index))
        whole = drafts[0] if drafts and drafts[0].start < item.body + 1 else None
        if project and whole is None and len(drafts) == 1 and not item.is_heading:
            only = Draft(item.after_title, len(item.block.text))
            if _covered(drafts, only, item.block.text, item):
                whole = drafts[0]
                whole.start, whole.end = 0, len(item.block.text)
        if project and whole is None:
            own = find_charges(item.block.text, 0)
            drafts.insert(0, Draft(0, own[0][1] if own else len(item.block.text), has_unit=True))
            if own:
                drafts[0].lead, drafts[0].support = own[0][3].lead, own[0][3].support
        if below is not None:
            drafts[0].lead = drafts[0].lead or below.lead
            drafts[0].support = drafts[0].support or below.support
        if not drafts and month and _MONTH.fullmatch(item.title) and not item.is_heading:
            drafts = [Draft(0, len(item.block.text), has_deadline=True, deadline=month)]
        for draft in drafts:
            if month and not draft.has_deadline:
                draft.deadline = draft.deadline or month
        inside = is_inside_project(placed, index)
        for draft in drafts:
            if (
                inside
                and draft.is_whole
                and not (draft.has_deadline or draft.has_quantity or draft.has_cadence)
            ):
                continue  # the project's heading stands for the passage
            line, quote = item.block.anchor(draft.start, draft.end)
            text = item.block.text[draft.start : draft.end].strip("，；。 ")
            if project and item.is_heading and draft is drafts[0]:
                text = text.rstrip("。：") + body_below(placed, index)
            found.append(
                PlanTask(
                    line,
                    quote,
                    text,
                    draft.lead,
                    draft.support,
                    draft.deadline,
                    "、".join(dict.fromkeys(draft.quantity)) or None,
                    draft.cadence,
                )
            )
            doubts += [Doubt(line, quote[:80], code) for code in dict.fromkeys(draft.doubts)]
    return found, doubts


def _may_hold(item: Placed) -> bool:
    text = item.block.text
    if item.kind in (BACKGROUND, IDEAS) or len(text) < 8:
        return False
    if item.is_heading and _YEAR_TITLE.fullmatch(item.title):
        return False
    if _PROBLEM.match(text) or _ONGOING.match(text):
        return False
    if is_issue_line(text) or _PREAMBLE.match(text) or text.endswith(("如下：", "如下。")):
        return False
    if not item.path and not re.search(r"[。，；]", text):
        return False  # the title of a plan
    return not (item.plan == 0 and not item.path and text.endswith("：") and len(text) < 200)


def _read_block(
    item: Placed, frame: Frame, unclear: list[Doubt], given: Charge | None
) -> list[Draft]:
    text = item.block.text
    charges = find_charges(text, 0)
    if not charges and given is not None:
        charges = ((0, len(text), len(text), given),)
    drafts: list[Draft] = []
    for start, stop, _end, charge in charges:
        whole_start = start if start else (0 if item.number else item.body)
        whole = Draft(whole_start, stop, charge.lead, charge.support, has_unit=True)
        whole.is_whole = True
        if charge.time:
            periods = periods_of_cell(charge.time, frame)
            if periods:
                whole.deadline = periods[-1].day
                whole.has_deadline = True
        if charge.doubt:
            whole.doubts.append(charge.doubt)
        inner = segments_of(
            item,
            max(start, item.after_title if item.title and item.after_title < stop else item.body),
            stop,
            frame,
            charge,
            unclear,
        )
        if inner and _covered(inner, whole, text, item):
            if len(inner) == 1:
                inner[0].start = whole.start
            for draft in inner:
                if not draft.has_deadline:
                    draft.deadline = draft.deadline or whole.deadline
            drafts += inner
        else:
            if whole.has_deadline:
                for draft in inner:
                    if not draft.has_deadline:
                        draft.deadline = draft.deadline or whole.deadline
            drafts += [whole, *inner]
    if charges:
        end = charges[-1][2]
        if len(text[end:].strip("。； ")) > 12:
            drafts += segments_of(item, end, len(text), frame, None, unclear)
        return drafts
    phase = _phase(item, frame)
    if phase is not None:
        drafts.append(phase)
        begin = max(item.after_title, phase.body)
        for draft in segments_of(item, begin, len(text), frame, None, unclear):
            only_unit = not (draft.has_deadline or draft.has_quantity or draft.has_cadence)
            if draft.start <= begin + 1:
                phase.lead = draft.lead
            if only_unit and draft.start <= begin + 1:
                continue
            if not only_unit or draft.lead != phase.lead:
                drafts.append(draft)
        return drafts
    begin = item.after_title if item.title and item.after_title < len(text) else item.body
    return segments_of(item, begin, len(text), frame, None, unclear)


def _covered(inner: list[Draft], whole: Draft, text: str, item: Placed) -> bool:
    """Whether every sentence of a passage is a task of its own, so that the passage is none."""
    begin = item.after_title if item.title and item.after_title < whole.end else item.body
    return all(
        any(sentence.start <= draft.start < sentence.end for draft in inner)
        for sentence in sentences_of(text, max(whole.start, begin), whole.end)
        if len(sentence.text) > 6
    )


def _phase(item: Placed, frame: Frame) -> Draft | None:
    """“（一）动员部署阶段（2024年3月至4月）。…”: a phase with its own period."""
    if not item.title:
        return None
    text = item.block.text
    bracket = re.search(
        r"（(?P<in>[^（）]*\d[^（）]*)）[。：]?$", text[item.body : item.after_title]
    )
    if bracket is not None and not re.search(r"[年月]", bracket.group("in")):
        return None
    said = bracket.group("in") if bracket is not None else ""
    if bracket is None and re.search(r"阶段|步骤", item.title):
        said = re.split(r"[，。；]", text[item.after_title :])[0]
        said = said if _ONLY_TIME.match(said) else ""
    periods = [p for p in find_periods(said, frame) if p.day]
    if not periods:
        return None
    body = item.after_title + (len(said) + 1 if bracket is None else 0)
    return Draft(0, len(text), deadline=periods[-1].day, has_deadline=True, body=body)


def _month_of(item: Placed, frame: Frame) -> date | None:
    """“3月” or “第一季度” as a heading: the time of the items below."""
    text = item.title or item.block.text
    if not _MONTH.fullmatch(text) or item.block.cells:
        return None
    periods = periods_of_cell(text.rstrip("：份"), frame)
    return periods[-1].day if periods else None
