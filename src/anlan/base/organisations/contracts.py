"""What other apps get to know of organisations and people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrganisationInfo:
    """An organisation by value."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    region_code: str
    parent_id: int | None
    duty_phone: str
    url: str


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """A person by value. ``phone`` is masked unless it was asked for and may be seen."""

    id: int
    name: str
    title: str
    organisation_id: int
    organisation_name: str
    region_code: str
    phone: str
    is_phone_full: bool
    office_phone: str
    email: str
    is_active: bool
    url: str
