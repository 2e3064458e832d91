"""Automatic numbering of Word: the numbers a reader sees, which the text itself does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_CHINESE = ("chinese", "japanese", "ideograph", "taiwanese")


@dataclass(slots=True)
class _Level:
    style: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and where each stands."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Any) -> Numbering:
        """Read the part ``numbering.xml``."""
        found = cls()
        for abstract in root.iter(f"{_W}abstractNum"):
            key = abstract.get(f"{_W}abstractNumId", "")
            found.levels[key] = {
                int(level.get(f"{_W}ilvl", "0")): _Level(
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText"),
                    int(_value(level, "start") or "1"),
                )
                for level in abstract.iter(f"{_W}lvl")
            }
        for row in root.iter(f"{_W}num"):
            found.lists[row.get(f"{_W}numId", "")] = _value(row, "abstractNumId")
        return found

    def next(self, list_id: str, depth: int) -> str:
        """Return the number of the next paragraph of a list, or nothing for bullets."""
        key = self.lists.get(list_id, "")
        levels = self.levels.get(key, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(key, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for below in [other for other in counts if other > depth]:
            del counts[below]
        if level.style in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, level)
            # A higher list that was not counted yet stands at its beginning.
            return _written(counts.get(at, other.start), other.style)

        return re.sub(r"%(\d)", number, level.text)


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""


def _written(number: int, style: str) -> str:
    if style.startswith(_CHINESE):
        return chinese(number)
    if style in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        letter = chr(ord("A") + number - 1)
        return letter if style == "upperLetter" else letter.lower()
    if style == "upperRoman" and 0 < number <= 12:
        return ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ", "Ⅺ", "Ⅻ")[number - 1]
    if style.startswith("decimalEnclosedCircle") and 0 < number <= 10:
        return "①②③④⑤⑥⑦⑧⑨⑩"[number - 1]
    return str(number)


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in characters."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
    return head + (_HAN[ones] if ones else "")
