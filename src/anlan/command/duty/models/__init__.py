"""Nouns of this app."""

from anlan.command.duty.models.log import DutyLogEntry, Handover
from anlan.command.duty.models.roster import DutyAssignment, Shift

__all__ = ["DutyAssignment", "DutyLogEntry", "Handover", "Shift"]
