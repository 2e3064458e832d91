"""Kinds of demonstration unit, candidates and units, rounds of criteria, targets."""

from anlan.governance.accreditation.models.case import Case, Objection, Proposal, Rectification
from anlan.governance.accreditation.models.kind import Criterion, ExitGround, Kind
from anlan.governance.accreditation.models.round import Answer, Round, SiteMark
from anlan.governance.accreditation.models.target import Target

__all__ = [
    "Answer",
    "Case",
    "Criterion",
    "ExitGround",
    "Kind",
    "Objection",
    "Proposal",
    "Rectification",
    "Round",
    "SiteMark",
    "Target",
]
