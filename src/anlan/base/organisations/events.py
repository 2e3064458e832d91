"""What happens to organisations and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class OrganisationChanged(Event):
    """An organisation was created, changed or closed."""

    name: ClassVar[str] = "organisations.organisation.changed"
    organisation_id: int
    is_active: bool

    def topics(self) -> list[str]:
        """The contact book refreshes."""
        return ["contacts"]


@dataclass(frozen=True)
class PersonChanged(Event):
    """A person was entered, changed or taken out."""

    name: ClassVar[str] = "organisations.person.changed"
    person_id: int
    organisation_id: int
    is_active: bool

    def topics(self) -> list[str]:
        """The contact book refreshes."""
        return ["contacts"]


@dataclass(frozen=True)
class AppointmentChanged(Event):
    """A post was filled or vacated."""

    name: ClassVar[str] = "organisations.appointment.changed"
    words = _("appointment changed")
    appointment_id: int
    post_id: int
    person_id: int
    role: str
    is_running: bool

    def topics(self) -> list[str]:
        """The contact book refreshes."""
        return ["contacts"]
