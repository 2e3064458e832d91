"""What services of campaigns share: the platform as actor, telling the people of units."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from anlan.base.accounts.public import persons_holding
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import first_people, list_people_info
from anlan.governance.campaigns.permissions import REPORT
from anlan.kernel.actor import Actor, system_actor

#: Years before and after which a date is a slip of the finger.
FIRST_YEAR, LAST_YEAR = 2015, 2060


def platform() -> Actor:
    """Return the actor of the jobs of campaigns."""
    return system_actor("campaigns")


def clerks_of(unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return who is told for each unit: who reports for it, else the first in its contact book."""
    wanted = set(unit_ids)
    found: dict[int, list[int]] = {}
    for person in list_people_info(persons_holding(REPORT)).values():
        if person.organisation_id in wanted and person.is_active:
            found.setdefault(person.organisation_id, []).append(person.id)
    missing = wanted - set(found)
    if missing:
        for unit_id, first in first_people(missing).items():
            found[unit_id] = [first.id]
    return found


def tell_units(
    unit_ids: Iterable[int],
    *,
    kind: str,
    title: str,
    body: str,
    url: str,
    subject: Model,
    actor: Actor,
    level: int | None = None,
) -> int:
    """Tell the clerks of units; returns how many people were told."""
    people = [person for clerks in clerks_of(unit_ids).values() for person in clerks]
    return len(
        notify(
            kind=kind,
            person_ids=dict.fromkeys(people),
            title=title,
            body=body,
            url=url,
            level=level,
            subject=subject,
            actor=actor,
        )
    )
