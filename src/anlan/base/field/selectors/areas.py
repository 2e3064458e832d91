"""The area a person works in: by the regions of the rights held, else by the own organisation."""

from __future__ import annotations

from anlan.base.field.permissions import USE
from anlan.base.organisations.public import find_organisation
from anlan.base.regions.public import RegionInfo, find_region, find_region_by_prefix, region_at
from anlan.kernel.actor import Actor


def own_prefixes(actor: Actor, permission: str = USE) -> list[str]:
    """Return the leading digits of the regions a right reaches; an empty one means all."""
    found: list[str] = []
    for scope in actor.scopes_for(permission):
        if scope.kind == "all":
            return [""]
        if scope.kind == "region":
            found.append(scope.value)
        elif scope.kind == "organisation" and scope.value.isdigit():
            organisation = find_organisation(int(scope.value))
            if organisation is not None:
                found.append(organisation.region_code)
    if not found and actor.organisation_id is not None:
        organisation = find_organisation(actor.organisation_id)
        if organisation is not None:
            found.append(organisation.region_code)
    return list(dict.fromkeys(found))


def own_region(actor: Actor) -> RegionInfo | None:
    """Return the smallest region the person works in, None when nothing tells."""
    for prefix in sorted(own_prefixes(actor), key=len, reverse=True):
        found = find_region_by_prefix(prefix) if prefix else None
        if found is not None:
            return found
    if actor.organisation_id is not None:
        organisation = find_organisation(actor.organisation_id)
        return find_region(organisation.region_code) if organisation else None
    return None


def region_for(actor: Actor, longitude: float | None, latitude: float | None) -> RegionInfo | None:
    """Return the finest region at a place within the own area, else the own region."""
    if longitude is not None and latitude is not None:
        here = region_at(longitude, latitude)
        if here is not None and any(here.code.startswith(prefix) for prefix in own_prefixes(actor)):
            return here
    return own_region(actor)
