"""The day a document was issued: under its signature, before “印发”, in the head of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0}
_HAN = "一二三四五六七八九十"
_DAY = (
    r"(?P<y>20\d\d|二[〇○零O][一二三四五六七八九〇○零O]{2})年"
    rf"(?P<m>[\d{_HAN}]{{1,3}})月(?P<d>[\d{_HAN}]{{1,3}})日"
)
_PATTERNS = (
    re.compile(rf"^{_DAY}$"),  # under the signature
    re.compile(rf"{_DAY}(?:印发|发布)$"),
    re.compile(
        r"(?:发文|成文|发布|生成|印发|公开)(?:日期|时间)[：:]"
        r"(?P<y>20\d\d)[年/.—-](?P<m>\d{1,2})[月/.—-](?P<d>\d{1,2})"
    ),
)
_MARKS = re.compile(rf"^(?:{_DAY}|.{{2,40}}{_DAY.replace('?P<', '?P<x')}(?:印发|发布))$")


def find_issue_day(texts: Iterable[str]) -> date | None:
    """Return the day of issue by the short lines of a document; None where none says it."""
    short = [text for text in texts if len(text) <= 60]
    for pattern in _PATTERNS:
        for text in short:
            found = pattern.search(text)
            if found is None:
                continue
            try:
                return date(_number(found["y"]), _number(found["m"]), _number(found["d"]))
            except ValueError:
                continue
    return None


def is_issue_line(text: str) -> bool:
    """Whether a line is nothing but the day of issue, with or without the office."""
    return len(text) <= 60 and _MARKS.match(text) is not None


def _number(text: str) -> int:
    """Return 2025, 二〇二五, 11, 十一, 二十八 as a number."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _ten, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[c]) for c in text))
