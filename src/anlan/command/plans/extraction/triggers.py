"""Conditions of a level: a fact with a number where one is recognised, else words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from anlan.kernel.reading.numerals import NUMBER, number

_N = rf"(?P<n>{NUMBER})"
_SIDE = r"(?P<side>以上|以下|及以上|及以下)?"
#: fact, pattern, factor that brings the number to the unit of the fact.
_FACTS: tuple[tuple[str, str, float], ...] = (
    ("deaths", rf"(?:死亡|遇难|丧生)(?:人数)?(?:达到?|超过)?{_N}人{_SIDE}", 1),
    ("deaths", rf"{_N}人{_SIDE}(?:[^，；。或]{{0,8}})?(?:死亡|遇难)", 1),
    ("serious_injuries", rf"重伤(?:人数)?(?:达到?|超过)?{_N}人{_SIDE}", 1),
    ("serious_injuries", rf"{_N}人{_SIDE}(?:[^，；。或]{{0,6}})?重伤", 1),
    ("trapped", rf"(?:被困|失联|失踪|下落不明)(?:人数)?(?:达到?|超过)?{_N}人{_SIDE}", 1),
    ("trapped", rf"{_N}人{_SIDE}(?:[^，；。或]{{0,6}})?(?:被困|失联|失踪|下落不明)", 1),
    ("injured", rf"(?:受伤|中毒|轻伤)(?:人数)?(?:达到?|超过)?{_N}人{_SIDE}", 1),
    ("injured", rf"{_N}人{_SIDE}(?:[^，；。或]{{0,6}})?(?:受伤|中毒)", 1),
    ("evacuated", rf"(?:转移|疏散|撤离)(?:安置)?(?:人员|群众)?(?:达到?|超过)?{_N}人{_SIDE}", 1),
    ("evacuated", rf"(?:转移|疏散|撤离|安置)[^，；。]{{0,6}}{_N}人{_SIDE}", 1),
    ("loss_yuan", rf"(?:直接)?经济损失(?:达到?|超过)?{_N}元{_SIDE}", 1),
    ("loss_yuan", rf"{_N}元{_SIDE}(?:直接)?经济损失", 1),
    ("burnt_area_ha", rf"(?:过火|受害|受害森林|过火森林)面积(?:达到?|超过)?{_N}公顷{_SIDE}", 1),
    ("burnt_area_ha", rf"(?:过火|受害|受害森林|过火森林)面积(?:达到?|超过)?{_N}亩{_SIDE}", 1 / 15),
    ("burning_hours", rf"(?:持续)?燃烧(?:时间)?(?:达到?|超过)?{_N}(?:个)?小时{_SIDE}", 1),
    ("burning_hours", rf"{_N}(?:个)?小时{_SIDE}(?:尚|仍|还)?未[^，；。]{{0,8}}(?:控制|扑灭)", 1),
    ("rain_1h_mm", rf"(?:[1一](?:个)?小时)[^，；。]{{0,6}}雨量?(?:达到?|超过)?{_N}毫米{_SIDE}", 1),
    ("rain_24h_mm", rf"(?:24(?:个)?小时|日)[^，；。]{{0,6}}雨量?(?:达到?|超过)?{_N}毫米{_SIDE}", 1),
    ("rain_1h_mm", rf"(?:小时)雨(?:强|量)(?:达到?|超过)?{_N}毫米{_SIDE}", 1),
    ("wind_level", rf"(?:风力|阵风|平均风力|最大风力)(?:达到?|超过)?{_N}级{_SIDE}", 1),
    ("water_over_warning_m", rf"(?:超过?|高于)警戒水?位(?:达到?|超过)?{_N}米{_SIDE}", 1),
    ("magnitude", rf"(?:发生)?(?:里氏)?{_N}级{_SIDE}(?:破坏性)?地震", 1),
)
_PATTERNS = tuple((fact, re.compile(pattern), factor) for fact, pattern, factor in _FACTS)
_WARNINGS = {"红": 1, "橙": 2, "黄": 3, "蓝": 4}
_WARNING = re.compile(
    r"(?P<colour>[红橙黄蓝])色[^，；。、]{0,10}(?:预警|警报)|预警[^，；。]{0,4}(?P<c2>[红橙黄蓝])色"
)
_GRADES = {"特别重大": 1, "重大": 2, "较大": 3, "一般": 4}
_GRADE = re.compile(
    r"(?P<grade>特别重大|重大|较大|一般)(?:以上)?(?:级别)?[^，；。、]{0,12}?(?:事故|灾害|事件|火灾|突发事件)"
)
_PLACES = re.compile(r"(?:涉及|发生)[^，；。]{0,6}(?:有毒|剧毒)")
_OR = re.compile(r"；|;|，?(?:或者|或是)|，或|、或")
_AND = re.compile(r"，?(?:并且|且|同时)")


@dataclass(frozen=True, slots=True)
class Part:
    """One condition in words, with fact, comparison and value where recognised."""

    words: str
    fact: str = ""
    comparison: str = ""
    value: Any = None
    doubts: tuple[str, ...] = ()


def read_conditions(text: str) -> list[list[Part]]:
    """Return alternatives, each a list of conditions that must all hold."""
    found = []
    for alternative in _OR.split(text):
        parts = [_part(words) for words in _AND.split(alternative) if _words(words)]
        if parts:
            found.append(parts)
    return found


def _words(text: str) -> str:
    text = re.sub(
        r"[，,]?(?:的)?[，,]?(?:可)?(?:启动|进入|达到|为)?[ⅠⅡⅢⅣIV一二三四]*级?(?:应急)?(?:响应)?[。；]?$",
        "",
        text,
    )
    text = re.sub(r"^(?:[（(][\d一二三四五六七八九十]+[）)]|\d+[.．、]|[①-⑩])\s*", "", text.strip())
    return re.sub(r"^(?:造成|需要|发生)?，", "", text.strip("，,。；;：: "))


def _part(raw: str) -> Part:
    words = _words(raw)
    for fact, pattern, factor in _PATTERNS:
        found = pattern.search(raw)
        if found is None:
            continue
        value = round(number(found.group("n")) * factor, 2)
        side = found.group("side") or ""
        before = found.group()[: found.start("n") - found.start()]
        doubts = []
        comparison = "at_most" if "以下" in side else "at_least"
        if not side and not re.search(r"达到?|超过|高于|超", before + raw[: found.start()][-4:]):
            doubts.append("no_side")
        if comparison == "at_most":
            doubts.append("upper_limit")
        if len(pattern.findall(raw)) > 1:
            doubts.append("several_numbers")
        return Part(words[:200], fact, comparison, _plain(value), tuple(doubts))
    warning = _WARNING.search(raw)
    if warning is not None:
        level = _WARNINGS[warning.group("colour") or warning.group("c2")]
        return Part(words[:200], "warning_level", "at_most", level)
    grade = _GRADE.search(raw)
    if grade is not None:
        return Part(words[:200], "grade", "at_most", _GRADES[grade.group("grade")])
    if _PLACES.search(raw):
        return Part(words[:200], "is_toxic", "equals", True)
    return Part(words[:200], doubts=("words_only",))


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
