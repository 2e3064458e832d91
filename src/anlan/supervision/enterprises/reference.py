"""Load what comes with the platform: sectors, hazardous processes, clock rules (``data``)."""

from __future__ import annotations

from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.kernel.tables import bring_up_to_date, read_csv
from anlan.supervision.enterprises.models import HazardousProcess, Sector

DATA = Path(__file__).parent / "data"
SECTORS = DATA / "sectors.csv"
PROCESSES = DATA / "hazardous_processes.csv"


def load(actor: Actor) -> None:
    """Add what is new and bring the rest up to date."""
    names = ("code", "name", "category", "industry_code")
    bring_up_to_date(Sector, [{name: row[name] for name in names} for row in read_csv(SECTORS)])
    load_processes()
    load_clock_rules(DATA / "clock_rules.csv", actor)


def load_processes() -> None:
    """Load the catalogue of processes under key supervision; what an officer verified stays so."""
    rows = [
        {
            "code": row["code"],
            "name": row["name"],
            "batch": int(row["batch"]),
            "source": row["source"],
        }
        for row in read_csv(PROCESSES)
    ]
    bring_up_to_date(HazardousProcess, rows)
