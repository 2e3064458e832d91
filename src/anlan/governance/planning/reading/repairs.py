"""Damage of a crawled text that cannot be mended, only shown: digits and words that were lost."""

from __future__ import annotations

import re

from anlan.governance.planning.reading.blocks import Sheet
from anlan.governance.planning.reading.result import Doubt

_DAMAGE: tuple[tuple[str, re.Pattern[str]], ...] = (
    #: 2020311日, 202010月: marks between year, month and day were lost.
    ("lost_date_marks", re.compile(r"20\d{2}\d{1,4}[月日]|(?<!\d)20\d{5,6}(?!\d)")),
    #: 投入1884元，完9项 …; 组100人的 …: a word broke off before a figure.
    ("lost_words", re.compile(r"(?<=[，。；])(?:完|组|建|配|设)\d+[项人个]|\*{2,}|□|\ufffd")),
    #: ”and “ that do not pair.
    ("lost_quotes", re.compile(r"[\u4e00-\u9fff]”[^“”。]{1,20}”|^[^“]{0,40}”")),
)


def find_damage(sheet: Sheet) -> list[Doubt]:
    """Return what a person should compare with the printed document."""
    found: list[Doubt] = []
    for block in sheet.blocks:
        for code, pattern in _DAMAGE:
            match = pattern.search(block.text)
            if match is not None:
                line, quote = block.anchor(
                    max(0, match.start() - 8), min(len(block.text), match.end() + 8)
                )
                found.append(Doubt(line, quote, code))
    return found
