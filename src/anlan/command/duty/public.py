"""The door to duty."""

from __future__ import annotations

from anlan.command.duty.contracts import DutyInfo
from anlan.command.duty.selectors.roster import on_duty_now
from anlan.command.duty.services.log import write_log
from anlan.command.duty.services.planning import plan_roster
from anlan.command.duty.services.roster import assign_duty

__all__ = ["DutyInfo", "assign_duty", "on_duty_now", "plan_roster", "write_log"]
