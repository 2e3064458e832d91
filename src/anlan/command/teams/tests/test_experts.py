"""Experts: who is proposed for an incident, asked by one click, and never read in secret."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.base.audit.models import AuditRecord
from anlan.base.notifications.public import inbox_of
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.public import timeline_lines
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.teams.errors import AlreadyAsked, ExpertUnavailable, IncidentOver
from anlan.command.teams.events import ExpertAsked
from anlan.command.teams.models import Expert
from anlan.command.teams.panels import incident_experts, incident_neighbours
from anlan.command.teams.services.experts import (
    ask_expert,
    change_expert,
    create_expert,
    reveal_expert_phone,
)
from anlan.command.teams.tests.factories import (
    ExpertFactory,
    NeighbourTeamFactory,
    TeamFactory,
    load_reference,
)
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.kernel.transfer import find_importer

pytestmark = pytest.mark.django_db


@pytest.fixture
def leak():
    load_reference()
    return make_incident()


@pytest.fixture
def officer():
    return make_actor("科员", role="bureau_officer", scope=Scope("region", "330825"))


def test_an_expert_is_registered_within_ones_area_and_the_number_stays_out_of_the_trail(
    officer, cast
):
    RegionFactory()
    values = {
        "code": "E900",
        "name": "专家演示",
        "incident_kinds": ["chemical"],
        "field": "氯气泄漏",
        "region_code": "330825100000",
        "phone": "00011112222",
    }
    with pytest.raises(NotPermitted):
        create_expert(actor=cast.lin, **values)
    with pytest.raises(InvalidInput):
        create_expert(actor=officer, **{**values, "incident_kinds": ["dragons"]})
    expert = create_expert(actor=officer, **values)
    assert_audited("teams.expert.created", expert, by=officer)
    with pytest.raises(InvalidInput):
        create_expert(actor=officer, **values)
    with pytest.raises(InvalidInput):
        change_expert(
            expert_id=expert.pk,
            actor=officer,
            appointed_on=clock.today(),
            appointed_until=clock.today() - timedelta(days=1),
        )
    change_expert(expert_id=expert.pk, actor=officer, phone="00033334444", title="教授")
    assert_audited("teams.expert.changed", expert, by=officer)
    trail = str(list(AuditRecord.objects.filter(action__startswith="teams.expert").values()))
    assert "00033334444" not in trail and "00011112222" not in trail
    expert.refresh_from_db()
    assert (expert.phone, expert.title) == ("00033334444", "教授")

    assert reveal_expert_phone(expert_id=expert.pk, actor=cast.lin) == "00033334444"
    assert_audited("teams.expert.phone_revealed", expert)
    with pytest.raises(NotVisible):
        reveal_expert_phone(expert_id=expert.pk, actor=cast.qian)
    leader = make_actor("领导", role="county_leader", scope=Scope("region", "330825"))
    with pytest.raises(NotPermitted):
        reveal_expert_phone(expert_id=expert.pk, actor=leader)


def test_the_page_of_an_incident_proposes_who_knows_its_kind_and_is_in_office(leak, cast):
    comes = ExpertFactory()
    by_phone = ExpertFactory(availability="by_phone")
    ExpertFactory(availability="away")
    ExpertFactory(incident_kinds=["flood"])
    ExpertFactory(appointed_until=clock.today() - timedelta(days=1))
    ExpertFactory(is_active=False)

    panel = incident_experts(leak, cast.lin)

    assert panel is not None
    assert [item["expert"] for item in panel["experts"]] == [comes, by_phone]
    assert all(item["verbs"] and item["reveal_url"] for item in panel["experts"])
    leader = make_actor("领导", role="county_leader", scope=Scope("region", "330825"))
    shown = incident_experts(leak, leader)
    assert shown is not None and not shown["experts"][0]["verbs"]


def test_one_click_tells_the_expert_and_writes_the_timeline(leak, cast):
    expert = ExpertFactory()
    with pytest.raises(NotPermitted):
        ask_expert(
            expert_id=expert.pk,
            incident_id=leak.pk,
            actor=make_actor("领导", role="county_leader", scope=Scope("region", "330825")),
        )

    request = ask_expert(expert_id=expert.pk, incident_id=leak.pk, actor=cast.lin)

    assert request.by_notice
    assert_audited("teams.expert.asked", expert)
    assert_emitted(ExpertAsked, expert_id=expert.pk, incident_id=leak.pk)
    expert_actor = make_actor("专家", person_id=expert.person_id)
    assert any(leak.title in notice.title for notice in inbox_of(expert_actor))
    assert expert.name in timeline_lines(leak.pk, limit=1)[0].text
    with pytest.raises(AlreadyAsked):
        ask_expert(expert_id=expert.pk, incident_id=leak.pk, actor=cast.sun)
    panel = incident_experts(leak, cast.lin)
    assert panel is not None and panel["experts"][0]["asked"] == request


def test_an_expert_outside_the_platform_is_called_and_the_call_recorded(leak, cast):
    expert = ExpertFactory(person=None)
    assert not ask_expert(expert_id=expert.pk, incident_id=leak.pk, actor=cast.lin).by_notice
    assert "电话" in timeline_lines(leak.pk, limit=1)[0].text
    away = ExpertFactory(availability="away")
    with pytest.raises(ExpertUnavailable):
        ask_expert(expert_id=away.pk, incident_id=leak.pk, actor=cast.lin)
    type(leak).objects.filter(pk=leak.pk).update(state="closed")
    with pytest.raises(IncidentOver):
        ask_expert(expert_id=ExpertFactory().pk, incident_id=leak.pk, actor=cast.lin)


def test_neighbours_are_named_when_no_team_for_the_kind_is_left(leak, cast):
    team = TeamFactory(capabilities=["chemical_rescue", "environmental_monitoring"])
    far = NeighbourTeamFactory()
    lapsed = NeighbourTeamFactory(
        location="SRID=4326;POINT(119.2 29.03)", agreed_until=clock.today() - timedelta(days=1)
    )
    NeighbourTeamFactory(capabilities=["forest_fire"])
    assert incident_neighbours(leak, cast.lin) is None

    team.readiness = "engaged"
    team.save()
    panel = incident_neighbours(leak, cast.lin)

    assert panel is not None
    assert [row["label"] for row in panel["rows"]] == [far.name, lapsed.name]
    assert panel["rows"][0]["value"] == "直线 40.9 公里"
    assert panel["rows"][1]["state"]["tone"] == "overdue"


def test_experts_are_imported_like_teams_and_exported_without_numbers(officer):
    RegionFactory()
    importer = find_importer("experts")
    assert importer is not None
    cells = {
        "code": "E901",
        "name": "专家演示",
        "incident_kinds": "危险化学品事故、fire",
        "field": "泄漏处置",
        "region_code": "330825100",
        "phone": "00011112222",
        "appointed_until": "2030-01-01",
    }
    values: dict = {}
    for name, text in cells.items():
        column = importer.column(name)
        column.assign(values, column.clean(text, officer))
    expert = importer.create(values, officer)
    assert isinstance(expert, Expert) and expert.incident_kinds == ["chemical", "fire"]
    assert importer.find is not None and importer.find(values, officer) == expert
    assert importer.export is not None
    row = next(iter(importer.export(officer)))
    assert len(row) == len(importer.columns) and "00011112222" not in row


def test_pages_of_experts_hide_the_number_until_it_is_asked_for(client, sign_in, leak):
    expert = ExpertFactory()
    sign_in(client, "duty_officer")
    assert (
        expert.name in client.get(reverse("teams:experts"), {"kind": "chemical"}).content.decode()
    )
    page = client.get(expert.get_absolute_url()).content.decode()
    assert expert.phone not in page
    shown = client.post(reverse("teams:expert_phone", args=[expert.pk])).content.decode()
    assert f"tel:{expert.phone}" in shown
    assert client.post(reverse("teams:expert_ask", args=[expert.pk, leak.pk])).status_code == 303
    assert expert.name in client.get(leak.get_absolute_url()).content.decode()
    client.logout()
    sign_in(client, "bureau_officer")
    url = reverse("teams:expert_change", args=[expert.pk])
    changed = client.get(url)
    assert changed.status_code == 200 and expert.phone not in changed.content.decode()
    form = {
        "code": "E950",
        "name": "专家演示",
        "incident_kinds": ["fire"],
        "field": "灭火",
        "region_code": "330825000000",
        "availability": "available",
    }
    wrong = client.post(reverse("teams:expert_create"), {**form, "person_id": 10**9})
    assert wrong.status_code == 422
    assert client.post(reverse("teams:expert_create"), form).status_code == 303
    assert client.post(url, {**form, "code": expert.code}).status_code == 303
    expert.refresh_from_db()
    assert expert.phone == "00012345678"  # an empty field leaves the number as it is


def test_the_list_of_neighbours_is_kept_by_the_duty_office(client, sign_in):
    neighbour = NeighbourTeamFactory()
    sign_in(client, "duty_officer")
    assert neighbour.name in client.get(reverse("teams:neighbours")).content.decode()
    assert neighbour.office_phone in client.get(neighbour.get_absolute_url()).content.decode()
    form = {
        "code": "N900",
        "name": "邻县水上救援队（演示）",
        "kind": "social",
        "capabilities": ["flood_rescue"],
        "home_region": "邻县（演示）",
        "longitude": 119.5,
        "latitude": 29.0,
        "people": 20,
        "office": "邻县值班室（演示）",
        "office_phone": "00057000002",
    }
    assert client.post(reverse("teams:neighbour_create"), form).status_code == 303
    assert client.post(reverse("teams:neighbour_create"), form).status_code == 422
    url = reverse("teams:neighbour_change", args=[neighbour.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {**form, "code": neighbour.code}).status_code == 303
    assert_audited("teams.neighbour.changed", neighbour)
