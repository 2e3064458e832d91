"""The rules as installed. What an officer changed stays: figures, level, whether it is active."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.supervision.crosschecks.models import CrossCheckRule

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring the table up to date; may be run again at any time."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
    with (DATA / "rules.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for order, row in enumerate(rows):
        words = {
            "name": row["name"],
            "text": row["text"],
            "legal_basis": row["legal_basis"],
            "is_verified": row["is_verified"] == "1",
            "sort_order": order,
        }
        CrossCheckRule.objects.update_or_create(
            code=row["code"],
            defaults=words,
            create_defaults={
                **words,
                "level": int(row["level"]),
                "parameters": json.loads(row["parameters"]),
            },
        )
    audit(actor, "crosschecks.rules.loaded", after={"rows": len(rows)})
