"""How far down a right reaches: the county's own offices, or one place within the county."""

from __future__ import annotations

from anlan.base.regions.models import SIGNIFICANT_DIGITS, RegionLevel
from anlan.kernel.actor import Scope

_COUNTY_DIGITS = SIGNIFICANT_DIGITS[RegionLevel.COUNTY]


def county_prefix(code: str) -> str:
    """Return the digits that name the county of a region code or prefix."""
    return code[:_COUNTY_DIGITS]


def is_below_county(scope: Scope) -> bool:
    """Whether a scope is a township, village or grid: somebody's own ground, not the county's."""
    return scope.kind == "region" and len(scope.value.rstrip("0")) > _COUNTY_DIGITS


def is_county_wide(scope: Scope) -> bool:
    """Whether a scope reaches a whole county or more."""
    return scope.kind == "all" or (scope.kind == "region" and not is_below_county(scope))
