"""Cleaning a line without losing where every character stood.

Chinese needs no blanks and one width of punctuation; crawled pages have blanks in the middle of
words, Word bookmarks and quotation marks that became degree signs. The rules of the reader work on
the cleaned text, quotes are cut from the line as it stands in the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DROP = re.compile(
    r"\[bookmark:[^\]]*\]|\{\s*(?:PAGEREF|TOC|HYPERLINK)[^}]*\}|&nbsp;|(?<!\*)\*\*(?!\*)"
)
_HIDDEN = set("\u200b\u200c\u200d\ufeff\u00ad\x0b\x0c\u2060\r")
_SAME = {
    ",": "，", "(": "（", ")": "）", ":": "：", ";": "；", "?": "？", "!": "！", "．": ".",
    "%": "%", "％": "%", "﹪": "%", "〈": "《", "〉": "》", "°": "“", "±": "”", "＜": "<",
    "＞": ">",
    "﹣": "—", "–": "—", "―": "—", "－": "—", "~": "—", "～": "—", "‐": "-", "﹙": "（", "﹚": "）",
    "【": "（", "】": "）", "［": "（", "］": "）",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Clean:
    """The text of a line and, for every character, its place in the raw line."""

    text: str
    places: tuple[int, ...]
    raw: str

    def quote(self, start: int, end: int) -> str:
        """Return the words of the file between two places of the cleaned text."""
        if start >= end:
            return ""
        return self.raw[self.places[start] : self.places[end - 1] + 1]


def clean(raw: str) -> Clean:
    """Return a line in one width, without stray blanks and marks of programs."""
    dropped: set[int] = set()
    if "[" in raw or "**" in raw or "{" in raw or "&" in raw:
        for found in _DROP.finditer(raw):
            dropped.update(range(*found.span()))
    text: list[str] = []
    places: list[int] = []
    for at, character in enumerate(raw):
        if at in dropped or character in _HIDDEN:
            continue
        if character.isspace() or character == "\u3000":
            if text and _WORD.match(text[-1]) and _WORD.match(raw[at + 1 : at + 2]):
                text.append(" ")
                places.append(at)
            continue
        code = ord(character)
        if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF5A:
            character = chr(code - 0xFEE0)
        same = _SAME.get(character, character)
        if character == ":" and raw[at - 1 : at].isdigit() and raw[at + 1 : at + 2].isdigit():
            same = ":"  # “6:1”
        if character in "〔〕" and not _is_document_year(raw, at):
            same = "（" if character == "〔" else "）"
        if same == "，" and _inside_number(raw, at):
            continue
        text.append(same)
        places.append(at)
    return Clean("".join(text), tuple(places), raw)


def _is_document_year(raw: str, at: int) -> bool:
    """“〔2024〕3号”: the brackets of a document number stay."""
    return raw[at + 1 : at + 5].isdigit() or raw[max(0, at - 4) : at].isdigit()


def _inside_number(raw: str, at: int) -> bool:
    """“1,200”: the comma of thousands."""
    return raw[at - 1 : at].isdigit() and re.match(r"\d{3}(?!\d)", raw[at + 1 : at + 5]) is not None
