"""Who calls: contact book, offices, enterprises, teams, and what the number told before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.base.organisations.public import find_phone_owners
from anlan.command.incidents.public import (
    IncidentInfo,
    incidents_of_caller,
    number_index,
    spellings,
)
from anlan.command.intake.models import Call, IntakeItem
from anlan.command.teams.public import find_teams_by_phone
from anlan.kernel.actor import Actor
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.public import enterprises_of_people


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody a number belongs to."""

    name: str
    role: str
    url: str
    enterprise_id: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Everything known of a number at the moment it rings."""

    owners: tuple[Owner, ...]
    calls: int
    last_call_at: datetime | None
    incidents: tuple[IncidentInfo, ...]
    items: tuple[IntakeItem, ...]

    @property
    def name(self) -> str:
        """The likeliest name; a number in no book is a citizen's."""
        return self.owners[0].name if self.owners else _("not in the contact book")

    @property
    def role(self) -> str:
        """As what he is known."""
        return self.owners[0].role if self.owners else ""

    @property
    def enterprise_id(self) -> int | None:
        """The enterprise the caller speaks for."""
        return next((o.enterprise_id for o in self.owners if o.enterprise_id), None)


def who_calls(number: str, actor: Actor, *, before: Call | None = None) -> Caller:
    """Return who a number is and what it told before; ``before`` is the call that rings now."""
    index = number_index(number)
    if not index:
        return Caller((), 0, None, (), ())
    earlier = visible(Call, actor).filter(number_index=index)
    if before is not None:
        earlier = earlier.exclude(pk=before.pk).filter(started_at__lte=before.started_at)
    last = earlier.order_by("-started_at").values_list("started_at", flat=True).first()
    items = visible(IntakeItem, actor).filter(caller_index=index).order_by("-received_at")
    linked = earlier.exclude(incident=None).values_list("incident_id", flat=True)
    return Caller(
        _owners(number),
        earlier.count(),
        last,
        tuple(incidents_of_caller(index, actor, also=linked)),
        tuple(items[:5]),
    )


def _owners(number: str) -> tuple[Owner, ...]:
    written = spellings(number)
    people, offices = find_phone_owners(written)
    found = []
    enterprises = enterprises_of_people(person.id for person in people)
    for person in people:
        enterprise = enterprises.get(person.id)
        place = enterprise[1] if enterprise else person.organisation_name
        found.append(
            Owner(
                person.name,
                " · ".join(part for part in (place, person.title) if part),
                find_url("enterprises:detail", enterprise[0]) if enterprise else person.url,
                enterprise[0] if enterprise else None,
            )
        )
    found += [Owner(office.name, _("duty phone"), office.url) for office in offices]
    found += [
        Owner(team.name, _("rescue team"), find_url("teams:detail", team.id))
        for team in find_teams_by_phone(written)
    ]
    return tuple(dict.fromkeys(found))
