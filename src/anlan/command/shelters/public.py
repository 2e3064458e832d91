"""The door of shelters and evacuations."""

from __future__ import annotations

from anlan.command.shelters.by_township import area_by_township
from anlan.command.shelters.contracts import ShelterInfo
from anlan.command.shelters.models import Shelter
from anlan.command.shelters.services.shelters import (
    close_shelter,
    create_shelter,
    open_shelter,
    register_people,
)
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = [
    "ShelterInfo",
    "close_shelter",
    "create_shelter",
    "list_shelters",
    "open_shelter",
    "register_people",
    "area_by_township",
]


def list_shelters(actor: Actor, *, only_open: bool = False) -> list[ShelterInfo]:
    """Return the visible shelters in use, the open ones only when asked."""
    rows = visible(Shelter, actor).filter(is_active=True)
    if only_open:
        rows = rows.filter(state="open")
    return [
        ShelterInfo(
            id=row.pk,
            name=row.name,
            state=row.state,
            capacity=row.capacity,
            occupied=row.occupied,
            region_code=row.region_id,
            longitude=row.location.x,
            latitude=row.location.y,
            url=row.get_absolute_url(),
        )
        for row in rows
    ]
