"""Templates of campaigns: sub-plans with measures as short facts, each with its line in the source.

``data/<code>/campaign.json`` (name, years, phases, source), ``sub_plans.csv``, ``measures.csv``.
Years are those of the source; a county's own campaign moves them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"
THREE_YEAR = "three_year_action"


@dataclass(frozen=True, slots=True)
class TemplateMeasure:
    """One measure of a sub-plan of a template."""

    title: str
    kind: str
    quantity: str
    cadence: str
    deadline: date | None
    line: int


@dataclass(frozen=True, slots=True)
class TemplateSubPlan:
    """One sub-plan of a template; units as departments are called everywhere."""

    number: int
    sector: str
    name: str
    lead: str
    supports: tuple[str, ...]
    lines: str
    measures: tuple[TemplateMeasure, ...]


@dataclass(frozen=True, slots=True)
class TemplatePhase:
    """One phase of a template."""

    name: str
    starts_on: date
    ends_on: date
    aims: str


@dataclass(frozen=True, slots=True)
class CampaignTemplate:
    """A campaign ready to be begun."""

    code: str
    name: str
    source: str
    first_year: int
    last_year: int
    aims: str
    phases: tuple[TemplatePhase, ...]
    sub_plans: tuple[TemplateSubPlan, ...]


@cache
def read_template(code: str) -> CampaignTemplate:
    """Read one template from its folder; raises ``KeyError`` for an unknown code."""
    folder = DATA / code
    if code not in list_templates():
        raise KeyError(code)
    facts = json.loads((folder / "campaign.json").read_text(encoding="utf-8"))
    measures: dict[int, list[TemplateMeasure]] = defaultdict(list)
    for row in _rows(folder / "measures.csv"):
        measures[int(row["sub_plan"])].append(
            TemplateMeasure(
                title=row["title"],
                kind=row["kind"],
                quantity=row["quantity"],
                cadence=row["cadence"],
                deadline=date.fromisoformat(row["deadline"]) if row["deadline"] else None,
                line=int(row["line"]),
            )
        )
    return CampaignTemplate(
        code=code,
        name=facts["name"],
        source=facts["source"],
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        aims=facts["aims"],
        phases=tuple(
            TemplatePhase(
                phase["name"],
                date.fromisoformat(phase["starts_on"]),
                date.fromisoformat(phase["ends_on"]),
                phase["aims"],
            )
            for phase in facts["phases"]
        ),
        sub_plans=tuple(
            TemplateSubPlan(
                number=int(row["number"]),
                sector=row["sector"],
                name=row["name"],
                lead=row["lead"],
                supports=tuple(word for word in row["supports"].split("、") if word),
                lines=row["lines"],
                measures=tuple(measures[int(row["number"])]),
            )
            for row in _rows(folder / "sub_plans.csv")
        ),
    )


@cache
def list_templates() -> tuple[str, ...]:
    """Return the codes of the templates that ship with the platform."""
    return tuple(sorted(path.parent.name for path in DATA.glob("*/campaign.json")))


def sector_names() -> dict[str, str]:
    """Return the sectors by code, as the templates name them."""
    return {
        plan.sector: plan.name
        for code in list_templates()
        for plan in read_template(code).sub_plans
    }


def shifted(day: date, years: int) -> date:
    """Return the same day so many years later; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _rows(path: Path) -> list[dict[str, str]]:
    return read_csv(path)
