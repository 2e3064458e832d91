"""Nouns of the closed loop of hazards 隐患排查治理."""

from anlan.supervision.hazards.models.hazard import Hazard, HazardCriterion, TipOffReporter
from anlan.supervision.hazards.models.major import (
    DualReport,
    HazardNotice,
    ListedSupervision,
    SuspensionOrder,
    TraceBack,
)
from anlan.supervision.hazards.models.reference import HazardCategory, HazardLimit
from anlan.supervision.hazards.models.requests import (
    ExtensionRequest,
    HazardDispute,
    HazardTransfer,
    RectificationPlan,
)

__all__ = [
    "DualReport",
    "ExtensionRequest",
    "Hazard",
    "HazardCategory",
    "HazardCriterion",
    "HazardDispute",
    "HazardLimit",
    "HazardNotice",
    "HazardTransfer",
    "ListedSupervision",
    "RectificationPlan",
    "SuspensionOrder",
    "TipOffReporter",
    "TraceBack",
]
