"""Load the sectors that come with the platform (``data/sectors.csv``)."""

from __future__ import annotations

import csv
from pathlib import Path

from anlan.kernel.actor import Actor
from anlan.supervision.enterprises.models import Sector

SECTORS = Path(__file__).parent / "data" / "sectors.csv"


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
