"""The kinds of special operations with their grades, limits and clauses."""

from __future__ import annotations

from pathlib import Path

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.tables import bring_up_to_date, read_csv
from anlan.supervision.permits.models import WorkKind

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring the table up to date; a kind that an officer confirmed keeps what he confirmed."""
    rows = [
        {
            "code": row["code"],
            "name": row["name"],
            "sort_order": order,
            "grades": [_grade(*grade.split(":")) for grade in row["grades"].split(";")],
            "gas_test_minutes": int(row["gas_test_minutes"]),
            "needs_guardian": row["needs_guardian"] == "1",
            "is_fire": row["is_fire"] == "1",
            "clause": row["clause"],
            "legal_basis": row["legal_basis"],
            "is_verified": row["is_verified"] == "1",
        }
        for order, row in enumerate(read_csv(DATA / "work_kinds.csv"))
    ]
    bring_up_to_date(WorkKind, rows, stays=lambda kind: kind.confirmed_by != "")
    audit(actor, "permits.kinds.loaded", after={"rows": len(rows)})


def _grade(code: str, name: str, hours: str) -> dict[str, object]:
    return {"code": code, "name": name, "hours": float(hours)}
