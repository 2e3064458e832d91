"""Background jobs of responses."""

from __future__ import annotations

from anlan.command.responses.services.objectives import notice_overdue_objectives
from anlan.command.responses.services.roll_calls import escalate_roll_calls
from anlan.command.responses.services.tasks import notice_overdue_tasks
from anlan.kernel.jobs import periodic


@periodic("* * * * *")
def notice_overdue() -> None:
    """Tell of tasks, objectives and timers whose time ran out."""
    notice_overdue_tasks()
    notice_overdue_objectives()


@periodic("* * * * * */15")
def watch_roll_calls() -> None:
    """Every quarter of a minute: tell of teams that did not answer a roll call in time."""
    escalate_roll_calls()
