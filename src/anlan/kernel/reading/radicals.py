"""Radicals printed for characters: browsers write PDF files whose “⼈⺠” look like “人民”."""

from __future__ import annotations

import unicodedata

#: Radicals that stand for a character of today other than Unicode says, or says nothing of.
_TODAY = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⼾⾭⿈",
        "母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟户青黄",
        strict=True,
    )
)
_TABLE = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | _TODAY
)


def without_radicals(text: str) -> str:
    """Return a text with the characters that radicals were printed for."""
    return text.translate(_TABLE)
