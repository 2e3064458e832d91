"""Commitments, what is reported and checked of them, who was reminded, what unit words mean."""

from __future__ import annotations

from anlan.governance.commitments.models.commitment import Commitment, CommitmentPart, Milestone
from anlan.governance.commitments.models.notices import Escalation, EscalationStep
from anlan.governance.commitments.models.progress import (
    CommitmentCheck,
    CommitmentExtension,
    CommitmentReport,
    ReportingPeriod,
)
from anlan.governance.commitments.models.units import UnitAlias

__all__ = [
    "Commitment",
    "CommitmentCheck",
    "CommitmentExtension",
    "CommitmentPart",
    "CommitmentReport",
    "Escalation",
    "EscalationStep",
    "Milestone",
    "ReportingPeriod",
    "UnitAlias",
]
