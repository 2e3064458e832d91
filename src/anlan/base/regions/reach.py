"""How far down a right reaches: the county's own offices, or one place within the county."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from anlan.base.regions.models import SIGNIFICANT_DIGITS, RegionLevel
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import Policy, follow_path

M = TypeVar("M", bound=Model)
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


class ReadInCounty(Policy[M]):
    """Read in the whole county by whoever may read any of it; kept over one's own part."""

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows of the actor's counties for reading, of his scope for anything else."""
        if permission != self.view:
            return super().permitted(actor, permission)
        counties = _counties(actor, permission)
        if counties is None:
            return self.queryset()
        wanted = Q(pk__in=[])
        for county in counties:
            wanted |= Q(**{f"{self.region_field}__code__startswith": county})
        return self.queryset().filter(wanted)

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``."""
        if permission != self.view:
            return super().can(actor, permission, obj)
        counties = _counties(actor, permission)
        code = str(follow_path(obj, f"{self.region_field}_id"))
        return counties is None or county_prefix(code) in counties


def _counties(actor: Actor, permission: str) -> set[str] | None:
    """The counties somebody holds a right in; None: of this one, by his unit or his post."""
    found: set[str] = set()
    for scope in actor.scopes_for(permission):
        if scope.kind != "region":
            return None
        found.add(county_prefix(scope.value))
    return found
