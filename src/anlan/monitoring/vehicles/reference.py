"""Speed limits and driving rules with their clauses."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.tables import read_csv
from anlan.monitoring.vehicles.models import DrivingRule, SpeedLimit

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring in what is missing; what is there stays, an officer may have changed it."""
    made = 0
    for row in read_csv(DATA / "speed_limits.csv"):
        _limit, is_new = SpeedLimit.objects.get_or_create(
            vehicle_kind=row["vehicle_kind"],
            road_class=row["road_class"],
            defaults={
                "limit_km_h": int(row["limit_km_h"]),
                "legal_basis": row["legal_basis"],
                "is_verified": row["is_verified"] == "1",
            },
        )
        made += is_new
    for row in read_csv(DATA / "driving_rules.csv"):
        _rule, is_new = DrivingRule.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "kind": row["kind"],
                "vehicle_kinds": row["vehicle_kinds"].split(";"),
                "begins_at": time.fromisoformat(row["begins_at"]) if row["begins_at"] else None,
                "ends_at": time.fromisoformat(row["ends_at"]) if row["ends_at"] else None,
                "minutes": int(row["minutes"]),
                "rest_minutes": int(row["rest_minutes"]) if row["rest_minutes"] else None,
                "tolerance_m": int(row["tolerance_m"]) if row["tolerance_m"] else None,
                "level": int(row["level"]),
                "legal_basis": row["legal_basis"],
                "is_verified": row["is_verified"] == "1",
            },
        )
        made += is_new
    audit(actor, "vehicles.rules.loaded", after={"rows": made})
