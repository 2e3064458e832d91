"""How a cell of a workbook is written: its address, its format, its number as text."""

from __future__ import annotations

import re

_LITERALS = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def column_of(reference: str) -> int:
    """Return the position of ``C7``: 2."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
        if number > 20_000:
            raise ValueError("no such column")
    return number - 1 if number else 0


def is_day_format(code: str) -> bool:
    """Whether a number format shows a day or a time: y, m, d, h outside quotes."""
    bare = _LITERALS.sub("", code.split(";")[0]).lower()
    return "general" not in bare and any(c in bare for c in "ymdh年月日")


def number_text(number: float, written: str = "") -> str:
    """Write a number as a person would; long whole numbers as they are written."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    if written and written.lstrip("-").isdigit():
        return written
    return f"{number:.15g}"


def clock_text(share: float) -> str:
    """Write a share of a day as a time."""
    minutes = round(share * 24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def unescape(text: str) -> str:
    """Undo the escapes of control characters (ECMA-376, 22.4.2.4)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
