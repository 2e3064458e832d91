"""Present dangers as values, for other apps and the API."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.contracts import AreaInfo
from anlan.monitoring.natural_hazards.models import ProductArea
from anlan.monitoring.natural_hazards.words import reason_text


def list_present_dangers(actor: Actor, *, hazard: str = "") -> list[AreaInfo]:
    """Return the newest danger of every township one may see, the gravest first."""
    rows = visible(ProductArea, actor).filter(is_current=True)
    if hazard:
        rows = rows.filter(hazard=hazard)
    return [
        AreaInfo(
            hazard=row.hazard,
            region=row.region_id,
            level=row.level,
            is_known=row.is_known,
            valid_at=row.valid_at,
            reasons=tuple(reason_text(reason) for reason in row.reasons),
            url=row.get_absolute_url(),
        )
        for row in sorted(rows, key=lambda r: (r.level or 9, r.hazard, r.region_id))
    ]
