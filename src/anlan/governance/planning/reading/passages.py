"""A passage cut into the smallest parts with a deadline, number, cadence or unit of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from anlan.governance.planning.reading.clauses import Clause, clauses_of, sentences_of
from anlan.governance.planning.reading.figures import (
    Figure,
    find_cadence,
    find_figures,
    is_plain_count,
)
from anlan.governance.planning.reading.outline import GOALS, YEAR_ALONE, Placed
from anlan.governance.planning.reading.periods import FIVE, Frame, Period, find_periods
from anlan.governance.planning.reading.result import Doubt
from anlan.governance.planning.reading.subjects import find_agent, find_helpers, find_subject
from anlan.governance.planning.reading.units import Charge, is_unit, split_units

_AGENT = re.compile(
    r"^由[^，。；]{2,40}?(?:负责|牵头|具体|统一)*(?:督促|组织|抓好|推进|监督)?(?:落实|实施|整改)?$"
)
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
    r"^[^，。；“”《》的]{1,30}(?:局|委员会|办公室|安委办|政府|大队|支队|指挥部|督查室|财政|[传织战]部|纪委|监委|中心|集团)"
    r"(?:分别|具体|共同)?(?:负责|牵头|统筹|督促|指导|组织(?!部)|给予|汇总|通报|公布|审核|定期|适时|每)"
)
#: “每年3月印发细则，12月组织考核”: another month of every year.
_MONTH_OF_YEAR = re.compile(
    r"^\d{1,2}月(?:份|底|末|上旬|中旬|下旬)?(?:组织(?!部)|开展|召开|完成|进行|印发|形成|通报)"
)
#: “…配备率达到100%”: a measure of its own behind a clause with a deadline.
_MEASURE = re.compile(r"^[^，]{2,}率(?:达到?|不低于|保持|提升到|提高到|≥|为)?[^，]{0,4}\d")
#: “…8000个，2026年9月30日前完成”: a time for the clause before it.
_ONLY_DONE = re.compile(
    r"^(?:必须|要|须|务必|应|力争|确保|全部|基本|全面|全线|均|并|实现|于)*"
    r"(?:完成(?:第?[一二三四首]轮|(?:集中)?(?:清理|整治|排查|摸底|清零)|整改|整治|更换|验收|任务|建设|改造|安装|治理|建设任务)?|到位|整改到位|落实到位|建成(?:投用|开放|使用|投入使用)?|"
    r"(?:正式)?(?:投用|投运|投入使用|投入运行|运行|启用)|完工|竣工|(?:搬迁)?入住|挂牌(?:运行|成立)?|开通|上线(?:运行)?|组织验收|通过验收|销号|清零|开放|交付使用|见效)$|^(?:完成)?时间为$|^(?:建设期|工期|建设年限|建设周期)(?:限)?为?$"
)
#: “企业主要负责人每季度…”: somebody else acts, though no office.
_OTHERS = re.compile(
    r"^[^，。；]{0,16}(?:负责人|负责同志|人员|同志|企业|单位|干部|领导|学校|社区|村)(?:要|应|每|须|必须|负责|按|带|在|于|至少|开展)"
)
_SIMPLY = re.compile(r"^(?:至少|各|分别|要|应)*(?:检查|开展|组织|巡查|抽查|更新|召开|进行)?$")
#: So many of something, and nothing that is to be done with it.
_THINGS = re.compile(
    r"^(?:\d{1,2}[.、])?(?:(?!建|立|完成|配|增|设|不少|不低|至少|达)[^，。；\d])+\d+[家处座个户所]，?$"
)
#: “按照集团季查、班组日查的要求，企业要…”: what is required elsewhere opens no task.
_ACCORDING = re.compile(r"^(?:按照|根据|依据)[^，。；]*(?:要求|规定|部署|原则)，?$")
_ONLY_TIME = re.compile(r"^(?:每年)?[\d年月日底前至到—上下半旬起，]+$")
#: What somebody may do is no obligation.
_MAY = re.compile(r"可以|可在|可于|有权")
_VERB = re.compile(
    r"^(?:力争|确保|全面|基本|进一步|逐步|同时|并|要|须|应|再|努力|积极)*"
    r"(?:实现|完成|建成|建设|新建|改建|开展|推动|建立|制定|编制|培训|组织|创建|打造|培育|实施|推进|配备|治理|整治|改造|提升|"
    r"100%(?=开展|完成|实施|整改|登记|纳入|落实|实现)|规划建设|达到|减少|地质|举办|评选|全部)"
)
_TELLING = re.compile(
    r"(?:已|已经|共)(?:[建完组投实印]|有)|^截[至止]|坚强领导下|现有在册|[是了](?:我[国区县市]|全面建|第一)|时期[，]?我[区县市国]|(?:同比|比上年|较上年)(?:分别)?(?:下降|增长)"
    r"|(?:共|累计|已|全[省市县区镇]|先后)发生[^，。；]{2,24}\d+起|形势(?:依然|仍然)|教训(?:极其|十分)?深刻|决定(?:自|在|于|从|开展|组织|对)|有效期(?:限|至|自|为)|对我[省市县区镇旗]|反馈(?:问题|意见)\\d"
)
_VISION = re.compile(
    r"^(?:力争|确保)?全年|^(?:力争)?(?:到|至)?20\d\d年(?:年?底|末)?，|^展望|^[“]?十[三四五]五[”]?(?:期间|末|时期)，|^(?:到)?规划期末，|^(?:力争)?(?:利用|用|通过)[三五两35]年"
)
#: What makes a dated sentence among the goals more than a vision.
_REACHED = re.compile(
    r"完成|消除|建成|清零|覆盖|达到|不低于|不少于|全部|\d(?!\d{0,3}年)[\d.]*[%个家处座支]"
)
_STAGES = re.compile(
    r"分[为成]?[二两三四五六]个阶段|总(?:体|的)要求是|实施期(?:限)?为|规划期(?:限)?为|基准年"
)


@dataclass(slots=True)
class Draft:
    """A task in the making: where its words stand and what was said of it."""

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
    body: int = 0  # of a phase: where the words behind its period begin
    doubts: list[str] = field(default_factory=list)

    @property
    def is_task(self) -> bool:
        """Whether anything makes it a task."""
        return self.has_deadline or self.has_quantity or self.has_cadence or self.has_unit


def segments_of(
    item: Placed,
    start: int,
    end: int,
    frame: Frame,
    charge: Charge | None,
    unclear: list[Doubt],
) -> list[Draft]:
    """Cut a passage into the smallest parts with a deadline, number, cadence or unit."""
    found: list[Draft] = []
    text = item.block.text
    subject: tuple[str, ...] = ()
    year = YEAR_ALONE.match(text[item.body :])
    if year is not None:
        start = max(start, item.body + year.end())
    for sentence in sentences_of(text, start, end):
        if _is_past(text[item.body :], frame):
            break
        if _STAGES.search(sentence.text):
            continue
        if _TELLING.search(sentence.text) and not re.search(r"20\d\d年(?:年)?底前", sentence.text):
            continue
        if text[sentence.start - 1 : sentence.start] != "；" or _OTHERS.match(sentence.text):
            subject = ()  # “甲局要…；联合乙局…”: a semicolon keeps the subject
        reader = _Sentence(item, sentence, frame, charge, unclear, subject)
        drafts = reader.read()
        if year is not None and not drafts and len(sentence.text) > 8 and charge is None:
            whole = Draft(sentence.start, sentence.end, deadline=frame.last, has_deadline=True)
            drafts = [whole]
        found += drafts
        subject = reader.subject
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a clause says of time and number."""

    words: str
    start: int
    end: int
    periods: list[Period]
    cadence: re.Match[str] | None
    figures: list[Figure]
    targets: list[Figure]
    is_weak: bool = False  # “全年” where a bracket states the time

    @property
    def place(self) -> int:
        """Where the period or cadence stands, or -1."""
        places = [period.start for period in self.periods[:1]]
        places += [self.cadence.start()] if self.cadence is not None else []
        return min(places, default=-1)

    @property
    def rest(self) -> str:
        """The words without period, cadence and numbers."""
        spans = [(p.start, p.end) for p in self.periods]
        spans += [self.cadence.span()] if self.cadence is not None else []
        spans += [(f.start, f.end) for f in self.figures]
        kept = self.words
        for start, end in sorted(spans, reverse=True):
            kept = kept[:start] + kept[end:]
        return kept

    @property
    def refers_back(self) -> bool:
        """“2025年底前全部完成”, “每年不少于2期”: it is the clause before that says of what."""
        if not (self.periods or self.cadence or self.figures):
            return False
        has_number = self.cadence is not None and bool(self.figures)
        return _ONLY_DONE.match(self.rest) is not None or (
            has_number and _SIMPLY.match(self.rest) is not None
        )


