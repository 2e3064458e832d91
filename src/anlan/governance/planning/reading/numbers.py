"""The numbers of headings and items: 第一章, 一、, （一）, 1., 1.1, （1）, ①, 专栏1."""

from __future__ import annotations

import re

_HAN = "零〇一二三四五六七八九十百"
_SCHEMES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"^第[{_HAN}\d]+[章编篇部]分?")),
    (15, re.compile(rf"^第[{_HAN}\d]+节")),
    (55, re.compile(r"^专栏\s*[\d一二三四五六七八九十]*[：:]?")),
    (35, re.compile(r"^第[一二三四五六]阶段[：，、]?(?=[^是为，])")),
    (18, re.compile(rf"^第[{_HAN}\d]+条[：]?(?=[\u4e00-\u9fff])")),
    (20, re.compile(rf"^[{_HAN}]+[、.]")),
    (30, re.compile(r"^[㈠-㈩][、.]?")),
    (50, re.compile(r"^[⑴-⒇][、.]?")),
    (30, re.compile(rf"^[（][{_HAN}]+[）][、.]?")),
    (42, re.compile(r"^\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?!\d)")),
    (41, re.compile(r"^\d{1,2}\.\d{1,2}(?!\d|[.个%月]|以|万|亿|米|公|千|平|元|吨|小时)")),
    (40, re.compile(r"^0[1-9][.、]?(?=[\u4e00-\u9fff])")),
    (40, re.compile(r"^\d{1,3}[.、](?!\d{2,}|\d[%万千.])")),
    (50, re.compile(r"^[（]\d{1,2}[）]")),
    (52, re.compile(r"^\d{1,2}[）]")),
    (57, re.compile(r"^[▲△●○■□◆◇★☆※►▶•·]+(?=[\u4e00-\u9fff“])")),
    (60, re.compile(r"^[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮]")),
)
_DASH = re.compile(r"^——|^[-*+](?=[\u4e00-\u9fff“])")
#: “3.12小时之内”, “12.2025年底前”: a number and a figure run together.
_RUN_TOGETHER = re.compile(r"^(\d{1,2})[.、](?=\d{1,3}(?:小时|个|名|人|家|年|月|%)|20\d\d年)")
#: Damaged: “十一天津市…工程”, “7加强自然灾害…”: the mark after the number was lost.
_LOST_MARK = re.compile(
    rf"^((?:十[{_HAN[2:11]}]?|[二三四五六七八九]十[一二三四五六七八九]?)|\d{{1,2}})(?=[\u4e00-\u9fff]{{4,28}}$)"
)


def split_number(text: str) -> tuple[str, int, str]:
    """Return number, rank and rest of a line; rank 0 when it has no number."""
    together = _RUN_TOGETHER.match(text)
    if together is not None:
        return together.group(), 40, text[together.end() :]
    for rank, scheme in _SCHEMES:
        found = scheme.match(text)
        if found is not None and len(text) > found.end():
            return found.group(), rank, text[found.end() :]
    dash = _DASH.match(text)
    if dash is not None:
        return dash.group(), 58, text[dash.end() :]
    return "", 0, text


def lost_mark(text: str) -> tuple[str, int, str] | None:
    """Return the parts of a heading whose mark after the number was lost."""
    found = _LOST_MARK.match(text)
    if found is None or re.match(
        r"^\d{1,2}(?:个|名|人|家|年|月|日|项|处|座|支|类|时|分|天|次)", text
    ):
        return None
    number = found.group()
    return number, 40 if number.isdigit() else 30, text[found.end() :]
