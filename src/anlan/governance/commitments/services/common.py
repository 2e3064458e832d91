"""What the services share: locking, events, who hears for a unit, working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from anlan.base.deadlines.public import add_working_days
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import first_people, list_people_info
from anlan.governance.commitments.events import CommitmentEvent
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import GIVE, REPORT
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, holders_of, policy_of


def platform() -> Actor:
    """Return the actor of the steps the platform takes by itself."""
    return system_actor("commitments")


def locked(commitment_id: int, actor: Actor) -> Commitment:
    """Return a visible commitment, locked for the change."""
    return get_visible(Commitment, commitment_id, actor=actor, lock=True)


def event_values(commitment: Commitment) -> dict[str, Any]:
    """Return what every event of a commitment carries."""
    return {
        "commitment_id": commitment.pk,
        "lead_id": commitment.lead_id,
        "region": commitment.region_id,
        "state": commitment.state,
        "source": commitment.source,
        "source_model": commitment.source_model,
        "source_id": commitment.source_id,
    }


def tell(cls: type[CommitmentEvent], commitment: Commitment, actor: Actor, **more: Any) -> None:
    """Emit an event of a commitment."""
    emit(cls(**event_values(commitment), **more), actor)


def clerks_of(organisation_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return who reports for each unit: its own people with the right to, else its first person."""
    wanted = set(organisation_ids)
    found: dict[int, list[int]] = {}
    people = list_people_info(dict.fromkeys(person for person, _scope in holders_of(REPORT)))
    for person in people.values():
        if person.organisation_id in wanted:
            found.setdefault(person.organisation_id, []).append(person.id)
    missing = wanted - set(found)
    for organisation_id, person in first_people(missing).items() if missing else ():
        found[organisation_id] = [person.id]
    return found


class WorkingDays:
    """Adds working days, counting the same ones once."""

    def __init__(self) -> None:
        self._ends: dict[tuple[date, int], date] = {}

    def __call__(self, start: date, amount: int) -> date:
        """Return the ``amount``-th working day after ``start``."""
        key = (start, amount)
        if key not in self._ends:
            self._ends[key] = add_working_days(start, amount)
        return self._ends[key]


def tell_office(commitment: Commitment, actor: Actor, title: str, body: str = "") -> None:
    """Tell those who give tasks what a unit did; ``title`` names ``unit`` and ``task``."""
    people = policy_of(Commitment).who_can(GIVE, commitment)
    notify(
        kind="commitments.answer",
        person_ids=people,
        title=title % {"unit": str(commitment.lead), "task": commitment.title[:80]},
        body=body,
        url=commitment.get_absolute_url(),
        subject=commitment,
        actor=actor,
    )


def tell_unit(commitment: Commitment, actor: Actor, title: str, body: str = "") -> None:
    """Tell the unit that leads what the office did; ``title`` names ``task``."""
    people = clerks_of([commitment.lead_id]).get(commitment.lead_id, [])
    notify(
        kind="commitments.office",
        person_ids=people,
        title=title % {"task": commitment.title[:80]},
        body=body,
        url=commitment.get_absolute_url(),
        subject=commitment,
        actor=actor,
    )
