"""Tasks: who does what within which time.

A task is a sentence or a piece between semicolons. A piece between commas is a task of its own when
it has its own owner, or its own time after an act that is already complete.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from anlan.command.plans.extraction import owners as units
from anlan.command.plans.extraction.groups import Block
from anlan.command.plans.extraction.headings import Placed
from anlan.command.plans.extraction.levels import level_of_path
from anlan.command.plans.extraction.result import Anchor, Task
from anlan.kernel.reading.numerals import Deadline, find_deadline
from anlan.kernel.reading.sentences import goes_on, pieces, sentences

#: Sentences about the plan itself and about who sits where are no tasks.
_NO_TASK = re.compile(
    r"负责解释|制定并|本预案(?:所称|自|由|适用)|起施行|以下简称[^）]*）由|"
    r"(?:报告|通报|记录)(?:的)?内容(?:包括|应当包括|主要)|不超过60日|延长的期限"
)
#: A piece that only says when or in which case.
_WHEN = re.compile(
    r"(?:的|后|时|前|期间|期内|情况下|过程中|以后|之后|以前|同时|起)$|^(?:如|若|当|遇|一旦|对|根据|按照|为了?)"
)
_STARTS = re.compile(rf"^(?:{units.VERBS}|{units.ADVERBS}|抓好|确保|负责|并)")
_MODAL = re.compile(r"(?:应当|必须|须|应(?!急)|要|负责)")
_OWNER_LABEL = re.compile(
    r"^(?:责任单位|牵头单位|牵头部门|责任部门|负责单位|责任人)\s*[：:]\s*(?P<who>[^。；;]+)"
)
_HELP_LABEL = re.compile(r"(?:配合单位|协助单位|参与单位)\s*[：:]\s*(?P<who>[^。；;]+)")
_HEAD_OWNER = re.compile(r"^(?P<who>.+?)(?:的)?(?:主要|工作)?(?:职责|任务|分工)?$")
_LABEL = re.compile(r"^(?P<label>[^：:，。；]{1,16})[：:]\s*(?P<rest>\S.*)$")
_NAME_STOP = re.compile(r"^(?P<label>[^：:，。；]{2,16})。\s*(?P<rest>\S.*)$")
_DUE = re.compile(r"^(?:还)?(?:应当|必须|要|须)")
_HELPS = re.compile(r"^(?:配合|协助|参加|参与|协同|支持)")


@dataclass(slots=True)
class _Draft:
    owners: tuple[str, ...]
    parts: list[str]
    helpers: tuple[str, ...] = ()
    deadline: Deadline | None = None
    is_complete: bool = False
    #: Named in a clause that may only say in which case; a later owner takes its place.
    is_tentative: bool = False
    doubts: list[str] = field(default_factory=list)


def find_tasks(
    placed: tuple[Placed, ...],
    blocks: list[Block],
    known: Collection[str],
    skipped: Collection[int],
) -> list[Task]:
    """Return the tasks of all lines but ``skipped`` ones."""
    found: list[Task] = []
    of_group = {number: block for block in blocks for number in block.lines}
    done: set[str] = set()
    for item in placed:
        number = item.line.number
        block = of_group.get(number)
        if block is not None:
            if block.group.name not in done:
                done.add(block.group.name)
                found += _group_tasks(block, known, level_of_path(item))
        elif number not in skipped and not item.line.cells:
            _line_tasks(item, known, found)
    return found


def _group_tasks(block: Block, known: Collection[str], level: int) -> list[Task]:
    lead = units.split_units(block.group.lead) if block.group.lead else ()
    found: list[Task] = []
    for number, sentence in block.duties:
        reader = _Reader(number, known, lead, level, block.group.name, takes_all=True)
        found += reader.read(sentence, lead)
    return found


def _line_tasks(item: Placed, known: Collection[str], found: list[Task]) -> None:
    number, text = item.line.number, item.body
    label = _OWNER_LABEL.match(text)
    if label is not None:
        _attach(found, label, text)
        return
    if item.is_heading:
        return
    tail = units.find_tail(text)
    if tail is not None:
        found.append(_whole_line(item, tail))
        return
    text, inline = _take_label(text, known)
    heading = () if inline else _heading_owner(item)
    takes_all = bool(inline) or _under_duties(item)
    reader = _Reader(number, known, inline or heading, level_of_path(item), takes_all=takes_all)
    before: tuple[str, ...] = ()
    for start, sentence in sentences(text):
        new = reader.read(sentence, before if goes_on(text, start) else ())
        found += new
        if new:
            before = new[-1].owners
        elif not goes_on(text, start):
            before = ()


def _whole_line(item: Placed, tail: tuple[tuple[str, ...], tuple[str, ...], int]) -> Task:
    who, helpers, _start = tail
    body = item.line.text[: item.line.text.rfind(item.body) + tail[2]].strip()
    body = body[len(item.number) :].strip() if item.number else body
    times = (find_deadline(sentence) for _at, sentence in sentences(body))
    deadline = next((time for time in times if time is not None and time.minutes), None)
    return _task(body, who, item.line.number, helpers=helpers, deadline=deadline)


def _attach(found: list[Task], label: re.Match[str], text: str) -> None:
    """“责任单位：甲” on a line of its own belongs to the task before it."""
    if not found:
        return
    last = found[-1]
    helps = _HELP_LABEL.search(text)
    found[-1] = Task(
        text=last.text,
        owners=units.split_units(label.group("who")),
        helpers=units.list_units(helps.group("who")) if helps else last.helpers,
        anchor=last.anchor,
        deadline_minutes=last.deadline_minutes,
        deadline_words=last.deadline_words,
        group=last.group,
        level=last.level,
        doubts=tuple(d for d in last.doubts if d != "no_owner"),
    )


def _take_label(text: str, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Take “县公安局：” or “1．镇派出所。” off a line: (rest, owner); other labels just go."""
    for pattern in (_LABEL, _NAME_STOP):
        found = pattern.match(text)
        if found is None:
            continue
        who = re.sub(r"(?:的)?(?:主要|工作)?职责$", "", found.group("label"))
        if units.looks_like_unit(who) and not who.endswith(("响应", "联系方式")):
            return found.group("rest"), units.split_units(who)
        if pattern is _LABEL and len(who) <= 12:
            return found.group("rest"), ()
    return text, ()


