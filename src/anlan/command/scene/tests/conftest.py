"""Fixtures of the tests of this app."""

from __future__ import annotations

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.command.dispatch.services import dispatches
from anlan.command.incidents import reference as incident_reference
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.responses.tests.factories import ResponseFactory
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel.actor import system_actor

SYSTEM = system_actor("test")


@pytest.fixture
def sign_in():
    """Return a function that signs a client in with one installed role; gives the account."""

    def enter(client, role, **fields):
        account = account_with(role, **fields)
        client.force_login(account)
        return account

    return enter


@pytest.fixture
def leak():
    """A running response to a leak, under a commander."""
    incident_reference.load(SYSTEM)
    incident = make_incident()
    commander = PersonFactory(name="林指挥演示")
    ResponseFactory(incident=incident, region=incident.region, commander=commander)
    incident.commander_id = commander.pk
    return incident


@pytest.fixture
def squad(leak):
    """Two teams on the scene: their dispatches, and the leader of the first as an actor."""
    found = []
    for n in range(2):
        office = OrganisationFactory(name=f"演示救援站{n}")
        leader = PersonFactory(organisation=office, name=f"演示队长{n}")
        team = TeamFactory(name=f"演示救援{n}队", organisation=office, leader=leader)
        order = dispatches.assign_team(
            incident_id=leak.pk, team_id=team.pk, order_text="赶赴东门", actor=SYSTEM
        )
        for step in ("accept", "depart", "arrive"):
            dispatches.take_step(dispatch_id=order.pk, step=step, actor=SYSTEM)
        found.append(order)
    return found
