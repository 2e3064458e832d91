"""What runs by the clock: last days, townships that are asked, duplicates."""

from __future__ import annotations

from anlan.kernel import jobs
from anlan.kernel.actor import system_actor
from anlan.supervision.enterprises.services.claims import ask_townships
from anlan.supervision.enterprises.services.duplicates import find_duplicates
from anlan.supervision.enterprises.services.expiry import check_expiries


@jobs.periodic("5 * * * *")
def watch_last_days() -> None:
    """Tell of papers and inspections that run out or have run out."""
    check_expiries(actor=system_actor("clock"))


@jobs.periodic("*/10 * * * *")
def ask_for_claims() -> None:
    """Ask townships about enterprises that nobody has claimed."""
    ask_townships(actor=system_actor("clock"))


@jobs.periodic("40 2 * * *")
def look_for_duplicates() -> None:
    """Compare the dossiers of the county with each other."""
    find_duplicates(actor=system_actor("clock"))


@jobs.job()
def search_duplicates() -> None:
    """Compare the dossiers now, on an officer's wish."""
    find_duplicates(actor=system_actor("enterprises"))
