"""Who writes which plan: each its own, the bureau the county's; nobody the plan of another.

A township officer writes the grassroots and point plans of his township, a department's officer the
plans of his own department (whatever his area), an enterprise or other unit its own. Who keeps the
library of the county (the bureau) writes all of these and the county's, but never the plan of a
unit: it answers for its plan itself. A plan is put into force by who keeps the county's, that of a
unit by the unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from anlan.base.regions.public import is_county_wide
from anlan.command.plans.choices import UNIT_KINDS, PlanKind
from anlan.kernel.actor import Actor, Scope

CHANGE = "plans.change_plan"
KEEP = "plans.keep_library"
PUBLISH = "plans.publish_plan"
ACCEPT = "plans.accept_filing"

#: Kinds of plan that belong to a place below the county, and to an organisation.
PLACE_KINDS = (PlanKind.GRASSROOTS, PlanKind.POINT)
ORGANISATION_KINDS = (PlanKind.DEPARTMENT, *UNIT_KINDS)

Reach = Callable[[Scope, str], "Q | None"]


def own_q(scope: Scope, prefix: str = "") -> Q | None:
    """Plans of one's own township, department or unit."""
    if scope.kind == "organisation":
        return Q(
            **{f"{prefix}organisation_id": scope.value, f"{prefix}kind__in": ORGANISATION_KINDS}
        )
    if scope.kind == "region" and not is_county_wide(scope):
        return Q(
            **{f"{prefix}region__code__startswith": scope.value, f"{prefix}kind__in": PLACE_KINDS}
        )
    return None


def office_q(actor: Actor, prefix: str = "") -> Q | None:
    """Plans of one's own department, for who holds the right over the whole county."""
    if actor.organisation_id is None or not any(map(is_county_wide, actor.scopes_for(CHANGE))):
        return None
    return Q(
        **{
            f"{prefix}organisation_id": actor.organisation_id,
            f"{prefix}kind__in": (PlanKind.DEPARTMENT,),
        }
    )


def unit_q(scope: Scope, prefix: str = "") -> Q | None:
    """Plans of one's own enterprise or other unit."""
    if scope.kind != "organisation":
        return None
    return Q(**{f"{prefix}organisation_id": scope.value, f"{prefix}kind__in": UNIT_KINDS})


def county_q(scope: Scope, prefix: str = "") -> Q | None:
    """The plans a keeper of the library answers for: all of his area but those of units."""
    units = Q(**{f"{prefix}kind__in": UNIT_KINDS})
    if scope.kind == "all":
        return ~units
    if scope.kind != "region":
        return None
    here = Q(**{f"{prefix}region__code__startswith": scope.value})
    if is_county_wide(scope):
        here |= Q(**{f"{prefix}region__isnull": True})
    return ~units & here


def filed_q(scope: Scope, prefix: str = "") -> Q | None:
    """The plans of units that are filed with who keeps the library."""
    units = Q(**{f"{prefix}kind__in": UNIT_KINDS})
    if scope.kind == "all":
        return units
    if scope.kind != "region":
        return None
    return units & Q(**{f"{prefix}region__code__startswith": scope.value})


def publishing_q(scope: Scope, prefix: str = "") -> Q | None:
    """The unit its own; everything else who keeps the library."""
    return unit_q(scope, prefix) if scope.kind == "organisation" else county_q(scope, prefix)


#: For each right of writing: the permissions that give it, and how far each reaches.
WRITING: Mapping[str, tuple[tuple[str, Reach], ...]] = {
    CHANGE: ((CHANGE, own_q), (KEEP, county_q)),
    KEEP: ((KEEP, county_q),),
    PUBLISH: ((PUBLISH, publishing_q),),
    ACCEPT: ((ACCEPT, filed_q),),
}


def holds(condition: Q, plan: Any) -> bool:
    """Whether a plan, saved or not, fulfils a condition of this module, without a query."""
    found = condition.connector == Q.AND
    for child in condition.children:
        if isinstance(child, Q):
            is_true = holds(child, plan)
        else:
            path, wanted = child  # type: ignore[misc]
            is_true = _holds(path, wanted, plan)
        if is_true is not found:
            found = is_true
            break
    return not found if condition.negated else found


def _holds(path: str, wanted: Any, plan: Any) -> bool:
    field = path.split("__")[0]
    if field == "kind":
        return plan.kind in wanted
    if field == "organisation_id":
        return plan.organisation_id is not None and str(plan.organisation_id) == str(wanted)
    if path == "region__isnull":
        return (plan.region_id is None) is wanted
    return plan.region_id is not None and str(plan.region_id).startswith(wanted)
