"""The pages of responses: recommendation, board, task, command forms, API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.organisations.models import Person
from anlan.command.responses.models import Response
from anlan.command.responses.public import activate_response
from anlan.command.responses.tests import scene
from anlan.kernel.actor import system_actor
from anlan.kernel.desk import gather_list
from anlan.kernel.registry import panels_for, search_providers, verbs_for
from anlan.kernel.testing import assert_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def heads():
    """The department heads by code."""
    found = scene.departments()
    scene.library()
    return found


@pytest.fixture
def leak(heads):
    """A toxic leak with a red alarm."""
    return scene.incident(facts={"details": {"is_toxic": True, "alarm_level": 1}})


@pytest.fixture
def response(leak) -> Response:
    """A running response."""
    return activate_response(incident_id=leak.pk, actor=system_actor("test"))


def test_a_commander_reads_the_recommendation_and_activates(leak, client, sign_in):
    url = reverse("responses:recommend", args=[leak.pk])
    assert client.get(url).status_code == 302
    sign_in(client, "commander")
    text = client.get(url).content.decode()
    assert "III级响应" in text and "监测报警达到红色" in text and "切断泄漏源" in text

    other = client.get(url).context["page"]["recommendation"].alternatives[0]
    form = {"matter": "氯气泄漏", "expected_hours": 6, "plan_level_id": other.plan_level_id}
    assert client.post(url, form).status_code == 422  # another level needs a reason
    answer = client.post(url, {**form, "reason": "邻近学校，提级响应"})
    assert answer.status_code == 303
    made = Response.objects.get()
    assert answer["Location"] == reverse("responses:board", args=[made.pk])
    assert "提级" in "".join(made.reasons)
    assert client.post(url, {**form, "reason": "x"}).status_code == 409


def test_the_board_moves_tasks_and_shows_who_holds_them(response, client, sign_in):
    sign_in(client, "commander")
    board = reverse("responses:board", args=[response.pk])
    page = client.get(board)
    assert page.status_code == 200
    lanes = {lane["id"]: lane for lane in page.context["page"]["lanes"]}
    assert lanes["assigned"]["count"] == 30
    card = lanes["assigned"]["cards"][0]
    assert card["holder"] and card["moves"]["accepted"]["url"]

    answer = client.post(
        card["moves"]["accepted"]["url"], headers={"Referer": f"http://testserver{board}"}
    )
    assert answer.status_code == 303 and answer["Location"].endswith(board)
    assert_state(response.tasks.get(pk=card["id"]), "accepted")
    assert client.get(board, {"group": "抢险救援组"}).status_code == 200


def test_the_number_of_queries_on_the_board_does_not_grow(
    response, client, sign_in, django_assert_max_num_queries
):
    sign_in(client, "commander")
    with django_assert_max_num_queries(20):
        client.get(reverse("responses:board", args=[response.pk]))


def test_a_lead_reports_with_a_photo_and_sees_only_his_tasks(response, heads, client, sign_in):
    lead = Person.objects.get(pk=heads["public_security"])
    sign_in(
        client,
        "department_officer",
        scope_kind="organisation",
        scope_value=str(lead.organisation_id),
        person=lead,
    )
    task = response.tasks.get(title="划定警戒区")
    mine = client.get(reverse("responses:my_tasks")).content.decode()
    assert "划定警戒区" in mine and "切断泄漏源" not in mine
    other = response.tasks.get(title="切断泄漏源")
    assert client.get(reverse("responses:task", args=[other.pk])).status_code == 404
    assert client.post(reverse("responses:task_step", args=[task.pk, "accept"])).status_code == 303
    page = client.get(reverse("responses:task", args=[task.pk]))
    assert page.context["page"]["capture"]["nonce"]
    taken = client.post(
        reverse("responses:photo", args=[task.pk]),
        {"file": scene.photo(), "nonce": page.context["page"]["capture"]["nonce"]},
    )
    assert taken.status_code == 201
    answer = client.post(
        reverse("responses:report", args=[task.pk]),
        {"text": "南北两侧已设", "attachment": taken.json()["id"], "done": "1"},
    )
    assert answer.status_code == 303
    assert_state(task, "done")
    shown = client.get(reverse("responses:task", args=[task.pk])).content.decode()
    assert "南北两侧已设" in shown and taken.json()["url"] in shown
    bad = client.post(reverse("responses:photo", args=[task.pk]), {})
    assert bad.status_code == 422 and bad.json()["detail"]


def test_orders_level_and_hand_over_through_their_forms(response, heads, client, sign_in):
    sign_in(client, "commander")
    detail = reverse("responses:detail", args=[response.pk])
    assert "综合协调组" in client.get(detail).content.decode()
    group = response.groups.get(name="医疗救护组")
    order = {"group_id": group.pk, "title": "增派救护车", "due_minutes": 20}
    for name, form in (
        ("order", order),
        ("level", {"level": 2, "reason": "扩散"}),
        ("hand_over", {"person_id": heads["fire_rescue"], "situation": "已控制"}),
    ):
        url = reverse(f"responses:{name}", args=[response.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {}).status_code == 422
        assert client.post(url, form).status_code == 303
    assert (
        "增派救护车" in client.get(reverse("responses:orders", args=[response.pk])).content.decode()
    )
    end = reverse("responses:transition", args=[response.pk, "terminate"])
    assert client.post(end, {"reason": "x"}).status_code == 409
    cancel = reverse("responses:cancel_open", args=[response.pk])
    assert client.post(cancel, {"reason": "险情消除"}).status_code == 303
    assert client.post(end, {"reason": "险情消除"}).status_code == 303
    assert_state(response, "terminated")
    assert client.get(reverse("responses:list"), {"tab": "all"}).status_code == 200


def test_the_incident_page_shows_response_and_verbs(leak, cast):
    lin = cast.lin
    assert "activate_response" in {v.name for v in verbs_for(leak, lin)}
    assert "activate_response" not in {v.name for v in verbs_for(leak, cast.zhao)}
    activate_response(incident_id=leak.pk, actor=lin)
    assert "task_board" in {v.name for v in verbs_for(leak, lin)}
    panels = {p.panel.name: p.context for p in panels_for(leak, lin)}
    assert panels["response"]["response"].tasks == 30


def test_outsiders_find_nothing(response, client, sign_in, cast):
    sign_in(client, "commander", scope_value="330822")
    for name in ("detail", "board", "orders", "order", "level", "hand_over"):
        url = reverse(f"responses:{name}", args=[response.pk])
        assert client.get(url).status_code == 404, name
    assert client.get(f"/api/v1/responses/{response.pk}").status_code == 404


def test_the_api_offers_the_same(leak, client, sign_in):
    sign_in(client, "commander")
    found = client.get(f"/api/v1/responses/recommendation/{leak.pk}").json()
    assert found["level"] == 3 and found["alternatives"]
    answer = client.post(
        "/api/v1/responses/", {"incident_id": leak.pk}, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    made = answer.json()
    tasks = client.get(f"/api/v1/responses/{made['id']}/tasks").json()
    assert len(tasks) == made["tasks"] == 30
    step = client.post(
        f"/api/v1/responses/tasks/{tasks[0]['id']}/step",
        {"step": "accept"},
        content_type="application/json",
    )
    assert step.json()["state"] == "accepted"
    end = client.post(
        f"/api/v1/responses/{made['id']}/terminate",
        {"reason": "x"},
        content_type="application/json",
    )
    assert end.status_code == 409


def test_desk_and_search_tell_of_tasks(response, heads, cast):
    from anlan.kernel.actor import Scope
    from anlan.kernel.testing import make_actor

    lead = make_actor(
        "组长",
        role="department_officer",
        scope=Scope("person", str(heads["health"])),
        person_id=heads["health"],
    )
    labels = {item["label"] for item in gather_list(lead, "now")["items"]}
    assert "急救力量到场" in labels
    found = list(search_providers()["responses"]("急救力量", lead, 5))
    assert [r.title for r in found] == ["急救力量到场"]
