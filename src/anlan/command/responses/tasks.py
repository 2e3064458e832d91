"""Background jobs of responses."""

from __future__ import annotations

from anlan.command.responses.services.tasks import notice_overdue_tasks
from anlan.kernel.jobs import periodic


@periodic("* * * * *")
def notice_overdue() -> None:
    """Tell of tasks whose time ran out."""
    notice_overdue_tasks()
