"""Reference data of natural hazards: starting thresholds, clocks of the three inspections."""

from __future__ import annotations

from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import insert_rows
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
    of_county = Threshold.objects.filter(region=None, catchment=None)
    known = set(of_county.values_list("hazard", "indicator", "level"))
    added: dict[tuple[str, str, int], Threshold] = {}
    for row in read_csv(path):
        place = (row["hazard"], row["indicator"], int(row["level"]))
        if place not in known:
            added.setdefault(
                place,
                Threshold(
                    hazard=place[0],
                    indicator=place[1],
                    level=place[2],
                    limit=float(row["limit"]),
                    data_source=row["data_source"],
                    clause=row["clause"],
                    is_verified=row["is_verified"] == "1",
                ),
            )
    return len(insert_rows(Threshold, added.values()))
