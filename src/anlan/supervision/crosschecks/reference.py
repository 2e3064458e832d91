"""The rules as installed. What an officer changed stays: figures, level, whether it is active."""

from __future__ import annotations

import json
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.kernel.tables import bring_up_to_date, read_csv
from anlan.supervision.crosschecks.models import CrossCheckRule

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring the table up to date; may be run again at any time."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
    rows = [
        {
            "code": row["code"],
            "name": row["name"],
            "text": row["text"],
            "legal_basis": row["legal_basis"],
            "is_verified": row["is_verified"] == "1",
            "sort_order": order,
            "level": int(row["level"]),
            "parameters": json.loads(row["parameters"]),
        }
        for order, row in enumerate(read_csv(DATA / "rules.csv"))
    ]
    bring_up_to_date(CrossCheckRule, rows, once=("level", "parameters"))
    audit(actor, "crosschecks.rules.loaded", after={"rows": len(rows)})
