"""A leader's desk shows his own teams."""

from __future__ import annotations

import pytest

from anlan.command.teams.desk import my_teams
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel.actor import Scope
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


def test_a_leader_sees_the_teams_he_leads_and_no_others() -> None:
    team = TeamFactory()
    TeamFactory(organisation=team.organisation)
    leader = make_actor(
        "队长",
        role="team_leader",
        scope=Scope("organisation", str(team.organisation_id)),
        person_id=team.leader_id,
    )

    panel = my_teams(leader)

    assert panel is not None
    assert [row["label"] for row in panel["rows"]] == [team.name]
    assert my_teams(make_actor("队员", role="team_leader")) is None
