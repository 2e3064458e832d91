"""Numbers and times as Chinese texts write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
#: A number in digits or characters, perhaps with 万 or 亿 behind it.
NUMBER = r"(?:\d[\d,，]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)(?:万|亿)?"

_MINUTES = {"分钟": 1, "小时": 60, "时": 60, "天": 1440, "日": 1440, "工作日": 1440}
_MINUTES |= {"周": 10_080, "个月": 43_200, "月": 43_200}
_TIME = rf"(?P<low>{NUMBER}|半)\s*(?:[-~—至到]\s*(?P<high>{NUMBER}))?\s*(?:个)?(?P<half>半)?"
_TIME += r"(?P<unit>分钟|小时|工作日|天|日|周|月)"
_WITHIN = re.compile(rf"(?<![每第\d月\.]){_TIME}(?:之内|以内|内)")
_NOT_OVER = re.compile(rf"(?:不得超过|不超过|不得晚于|不得迟于){_TIME}")
_ONLY = re.compile(rf"^{_TIME}(?:之内|以内|内|前)?$")
_AT_ONCE = re.compile(r"立即|马上|即刻|第一时间|立刻")


def number(text: str) -> float:
    """Return the value of a number in digits or characters (``1.2万``, ``三十``, ``半``)."""
    text = text.strip().replace(",", "").replace("，", "")
    if text == "半":
        return 0.5
    factor = 1.0
    while text and text[-1] in "万亿":
        factor *= 10_000 if text[-1] == "万" else 100_000_000
        text = text[:-1]
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text) * factor
    return _characters(text) * factor


def _characters(text: str) -> float:
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = digit * 10 + _DIGITS[character] if digit and "十" not in text else 0
            digit = digit or _DIGITS[character]
        elif character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            raise ValueError(text)
    return float(total + digit)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time within which something is to be done; ``start`` is where its words begin."""

    minutes: int
    words: str
    start: int
    doubts: tuple[str, ...] = ()


def find_deadline(text: str) -> Deadline | None:
    """Return the time a text sets, or None. “Every 30 minutes” and “for 24 hours” are none."""
    found = _WITHIN.search(text) or _NOT_OVER.search(text)
    if found is not None:
        return _deadline(found)
    at_once = _AT_ONCE.search(text)
    if at_once is not None:
        return Deadline(0, at_once.group(), at_once.start())
    return None


def read_deadline(cell: str) -> Deadline | None:
    """Return the time a cell of a table names (``45分钟``, ``1小时内``, ``立即``)."""
    found = _ONLY.match(cell.strip())
    return _deadline(found) if found is not None else find_deadline(cell)


def _deadline(found: re.Match[str]) -> Deadline:
    low, high, unit = found.group("low"), found.group("high"), found.group("unit")
    doubts = []
    if high:
        doubts.append("deadline_range")
    if unit == "工作日":
        doubts.append("working_days")
    count = number(high or low) + (0.5 if found.group("half") else 0)
    return Deadline(
        round(count * _MINUTES[unit]), found.group().strip(), found.start(), tuple(doubts)
    )
