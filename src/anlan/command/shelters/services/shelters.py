"""Opening, closing and counting."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.shelters.choices import ShelterState
from anlan.command.shelters.events import ShelterChanged
from anlan.command.shelters.models import Shelter, ShelterMovement
from anlan.command.shelters.permissions import CHANGE, OPERATE
from anlan.command.shelters.states import SHELTER
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches


def _changed(shelter: Shelter, actor: Actor) -> Shelter:
    emit(
        ShelterChanged(
            shelter.pk,
            shelter.state,
            shelter.occupied,
            shelter.capacity,
            shelter.region_id,
            shelter.organisation_id,
        ),
        actor,
    )
    return shelter


@transaction.atomic
def create_shelter(
    *,
    code: str,
    name: str,
    kind: str,
    capacity: int,
    region_code: str,
    longitude: float,
    latitude: float,
    actor: Actor,
    organisation_id: int | None = None,
    keeper_id: int | None = None,
    **details: Any,
) -> Shelter:
    """Register a shelter. ``details``: address, duty_phone, area_m2."""
    if not scope_reaches(actor, CHANGE, region=region_code, organisation_id=organisation_id):
        raise NotPermitted(permission=CHANGE)
    if capacity <= 0:
        raise InvalidInput(fields={"capacity": _("Give a number of places above zero.")})
    if Shelter.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("This code is used by another shelter.")})
    shelter = Shelter.objects.create(
        code=code,
        name=name,
        kind=kind,
        capacity=capacity,
        region_id=region_code,
        location=Point(longitude, latitude, srid=4326),
        organisation_id=organisation_id,
        keeper_id=keeper_id,
        **details,
    )
    audit(actor, "shelters.shelter.created", shelter, after={"code": code, "capacity": capacity})
    return _changed(shelter, actor)


@transaction.atomic
def open_shelter(*, shelter_id: int, actor: Actor, reason: str = "") -> Shelter:
    """Open a shelter for people who had to leave."""
    shelter = get_visible(Shelter, shelter_id, actor=actor, lock=True)
    SHELTER.fire(shelter, "open", actor=actor, reason=reason)
    shelter.opened_at = clock.now()
    shelter.save(update_fields=["opened_at", "updated_at"])
    audit(actor, "shelters.shelter.opened", shelter, reason=reason)
    return _changed(shelter, actor)


@transaction.atomic
def close_shelter(*, shelter_id: int, actor: Actor, reason: str = "") -> Shelter:
    """Close a shelter that is empty."""
    shelter = get_visible(Shelter, shelter_id, actor=actor, lock=True)
    SHELTER.fire(shelter, "close", actor=actor, reason=reason)
    shelter.opened_at = None
    shelter.save(update_fields=["opened_at", "updated_at"])
    audit(actor, "shelters.shelter.closed", shelter, reason=reason)
    return _changed(shelter, actor)


@transaction.atomic
def register_people(*, shelter_id: int, change: int, actor: Actor, note: str = "") -> Shelter:
    """Count people in (positive) or out (negative). No more than there are places, or people."""
    shelter = get_visible(Shelter, shelter_id, actor=actor, lock=True)
    require(actor, OPERATE, shelter)
    return count_people(shelter, change, actor=actor, note=note)


def count_people(shelter: Shelter, change: int, *, actor: Actor, note: str) -> Shelter:
    """Count people in a shelter that is locked; the caller has checked the right."""
    if shelter.state != ShelterState.OPEN:
        raise WrongState(_("The shelter is closed. Open it first."))
    if change == 0:
        raise InvalidInput(fields={"change": _("Give the number of people.")})
    after = shelter.occupied + change
    if after > shelter.capacity:
        raise InvalidInput(
            fields={"change": _("Only %(free)d places are left.") % {"free": shelter.free_places}}
        )
    if after < 0:
        raise InvalidInput(
            fields={"change": _("Only %(people)d people are in it.") % {"people": shelter.occupied}}
        )
    before = shelter.occupied
    shelter.occupied = after
    shelter.save(update_fields=["occupied", "updated_at"])
    ShelterMovement.objects.create(
        shelter=shelter,
        change=change,
        occupied_after=after,
        note=note[:200],
        actor_id=actor.id,
        actor_name=actor.display_name,
        at=clock.now(),
    )
    audit(
        actor,
        "shelters.shelter.counted",
        shelter,
        before={"occupied": before},
        after={"occupied": after},
        reason=note,
    )
    return _changed(shelter, actor)
