"""Shelters for other systems; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from anlan.command.shelters.public import ShelterInfo, list_shelters, register_people
from anlan.kernel.actor import Actor

router = Router()


class ShelterOut(Schema):
    """A shelter with its places."""

    id: int
    name: str
    state: str
    capacity: int
    occupied: int
    region_code: str
    longitude: float
    latitude: float


class PeopleIn(Schema):
    """People who came in (positive) or went out (negative)."""

    change: int = Field(ge=-100_000, le=100_000)
    note: str = Field("", max_length=200)


class OccupancyOut(Schema):
    """Places after counting."""

    id: int
    state: str
    capacity: int
    occupied: int


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=list[ShelterOut], summary="Shelters of one's area")
def shelters(request: HttpRequest, only_open: bool = False) -> list[ShelterInfo]:
    """Return the visible shelters in use, or those that are open."""
    return list_shelters(_actor(request), only_open=only_open)


@router.post("/{int:shelter_id}/people", response=OccupancyOut, summary="Count people in or out")
def people(request: HttpRequest, shelter_id: int, data: PeopleIn) -> Any:
    """Count people; 409 while the shelter is closed, 422 when there is no room."""
    return register_people(
        shelter_id=shelter_id,
        change=data.change,
        note=data.note.replace("\x00", ""),
        actor=_actor(request),
    )
