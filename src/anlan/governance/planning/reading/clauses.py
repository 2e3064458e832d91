"""Sentences and clauses with their places; brackets, quotes and titles are not torn apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN, _CLOSE = "（“《〔", "）”》〕"
_LIST = re.compile(
    r"(?<=[。；：，、\u4e00-\u9fff])(?:[一二三四五六七八九]|十[一二三四五六七八九]?)是(?=[\u4e00-\u9fff“《2])|（\d{1,2}）|[①-⑳]"
)


#: “2027年达到90%、2030年达到100%”: a number for each year.
_BRACKET = re.compile(r"（[^（）]*）")
_YEAR_BY_YEAR = re.compile(
    r"(?<=\d[%个座处支家项名户套栋公辆])、(?=20\d\d年(?:底|末)?(?:前)?(?:达|实现|完成|提高|提升|建成|不低于|全))|(?<=公里)、(?=20\d\d年)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a block and where it begins there."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def _split(text: str, start: int, end: int, marks: str) -> list[Clause]:
    found: list[Clause] = []
    depth, begin = 0, start
    for at in range(start, end):
        character = text[at]
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character in "。；" and depth and character in marks and _unbalanced(text, at, end):
            depth = 0
        if character in marks and depth == 0:
            if at > begin:
                found.append(Clause(text[begin:at], begin))
            begin = at + 1
    if end > begin:
        found.append(Clause(text[begin:end], begin))
    return found


def _unbalanced(text: str, at: int, end: int) -> bool:
    """A bracket or quote that never closes must not swallow the rest of the paragraph."""
    nearest = min(
        (where for mark in _CLOSE if (where := text.find(mark, at, end)) >= 0), default=-1
    )
    return nearest < 0 or nearest - at > 120


def sentences_of(text: str, start: int = 0, end: int | None = None) -> list[Clause]:
    """Split at full stops and semicolons, and before items of a list inside a paragraph."""
    found: list[Clause] = []
    for whole in _split(text, start, len(text) if end is None else end, "。；！？"):
        cuts = [
            mark.start()
            for mark in _LIST.finditer(whole.text)
            if mark.start()
            and not whole.text[: mark.start()].endswith(("（", "“", "就", "这", "也"))
        ]
        begin = 0
        for cut in [*cuts, len(whole.text)]:
            piece = whole.text[begin:cut]
            if found and not begin and re.fullmatch(r"（[^（）]*）", piece):
                last = found.pop()  # “…。（2025年底前完成）” belongs to the sentence before it
                found.append(Clause(text[last.start : whole.end], last.start))
            elif piece.strip():
                found.append(Clause(piece, whole.start + begin))
            begin = cut
    return found


def clauses_of(sentence: Clause) -> list[Clause]:
    """Split a sentence at commas and colons."""
    found = []
    for piece in _split(sentence.text, 0, len(sentence.text), "，："):
        open_text = _BRACKET.sub(lambda m: "□" * len(m.group()), piece.text)
        at = 0
        for part in _YEAR_BY_YEAR.split(open_text):
            words = piece.text[at : at + len(part)]
            found.append(Clause(words, sentence.start + piece.start + at))
            at += len(part) + 1
    return found
