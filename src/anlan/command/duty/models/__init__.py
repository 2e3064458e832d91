"""Nouns of this app."""

from anlan.command.duty.models.checks import DutyCheck, DutyCheckAnswer, DutyCheckRule
from anlan.command.duty.models.log import DutyLogEntry, Handover
from anlan.command.duty.models.relief import DutyLeave, DutySwap
from anlan.command.duty.models.roster import DutyAssignment, Shift

__all__ = [
    "DutyAssignment",
    "DutyCheck",
    "DutyCheckAnswer",
    "DutyCheckRule",
    "DutyLeave",
    "DutyLogEntry",
    "DutySwap",
    "Handover",
    "Shift",
]
