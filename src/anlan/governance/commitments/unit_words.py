"""Comparing unit words of plans with names of organisations. No database.

A word is stripped of what does not tell units apart (the county's name or 县/区/市 before it and
局, 委, 办 … behind it) down to its core; former names and short forms lead to the present core by
the table ``data/unit_words.csv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"
_ENDINGS = (
    "管理委员会",
    "委员会办公室",
    "发展中心",
    "人民政府",
    "办事处",
    "委员会",
    "办公室",
    "管委会",
    "有限公司",
    "总公司",
    "分公司",
    "分局",
    "支队",
    "大队",
    "总队",
    "中心",
    "公司",
    "政府",
    "局",
    "委",
    "办",
    "队",
)
_BEFORE = re.compile(r"^(?:本|全)?(?:省|市(?![场政容])|县(?!域)|区(?![域划])|旗)(?:级)?(?=.{2,})")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_NOISE = re.compile(r"[\s、，,；;。“”\"'《》·]")
_TOWNS = re.compile(
    r"^(?:各|全部|所有)(?:有关|相关)?(?:县)?(?:乡镇|镇乡|镇|乡|街道|乡镇街道|镇街|镇街道|镇乡街道|苏木)"
)
_TOWNS_BARE = re.compile(r"^(?:乡镇|镇乡|镇街|乡|镇|街道|乡镇街道|苏木)(?:人民政府|政府|办事处)?$")
_PARKS = re.compile(r"^(?:各|全部|所有)(?:产业|工业|化工)?(?:园区|功能区|开发区|平台)")
_GENERAL = re.compile(
    r"^(?:各|其他|其它)?(?:级)?(?:有关|相关|责任|成员|职能|行业主管|主管)+"
    r"(?:部门|单位|部委办局|成员单位)|^各(?:部门|单位|成员单位|级各部门|职能部门|级部门)"
    r"|^(?:县|区|市)?级?(?:有关|相关)(?:部门|单位)"
)


def normal(word: str) -> str:
    """Fold width, drop brackets, spaces and marks."""
    folded = unicodedata.normalize("NFKC", word)
    return _NOISE.sub("", _BRACKETS.sub("", folded))


@lru_cache(maxsize=1)
def former_words() -> dict[str, str]:
    """Return former and short cores with the present core."""
    rows = read_csv(DATA / "unit_words.csv")
    return {row["word"]: row["core"] for row in rows}


def without_place(word: str, places: Iterable[str]) -> str:
    """Drop the county's, city's or province's name, or a bare 县/区/市, before the unit."""
    for place in sorted(places, key=len, reverse=True):
        if place and word.startswith(place) and len(word) > len(place) + 1:
            return word[len(place) :]
    return _BEFORE.sub("", word)


def core(word: str) -> str:
    """Return a unit word without its ending: 水利局 → 水利."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation as it is compared: kind decides groups."""

    id: int
    name: str
    short_name: str
    kind: str


@dataclass
class Directory:
    """The organisations of a county by everything they may be called."""

    places: tuple[str, ...]
    by_name: dict[str, int] = field(default_factory=dict)
    by_word: dict[str, tuple[int, str]] = field(default_factory=dict)
    by_core: dict[str, int] = field(default_factory=dict)
    towns: tuple[int, ...] = ()
    parks: tuple[int, ...] = ()

    @classmethod
    def of(cls, organisations: Iterable[Known], places: Iterable[str]) -> Directory:
        """Index organisations; what two share means neither."""
        rows = list(organisations)
        made = cls(tuple(dict.fromkeys(places)))
        cores: dict[str, set[int]] = {}
        words: dict[str, dict[int, str]] = {}
        for row in rows:
            made.by_name.setdefault(normal(row.name), row.id)
            plain = without_place(normal(row.name), made.places)
            words.setdefault(plain, {}).setdefault(row.id, "variant")
            if row.short_name:
                words.setdefault(normal(row.short_name), {}).setdefault(row.id, "short")
            cores.setdefault(core(plain), set()).add(row.id)
        made.by_word = {
            word: next(iter(found.items())) for word, found in words.items() if len(found) == 1
        }
        made.by_core = {word: next(iter(ids)) for word, ids in cores.items() if len(ids) == 1}
        made.towns = tuple(row.id for row in rows if row.kind == "township")
        made.parks = tuple(row.id for row in rows if row.kind == "park")
        return made

    def find(self, word: str) -> tuple[str, tuple[int, ...]]:
        """Return how a word is understood and the organisations it means."""
        clean = normal(word)
        if clean in self.by_name:
            return "name", (self.by_name[clean],)
        if _TOWNS.match(clean) or _TOWNS_BARE.match(clean):
            return "group", self.towns
        if _PARKS.match(clean):
            return "group", self.parks
        if _GENERAL.match(clean):
            return "general", ()
        plain = without_place(clean, self.places)
        for candidate in dict.fromkeys((clean, plain)):
            if candidate in self.by_word:
                found, how = self.by_word[candidate]
                return how, (found,)
        stem = core(plain)
        if stem in self.by_core:
            return "variant", (self.by_core[stem],)
        for candidate in (plain, stem):
            present = former_words().get(candidate)
            if present is not None and present in self.by_core:
                return "former", (self.by_core[present],)
        return "unknown", ()
