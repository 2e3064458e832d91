"""Jobs of the risk of sites."""

from __future__ import annotations

from anlan.decision.consequence.services.site_risk import run_assessment
from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import job


@job(queue="default", retries=1)
def compute_assessment(assessment_id: int) -> None:
    """Compute a quantitative risk assessment."""
    run_assessment(assessment_id=assessment_id, actor=system_actor("risk"))
