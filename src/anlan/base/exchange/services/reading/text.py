"""Making the text of a cell harmless and comparable, without changing what it says."""

from __future__ import annotations

import re

MAX_CELL = 2000
#: Control characters, zero-width and direction marks, half of a character pair.
_GONE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("[\t\r\n\x85\u2028\u2029]+")
_SPACES = "\u00a0\u3000\u2002\u2003\u2009\u202f"
#: Full-width digits and letters and unusual spaces; brackets and marks stay as names have them.
_FOLD: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},
    **{ord(c): " " for c in _SPACES},
}
#: Anything of the above. Most cells have none, and to look is cheaper than to replace.
_ODD = re.compile(f"{_GONE.pattern}|{_BREAKS.pattern}|[{''.join(map(chr, _FOLD))}]")
#: An apostrophe that made Excel take the cell as text.
_APOSTROPHE = re.compile(r"^'(?=[=+\-@\d＝＋－＠])")


def tidy(text: str) -> str:
    """Return the text without invisible characters and line breaks, digits and letters narrow."""
    if (text.isascii() and text.isprintable()) or _ODD.search(text) is None:
        plain = text.strip()
    else:
        plain = _GONE.sub("", _BREAKS.sub(" ", text)).translate(_FOLD).strip()
    if plain.startswith("'"):
        plain = _APOSTROPHE.sub("", plain)
    return plain[: MAX_CELL + 1]
