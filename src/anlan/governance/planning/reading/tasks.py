"""Tasks: the smallest passages with an obligation and their own units, deadline, number or cadence.

A bracket with units makes a task of the passage before it; inside it every clause with a deadline,
a number to be reached or a cadence of its own is a task of its own and inherits the units. Where no
bracket stands, the subject of an obligation is its lead unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from anlan.governance.planning.reading.charges import find_charges
from anlan.governance.planning.reading.clauses import Clause, clauses_of, sentences_of
from anlan.governance.planning.reading.figures import find_cadence, find_figures
from anlan.governance.planning.reading.outline import (
    BACKGROUND,
    GOALS,
    IDEAS,
    Outline,
    Placed,
)
from anlan.governance.planning.reading.periods import Frame, Period, find_periods
from anlan.governance.planning.reading.projects import (
    body_below,
    charge_below,
    is_inside_project,
    is_project,
)
from anlan.governance.planning.reading.result import Doubt, PlanTask
from anlan.governance.planning.reading.units import (
    Charge,
    find_agent,
    find_helpers,
    find_subject,
    is_unit,
    split_units,
)

_AGENT = re.compile(r"^由[^，。；]{2,40}(?:负责|牵头)(?:督促|组织|抓好|推进)?(?:落实|实施)?$")
#: “…，乙局、丙局配合，…”: who helps, between the lead and what is to be done.
_HELPED = re.compile(
    r"^(?P<who>[^，。；]{2,60}?)(?:按(?:照)?职责(?:分工)?)?(?:配合|协助|参与|参加|协同)(?:实施|落实)?$"
)
#: A number that goes with the words before it: “…参加培训，全年不少于1200人次”.
_BARE_NUMBER = re.compile(
    r"^(?:全年|全年累计|年度|累计|总计|合计|总数|共)?(?:不少于|不低于|至少|达到|超过)\d[^，。；]{0,12}$"
)
#: “…，市安委会办公室负责督促整改”: an office that acts, in the middle of a sentence.
_OFFICE_ACTS = re.compile(
    r"^[^，。；“”《》、的]{1,12}(?:局|委员会|办公室|安委办|政府|大队|支队|指挥部|督查室|财政|[传织战]部|纪委|监委|中心|集团)"
    r"(?:负责|牵头|统筹|督促|指导|组织(?!部)|给予|汇总|通报|公布|审核|定期|适时|每)"
)
#: “每年3月印发细则，12月组织考核”: another month of every year.
_MONTH_OF_YEAR = re.compile(
    r"^\d{1,2}月(?:份|底|末|上旬|中旬|下旬)?(?:组织(?!部)|开展|召开|完成|进行|印发|形成|通报)"
)
#: “…配备率达到100%”: a measure of its own behind a clause with a deadline.
_MEASURE = re.compile(r"^[^，]{5,}率(?:达到?|不低于|保持|提升到|提高到|≥|为)[^，]{0,4}\d")
#: “…8000个，2026年9月30日前完成”: a time for the clause before it.
_ONLY_DONE = re.compile(r"^(?:必须|要|须|务必)?(?:完成|到位)$")
#: What somebody may do is no obligation.
_MAY = re.compile(r"可以|可在|可于|有权")
_VERB = re.compile(
    r"^(?:力争|确保|全面|基本|进一步|逐步|同时|并|要|须|应|再|努力|积极)*"
    r"(?:实现|完成|建成|建设|新建|改建|开展|推动|建立|制定|编制|培训|组织|创建|打造|培育|实施|推进|配备|治理|整治|改造|提升|"
    r"100%(?=开展|完成|实施|整改|登记|纳入|落实|实现)|规划建设|达到|减少|地质|举办|评选|全部)"
)
_PREAMBLE = re.compile(r"^(?:为|根据|按照|依据)[^。]{30,}(?:制定|编制)[^。]{0,40}[。：]?$")
_TELLING = re.compile(
    r"(?:已|已经|共)(?:[建完组投实印]|有)|[是了](?:我[国区县市]|全面建|第一)|时期[，]?我[区县市国]|(?:同比|比上年|较上年)(?:下降|增长)"
)
_VISION = re.compile(
    r"^(?:力争)?(?:到|至)?20\d\d年(?:年?底|末)?，|^展望|^[“]?十[三四五]五[”]?(?:期间|末|时期)，|^(?:到)?规划期末，|^(?:力争)?(?:利用|用|通过)三年"
)
_STAGES = re.compile(
    r"分[为成]?[二两三四五六]个阶段|总(?:体|的)要求是|实施期(?:限)?为|规划期(?:限)?为|基准年"
)


@dataclass(slots=True)
class _Draft:
    start: int
    end: int
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    deadline: date | None = None
    quantity: list[str] = field(default_factory=list)
    cadence: str | None = None
    has_deadline: bool = False
    has_quantity: bool = False
    has_cadence: bool = False
    has_unit: bool = False
    is_whole: bool = False  # a passage before a bracket
    doubts: list[str] = field(default_factory=list)

    @property
    def is_task(self) -> bool:
        return self.has_deadline or self.has_quantity or self.has_cadence or self.has_unit


def find_tasks(outline: Outline, taken: set[int]) -> tuple[list[PlanTask], list[Doubt]]:
    """Return the tasks of running text and the named projects."""
    found: list[PlanTask] = []
    doubts: list[Doubt] = []
    placed = outline.placed
    for index, item in enumerate(placed):
        if item.block.line in taken or item.block.cells or not _may_hold(item):
            continue
        frame = outline.frames[item.plan]
        project = is_project(item)
        below = charge_below(placed, index) if project and item.is_heading else None
        drafts = _read_block(item, frame, doubts)
        whole = drafts[0] if drafts and drafts[0].start < item.body + 1 else None
        if project and whole is None and len(drafts) == 1 and not item.is_heading:
            only = _Draft(item.after_title, len(item.block.text))
            if _covered(drafts, only, item.block.text, item):
                whole = drafts[0]
                whole.start, whole.end = 0, len(item.block.text)
        if project and whole is None:
            own = find_charges(item.block.text, 0)
            drafts.insert(0, _Draft(0, own[0][1] if own else len(item.block.text), has_unit=True))
            if own:
                drafts[0].lead, drafts[0].support = own[0][3].lead, own[0][3].support
        if below is not None:
            drafts[0].lead = drafts[0].lead or below.lead
            drafts[0].support = drafts[0].support or below.support
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
    if _PREAMBLE.match(text) or text.endswith(("如下：", "如下。")):
        return False
    if not item.path and not re.search(r"[。，；]", text):
        return False  # the title of a plan
    return not (item.plan == 0 and not item.path and text.endswith("：") and len(text) < 200)


def _read_block(item: Placed, frame: Frame, unclear: list[Doubt]) -> list[_Draft]:
    text = item.block.text
    charges = find_charges(text, 0)
    drafts: list[_Draft] = []
    for start, stop, _end, charge in charges:
        whole_start = start if start else (0 if item.number else item.body)
        whole = _Draft(whole_start, stop, charge.lead, charge.support, has_unit=True)
        whole.is_whole = True
        if charge.time:
            periods = [p for p in find_periods(charge.time, frame) if p.day]
            if not periods and re.search(r"[月日底]$", charge.time):
                periods = find_periods(f"{charge.time}前", frame)
            if periods:
                whole.deadline = periods[-1].day
                whole.has_deadline = True
        if charge.doubt:
            whole.doubts.append(charge.doubt)
        inner = _segments(
            item,
            max(start, item.after_title if item.title else item.body),
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
            drafts += _segments(item, end, len(text), frame, None, unclear)
        return drafts
    phase = _phase(item, frame)
    if phase is not None:
        drafts.append(phase)
        for draft in _segments(item, item.after_title, len(text), frame, None, unclear):
            only_unit = not (draft.has_deadline or draft.has_quantity or draft.has_cadence)
            if draft.start <= item.after_title + 1:
                phase.lead = draft.lead
            if only_unit and draft.start <= item.after_title + 1:
                continue
            if not only_unit or draft.lead != phase.lead:
                drafts.append(draft)
        return drafts
    begin = item.after_title if item.title and item.after_title < len(text) else item.body
    return _segments(item, begin, len(text), frame, None, unclear)


def _covered(inner: list[_Draft], whole: _Draft, text: str, item: Placed) -> bool:
    """Whether every sentence of a passage is a task of its own, so that the passage is none."""
    begin = item.after_title if item.title and item.after_title < whole.end else item.body
    return all(
        any(sentence.start <= draft.start < sentence.end for draft in inner)
        for sentence in sentences_of(text, max(whole.start, begin), whole.end)
        if len(sentence.text) > 6
    )


def _phase(item: Placed, frame: Frame) -> _Draft | None:
    """“（一）动员部署阶段（2024年3月至4月）。…”: a phase with its own period."""
    if not item.title:
        return None
    bracket = re.search(
        r"（(?P<in>[^（）]*\d[^（）]*)）[。：]?$", item.block.text[item.body : item.after_title]
    )
    if bracket is None:
        return None
    periods = [p for p in find_periods(bracket.group("in"), frame) if p.day]
    if not periods or not re.search(r"[年月]", bracket.group("in")):
        return None
    text = item.block.text
    return _Draft(
        0, len(text), deadline=periods[-1].day, has_deadline=True,
        has_unit=False,
    )  # fmt: skip


def _segments(
    item: Placed,
    start: int,
    end: int,
    frame: Frame,
    charge: Charge | None,
    unclear: list[Doubt],
) -> list[_Draft]:
    """Cut a passage into the smallest parts with a deadline, number, cadence or unit."""
    found: list[_Draft] = []
    for sentence in sentences_of(item.block.text, start, end):
        if _STAGES.search(sentence.text):
            continue
        if _TELLING.search(sentence.text) and not re.search(r"20\d\d年(?:年)?底前", sentence.text):
            continue
        found += _of_sentence(item, sentence, frame, charge, unclear)
    return found


def _of_sentence(
    item: Placed,
    sentence: Clause,
    frame: Frame,
    charge: Charge | None,
    unclear: list[Doubt],
) -> list[_Draft]:
    drafts: list[_Draft] = []
    current: _Draft | None = None
    period: date | None = None
    subject: tuple[str, ...] = ()
    bare = False  # whether the clause before is nothing but a period
    clauses = clauses_of(sentence)
    for at, clause in enumerate(clauses):
        words = re.sub(r"^(?:[一二三四五六七八九十]+是|（\d+）|[①-⑳])", "", clause.text)
        offset = clause.start + len(clause.text) - len(words)
        if frame.only_year is None:
            frame = replace(frame, near=_year_before(item.block.text, offset))
        periods = find_periods(words, frame)
        for vague in (p for p in periods if p.doubt.startswith("period_")):
            unclear.append(Doubt(*item.block.anchor(offset + vague.start, clause.end), vague.doubt))
        periods = [p for p in periods if not p.doubt.startswith("period_")]
        is_vision = current is None and _VISION.match(words + "，") is not None
        if item.kind == GOALS and is_vision and _is_vision(periods, frame):
            return drafts
        cadence = find_cadence(words) if "侧重" not in words else None
        figures = find_figures(words)
        if periods:
            figures = [
                f for f in figures if not any(p.start < f.end and f.start < p.end for p in periods)
            ]
        targets = [f for f in figures if f.is_target] if not _MAY.search(words) else []
        if item.kind == GOALS and not item.is_boxed and not periods:
            targets = []
        if item.kind == GOALS and not periods and current is None:
            continue
        if charge is None and current is not None and words.startswith(("会同", "联合")):
            names = split_units(words[2:])
            if names and all(map(is_unit, names)):
                current.support, current.end = current.support or names, clause.end
                continue
        helper = _HELPED.match(words) if charge is None and current is not None else None
        if helper is not None and current is not None:
            names = split_units(helper.group("who"))
            if names and all(map(is_unit, names)):
                current.support, current.end = current.support or names, clause.end
                continue
        if charge is None and current is not None and _AGENT.match(words):
            current.lead, current.end = find_agent(words) or current.lead, clause.end
            continue
        begins = (
            at == 0
            or bare
            or words.startswith("各")
            or (bool(subject) and not periods)
            or _OFFICE_ACTS.match(words) is not None
        )
        units = (
            () if charge is not None else _units_of(words, _place(periods, cadence), begins=begins)
        )
        if charge is None and item.kind == GOALS:
            units = ()
        is_yearly = (
            cadence is None
            and current is not None
            and current.cadence == "每年"
            and _MONTH_OF_YEAR.match(words) is not None
        )
        if (
            len(periods) == 1
            and current is not None
            and not current.has_deadline
            and _ONLY_DONE.match(words[: periods[0].start] + words[periods[0].end :])
            and periods[0].day
        ):
            current.deadline, current.has_deadline = periods[0].day, True
            current.end = clause.end
            continue
        starts_new = (
            is_yearly
            or bool(periods)
            or (cadence is not None and (current is None or current.has_cadence or not bare))
            or bool(units)
            or bool(targets)
            and _own_number(current, words)
        )
        if starts_new:
            if (
                current is not None
                and not (current.has_deadline and periods)
                and (_joins(current, bool(units)) or (bare and not periods))
            ):
                pass
            else:
                begin = offset
                back = at
                while (
                    current is None
                    and back
                    and (
                        _leads_in(clauses[back - 1].text)
                        or (back == at and _BARE_NUMBER.match(words))
                    )
                ):
                    back -= 1
                    begin = clauses[back].start
                if current is None and at and words.startswith("由"):
                    begin = sentence.start  # “…，由甲局负责”: what stands before is the task
                is_again = cadence is not None and not periods and not bare
                current = _Draft(begin, clause.end)
                current.deadline = None if is_again else period
                drafts.append(current)
                if is_yearly:
                    current.cadence, current.has_cadence = "每年", True
                for lead in (charge.lead if charge else subject,):
                    current.lead = lead
                if charge is not None:
                    current.support = charge.support
        if current is None:
            continue
        current.end = clause.end
        bare = False
        if periods:
            last = periods[-1]
            period = last.day
            bare = len(words) - (last.end - periods[0].start) < 6
            current.has_deadline = True
            current.deadline = last.day
            if last.doubt:
                current.doubts.append(last.doubt)
        elif cadence is not None and len(words) < 8 and not figures:
            bare = True
        if cadence is not None and not current.cadence:
            current.cadence, current.has_cadence = cadence.group(), True
        keep = targets or (figures if (current.has_deadline or current.has_cadence) else [])
        if targets or (keep and current.has_cadence):
            current.has_quantity = True
        current.quantity += [f.words for f in keep if f.is_target or _is_plain(f.words)]
        if units:
            current.lead, current.has_unit = units, True
            current.support = current.support or find_helpers(words)
            subject = units
    return [draft for draft in drafts if draft.is_task]


def _year_before(text: str, at: int) -> int | None:
    years = re.findall(r"20\d\d(?=年)", text[max(0, at - 160) : at])
    return int(years[-1]) if years else None


def _is_plain(words: str) -> bool:
    return (
        re.fullmatch(
            r"(?:至少|不少于)?(?:\d+|[一二两三四五六])(?:次|场|遍|轮|个|个月)(?:以上)?", words
        )
        is not None
    )


def _is_vision(periods: list[Period], frame: Frame) -> bool:
    return bool(periods) and (
        frame.last is None or periods[0].day is None or periods[0].day >= frame.last
    )


def _place(periods: list[Period], cadence: re.Match[str] | None) -> int:
    places = [period.start for period in periods[:1]]
    places += [cadence.start()] if cadence is not None else []
    return min(places, default=-1)


def _units_of(words: str, at: int, *, begins: bool) -> tuple[str, ...]:
    """Return the units of a clause; ``at`` is where its period or cadence stands, or -1."""
    units = find_subject(words, begins=begins) or find_agent(words)
    if not units and at >= 2:
        head = re.sub(r"^其中，?|(?:于|在|应当|应|要|须|一般)$", "", words[:at])
        names = split_units(head)
        is_plain = not re.search(r"(?<!职责)的", head)
        units = names if names and is_plain and all(map(is_unit, names)) else ()
    return units


def _own_number(current: _Draft | None, words: str) -> bool:
    if current is None or current.has_quantity:
        return True
    return (
        current.has_deadline
        and (_VERB.match(words) is not None or _MEASURE.match(words) is not None)
        and re.search(r"\d+%", words) is not None
    )


def _joins(current: _Draft, has_units: bool) -> bool:
    """A unit right before its cadence or number is one task with it."""
    if has_units:
        return False
    only_unit = current.has_unit and not (
        current.has_deadline or current.has_quantity or current.has_cadence
    )
    return only_unit


def _leads_in(text: str) -> bool:
    """Whether the clause before is only the subject or the condition of this one."""
    return (
        re.search(r"(?:的|时|后|前|年内|月内|日内|企业|单位|问题|工程|项目)$", text) is not None
        and len(text) < 30
        and not (_VERB.match(text))
    )
