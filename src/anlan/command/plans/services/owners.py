"""Whose plan it will be: places and units somebody may write plans for, and what kinds fit."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.base.organisations.contracts import OrganisationInfo
from anlan.base.organisations.public import find_organisation, list_organisations
from anlan.base.regions.public import find_region, is_county_wide, list_for_choice
from anlan.command.plans.choices import UNIT_KINDS, PlanKind
from anlan.command.plans.models import Plan
from anlan.command.plans.rights import CHANGE, KEEP
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import policy_of

COUNTY_KINDS = (PlanKind.OVERALL, PlanKind.SPECIAL)
PLACE_KINDS = (PlanKind.GRASSROOTS, PlanKind.POINT)
#: Kinds of organisation that are authorities: they issue plans of departments.
AUTHORITIES = ("government", "department", "park", "committee", "command_post", "township")
#: A list to choose from stays readable; who has more places chooses in the contact book.
MOST_OWNERS = 400


@dataclass(frozen=True, slots=True)
class Owner:
    """The county, a place below it or an organisation a plan may be written for."""

    key: str
    label: str
    kinds: tuple[str, ...]
    region_code: str = ""
    organisation_id: int | None = None

    def head(self) -> dict[str, str | int | None]:
        """Return what the head of the plan says of whose it is."""
        return {"region_id": self.region_code or None, "organisation_id": self.organisation_id}


def list_owners(actor: Actor) -> list[Owner]:
    """Return for whom the actor may write plans: the county, townships and villages, one's unit."""
    found: dict[str, Owner] = {}
    townships = {
        office.region_code: office
        for office in list_organisations(system_actor("reference"), kinds=("township", "village"))
    }
    keeps = [scope for scope in actor.scopes_for(KEEP) if is_county_wide(scope)]
    if keeps:
        found["county"] = Owner("county", _("the county"), tuple(COUNTY_KINDS))
    prefixes = ["" if is_county_wide(scope) else scope.value for scope in keeps] + [
        scope.value
        for scope in actor.scopes_for(CHANGE)
        if scope.kind == "region" and not is_county_wide(scope)
    ]
    if prefixes:
        for region in list_for_choice("township", "village")[:MOST_OWNERS]:
            if any(region.code.startswith(prefix) for prefix in prefixes):
                office = townships.get(region.code)
                key = f"region:{region.code}"
                found[key] = Owner(
                    key, region.path, PLACE_KINDS, region.code, office.id if office else None
                )
    if keeps:
        for office in list_organisations(system_actor("reference"), kinds=("department",)):
            found[f"organisation:{office.id}"] = _of(office)
    for scope in actor.scopes_for(CHANGE):
        if scope.kind == "organisation" and scope.value.isdigit():
            own = find_organisation(int(scope.value))
            if own is not None:
                found[f"organisation:{own.id}"] = _of(own)
    if actor.organisation_id is not None and any(map(is_county_wide, actor.scopes_for(CHANGE))):
        own = find_organisation(actor.organisation_id)
        if own is not None and own.kind in AUTHORITIES:
            found.setdefault(f"organisation:{own.id}", _of(own))
    return list(found.values())


def _of(organisation: OrganisationInfo) -> Owner:
    is_authority = organisation.kind in AUTHORITIES
    return Owner(
        key=f"organisation:{organisation.id}",
        label=organisation.name,
        kinds=(PlanKind.DEPARTMENT,) if is_authority else tuple(UNIT_KINDS),
        region_code="" if is_authority else organisation.region_code,
        organisation_id=organisation.id,
    )


def find_owner(key: str, actor: Actor) -> Owner:
    """Return one the actor may write for; raises ``NotPermitted`` for every other."""
    for owner in list_owners(actor):
        if owner.key == key:
            return owner
    raise NotPermitted(permission=CHANGE)


def require_own(plan: Plan, actor: Actor) -> None:
    """Require that the actor may write such a plan, and that its kind fits whose it is.

    Raises ``NotPermitted`` for a plan of somebody else, ``InvalidInput`` for a kind that does not
    fit: an enterprise issues no plan of the county.
    """
    if plan.is_of_unit:
        organisation = find_organisation(plan.organisation_id) if plan.organisation_id else None
        if organisation is None or organisation.kind in AUTHORITIES:
            raise InvalidInput(
                fields={"kind": _("The plan of a unit names the enterprise or unit it belongs to.")}
            )
        plan.region_id = organisation.region_code
    elif plan.kind == PlanKind.DEPARTMENT and plan.organisation_id:
        organisation = find_organisation(plan.organisation_id)
        if organisation is not None and organisation.kind not in AUTHORITIES:
            raise InvalidInput(fields={"kind": _("Only an authority issues a department plan.")})
    if plan.region_id and find_region(plan.region_id) is None:
        raise InvalidInput(fields={"owner": _("No region has this code.")})
    if not policy_of(Plan).can(actor, CHANGE, plan):
        raise NotPermitted(permission=CHANGE)


def require_code(code: str, plan: Plan, actor: Actor) -> None:
    """Require that versions under a code are of one's own plan: nobody continues another's."""
    newest = Plan.objects.filter(code=code).order_by("-version").first()
    if newest is None:
        return
    is_same = newest.is_of_unit == plan.is_of_unit and (
        not plan.is_of_unit or newest.organisation_id == plan.organisation_id
    )
    if not is_same or not policy_of(Plan).can(actor, CHANGE, newest):
        raise InvalidInput(fields={"code": _("This code is used by another plan.")})
