"""The door to demonstration units: who bears which title, adding checks."""

from __future__ import annotations

from anlan.governance.accreditation.contracts import Candidate, Check, Finding, UnitInfo
from anlan.governance.accreditation.registry import register_check
from anlan.governance.accreditation.selectors.cases import list_units
from anlan.governance.accreditation.services.ending import propose_act

__all__ = [
    "Candidate",
    "Check",
    "Finding",
    "UnitInfo",
    "list_units",
    "propose_act",
    "register_check",
]
