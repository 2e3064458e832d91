"""The register of teams: services, scope, import, pages."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.teams.events import TeamChanged, TeamReadinessChanged
from anlan.command.teams.models import Team
from anlan.command.teams.public import (
    capability_label,
    engage_team,
    get_team,
    list_ready_teams,
    release_team,
)
from anlan.command.teams.services.teams import change_team, create_team, report_readiness
from anlan.command.teams.tests.factories import TeamEquipmentFactory, TeamFactory
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.kernel.transfer import find_importer

pytestmark = pytest.mark.django_db

VALUES = {
    "code": "D900",
    "name": "危化救援队（演示）",
    "kind": "professional",
    "capabilities": ["chemical_rescue"],
    "region_code": "330825100000",
    "longitude": 119.2,
    "latitude": 29.03,
    "member_count": 12,
}


def test_a_team_is_registered_within_ones_area_with_known_capabilities(cast):
    RegionFactory()
    officer = make_actor("科员", role="bureau_officer", scope=Scope("region", "330825"))
    with pytest.raises(NotPermitted):
        create_team(actor=cast.lin, **VALUES)
    with pytest.raises(InvalidInput):
        create_team(actor=officer, **{**VALUES, "capabilities": ["flying"]})
    with pytest.raises(InvalidInput):
        create_team(actor=officer, **{**VALUES, "longitude": 919})

    team = create_team(actor=officer, **VALUES)

    assert_audited("teams.team.created", team, by=officer)
    assert_emitted(TeamChanged, team_id=team.pk)
    with pytest.raises(InvalidInput):
        create_team(actor=officer, **VALUES)
    change_team(team_id=team.pk, actor=officer, member_count=15, longitude=119.3)
    team.refresh_from_db()
    assert (team.member_count, team.location.x) == (15, 119.3)
    assert_audited("teams.team.changed", team, by=officer)


def test_readiness_is_reported_with_a_reason_and_sending_binds(cast):
    team = TeamFactory()
    leader = make_actor("队长", role="team_leader", scope=Scope("person", str(team.leader_id)))
    with pytest.raises(InvalidInput):
        report_readiness(team_id=team.pk, step="declare_unavailable", actor=leader)
    with pytest.raises(NotPermitted):
        report_readiness(team_id=team.pk, step="engage", actor=leader, reason="x")

    report_readiness(team_id=team.pk, step="declare_unavailable", actor=leader, reason="车检")
    assert_state(team, "unavailable", "readiness")
    assert_audited("teams.team.readiness_changed", team, by=leader)
    assert_emitted(TeamReadinessChanged, team_id=team.pk, readiness="unavailable")
    with pytest.raises(TransitionRefused), transaction.atomic():
        engage_team(team_id=team.pk, actor=cast.lin)
    report_readiness(team_id=team.pk, step="declare_ready", actor=leader)

    assert engage_team(team_id=team.pk, actor=cast.lin).readiness == "engaged"
    with pytest.raises(TransitionRefused), transaction.atomic():
        engage_team(team_id=team.pk, actor=cast.sun)
    assert list_ready_teams(capabilities=["chemical_rescue"], actor=cast.lin) == []
    assert release_team(team_id=team.pk, actor=leader) is not None
    assert release_team(team_id=team.pk, actor=leader) is None
    assert [t.id for t in list_ready_teams(capabilities=[], actor=cast.lin)] == [team.pk]


def test_a_leader_sees_his_own_team_only(cast):
    mine, other = TeamFactory(), TeamFactory()
    leader = make_actor(
        "队长", role="team_leader", scope=Scope("organisation", str(mine.organisation_id))
    )

    assert get_team(mine.pk, leader).name == mine.name
    with pytest.raises(NotVisible):
        get_team(other.pk, leader)
    with pytest.raises(NotVisible):
        get_team(mine.pk, cast.qian)
    assert capability_label("chemical_rescue") == "危险化学品救援"


def test_teams_are_imported_by_words_or_codes(cast):
    RegionFactory()
    organisation = OrganisationFactory(code="fire_rescue", name="龙游县消防救援大队")
    officer = make_actor("科员", role="bureau_officer")
    importer = find_importer("teams")
    assert importer is not None
    cells = {
        "code": "D901",
        "name": "特勤站（演示）",
        "kind": "综合性救援队",
        "capabilities": "灭火救援、chemical_rescue",
        "region_code": "330825100",
        "organisation_id": "龙游县消防救援大队",
        "longitude": "119.2",
        "latitude": "29.03",
        "member_count": "45",
    }
    values: dict = {}
    for name, text in cells.items():
        column = importer.column(name)
        column.assign(values, column.clean(text, officer))

    team = importer.create(values, officer)

    assert isinstance(team, Team)
    assert team.capabilities == ["fire_fighting", "chemical_rescue"]
    assert (team.organisation_id, team.kind) == (organisation.pk, "comprehensive")
    assert importer.find is not None and importer.find(values, officer) == team
    assert importer.export is not None and len(list(importer.export(officer))[0]) == len(
        importer.columns
    )


def test_pages_and_api_show_what_is_ones_own(client, sign_in):
    team, other = TeamFactory(), TeamFactory()
    TeamEquipmentFactory(team=team)
    assert client.get(reverse("teams:list")).status_code == 302
    sign_in(client, "duty_officer")
    assert team.name in client.get(reverse("teams:list")).content.decode()
    assert "重型防化服" in client.get(reverse("teams:detail", args=[team.pk])).content.decode()
    assert client.get(reverse("teams:list"), {"capability": "medical"}).status_code == 200
    answer = client.get("/api/v1/teams/").json()
    assert [item["id"] for item in answer["items"]] == [team.pk, other.pk]

    client.logout()
    sign_in(
        client,
        "team_leader",
        scope_kind="organisation",
        scope_value=str(team.organisation_id),
        person=team.leader,
    )
    assert client.get(reverse("teams:detail", args=[other.pk])).status_code == 404
    url = reverse("teams:transition", args=[team.pk, "declare_limited"])
    assert client.post(url, {"reason": "两车在修"}).status_code == 303
    assert_state(team, "limited", "readiness")
    assert client.get(reverse("teams:create")).status_code == 403


def test_an_officer_registers_a_team_through_the_form(client, sign_in):
    RegionFactory()
    sign_in(client, "bureau_officer")
    form = {
        **VALUES,
        "vehicle_count": 2,
        "speed_kmh": 45,
        "turnout_minutes": 3,
        "region_code": "330825100000",
    }
    assert client.get(reverse("teams:create")).status_code == 200
    wrong = client.post(reverse("teams:create"), {**form, "region_code": "999999999999"})
    assert wrong.status_code == 422
    assert client.post(reverse("teams:create"), form).status_code == 303
    team = Team.objects.get(code="D900")
    changed = client.post(reverse("teams:change", args=[team.pk]), {**form, "member_count": 30})
    assert changed.status_code == 303
    team.refresh_from_db()
    assert team.member_count == 30
