"""The door to assessment: register where points come from, ask for final scores."""

from __future__ import annotations

from anlan.governance.assessment.choices import RunState
from anlan.governance.assessment.contracts import (
    Loss,
    Parameter,
    ScoreFact,
    ScoreInfo,
    ScoreSource,
    Unit,
)
from anlan.governance.assessment.models import UnitResult
from anlan.governance.assessment.registry import register_source
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = [
    "Loss",
    "Parameter",
    "ScoreFact",
    "ScoreInfo",
    "ScoreSource",
    "Unit",
    "final_scores",
    "register_source",
]


def final_scores(actor: Actor, *, organisation_id: int, limit: int = 6) -> list[ScoreInfo]:
    """Return the final scores of a unit that the actor sees, the newest first."""
    rows = visible(UnitResult, actor).filter(
        organisation_id=organisation_id, run__state=RunState.CONFIRMED
    )
    return [
        ScoreInfo(
            run_id=row.run_id,
            run_name=row.run.name,
            organisation_id=row.organisation_id,
            score=row.score,
            band=row.band,
            rank=row.rank,
            url=row.get_absolute_url(),
        )
        for row in rows.select_related("run").order_by("-run__until", "-pk")[:limit]
    ]
