"""Response levels: their conditions and who commands."""

from __future__ import annotations

import re

from anlan.command.plans.extraction.headings import Placed
from anlan.command.plans.extraction.owners import tidy_name
from anlan.command.plans.extraction.result import Anchor, Condition, Level
from anlan.command.plans.extraction.triggers import read_conditions
from anlan.kernel.reading.sentences import sentences

_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "I": 1, "II": 2, "III": 3, "IV": 4}
_ROMAN |= {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
LEVEL = r"(?P<level>Ⅰ|Ⅱ|Ⅲ|Ⅳ|IV|III|II|I|[一二三四1-4])级(?:应急)?响应"
_TITLE = re.compile(rf"^{LEVEL}(?:[（(][^）)]*[）)])?(?:启动)?(?:条件|措施)?$")
_START = re.compile(
    rf"(?P<words>.+?)，?(?:的)?，?(?:应当|可以|可|应)?(?:立即)?(?:启动|进入){LEVEL}"
)
_LABEL = re.compile(rf"^{LEVEL}(?:[（(][^）)]*[）)])?[：:]\s*(?P<words>.+?的)(?:，|。|；|$)")
_LIST = re.compile(r"(?:下列|以下)(?:情形|条件|情况)?之一|启动条件")
_COMMANDER = re.compile(
    r"由(?P<who>[^，。；由]{2,20}?)(?:任|担任)(?:现场)?(?:总指挥|指挥长|总指挥长)"
)
_GO = re.compile(r"响应(?:由|启动后)|由[^，。]{2,20}(?:任|担任)")


def level_of(text: str) -> int:
    """Return the level a heading names, 0 for none."""
    found = re.search(LEVEL, text)
    return _ROMAN[found.group("level")] if found else 0


def level_of_path(item: Placed) -> int:
    """Return the level whose section a line stands in, 0 for none."""
    for heading in reversed(item.path):
        found = _TITLE.match(heading.title)
        if found is not None:
            return _ROMAN[found.group("level")]
    return 0


def find_levels(
    placed: tuple[Placed, ...],
) -> tuple[tuple[Level, ...], tuple[Condition, ...], frozenset[int]]:
    """Return levels, conditions, and the lines that only state conditions."""
    rows: dict[int, list[tuple[int, str]]] = {}
    first: dict[int, Anchor] = {}
    commanders: dict[int, str] = {}
    only: set[int] = set()
    listing = 0
    for item in placed:
        text, number = item.body, item.line.number
        section = level_of_path(item)
        if item.is_heading:
            listing = 0
            if section and _TITLE.match(text.rstrip("：: ")):
                first.setdefault(section, Anchor(number, item.line.text[:200]))
            continue
        _commander(text, section, commanders)
        label = _LABEL.match(text)
        if label is not None:
            level = _ROMAN[label.group("level")]
            rows.setdefault(level, []).append((number, label.group("words")))
            first.setdefault(level, Anchor(number, item.line.text[:200]))
            continue
        started = False
        for _start, sentence in sentences(text):
            found = _START.search(sentence)
            if found is not None and not _LIST.search(sentence):
                level = _ROMAN[found.group("level")]
                rows.setdefault(level, []).append((number, found.group("words")))
                first.setdefault(level, Anchor(number, item.line.text[:200]))
                started = True
        if started:
            only.add(number)
            listing = 0
            continue
        if _LIST.search(text):
            listing = level_of(text) or section
            if listing:
                first.setdefault(listing, Anchor(number, item.line.text[:200]))
                only.add(number)
                _kind, _mark, rest = text.partition("：")
                rows.setdefault(listing, []).extend(
                    (number, part) for _at, part in sentences(rest) if len(part) > 3
                )
            continue
        if listing and item.rank >= 60 and not _GO.search(text):
            rows.setdefault(listing, []).append((number, text))
            only.add(number)
        else:
            listing = 0
    levels = tuple(
        Level(
            level=level,
            words="；".join(_clean(text) for _number, text in rows.get(level, ())),
            anchor=anchor,
            commander=commanders.get(level, ""),
            doubts=_doubts(level, rows, commanders),
        )
        for level, anchor in sorted(first.items())
    )
    return levels, tuple(_conditions(rows)), frozenset(only)


def _commander(text: str, section: int, commanders: dict[int, str]) -> None:
    for _start, sentence in sentences(text):
        found = _COMMANDER.search(sentence)
        if found is None:
            continue
        named = [_ROMAN[m.group("level")] for m in re.finditer(LEVEL, sentence)]
        for level in named or ([section] if section else []):
            commanders.setdefault(level, tidy_name(found.group("who")))


def _doubts(
    level: int, rows: dict[int, list[tuple[int, str]]], commanders: dict[int, str]
) -> tuple[str, ...]:
    found = []
    if not rows.get(level):
        found.append("no_condition")
    if level not in commanders:
        found.append("no_commander")
    return tuple(found)


def _clean(text: str) -> str:
    return re.sub(r"的?[。；;，]?$", "", text.strip())


def _conditions(rows: dict[int, list[tuple[int, str]]]) -> list[Condition]:
    found = []
    for level in sorted(rows):
        clause = 0
        for number, text in rows[level]:
            for parts in read_conditions(text):
                clause += 1
                found += [
                    Condition(
                        level=level,
                        clause=clause,
                        words=part.words,
                        anchor=Anchor(number, text[:200]),
                        fact=part.fact,
                        comparison=part.comparison,
                        value=part.value,
                        doubts=part.doubts,
                    )
                    for part in parts
                ]
    return found
