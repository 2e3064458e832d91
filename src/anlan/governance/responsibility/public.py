"""The door to responsibility: who answers for an organisation, for what a leader answers."""

from __future__ import annotations

from anlan.governance.responsibility.contracts import LeaderInfo
from anlan.governance.responsibility.in_bulk import leaders_of_units
from anlan.governance.responsibility.selectors import (
    is_principal,
    leaders_in_charge,
    organisations_of_leader,
    organisations_of_person,
)
from anlan.governance.responsibility.services.records import record_duty

__all__ = [
    "LeaderInfo",
    "is_principal",
    "leaders_in_charge",
    "leaders_of_units",
    "organisations_of_leader",
    "organisations_of_person",
    "record_duty",
]
