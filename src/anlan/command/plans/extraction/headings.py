"""The heading tree of a Chinese official text: 第一章, 一、, （一）, 1., 1.1, （1）, ①.

Every numbering has a rank; a heading stands under the nearest one before it of a lower rank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anlan.kernel.reading.lines import Line

_HAN = "零〇一二三四五六七八九十百"
_SCHEMES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"^#*\s*第[{_HAN}\d]+[章编篇]\s*")),
    (20, re.compile(rf"^#*\s*第[{_HAN}\d]+节\s*")),
    (25, re.compile(rf"^第[{_HAN}\d]+条\s*")),
    (12, re.compile(r"^附\s*(?:件|录|表|则)\s*\d*\s*[:：]?\s*")),
    (30, re.compile(rf"^[{_HAN}]+、\s*")),
    (60, re.compile(rf"^[（(][{_HAN}]+[）)]\s*")),
    (33, re.compile(r"^\d+[.．]\d+[.．]\d+[.．]?(?!\d)\s*")),
    (32, re.compile(r"^\d+[.．]\d+(?![.．]?\d)(?!\s*(?:米|公里|公顷|万|亿|%|级))\s*")),
    (70, re.compile(r"^\d+\s*[.．、](?!\d)\s*")),
    (31, re.compile(r"^\d{1,2}\s+(?=[\u4e00-\u9fff])")),
    (80, re.compile(r"^[（(]\d+[）)]\s*")),
    (90, re.compile(r"^[①②③④⑤⑥⑦⑧⑨⑩]\s*")),
)
ARTICLE = 25
#: Rank of a line that looks like a heading but has no number.
PLAIN = 65
#: “总指挥职责：” on a line of its own.
_DUTIES = re.compile(r"^[^：:。]{2,20}(?:主要|工作)?职责[：:]?$")
_STOPS = re.compile(r"[。；;，,！？]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in force at a line."""

    rank: int
    number: str
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its numbering taken off and the headings it stands under."""

    line: Line
    number: str
    rank: int
    body: str
    is_heading: bool
    path: tuple[Heading, ...]


def numbering(text: str) -> tuple[int, str, str]:
    """Return rank, number and rest of a line; rank 0 when it has no number."""
    for rank, scheme in _SCHEMES:
        found = scheme.match(text)
        if found is not None:
            return rank, found.group().strip(" #"), text[found.end() :].strip()
    return 0, "", text


def place(lines: tuple[Line, ...]) -> tuple[Placed, ...]:
    """Give every line that is not empty its place in the tree."""
    path: list[Heading] = []
    found: list[Placed] = []
    for index, line in enumerate(lines):
        if not line.text:
            continue
        rank, number, body = (0, "", line.text) if line.cells else numbering(line.text)
        is_heading = _is_heading(lines, index, rank, body)
        if is_heading and not rank:
            rank = 10 + line.heading if line.heading else _plain_rank(path)
        elif line.heading and rank:
            is_heading = True
        if is_heading:
            while path and path[-1].rank >= rank:
                path.pop()
            path.append(Heading(rank, number, body.rstrip("：: "), line.number))
        elif rank:
            while path and path[-1].rank >= rank:
                path.pop()
        found.append(Placed(line, number, rank, body, is_heading, tuple(path)))
    return tuple(found)


def _plain_rank(path: list[Heading]) -> int:
    return PLAIN if path and path[-1].rank != PLAIN and path[-1].rank < PLAIN else PLAIN


def _is_heading(lines: tuple[Line, ...], index: int, rank: int, body: str) -> bool:
    line = lines[index]
    if line.cells:
        return False
    if line.heading:
        return True
    if rank in (10, 20) or (rank == 12 and len(body) <= 30):
        return True
    if rank == ARTICLE:
        return False
    if not body or len(body) > 30 or _STOPS.search(body.rstrip("：:")):
        return False
    if re.search(r"\d{5,}", body):
        return False
    if rank:
        return "：" not in body[:-1] and ":" not in body[:-1]
    if _DUTIES.match(body):
        return True
    has_gap = index == 0 or not lines[index - 1].text
    follows = index + 1 < len(lines) and bool(lines[index + 1].text)
    return has_gap and follows and "：" not in body and ":" not in body and len(body) <= 20
