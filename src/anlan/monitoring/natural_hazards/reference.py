"""Reference data of natural hazards: starting thresholds, clocks of the three inspections."""

from __future__ import annotations

from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.kernel.tables import read_csv
from anlan.monitoring.natural_hazards.models import Threshold

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring the tables up to date; what the county has set stays."""
    rows = load_thresholds(DATA / "thresholds.csv")
    load_clock_rules(DATA / "clock_rules.csv", actor)
    audit(actor, "natural_hazards.reference.loaded", after={"rows": rows})


def load_thresholds(path: Path) -> int:
    """Add the thresholds of the county that were never there; returns how many were added."""
    added = 0
    for row in read_csv(path):
        _found, is_new = Threshold.objects.get_or_create(
            hazard=row["hazard"],
            indicator=row["indicator"],
            level=int(row["level"]),
            region=None,
            catchment=None,
            defaults={
                "limit": float(row["limit"]),
                "data_source": row["data_source"],
                "clause": row["clause"],
                "is_verified": row["is_verified"] == "1",
            },
        )
        added += is_new
    return added