def _heading_owner(item: Placed) -> tuple[str, ...]:
    for heading in reversed(item.path):
        found = _HEAD_OWNER.match(heading.title)
        if found is not None and units.looks_like_unit(found.group("who")):
            return units.split_units(found.group("who"))
    return ()


def _under_duties(item: Placed) -> bool:
    return bool(item.path) and item.path[-1].title.endswith("职责") and bool(_heading_owner(item))


class _Reader:
    """Reads the sentences of one line."""

    def __init__(
        self,
        line: int,
        known: Collection[str],
        default: tuple[str, ...],
        level: int,
        group: str = "",
        *,
        takes_all: bool,
    ) -> None:
        self.line, self.known, self.default = line, known, default
        self.level, self.group, self.takes_all = level, group, takes_all

    def read(self, sentence: str, before: tuple[str, ...]) -> list[Task]:
        """Return the tasks of one sentence; ``before`` owned what stands before a semicolon."""
        if _NO_TASK.search(sentence):
            return []
        drafts: list[_Draft] = []
        waiting: list[str] = []
        rows = _join([piece for _start, piece in pieces(sentence)])
        case = max((n for n, piece in enumerate(rows) if piece.endswith("的")), default=-1)
        for at, piece in enumerate(rows):
            self._piece(piece, drafts, waiting, before, in_case=at <= case)
        return [
            _task(
                "，".join(draft.parts),
                draft.owners,
                self.line,
                helpers=draft.helpers,
                deadline=draft.deadline,
                group=self.group,
                level=self.level,
                doubts=draft.doubts,
            )
            for draft in drafts
        ]

    def _piece(
        self,
        piece: str,
        drafts: list[_Draft],
        waiting: list[str],
        before: tuple[str, ...],
        *,
        in_case: bool,
    ) -> None:
        subject = units.find_subject(piece, self.known)
        last = drafts[-1] if drafts else None
        if subject is not None:
            act = piece[subject.end :]
            if last is not None and _HELPS.match(act) and subject.start == 0:
                last.helpers += subject.owners
                last.parts.append(piece)
                return
            if last is not None and (last.is_tentative or _is_topic(last, piece)):
                waiting[:0] = last.parts
                drafts.pop()
            is_complete = _WHEN.search(act) is None
            drafts.append(
                _Draft(
                    subject.owners,
                    [*waiting, piece],
                    subject.helpers,
                    find_deadline(act) or find_deadline(piece[: subject.start]),
                    is_complete=is_complete,
                    is_tentative=piece.endswith("的"),
                )
            )
            waiting.clear()
            return
        deadline = None if _WHEN.search(piece) and piece.endswith("的") else find_deadline(piece)
        if last is not None:
            self._go_on(piece, deadline, last, drafts)
        elif not in_case and self._may_start(piece, before):
            whose = self.default or before
            drafts.append(
                _Draft(
                    whose,
                    [*waiting, piece],
                    deadline=deadline,
                    is_complete=_WHEN.search(piece) is None,
                )
            )
            waiting.clear()
        elif deadline is not None and deadline.minutes and _is_act(piece) and not in_case:
            drafts.append(_Draft((), [*waiting, piece], deadline=deadline, is_complete=True))
            waiting.clear()
        else:
            waiting.append(piece)

    def _go_on(
        self, piece: str, deadline: Deadline | None, last: _Draft, drafts: list[_Draft]
    ) -> None:
        is_own = (
            deadline is not None
            and last.is_complete
            and _WHEN.search(piece) is None
            and "不得" not in piece
            and not (_DUE.match(piece) and _MODAL.search(last.parts[-1]) is None)
            and "不超过" not in piece
        )
        if is_own:
            drafts.append(_Draft(last.owners, [piece], deadline=deadline, is_complete=True))
            return
        last.parts.append(piece)
        last.is_tentative = False
        last.deadline = last.deadline or deadline
        last.is_complete = last.is_complete or _WHEN.search(piece) is None

    def _may_start(self, piece: str, before: tuple[str, ...]) -> bool:
        if _WHEN.search(piece) and piece.endswith(("的", "后", "时")):
            return False
        if self.default:
            return self.takes_all or _STARTS.match(piece) is not None
        return bool(before) and (
            _STARTS.match(piece) is not None or _MODAL.search(piece[:4]) is not None
        )


