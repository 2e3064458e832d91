"""The ranking of an assessment: places, parts, change against last time, over time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from anlan.governance.assessment.choices import BAND_WORDS, RunState
from anlan.governance.assessment.models import Run, UnitResult
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


@dataclass(frozen=True, slots=True)
class PartBar:
    """The points of one part, and how wide its bar is."""

    name: str
    earned: Decimal
    possible: Decimal
    percent: int


@dataclass(frozen=True, slots=True)
class RankLine:
    """One unit of the ranking."""

    result: UnitResult
    parts: tuple[PartBar, ...]
    percent: int
    band: str
    change: int | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking as far as the actor sees it."""

    run: Run
    part_names: tuple[str, ...]
    lines: tuple[RankLine, ...]
    groups: tuple[str, ...]
    is_whole: bool


def ranking_of(run: Run, actor: Actor) -> Ranking:
    """Return the ranking; a unit sees only its own line until it is final."""
    results = list(
        visible(UnitResult, actor).filter(run=run).select_related("organisation", "person", "run")
    )
    if run.state in (RunState.OPEN, RunState.MARKING, RunState.REVIEW):
        results = [row for row in results if _sees_unfinished(actor)]
    names = tuple(run.scheme.parts.filter(points__gt=0).values_list("name", flat=True))
    before = {
        (row.organisation_id, row.person_id): row.score
        for row in UnitResult.objects.filter(run_id=run.previous_id or 0)
    }
    lines = sorted(
        (_line(row, names, run, before) for row in results),
        key=lambda line: (
            line.result.group_name if run.scheme.normalisation == "groups" else "",
            line.result.rank is None,
            line.result.rank or 0,
            line.result.organisation_id,
        ),
    )
    return Ranking(
        run,
        names,
        tuple(lines),
        tuple(dict.fromkeys(line.result.group_name for line in lines)),
        len(lines) == run.results.count(),
    )


def _sees_unfinished(actor: Actor) -> bool:
    """Units see their points when they are published, not while others still mark."""
    from anlan.governance.assessment.permissions import CONFIRM, MANAGE

    return actor.has(MANAGE) or actor.has(CONFIRM) or "auditor" in actor.roles


def _line(
    row: UnitResult,
    names: tuple[str, ...],
    run: Run,
    before: dict[tuple[int, int | None], Decimal | None],
) -> RankLine:
    parts = []
    for name in names:
        earned, possible = (Decimal(x) for x in row.by_part.get(name, ("0", "0")))
        percent = round(100 * earned / possible) if possible else 0
        parts.append(PartBar(name, earned, possible, percent))
    score = row.comparable if row.comparable is not None else row.score
    percent = round(100 * score / run.scheme.full_mark) if score is not None else 0
    return RankLine(
        row,
        tuple(parts),
        min(100, percent),
        BAND_WORDS.get(row.band, ""),
        row.change,
        before.get((row.organisation_id, row.person_id)),
    )


def history_of(result: UnitResult, actor: Actor) -> list[UnitResult]:
    """Return the final results of the same unit (or official), oldest first."""
    rows = visible(UnitResult, actor).filter(
        organisation_id=result.organisation_id, run__state=RunState.CONFIRMED
    )
    if result.person_id is not None:
        rows = rows.filter(person_id=result.person_id)
    else:
        rows = rows.filter(person__isnull=True)
    return list(rows.select_related("run").order_by("run__until", "pk"))[-12:]
