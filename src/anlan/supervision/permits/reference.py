"""The kinds of special operations with their grades, limits and clauses."""

from __future__ import annotations

import csv
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.supervision.permits.models import WorkKind

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring the table up to date; a kind that an officer confirmed keeps what he confirmed."""
    confirmed = set(WorkKind.objects.exclude(confirmed_by="").values_list("pk", flat=True))
    with (DATA / "work_kinds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for order, row in enumerate(rows):
        if row["code"] in confirmed:
            continue
        grades = [grade.split(":") for grade in row["grades"].split(";")]
        WorkKind.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "sort_order": order,
                "grades": [
                    {"code": code, "name": name, "hours": float(hours)}
                    for code, name, hours in grades
                ],
                "gas_test_minutes": int(row["gas_test_minutes"]),
                "needs_guardian": row["needs_guardian"] == "1",
                "is_fire": row["is_fire"] == "1",
                "clause": row["clause"],
                "legal_basis": row["legal_basis"],
                "is_verified": row["is_verified"] == "1",
            },
        )
    audit(actor, "permits.kinds.loaded", after={"rows": len(rows)})
