"""The pages of dispatch: proposals, the leader's phone, the list, the API."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.services.dispatches import assign_team
from anlan.command.responses.tests import scene
from anlan.command.teams.tests.factories import NeighbourTeamFactory, TeamFactory
from anlan.kernel.actor import system_actor
from anlan.kernel.desk import gather_list
from anlan.kernel.registry import panels_for, verbs_for
from anlan.kernel.testing import assert_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def leak():
    """A chlorine leak."""
    scene.departments()
    scene.library()
    return scene.incident(facts={"details": {"is_toxic": True, "alarm_level": 1}})


@pytest.fixture
def team():
    """A chemical team 2 km away."""
    return TeamFactory(location=Point(119.20, 29.03, srid=4326))


@pytest.fixture
def dispatch(leak, team) -> Dispatch:
    """An order to the team."""
    return assign_team(
        incident_id=leak.pk, team_id=team.pk, order_text="赶赴东门", actor=system_actor("test")
    )


@pytest.fixture
def leader(client, sign_in, team):
    """The leader, signed in on the phone."""
    return sign_in(
        client,
        "team_leader",
        scope_kind="organisation",
        scope_value=str(team.organisation_id),
        person=team.leader,
    )


def test_a_commander_sends_a_team_from_the_proposals(leak, team, client, sign_in):
    url = reverse("dispatch:propose", args=[leak.pk])
    assert client.get(url).status_code == 302
    sign_in(client, "commander")
    text = client.get(url).content.decode()
    assert team.name in text and "估算" in text
    assign = reverse("dispatch:assign", args=[leak.pk])
    assert client.post(assign, {"team_id": team.pk}).status_code == 422
    order = {"team_id": team.pk, "order_text": "赶赴东门"}
    assert client.post(assign, order).status_code == 303
    assert Dispatch.objects.get().state == "assigned"
    assert client.post(assign, order).status_code == 409
    assert "已下令" in client.get(url).content.decode()


def test_what_the_county_cannot_do_is_asked_of_neighbours(leak, team, client, sign_in):
    able = NeighbourTeamFactory(capabilities=["environmental_monitoring"])
    other = NeighbourTeamFactory(capabilities=["water_rescue"])
    sign_in(client, "commander")
    url = reverse("dispatch:propose", args=[leak.pk])

    page = client.get(url).context["page"]

    assert "环境应急监测" in page["short"]
    assert [n.id for n in page["neighbours"]] == [able.pk]
    text = client.get(url).content.decode()
    assert able.office_phone in text and other.name not in text

    TeamFactory(capabilities=["environmental_monitoring"])
    wanted = {need.label: need.wanted for need in client.get(url).context["page"]["needs"]}
    assert wanted["环境应急监测"] == 1
    assert "环境应急监测" not in client.get(url).context["page"]["short"]


def test_the_phone_shows_one_verb_after_the_other(dispatch, client, leader):
    url = reverse("dispatch:phone", args=[dispatch.pk])
    for step, state in (
        ("accept", "accepted"),
        ("depart", "departed"),
        ("arrive", "arrived"),
        ("begin_work", "working"),
        ("complete", "released"),
    ):
        page = client.get(url)
        assert page.context["page"]["step"] == step
        answer = client.post(
            page.context["page"]["step_url"], headers={"Referer": f"http://testserver{url}"}
        )
        assert (answer.status_code, answer["Location"]) == (303, url)
        assert_state(dispatch, state)
    assert client.get(url).context["page"]["step"] is None


def test_the_leader_reports_with_a_photo_and_position(dispatch, client, leader, leak):
    client.post(reverse("dispatch:step", args=[dispatch.pk, "accept"]))
    client.post(reverse("dispatch:step", args=[dispatch.pk, "depart"]))
    moved = client.post(
        reverse("dispatch:position", args=[dispatch.pk]), {"longitude": 119.19, "latitude": 29.03}
    )
    assert moved.status_code == 200 and moved.json()["eta_at"]
    page = client.get(reverse("dispatch:phone", args=[dispatch.pk]))
    taken = client.post(
        reverse("dispatch:photo", args=[dispatch.pk]),
        {"file": scene.photo(), "nonce": page.context["page"]["capture"]["nonce"]},
    )
    assert taken.status_code == 201
    report = client.post(
        reverse("dispatch:report", args=[dispatch.pk]),
        {"text": "现场有白色气云", "attachment": taken.json()["id"]},
    )
    assert report.status_code == 303
    shown = client.get(reverse("dispatch:phone", args=[dispatch.pk])).content.decode()
    assert "现场有白色气云" in shown and taken.json()["url"] in shown
    entry = leak.timeline.get(kind="scene")
    assert entry.attachment_id == taken.json()["id"]
    empty = client.post(reverse("dispatch:report", args=[dispatch.pk]), {})
    assert empty.status_code == 422


def test_other_leaders_and_townships_see_nothing(dispatch, client, sign_in):
    other = TeamFactory()
    sign_in(
        client,
        "team_leader",
        scope_kind="organisation",
        scope_value=str(other.organisation_id),
        person=other.leader,
    )
    for name in ("detail", "phone"):
        assert client.get(reverse(f"dispatch:{name}", args=[dispatch.pk])).status_code == 404
    step = reverse("dispatch:step", args=[dispatch.pk, "accept"])
    assert client.post(step).status_code == 404
    client.logout()
    sign_in(client, "township_officer", scope_value="330825100")
    assert client.get(reverse("dispatch:detail", args=[dispatch.pk])).status_code == 200
    assert client.post(step).status_code == 403
    assert client.get(reverse("dispatch:propose", args=[dispatch.incident_id])).status_code == 403


def test_list_detail_and_declining(dispatch, client, leader, sign_in):
    assert dispatch.team.name in client.get(reverse("dispatch:list")).content.decode()
    step = reverse("dispatch:step", args=[dispatch.pk, "decline"])
    assert client.post(step, {"reason": ""}).status_code == 422
    assert client.post(step, {"reason": "车辆故障"}).status_code == 303
    page = client.get(reverse("dispatch:detail", args=[dispatch.pk])).content.decode()
    assert "车辆故障" in page and "已拒绝" in page


def test_incident_and_team_pages_show_the_dispatch(dispatch, leak, team, cast):
    lin = cast.lin
    assert "propose_teams" in {v.name for v in verbs_for(leak, lin)}
    panels = {p.panel.name: p.context for p in panels_for(leak, lin)}
    assert panels["teams"]["rows"][0]["label"] == team.name
    of_team = {p.panel.name: p.context for p in panels_for(team, lin)}
    assert of_team["dispatches"]["rows"][0]["label"] == leak.title
    items = gather_list(lin, "soon")["items"]
    assert all(item["url"] for item in items)


def test_the_api_offers_the_same(leak, team, client, sign_in):
    sign_in(client, "commander")
    found = client.get(f"/api/v1/dispatch/proposals/{leak.pk}").json()
    assert found[0]["team_id"] == team.pk and found[0]["is_available"]
    order = {"incident_id": leak.pk, "team_id": team.pk, "order_text": "赶赴东门"}
    made = client.post("/api/v1/dispatch/", order, content_type="application/json")
    assert made.status_code == 201, made.content
    again = client.post("/api/v1/dispatch/", order, content_type="application/json")
    assert again.status_code == 409
    pk = made.json()["id"]
    step = client.post(
        f"/api/v1/dispatch/{pk}/step", {"step": "accept"}, content_type="application/json"
    )
    assert step.json()["state"] == "accepted"
    place = client.post(
        f"/api/v1/dispatch/{pk}/position",
        {"longitude": 119.19, "latitude": 29.03},
        content_type="application/json",
    )
    assert place.json()["longitude"] == 119.19
    text = client.post(
        f"/api/v1/dispatch/{pk}/reports", {"text": "到达"}, content_type="application/json"
    )
    assert text.status_code == 201
    assert len(client.get("/api/v1/dispatch/?only_bound=true").json()) == 1
