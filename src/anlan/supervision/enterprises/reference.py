"""Load what comes with the platform: sectors, hazardous processes, clock rules (``data``)."""

from __future__ import annotations

import csv
from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.supervision.enterprises.models import HazardousProcess, Sector

DATA = Path(__file__).parent / "data"
SECTORS = DATA / "sectors.csv"
PROCESSES = DATA / "hazardous_processes.csv"


def load(actor: Actor) -> None:
    """Add what is new and bring the rest up to date."""
    with SECTORS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            Sector.objects.update_or_create(
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "category": row["category"],
                    "industry_code": row["industry_code"],
                },
            )
    load_processes()
    load_clock_rules(DATA / "clock_rules.csv", actor)


def load_processes() -> None:
    """Load the catalogue of processes under key supervision; what an officer verified stays so."""
    with PROCESSES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            HazardousProcess.objects.update_or_create(
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "batch": int(row["batch"]),
                    "source": row["source"],
                },
            )
