"""Background jobs of campaigns."""

from __future__ import annotations

from anlan.governance.campaigns.services.reports import open_due_rounds, remind_due_rounds
from anlan.governance.campaigns.services.reviews import open_due_reviews, remind_due_reviews
from anlan.governance.campaigns.services.standing import keep_ended_standings
from anlan.kernel.jobs import periodic


@periodic("10 1 * * *")
def open_periods() -> None:
    """Every night: open scheduling periods and report forms, keep the lists of ended periods."""
    open_due_reviews()
    open_due_rounds()
    keep_ended_standings()


@periodic("20 8 * * *")
def remind() -> None:
    """Every morning: remind units of sheets and of what is late before a scheduling."""
    remind_due_rounds()
    remind_due_reviews()
