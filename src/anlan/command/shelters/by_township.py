"""Shelters by township: how much room there is."""

from __future__ import annotations

from django.db.models import Sum
from django.db.models.functions import Left

from anlan.command.shelters.models import Shelter
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def area_by_township(actor: Actor, *, region_prefix: str = "") -> list[tuple[str, int, int]]:
    """Return (township, area in m², places) of the shelters in use."""
    rows = (
        visible(Shelter, actor)
        .filter(is_active=True, region__code__startswith=region_prefix)
        .order_by()
        .annotate(town=Left("region_id", 9))
        .values_list("town")
        .annotate(area=Sum("area_m2", default=0), places=Sum("capacity", default=0))
        .order_by("town")
    )
    return [(f"{town}000", int(area), int(places)) for town, area, places in rows]
