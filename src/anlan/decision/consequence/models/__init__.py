"""Models of consequence runs and of the risk of sites."""

from anlan.decision.consequence.models.runs import ConsequenceRun, ConsequenceZone, RunIsImmutable
from anlan.decision.consequence.models.site import RiskContour, SiteAssessment

__all__ = ["ConsequenceRun", "ConsequenceZone", "RiskContour", "RunIsImmutable", "SiteAssessment"]
