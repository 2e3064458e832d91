"""Named projects: headings and items of sections and boxes that hold projects."""

from __future__ import annotations

import re

from anlan.governance.planning.reading.charges import find_charges
from anlan.governance.planning.reading.outline import PROJECTS, Placed
from anlan.governance.planning.reading.units import Charge

_PROJECT_END = re.compile(
    r"(?:工程|项目|行动|计划|系统|平台|体系建设|建设|中心|基地)(?:（[^（）]*）)?$"
)


def is_project(item: Placed) -> bool:
    """A heading or item that names a project in a section of projects."""
    if not item.title or not item.rank and not item.block.style:
        return False
    parents = item.path[:-1] if item.path and item.path[-1].line == item.block.line else item.path
    in_section = item.kind == PROJECTS or (
        item.is_boxed
        and any(re.search(r"工程|项目|行动计划", heading.title) for heading in parents[-2:])
    )
    if not in_section or not parents or item.rank == 55:
        return False
    inner = parents[-1]
    is_direct = re.search(
        r"(?:重点|重大|主要)(?:建设)?(?:工程|项目)|工程项目|专栏", inner.title + inner.number
    )
    if is_direct is not None:
        return True
    return item.is_boxed and _PROJECT_END.search(item.title) is not None


def is_inside_project(placed: tuple[Placed, ...], index: int) -> bool:
    """Whether the block stands right below the heading of a project."""
    item = placed[index]
    if not item.path or item.number or item.kind != PROJECTS:
        return False
    heading = item.path[-1]
    above = next((p for p in reversed(placed[:index]) if p.block.line == heading.line), None)
    return above is not None and above.is_heading and is_project(above)


def _below(placed: tuple[Placed, ...], index: int) -> list[Placed]:
    line = placed[index].block.line
    rows: list[Placed] = []
    for below in placed[index + 1 :]:
        if not below.path or below.path[-1].line != line or below.block.cells:
            break
        rows.append(below)
    return rows


def charge_below(placed: tuple[Placed, ...], index: int) -> Charge | None:
    """Return the units said in the paragraphs below the heading of a project."""
    for below in _below(placed, index):
        for _start, _stop, _end, charge in find_charges(below.block.text, 0):
            return charge
    return None


def body_below(placed: tuple[Placed, ...], index: int) -> str:
    """Return the paragraphs below the heading of a project, shortened."""
    rows = "".join(below.block.text for below in _below(placed, index)[:3])
    return "：" + rows[:600] if rows else ""
