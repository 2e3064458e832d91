"""Fixtures of the tests of this app: a county office and two units with their clerks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from anlan.base.accounts.public import grant_role, sync_roles
from anlan.base.accounts.tests.factories import UserFactory
from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.commitments.contracts import CommitmentDraft
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.services.giving import create_commitments
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor

COUNTY = "330825000000"
SYSTEM = system_actor("tests")


@dataclass
class Office:
    """The bureau and two units: who gives, who keeps, who leads."""

    bureau: Organisation
    water: Organisation
    housing: Organisation
    towns: list[Organisation]
    giver: Actor
    clerk: Actor
    helper: Actor
    leader: Actor

    def give(self, **values: Any) -> Commitment:
        """Give a task to the water office."""
        draft = CommitmentDraft(
            **{"title": "新建演示水位站18个", "lead_id": self.water.pk, **values}
        )
        return Commitment.objects.get(pk=create_commitments([draft], actor=self.giver)[0])


def acting(person: Person, role: str, scope: Scope | None = None) -> Actor:
    """Return a person as an actor with an installed role."""
    return make_actor(
        person.name,
        role=role,
        scope=scope or Scope("organisation", str(person.organisation_id)),
        person_id=person.pk,
        organisation_id=person.organisation_id,
    )


@pytest.fixture
def moving() -> Iterator[clock.FrozenClock]:
    """A clock that moves only when told."""
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def office(db: None, moving: clock.FrozenClock) -> Office:
    """A county office with two units, two townships and their clerks."""
    county = RegionFactory(county=True)
    bureau = OrganisationFactory(
        code="emergency", name="云岫县应急管理局", short_name="应急局", region=county
    )
    water = OrganisationFactory(
        code="water", name="云岫县水利局", short_name="水利局", region=county
    )
    housing = OrganisationFactory(
        code="housing", name="云岫县住房和城乡建设局", short_name="住建局", region=county
    )
    towns = [
        OrganisationFactory(
            code=f"town-{n}",
            name=f"演示{n}镇人民政府",
            kind="township",
            region=RegionFactory(parent=county),
        )
        for n in range(2)
    ]
    sync_roles(actor=SYSTEM)
    people = {}
    for slug, unit, role in (
        ("giver", bureau, "bureau_officer"),
        ("clerk", water, "department_officer"),
        ("helper", housing, "department_officer"),
    ):
        people[slug] = PersonFactory(name=f"{slug}演示", organisation=unit)
        is_bureau = role == "bureau_officer"
        grant_role(
            user_id=UserFactory(person=people[slug]).pk,
            role_code=role,
            scope_kind="region" if is_bureau else "organisation",
            scope_value="330825" if is_bureau else str(unit.pk),
            actor=SYSTEM,
            reason="test",
        )
    leader = PersonFactory(name="县领导演示", organisation=bureau)
    return Office(
        bureau,
        water,
        housing,
        towns,
        acting(people["giver"], "bureau_officer", Scope("region", "330825")),
        acting(people["clerk"], "department_officer"),
        acting(people["helper"], "department_officer"),
        acting(leader, "county_leader", Scope("region", "330825")),
    )
