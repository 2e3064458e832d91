"""Lines of stock by township: enough and not expired, or short."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.command.supplies.models import StockItem
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def tally_covered(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: lines of stock with a minimum; part: at least that much, and not expired."""
    rows = visible(StockItem, actor).filter(
        minimum__gt=0,
        warehouse__is_active=True,
        warehouse__region__code__startswith=region_prefix,
    )
    fresh = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    return tally_by_township(
        rows, "warehouse__region_id", part=fresh & Q(quantity__gte=F("minimum"))
    )
