"""Command groups: name, lead, members and duties, in one line or over several."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anlan.command.plans.extraction.headings import Placed
from anlan.command.plans.extraction.owners import list_units, split_units, tidy_name
from anlan.command.plans.extraction.result import Anchor, Group
from anlan.kernel.reading.sentences import sentences

_NAME = r"(?P<name>[\u4e00-\u9fff]{2,14}?组)(?:[（(][^）)]{1,12}[）)])?"
_INLINE = re.compile(rf"^{_NAME}\s*[：:。，,]\s*(?P<rest>\S.*)$")
_TITLE = re.compile(rf"^{_NAME}(?:主要|工作)?(?:职责|任务)?$")
_NO_GROUP = re.compile(
    r"(?:^(?:工作|各|各工作|应急工作|现场工作|以下工作|下列工作|救援工作|村民小|领导小|小)组$|领导小组$|[一二三四五六七八九十]组$)"
)
_LEAD = re.compile(
    r"(?:组长单位|牵头单位|牵头部门|责任单位|负责单位|责任部门|组长)\s*[：:]\s*(?P<who>[^。；;\n]+)"
)
_LED_BY = re.compile(r"由(?P<who>[^，。；,;]{2,40}?)(?:牵头|负责|担任组长|任组长|为组长)")
_LEADS = re.compile(r"^(?P<who>[^，。；,;：:]{2,30}?)(?:牵头|任组长|为组长|担任组长)")
_MEMBERS = re.compile(
    r"(?:成员单位|成员|参加单位|参与单位|配合单位|组成人员|协助单位)\s*[：:]\s*(?P<who>[^。；;\n]+)"
)
_TAKE_PART = re.compile(r"[，,](?P<who>[^。；;]{2,120}?)(?:参加|参与|配合|协助|等组成|组成)")
_DUTY = re.compile(r"(?:主要|工作)?(?:职责|任务|工作内容)\s*[：:]\s*")


@dataclass(slots=True)
class Block:
    """The lines of a group: what its duties are, each with its line."""

    group: Group
    lines: set[int] = field(default_factory=set)
    duties: list[tuple[int, str]] = field(default_factory=list)


def find_groups(placed: tuple[Placed, ...]) -> list[Block]:
    """Return the groups in the order of the text."""
    found: list[Block] = []
    taken: set[int] = set()
    for index, item in enumerate(placed):
        if item.line.number in taken or item.line.cells:
            continue
        block = _read(placed, index)
        if block is not None and block.group.name not in {b.group.name for b in found}:
            found.append(block)
            taken |= block.lines
    return found


def _read(placed: tuple[Placed, ...], index: int) -> Block | None:
    item = placed[index]
    title = _TITLE.match(item.body.rstrip("：: ")) if item.is_heading else None
    inline = _INLINE.match(item.body) if title is None else None
    match = title or inline
    if match is None or _NO_GROUP.search(match.group("name")):
        return None
    name = tidy_name(match.group("name"))
    rows: list[tuple[int, str]] = []
    if inline is not None:
        rows.append((item.line.number, inline.group("rest")))
    for below in placed[index + 1 :]:
        if not _belongs(item, below, is_title=title is not None):
            break
        rows.append((below.line.number, below.body))
    lead, members, duties = _parts(rows)
    if not lead and inline is not None and not any(_DUTY.search(text) for _n, text in rows):
        return None
    if not rows:
        return None
    doubts = () if lead else ("no_lead",)
    group = Group(
        name=name,
        lead="、".join(lead),
        members=members,
        duties="；".join(text for _number, text in duties)[:2000],
        anchor=Anchor(item.line.number, item.line.text[:200]),
        doubts=doubts,
    )
    return Block(group, {item.line.number, *(number for number, _text in rows)}, duties)


def _belongs(item: Placed, below: Placed, *, is_title: bool) -> bool:
    if below.line.cells:
        return False
    if is_title:
        return any(heading.line == item.line.number for heading in below.path)
    if below.rank and below.rank <= item.rank:
        return False
    return bool(item.rank) and (
        below.rank > item.rank
        or _LEAD.match(below.body) is not None
        or _MEMBERS.match(below.body) is not None
        or _DUTY.match(below.body) is not None
    )


def _parts(
    rows: list[tuple[int, str]],
) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[int, str]]]:
    lead: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    duties: list[tuple[int, str]] = []
    for number, text in rows:
        duty = _DUTY.search(text)
        frame, acts = (text[: duty.start()], text[duty.end() :]) if duty else (text, "")
        for _start, sentence in sentences(frame):
            who = _LEAD.search(sentence) or _LED_BY.search(sentence) or _LEADS.search(sentence)
            with_them = _MEMBERS.search(sentence) or (_TAKE_PART.search(sentence) if who else None)
            if who is not None and not lead:
                lead = split_units(who.group("who"))
            if with_them is not None:
                members += list_units(with_them.group("who"))
            if who is None and with_them is None and len(sentence) > 3:
                duties.append((number, sentence))
        duties += [(number, sentence) for _start, sentence in sentences(acts)]
    return lead, tuple(dict.fromkeys(members)), duties
