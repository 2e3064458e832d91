"""Every night: duties of the new periods, missed ones, rows that fall due."""

from __future__ import annotations

from anlan.kernel.jobs import periodic
from anlan.supervision.ledgers.services.duties import make_duties, mark_missed
from anlan.supervision.ledgers.services.indexing import index_long_ledgers
from anlan.supervision.ledgers.services.packs import bind_departments
from anlan.supervision.ledgers.services.reminding import remind


@periodic("10 0 * * *")
def turn_the_day() -> None:
    """Ten past midnight: make duties, mark the missed, remind of rows."""
    bind_departments()
    make_duties()
    mark_missed()
    remind()


@periodic("40 2 * * *")
def index_ledgers() -> None:
    """In the quiet of the night: ledgers that have grown long get indexes for ranges."""
    index_long_ledgers()
