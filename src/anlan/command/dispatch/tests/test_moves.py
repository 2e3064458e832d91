"""Several incidents share the forces: who lacks what, and a team moved in one act."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.command.dispatch.errors import NotMovable
from anlan.command.dispatch.selectors.forces import running_forces
from anlan.command.dispatch.services.dispatches import assign_team
from anlan.command.dispatch.services.moves import move_team
from anlan.command.responses.public import activate_response
from anlan.command.responses.tests import scene
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_state

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def lin(cast):
    """The county's commander."""
    return cast.lin


@pytest.fixture
def two_leaks():
    """Two leaks with a running response each; a chemical team is at the first."""
    scene.departments()
    scene.library()
    facts = {"details": {"is_toxic": True, "alarm_level": 1}}
    leaks = [scene.incident(title=f"演示泄漏{n}", facts=facts) for n in (1, 2)]
    for leak in leaks:
        activate_response(incident_id=leak.pk, actor=SYSTEM)
    team = TeamFactory(capabilities=["chemical_rescue"], region=leaks[0].region)
    sent = assign_team(
        incident_id=leaks[0].pk, team_id=team.pk, order_text="赶赴现场", actor=SYSTEM
    )
    return leaks, sent


def test_what_each_response_lacks_is_known_and_a_team_is_moved_in_one_act(two_leaks, cast, lin):
    leaks, sent = two_leaks
    lacking = {
        item.response.incident_id: {need.code for need in item.open_needs}
        for item in running_forces(lin)
    }
    assert "chemical_rescue" in lacking[leaks[1].pk]
    assert lacking[leaks[0].pk] <= lacking[leaks[1].pk]
    given = {"dispatch_id": sent.pk, "incident_id": leaks[1].pk}
    with pytest.raises(InvalidInput):
        move_team(**given, reason=" ", actor=lin)
    with pytest.raises(NotMovable):
        move_team(dispatch_id=sent.pk, incident_id=leaks[0].pk, reason="x", actor=lin)
    with pytest.raises(NotPermitted):
        move_team(**given, reason="x", actor=cast.zhao)
    moved = move_team(**given, reason="二号现场更急", actor=lin)
    assert_audited("dispatch.dispatch.moved", moved, by=lin)
    assert_state(sent, "released")
    assert moved.team_id == sent.team_id and moved.incident_id == leaks[1].pk
    with pytest.raises(NotMovable):
        move_team(**given, reason="再次", actor=lin)
    held = {item.response.incident_id: len(item.forces) for item in running_forces(lin)}
    assert held == {leaks[0].pk: 0, leaks[1].pk: 1}


def test_the_page_of_all_forces_moves_a_team(two_leaks, client, sign_in):
    leaks, sent = two_leaks
    sign_in(client, "commander")
    page = reverse("dispatch:forces")
    text = client.get(page).content.decode()
    assert sent.team.name in text and "演示泄漏2" in text
    url = reverse("dispatch:move", args=[sent.pk])
    assert client.post(url, {"incident_id": "x", "reason": "x"}).status_code == 422
    answer = client.post(url, {"incident_id": leaks[1].pk, "reason": "二号现场更急"})
    assert answer.status_code == 303 and answer["Location"] == page


def test_the_number_of_queries_does_not_grow_with_the_teams(
    two_leaks, lin, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        running_forces(lin)
