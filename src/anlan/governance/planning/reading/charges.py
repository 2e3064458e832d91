"""Responsibility said after a passage: in brackets, in a line below, in a last sentence."""

from __future__ import annotations

import re
from functools import lru_cache

from anlan.governance.planning.reading.units import Charge, is_unit, read_charge, split_units

_BRACKET = re.compile(
    r"（(?P<in>[^（）]*(?:（[^（）]*）[^（）]*)*)）[。；]?(?=$|[\u4e00-\u9fff“\d（—])"
)
_DUTY_LINE = re.compile(
    r"(?<=[。；）\u4e00-\u9fff])（?(?P<in>(?:牵头|责任|负责|主责|承办|实施|落实)(?:责任)?"
    r"(?:单位|部门|处室|科室|股室|站所|办所|主体|领导)(?:及[^：]{1,8})?：.+|牵头：.+)$"
)
#: “…。甲局牵头，乙局、丙局配合。” at the end of a paragraph.
_DUTY_SENTENCE = re.compile(
    r"(?<=[。；])(?P<in>[^。；：（）]{2,60}牵头[^。；：]{0,90}(?:配合|负责|参加|参与|落实|协助|实施)?|"
    r"[^。；：（），]{2,60}(?:分工负责|共同负责|负责落实|负责|配合))。?$"
)


@lru_cache(maxsize=8192)
def find_charges(text: str, begin: int) -> tuple[tuple[int, int, int, Charge], ...]:
    """Return the brackets with units: where the passage begins, bracket begins and ends, units."""
    found: list[tuple[int, int, int, Charge]] = []
    start = begin
    for match in _BRACKET.finditer(text, begin):
        if not _ends_sentence(text, match):
            continue
        charge = read_charge(match.group("in"))
        if charge is None or not (charge.lead or charge.support or charge.time):
            continue
        found.append((start, match.start(), match.end(), charge))
        start = match.end()
    last = _DUTY_SENTENCE.search(text, start)
    if last is not None:
        charge = read_charge(last.group("in"))
        if charge is not None and all(map(is_unit, charge.lead + charge.support)):
            found.append((start, last.start("in"), len(text), charge))
            return tuple(found)
    line = _DUTY_LINE.search(text, start)
    if line is not None:
        charge = read_charge(line.group("in"))
        if charge is not None:
            found.append((start, line.start(), len(text), charge))
    return tuple(found)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """“（区安监局牵头，…）” after a full stop, at the end, or holding words of responsibility."""
    inside = match.group("in")
    if re.search(r"牵头|负责|责任|配合|单位：|部门：", inside):
        return True
    if match.end() >= len(text) - 1 and _is_named(inside):
        return True
    before = text[: match.start()].rstrip()
    return (
        before.endswith(("。", "；", "，", "）"))
        and match.end() >= len(text) - 1
        or (before.endswith("。") and len(inside) < 120)
    )


def _is_named(inside: str) -> bool:
    """“（区水务集团，2026年10月）”, “（各街道）”: offices by name, not “乡镇（街道）”."""
    words = re.sub(r"[，；][^，；]*(?:20\d\d年|月底|年底|长期)[^，；]*$", "", inside)
    names = split_units(words)
    return bool(names) and all(
        len(name) > 2 and is_unit(name) and re.match(r"[省市县区镇各国]", name) for name in names
    )
