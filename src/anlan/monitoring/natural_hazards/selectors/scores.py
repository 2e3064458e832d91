"""Scores in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.choices import AREA_HAZARDS, ScoreBasis
from anlan.monitoring.natural_hazards.models import VerificationScore


def percent(value: float | None) -> str:
    """Return a share in per cent, a dash where there is none."""
    return "—" if value is None else f"{value * 100:.0f} %"


def score_line(score: VerificationScore) -> str:
    """Return the counts of a score in words."""
    text = _("%(hits)d hits, %(misses)d misses, %(false)d false alarms")
    return text % {"hits": score.hits, "misses": score.misses, "false": score.false_alarms}


@dataclass(frozen=True, slots=True)
class HazardScores:
    """The newest scores of one hazard: of its products and of its thresholds."""

    hazard: str
    products: list[VerificationScore]
    thresholds: list[VerificationScore]


def newest_scores(actor: Actor) -> list[HazardScores]:
    """Return the scores of the newest run of each hazard."""
    rows = visible(VerificationScore, actor).filter(is_current=True).select_related("threshold")
    found: dict[str, list[VerificationScore]] = {}
    for row in rows.order_by("level", "label"):
        found.setdefault(row.hazard, []).append(row)
    return [
        HazardScores(
            str(hazard.label),
            [r for r in found[hazard] if r.basis == ScoreBasis.PRODUCT],
            [r for r in found[hazard] if r.basis == ScoreBasis.THRESHOLD],
        )
        for hazard in AREA_HAZARDS
        if hazard in found
    ]