class _Sentence:
    """Reads one sentence clause by clause."""

    def __init__(
        self,
        item: Placed,
        sentence: Clause,
        frame: Frame,
        charge: Charge | None,
        unclear: list[Doubt],
        subject: tuple[str, ...],
    ) -> None:
        self.item, self.sentence, self.frame = item, sentence, frame
        self.charge, self.unclear, self.subject = charge, unclear, subject
        self.clauses = clauses_of(sentence)
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.period: date | None = None
        self.bare = False  # whether the clause before is nothing but a period
        self.idle: int | None = None  # where the clauses begin that added nothing so far

    def read(self) -> list[Draft]:
        """Return the tasks of the sentence."""
        for at, clause in enumerate(self.clauses):
            facts = self._facts(clause)
            is_goal = self.item.kind == GOALS
            if is_goal and self.current is None and _VISION.match(facts.words + "，"):
                if _is_vision(facts.periods, self.frame):
                    break
                if not _REACHED.search(self.sentence.text):
                    break
            if is_goal and self.current is None:
                if not facts.periods:
                    continue
                if self.sentence.text.count("%") > 1 and _is_vision(facts.periods, self.frame):
                    break  # indicators to the plan's last day
            if self._adds_units(facts) or self._adds_deadline(facts):
                continue
            units = self._units(facts, at)
            if self._starts_new(facts, units) and not self._continues(facts, units):
                self._open(facts, at)
            if self.current is not None:
                self._take(facts, units)
        text = self.item.block.text
        return [
            draft
            for draft in self.drafts
            if draft.is_task and not _ONLY_TIME.match(text[draft.start : draft.end])
        ]

    def _facts(self, clause: Clause) -> _Facts:
        item = self.item
        words = re.sub(
            r"^(?:[一二三四五六七八九十]+是|（\d+）|[①-⑳]|\d{1,2}[.、](?!\d(?!\d?月\D|0\d\d年)))",
            "",
            clause.text,
        )
        start = clause.start + len(clause.text) - len(words)
        frame = self.frame
        if frame.only_year is None:
            frame = self.frame = replace(frame, near=_year_before(item.block.text, start))
        periods = []
        is_weak = False
        for period in find_periods(words, frame):
            said = words[period.start : period.end]
            if period.doubt.startswith("period_"):
                anchor = item.block.anchor(start + period.start, clause.end)
                self.unclear.append(Doubt(*anchor, period.doubt))
            elif said == "全年" and self.charge is not None and self.charge.time:
                is_weak = True
            elif not (item.kind == GOALS and said.endswith(("累计", "共计"))):
                periods.append(period)
        figures = [
            figure
            for figure in find_figures(words)
            if not any(p.start < figure.end and figure.start < p.end for p in periods)
        ]
        targets = [figure for figure in figures if figure.is_target]
        if _MAY.search(words) or (item.kind == GOALS and not item.is_boxed and not periods):
            targets = []
        cadence = find_cadence(words) if "侧重" not in words else None
        return _Facts(words, start, clause.end, periods, cadence, figures, targets, is_weak)

    def _adds_units(self, facts: _Facts) -> bool:
        """“…，会同乙局”, “…，乙局配合”, “…，由甲局负责落实”."""
        if self.charge is not None or self.current is None:
            return False
        helper = _HELPED.match(facts.words)
        helpers = facts.words[2:] if facts.words.startswith(("会同", "联合")) else ""
        names = split_units(helpers or (helper.group("who") if helper else ""))
        if names and all(map(is_unit, names)):
            self.current.support = self.current.support or names
        elif _AGENT.match(facts.words):
            self.current.lead = find_agent(facts.words) or self.current.lead
        else:
            return False
        self.current.end = facts.end
        return True

    def _adds_deadline(self, facts: _Facts) -> bool:
        """“…，2026年9月30日前完成”: the time of what was said before."""
        current = self.current
        is_time = len(facts.periods) == 1 and facts.periods[0].day is not None
        if current is None or current.has_deadline or not is_time:
            return False
        if facts.figures or not _ONLY_DONE.match(facts.rest):
            return False
        current.end = facts.end
        for draft in self.drafts if re.search("全部|均", facts.words) else [current]:
            if not draft.has_deadline:
                draft.deadline, draft.has_deadline = facts.periods[0].day, True
        return True

    def _units(self, facts: _Facts, at: int) -> tuple[str, ...]:
        if self.charge is not None or self.item.kind == GOALS:
            return ()
        begins = (
            at == 0
            or self.bare
            or facts.words.startswith("各")
            or (bool(self.subject) and not facts.periods)
            or _OFFICE_ACTS.match(facts.words) is not None
        )
        return _units_of(facts.words, facts.place, begins=begins)

    def _starts_new(self, facts: _Facts, units: tuple[str, ...]) -> bool:
        current, cadence = self.current, facts.cadence
        if facts.words.startswith("用于"):
            return False  # “安排资金…，用于…”
        return (
            self._is_month_of_year(facts)
            or bool(facts.periods or units)
            or facts.is_weak
            or (cadence is not None and (current is None or current.has_cadence or not self.bare))
            or (bool(facts.targets) and _own_number(current, facts.words))
        )

    def _is_month_of_year(self, facts: _Facts) -> bool:
        return (
            facts.cadence is None
            and self.current is not None
            and self.current.cadence == "每年"
            and _MONTH_OF_YEAR.match(facts.words) is not None
        )

    def _continues(self, facts: _Facts, units: tuple[str, ...]) -> bool:
        """Whether time, number or unit belongs to the task begun, although it could start one."""
        current = self.current
        if current is None or (current.has_deadline and facts.periods):
            return False
        if _ACCORDING.match(self.item.block.text[current.start : current.end]):
            return True
        if facts.refers_back and facts.cadence and not units and not current.has_cadence:
            words = self.item.block.text[current.start : current.end]
            if _THINGS.match(words):
                return True  # “尾矿库6家，每季度检查1次”
        only_unit = current.has_unit and not (
            current.has_deadline or current.has_quantity or current.has_cadence
        )
        return (only_unit and not units) or (self.bare and not facts.periods)

    def _open(self, facts: _Facts, at: int) -> None:
        """Begin a task at the clause, or before it where the clause only refers back."""
        begin, before = facts.start, self.current
        is_month_of_year = self._is_month_of_year(facts)
        if before is None:
            begin = self._begin(facts, at)
        elif facts.refers_back and self.idle is not None:
            begin = before.end = self.idle
        is_again = facts.cadence is not None and not facts.periods and not self.bare
        current = self.current = Draft(begin, facts.end)
        if not is_again and not (self.charge is not None and self.charge.time):
            current.deadline = self.period
        if is_month_of_year:
            current.cadence, current.has_cadence = "每年", True
        current.lead = self.charge.lead if self.charge is not None else self.subject
        current.support = self.charge.support if self.charge is not None else ()
        self.drafts.append(current)

    def _begin(self, facts: _Facts, at: int) -> int:
        if at and facts.words.startswith("由"):
            return self.sentence.start  # “…，由甲局负责”: what stands before is the task
        if facts.refers_back and facts.periods and not facts.figures:
            return self.sentence.start  # “…，…，2025年底前全部通过验收”
        back = at
        while back and (
            _leads_in(self.clauses[back - 1].text)
            or (back == at and (facts.refers_back or _BARE_NUMBER.match(facts.words)))
        ):
            back -= 1
        return self.clauses[back].start if back < at else facts.start

    def _take(self, facts: _Facts, units: tuple[str, ...]) -> None:
        """Note in the task begun what the clause says."""
        current, periods = self.current, facts.periods
        if current is None:
            return
        current.end = facts.end
        self.bare = False
        if periods:
            last = periods[-1]
            self.period = current.deadline = last.day
            self.bare = len(facts.words) - (last.end - periods[0].start) < 6
            current.has_deadline = True
            if last.doubt:
                current.doubts.append(last.doubt)
        elif facts.cadence is not None and len(facts.words) < 8 and not facts.figures:
            self.bare = True
        if facts.cadence is not None and not current.cadence:
            current.cadence, current.has_cadence = facts.cadence.group(), True
        timed = current.has_deadline or current.has_cadence
        keep = facts.targets or (facts.figures if timed else [])
        if facts.targets or (keep and current.has_cadence):
            current.has_quantity = True
        current.quantity += [f.words for f in keep if f.is_target or is_plain_count(f.words)]
        if units:
            current.lead, current.has_unit = units, True
            self.subject = units
        if units or (self.charge is not None and facts.words.startswith(("会同", "联合"))):
            current.support = current.support or find_helpers(facts.words)
        if periods or keep or units or facts.cadence is not None:
            self.idle = None
        elif self.idle is None:
            self.idle = facts.start


