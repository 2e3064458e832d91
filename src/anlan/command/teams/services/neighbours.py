"""Keeping the list of teams beyond the border."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.command.teams.models import NeighbourTeam
from anlan.command.teams.permissions import CHANGE_NEIGHBOUR
from anlan.command.teams.services.teams import checked_place
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require, require_permission


@transaction.atomic
def create_neighbour(
    *,
    code: str,
    capabilities: Sequence[str],
    longitude: float,
    latitude: float,
    actor: Actor,
    **details: Any,
) -> NeighbourTeam:
    """Register a team that may be asked. ``details``: name, kind, region, office, agreement."""
    require_permission(actor, CHANGE_NEIGHBOUR)
    location = checked_place(capabilities, longitude, latitude)
    if NeighbourTeam.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("This code is used by another team.")})
    neighbour = NeighbourTeam.objects.create(
        code=code,
        capabilities=list(dict.fromkeys(capabilities)),
        location=location,
        **details,
    )
    audit(actor, "teams.neighbour.created", neighbour, after={"code": code, "name": neighbour.name})
    return neighbour


@transaction.atomic
def change_neighbour(*, neighbour_id: int, actor: Actor, **values: Any) -> NeighbourTeam:
    """Correct the record of a neighbouring team or its agreement."""
    neighbour = get_visible(NeighbourTeam, neighbour_id, actor=actor, lock=True)
    require(actor, CHANGE_NEIGHBOUR, neighbour)
    location: Point = neighbour.location
    values["location"] = checked_place(
        values.get("capabilities", neighbour.capabilities),
        float(values.pop("longitude", location.x)),
        float(values.pop("latitude", location.y)),
    )
    before, after = changes(neighbour, **values)
    if after:
        neighbour.save(update_fields=[*after, "updated_at"])
        audit(actor, "teams.neighbour.changed", neighbour, before=before, after=after)
    return neighbour
