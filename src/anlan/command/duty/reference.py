"""Reference data of duty: the shifts of the day."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.command.duty.models import Shift
from anlan.kernel.actor import Actor
from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Create the shifts that are missing; what the county changed stays."""
    rows = read_csv(DATA / "shifts.csv")
    for row in rows:
        Shift.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "starts_at": time.fromisoformat(row["starts_at"]),
                "ends_at": time.fromisoformat(row["ends_at"]),
                "order": int(row["order"]),
            },
        )
    audit(actor, "duty.shifts.loaded", after={"rows": len(rows)})