def _join(rows: list[str]) -> list[str]:
    """“发现险情的单位和个人，应当立即报告”: a unit alone goes with the piece that says its duty."""
    for at, piece in enumerate(rows):
        ahead = next((n for n in (at + 1, at + 2) if n < len(rows) and _DUE.match(rows[n])), 0)
        alone = units.split_units(piece)
        if ahead and all(map(units.looks_like_unit, alone)) and not units.find_subject(piece):
            duty = _DUE.sub("应当", rows[ahead], count=1)
            return [*rows[:at], piece + duty, *rows[at + 1 : ahead], *rows[ahead + 1 :]]
    return rows


def _is_topic(draft: _Draft, piece: str) -> bool:
    """“甲参加救援所耗费用，由乙承担”: what stands before the by-phrase is what it is about."""
    text = "，".join(draft.parts)
    return (
        piece.startswith("由")
        and len(draft.parts) == 1
        and draft.deadline is None
        and _MODAL.search(text) is None
        and re.search(r"(?:费用|经费|资金|工作|事宜|所需|问题|意见|报告)$", text) is not None
    )


def _is_act(piece: str) -> bool:
    return re.search(units.VERBS, piece) is not None and _WHEN.search(piece) is None


def _task(
    text: str,
    who: tuple[str, ...],
    line: int,
    *,
    helpers: tuple[str, ...] = (),
    deadline: Deadline | None = None,
    group: str = "",
    level: int = 0,
    doubts: Collection[str] = (),
) -> Task:
    found = list(doubts)
    if not who:
        found.append("no_owner")
    elif len(who) > 1:
        found.append("several_owners")
    if deadline is not None:
        found += deadline.doubts
    return Task(
        text=text,
        owners=who,
        helpers=helpers,
        anchor=Anchor(line, text[:200]),
        deadline_minutes=deadline.minutes if deadline else None,
        deadline_words=deadline.words if deadline else "",
        group=group,
        level=level,
        doubts=tuple(dict.fromkeys(found)),
    )
