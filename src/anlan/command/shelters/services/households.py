"""The standing list of households that must leave when danger comes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.shelters.models import Household, Shelter
from anlan.command.shelters.permissions import KEEP_HOUSEHOLDS
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import get_visible, require, scope_reaches, visible


def _check(values: dict[str, Any], actor: Actor) -> None:
    region = values.get("region_code")
    if region and not scope_reaches(actor, KEEP_HOUSEHOLDS, region=region):
        raise NotPermitted(permission=KEEP_HOUSEHOLDS)
    shelter = values.get("shelter_id")
    if shelter and not visible(Shelter, actor).filter(pk=shelter).exists():
        raise InvalidInput(fields={"shelter": _("Choose a shelter of your area.")})
    if "people" in values and values["people"] < 1:
        raise InvalidInput(fields={"people": _("A household has at least one person.")})


@transaction.atomic
def create_household(*, code: str, region_code: str, actor: Actor, **details: Any) -> Household:
    """Put a household on the list. ``details``: place, head_name, phone, people, in_need …"""
    if not scope_reaches(actor, KEEP_HOUSEHOLDS, region=region_code):
        raise NotPermitted(permission=KEEP_HOUSEHOLDS)
    _check(details, actor)
    if Household.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("This number is used by another household.")})
    household = Household.objects.create(code=code, region_id=region_code, **details)
    audit(actor, "shelters.household.created", household, after={"people": household.people})
    return household


@transaction.atomic
def change_household(*, household_id: int, actor: Actor, **values: Any) -> Household:
    """Correct an entry of the list, or take it off it (``is_active``)."""
    household = get_visible(Household, household_id, actor=actor, lock=True)
    require(actor, KEEP_HOUSEHOLDS, household)
    _check(values, actor)
    if "region_code" in values:
        values["region_id"] = values.pop("region_code")
    before = {"people": household.people, "is_active": household.is_active}
    for name, value in values.items():
        setattr(household, name, value)
    household.save()
    after = {"people": household.people, "is_active": household.is_active}
    audit(actor, "shelters.household.changed", household, before=before, after=after)
    return household
