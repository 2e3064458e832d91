"""Sentences and their pieces; what stands in brackets or quotes is not torn apart."""

from __future__ import annotations

_OPEN = "（(“‘《【["
_CLOSE = "）)”’》】]"
#: Ends of a sentence, and of one duty among several.
ENDS = "。；;！？!"
COMMAS = "，,"


def split(text: str, marks: str) -> list[tuple[int, str]]:
    """Return (start, piece) between ``marks``, with outer blanks taken off."""
    found: list[tuple[int, str]] = []
    depth, begin = 0, 0
    for at, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character in marks and depth == 0:
            if character == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
                continue
            _keep(found, begin, text[begin:at])
            begin = at + 1
    _keep(found, begin, text[begin:])
    return found


def _keep(found: list[tuple[int, str]], begin: int, piece: str) -> None:
    stripped = piece.strip()
    if stripped:
        found.append((begin + len(piece) - len(piece.lstrip()), stripped))


def sentences(text: str) -> list[tuple[int, str]]:
    """Split at full stops and semicolons."""
    return split(text, ENDS)


def goes_on(text: str, start: int) -> bool:
    """Whether the sentence at ``start`` goes on after a semicolon."""
    return text[:start].rstrip().endswith(("；", ";"))


def pieces(text: str) -> list[tuple[int, str]]:
    """Split a sentence at commas."""
    return split(text, COMMAS)
