"""The door to responsibility: who answers for an organisation, for what a leader answers."""

from __future__ import annotations

from anlan.governance.responsibility.contracts import (
    LeaderInfo,
    UndertakenYear,
    Undertaking,
)
from anlan.governance.responsibility.in_bulk import leaders_of_units
from anlan.governance.responsibility.selectors import (
    is_leader,
    is_principal,
    leaders_in_charge,
    organisations_of_leader,
    organisations_of_person,
)
from anlan.governance.responsibility.services.counting import count_task, uncount_task
from anlan.governance.responsibility.services.gathering import record_leaders_act
from anlan.governance.responsibility.services.records import record_duty
from anlan.governance.responsibility.works import undertaken_year

__all__ = [
    "LeaderInfo",
    "UndertakenYear",
    "Undertaking",
    "count_task",
    "is_leader",
    "is_principal",
    "leaders_in_charge",
    "leaders_of_units",
    "organisations_of_leader",
    "organisations_of_person",
    "record_duty",
    "record_leaders_act",
    "uncount_task",
    "undertaken_year",
]
