"""Comparing two versions: which items belong together, which words and lines differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from anlan.governance.planning.reading.cleaning import clean

#: Two wordings at least this alike are the same task said in other words.
ALIKE = 0.5
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.DOTALL)


def pair_up(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return for texts of the old version (by position) the text of the new one they became.

    The same wording first, in order; then the most alike, each text once.
    """
    old_plain, new_plain = [_plain(t) for t in old], [_plain(t) for t in new]
    found: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for at, text in enumerate(new_plain):
        waiting.setdefault(text, []).append(at)
    for at, text in enumerate(old_plain):
        if waiting.get(text):
            found[at] = waiting[text].pop(0)
    taken = set(found.values())
    left = [(at, _pairs(old_plain[at])) for at in range(len(old)) if at not in found]
    right = [(at, _pairs(new_plain[at])) for at in range(len(new)) if at not in taken]
    alike = sorted(
        (
            (-score, one, other)
            for one, pairs in left
            for other, others in right
            if (score := _dice(pairs, others)) >= ALIKE
        )
    )
    for _score, one, other in alike:
        if one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found


def resemblance(old: Iterable[str], new: Iterable[str]) -> float:
    """Return which part of the lines of the shorter text stands in the other too."""
    one = {text for line in old if len(text := _plain(line)) > 5}
    other = {text for line in new if len(text := _plain(line)) > 5}
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came: ``kind`` is same, gone or new."""

    kind: str
    text: str


def mark_words(old: str, new: str) -> list[Piece]:
    """Return the words of two wordings, marked by what became of them."""
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(one[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(one[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(other[c:d])))
    return pieces


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that differs: its number before and now, its words marked."""

    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]


def compare_lines(
    old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]
) -> list[LineChange]:
    """Return the lines that differ, in the order of the text; blanks do not count."""
    one, other = [_plain(text) for _n, text in old], [_plain(text) for _n, text in new]
    found: list[LineChange] = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = pair_up(one[a:b], other[c:d])
        became = {new_at: old_at for old_at, new_at in pairs.items()}
        found += [
            LineChange(old[a + at][0], None, (Piece("gone", old[a + at][1]),))
            for at in range(b - a)
            if at not in pairs
        ]
        for at in range(d - c):
            number, text = new[c + at]
            if at in became:
                before = old[a + became[at]]
                marked = tuple(mark_words(before[1], text))
                found.append(LineChange(before[0], number, marked))
            else:
                found.append(LineChange(None, number, (Piece("new", text),)))
    return found


def _plain(text: str) -> str:
    return clean(text).text


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    if not total or 2 * min(one.total(), other.total()) / total < ALIKE:
        return 0.0
    return 2 * sum(min(n, other[pair]) for pair, n in one.items()) / total
