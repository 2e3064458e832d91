"""Responsibility said once for several passages: in a heading, or in lines below a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anlan.governance.planning.reading.charges import find_charges
from anlan.governance.planning.reading.outline import Placed
from anlan.governance.planning.reading.projects import is_project
from anlan.governance.planning.reading.subjects import find_subject
from anlan.governance.planning.reading.units import LABEL, Charge, is_unit, read_charge, split_units

_LABELLED = re.compile(
    r"^(?:整改|工作|具体|主要|重点|治理)?(?:目标|任务|内容|措施|举措|要求|标准|任务名称|项目名称)：|^(?:进度|时间|实施)(?:安排|计划|进度)："
)
#: Offices by name, not “成员单位” or “组织机构”.
_OFFICE = re.compile(
    r"^(?:[省市县区镇乡旗州盟各]|国网)|(?:局|委员会|大队|支队|公司|指挥部|人民政府|派出所|卫生院)$"
)


@dataclass(slots=True)
class Shared:
    """Units by the block they are given to, and the headings that gave theirs away."""

    given: dict[int, Charge] = field(default_factory=dict)
    spent: set[int] = field(default_factory=set)


def share_charges(placed: tuple[Placed, ...]) -> Shared:
    """Give units of headings to the passages below, units below a list to all its items."""
    shared = Shared()
    for index, item in enumerate(placed):
        if item.block.cells or is_project(item):
            continue
        charge = _of_duty_lines(item)
        if charge is not None and index:
            shared.spent.add(index)
            above = index - 1
            bodies = _below(placed, above, index) if placed[above].is_heading else []
            shared.given |= dict.fromkeys(bodies or [above, *_before(placed, above)], charge)
            shared.spent |= {above} if bodies else set()
            continue
        charge = _of_intro(item)
        if charge is not None:
            items = _listed_below(placed, index)
            shared.given |= dict.fromkeys(items, charge)
            shared.spent |= {index} if items else set()
            continue
        charge = _of_heading(item) or _of_title(item)
        if charge is not None and not item.is_heading:
            shared.given[index] = charge
            continue
        bodies = _below(placed, index) if charge is not None else []
        if charge is not None and bodies:
            shared.spent.add(index)
            shared.given |= dict.fromkeys(bodies, charge)
        charge = _of_lines(item)
        if charge is not None and index not in shared.given:
            items = _before(placed, index)
            if items and not any(at in shared.given for at in items):
                shared.given |= dict.fromkeys(items, charge)
    return shared


def _of_heading(item: Placed) -> Charge | None:
    """“（一）消防安全整治（县消防救援大队牵头）”: a title and nothing else but units."""
    if not item.is_heading:
        return None
    found = find_charges(item.block.text, item.body)
    text = item.block.text
    if len(found) != 1 or any(mark in text[: found[0][1]].rstrip("。") for mark in "。；，"):
        return None
    return found[0][3] if len(text) - found[0][2] < 2 else None


def _of_intro(item: Placed) -> Charge | None:
    """“县安委会办公室应当履行下列职责：”: who does what the items below say."""
    text = item.block.text[item.body :]
    if not text.endswith("：") or len(text) > 60 or re.search(r"下列|以下|如下|职责", text) is None:
        return None
    names = find_subject(text, begins=True)
    return Charge(names) if names else None


def _listed_below(placed: tuple[Placed, ...], index: int) -> list[int]:
    """Return the numbered items right below an introduction."""
    found: list[int] = []
    rank = placed[index + 1].rank if index + 1 < len(placed) else 0
    for at in range(index + 1, len(placed)):
        if not rank or placed[at].rank != rank or placed[at].block.cells:
            break
        found.append(at)
    return found


def _of_title(item: Placed) -> Charge | None:
    """“（二）县公安局：依法查处…”: the title names the office whose duties follow."""
    names = split_units(item.title) if item.rank or item.block.style else ()
    if not names or not all(is_unit(name) and _OFFICE.search(name) for name in names):
        return None
    return None if find_charges(item.block.text, item.body) else Charge(names)


def _of_duty_lines(item: Placed) -> Charge | None:
    """“责任单位：…” as a paragraph of its own."""
    label = re.match(rf"^（?{LABEL}", item.block.text)
    if label is None or label.group("role").startswith(("主办", "承办")):
        return None  # “主办单位：…” stands below every page of a website
    text = item.block.text
    return read_charge(text[1:].removesuffix("）") if text.startswith("（") else text)


def _below(placed: tuple[Placed, ...], index: int, after: int | None = None) -> list[int]:
    """Return the passages under a heading that name nobody themselves."""
    line = placed[index].block.line
    found = []
    for at in range((after or index) + 1, len(placed)):
        item = placed[at]
        if all(heading.line != line for heading in item.path):
            break
        is_leaf = not item.is_heading or not _has_below(placed, at)
        if is_leaf and not item.block.cells and not find_charges(item.block.text, 0):
            found.append(at)
    return found


def _has_below(placed: tuple[Placed, ...], index: int) -> bool:
    """Whether anything stands under a heading."""
    after = placed[index + 1] if index + 1 < len(placed) else None
    line = placed[index].block.line
    return after is not None and any(heading.line == line for heading in after.path)


def _of_lines(item: Placed) -> Charge | None:
    """“牵头单位：…” on a line of its own behind an item."""
    if len(item.block.parts) < 2:
        return None
    found = find_charges(item.block.text, item.body)
    starts = {begin for begin, _number, _line in item.block.parts[1:]}
    return found[0][3] if len(found) == 1 and found[0][1] in starts else None


def _before(placed: tuple[Placed, ...], index: int) -> list[int]:
    """Return the items of the list before its last, where none of them names anybody."""
    item = placed[index]
    after = placed[index + 1] if index + 1 < len(placed) else None
    if item.rank and after is not None and after.rank == item.rank:
        return []  # not the last of its list
    found = []
    for at in range(index - 1, -1, -1):
        before = placed[at]
        if before.block.cells or before.rank != item.rank:
            break
        is_listed = before.block.text.endswith("；") or _LABELLED.match(before.block.text)
        if not item.rank and not is_listed:
            break  # “…；”, “…；”, “…。” and “整改目标：…”, “整改措施：…”: lists without numbers
        if find_charges(before.block.text, 0):
            return []
        found.append(at)
    return found
