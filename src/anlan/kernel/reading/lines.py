"""A text as numbered lines; rows of tables keep their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CELLS = re.compile(r"\s*\t+\s*|\s+[|｜]\s+|\s*\t\s*")
_HIDDEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad\x0b"), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or table row of the document; ``number`` counts from one."""

    number: int
    text: str
    #: Level of a heading style of Word, 0 for none.
    heading: int = 0
    cells: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """Return a line without hidden characters and outer blanks; full-width blanks become one."""
    return text.translate(_HIDDEN).replace("\u3000", " ").replace("\xa0", " ").strip()


def lines_of(text: str) -> tuple[Line, ...]:
    """Split a pasted text; a line with tabs or spaced bars is a row of a table."""
    found = []
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, raw in enumerate(rows, 1):
        cells = tuple(cell.strip(" |｜") for cell in _CELLS.split(raw.strip("\n")))
        is_row = len(cells) >= 2 and sum(bool(cell) for cell in cells) >= 2
        found.append(Line(number, tidy(raw), cells=tuple(map(tidy, cells)) if is_row else ()))
    return tuple(found)
