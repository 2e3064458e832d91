"""The chains that are shipped, as data: thing, why, documents, stages with lead and clause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from anlan.governance.chains.constants import ANSWER_WORKING_DAYS
from anlan.governance.commitments.public import match_units

FOLDER = Path(__file__).parent / "data" / "templates"
#: How a law is cited in full, by the short name the templates use.
LAWS: Mapping[str, str] = {
    "安全生产法": "《中华人民共和国安全生产法》（2021）",
    "消防法": "《中华人民共和国消防法》（2021）",
    "特种设备安全法": "《中华人民共和国特种设备安全法》（2013）",
    "危险化学品安全管理条例": "《危险化学品安全管理条例》（2013）",
    "烟花爆竹安全管理条例": "《烟花爆竹安全管理条例》（2016）",
    "建设工程安全生产管理条例": "《建设工程安全生产管理条例》（2003）",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause; with ``quote``, words of it that were compared with the primary text."""

    law: str
    article: str
    quote: str = ""

    @property
    def words(self) -> str:
        """The citation in full."""
        return f"{LAWS.get(self.law, f'《{self.law}》')}{self.article}"


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage of a template."""

    code: str
    name: str
    supervised: str
    lead: str
    supports: tuple[str, ...]
    duty: str
    clauses: tuple[Clause, ...]
    permits: str
    handover: str
    problems: tuple[dict[str, Any], ...]
    answer_days: int

    @property
    def legal_basis(self) -> str:
        """The clauses in full."""
        return "；".join(clause.words for clause in self.clauses)

    @property
    def is_verified(self) -> bool:
        """Whether every clause was compared with the primary text."""
        return bool(self.clauses) and all(clause.quote for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One shipped chain."""

    code: str
    thing: str
    why: str
    sources: tuple[str, ...]
    stages: tuple[StagePlan, ...]

    @property
    def units(self) -> list[str]:
        """Every unit word, each once."""
        words = [word for stage in self.stages for word in (stage.lead, *stage.supports) if word]
        return list(dict.fromkeys(words))


def _stage(raw: Mapping[str, Any]) -> StagePlan:
    return StagePlan(
        code=raw["code"],
        name=raw["name"],
        supervised=raw["supervised"],
        lead=raw["lead"],
        supports=tuple(raw.get("supports", ())),
        duty=raw["duty"],
        clauses=tuple(Clause(*clause) for clause in raw.get("clauses", ())),
        permits=raw.get("permits", ""),
        handover=raw.get("handover", ""),
        problems=tuple(
            {"text": text, "trace": list(stages)} for text, stages in raw.get("problems", ())
        ),
        answer_days=raw.get("answer_days", ANSWER_WORKING_DAYS),
    )


@lru_cache(maxsize=1)
def blueprints() -> dict[str, Blueprint]:
    """Return the shipped chains by code."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = Blueprint(
            code=path.stem,
            thing=raw["thing"],
            why=raw["why"],
            sources=tuple(raw["sources"]),
            stages=tuple(_stage(stage) for stage in raw["stages"]),
        )
    return found


def suggest_units(words: Iterable[str]) -> dict[str, int | None]:
    """Return which organisation of the county each unit word means, as tasks of plans are given.

    The templates say “…部门” for whatever the county calls its bureau.
    """
    wanted = list(dict.fromkeys(words))
    stems = {word: word.removesuffix("部门").removesuffix("主管") for word in wanted}
    found = match_units([*wanted, *stems.values()])
    return {word: found.get(word) or found.get(stem) for word, stem in stems.items()}
