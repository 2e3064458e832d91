"""Major hazard installations by enterprise and township, for the coverage of their monitoring."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.installations.choices import UnitState
from anlan.supervision.installations.models import Installation


def list_major(actor: Actor, *, region_prefix: str = "") -> list[tuple[int, int, str]]:
    """Return (installation, enterprise, region) of the major hazard installations in use."""
    rows = visible(Installation, actor).filter(
        is_major=True,
        state=UnitState.IN_USE,
        enterprise__region__code__startswith=region_prefix,
    )
    return list(rows.order_by("pk").values_list("pk", "enterprise_id", "enterprise__region_id"))