def _is_past(text: str, frame: Frame) -> bool:
    """“‘十四五’时期，…下降…” in a plan for the years after."""
    past = re.match(r"[“]?(十[一二三四五]五)[”]?(?:时期|期间|以来)|(20\d\d)年(?:以来|，)", text)
    if past is None or frame.first is None:
        return False
    return (FIVE[past.group(1)] if past.group(1) else int(past.group(2))) < frame.first


def _year_before(text: str, at: int) -> int | None:
    years = re.findall(r"20\d\d(?=年)", text[max(0, at - 160) : at])
    return int(years[-1]) if years else None


def _is_vision(periods: list[Period], frame: Frame) -> bool:
    return bool(periods) and (
        frame.last is None or periods[0].day is None or periods[0].day >= frame.last
    )


def _units_of(words: str, at: int, *, begins: bool) -> tuple[str, ...]:
    """Return the units of a clause; ``at`` is where its period or cadence stands, or -1."""
    units = find_subject(words, begins=begins) or find_agent(words)
    if not units and at >= 2:
        head = re.sub(r"^其中，?|(?:于|在|应当|应|要|须|一般)$", "", words[:at])
        names = split_units(head)
        is_plain = not re.search(r"(?<!职责)的", head)
        units = names if names and is_plain and all(map(is_unit, names)) else ()
    return units


def _own_number(current: Draft | None, words: str) -> bool:
    if current is None or current.has_quantity:
        return True
    return (
        current.has_deadline
        and (_VERB.match(words) is not None or _MEASURE.match(words) is not None)
        and re.search(r"\d+%", words) is not None
    )


def _leads_in(text: str) -> bool:
    """Whether the clause before is only the subject or the condition of this one."""
    return (
        re.search(r"(?:的|时|后|前|年内|月内|日内|企业|单位|问题|工程|项目)$", text) is not None
        and len(text) < 30
        and not (_VERB.match(text))
    )
