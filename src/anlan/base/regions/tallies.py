"""Counting rows of any app by township, for rates that show who contributes what."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left

from anlan.base.regions.contracts import Tally
from anlan.base.regions.models import SIGNIFICANT_DIGITS, RegionLevel


def tally_by_township(
    rows: QuerySet[Any], region_path: str, *, part: Q | None = None
) -> list[Tally]:
    """Return how many rows each township has, and how many of them fulfil ``part``, in one query.

    ``region_path`` leads to the column that holds the region's code (``enterprise__region_id``).
    Rows of the county itself stand under its own code.
    """
    digits = SIGNIFICANT_DIGITS[RegionLevel.TOWNSHIP]
    found = (
        rows.order_by()
        .annotate(tally_town=Left(F(region_path), digits))
        .values_list("tally_town")
        .annotate(
            tally_part=Count("pk", filter=part) if part is not None else Count("pk"),
            tally_whole=Count("pk"),
        )
        .order_by("tally_town")
    )
    return [Tally(f"{town}000", done, whole) for town, done, whole in found]
