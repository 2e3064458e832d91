"""The targets of an assessment, those nearest to or beyond their limit first."""

from __future__ import annotations

from typing import Any

from anlan.decision.consequence.models import SiteAssessment


def ranked_targets(assessment: SiteAssessment) -> list[tuple[float, dict[str, Any]]]:
    """Return (risk, target) by how much of the limit is used; empty before it is computed."""
    risks = assessment.result.get("targets", [])
    if not risks:
        return []
    pairs = zip(risks, assessment.inputs["targets"], strict=True)
    return sorted(pairs, key=lambda pair: (-pair[0] / pair[1]["limit"], pair[1]["name"]))
