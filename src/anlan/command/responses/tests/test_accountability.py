"""Objectives with timers, roll calls of everybody on the scene, and who commands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.base.notifications.models import Notification
from anlan.command.dispatch.services import dispatches
from anlan.command.incidents.models import TimelineEntry
from anlan.command.responses.errors import (
    NobodyOnScene,
    ResponseEnded,
    RollCallClosed,
    RollCallOpen,
)
from anlan.command.responses.events import AuthorityChanged, ObjectiveChanged, RollCallChanged
from anlan.command.responses.models import Response, RollCallAnswer
from anlan.command.responses.public import activate_response
from anlan.command.responses.services.authority import change_authority
from anlan.command.responses.services.objectives import (
    answer_timer,
    drop_objective,
    meet_objective,
    notice_overdue_objectives,
    set_objective,
)
from anlan.command.responses.services.roll_calls import (
    answer_roll_call,
    close_roll_call,
    escalate_roll_calls,
    order_roll_call,
)
from anlan.command.responses.tests import scene
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def lin(cast):
    """The county's commander."""
    return cast.lin


@pytest.fixture
def response() -> Response:
    """A running response to a leak, under the head of the emergency bureau."""
    heads = scene.departments()
    scene.library()
    leak = scene.incident(facts={"details": {"is_toxic": True, "alarm_level": 1}})
    return activate_response(incident_id=leak.pk, commander_id=heads["emergency"], actor=SYSTEM)


def send_team(response: Response, *, arrives: bool = True):
    """Send a team of ten to the scene."""
    team = TeamFactory(member_count=10, region=response.region)
    sent = dispatches.assign_team(
        incident_id=response.incident_id, team_id=team.pk, order_text="赶赴现场", actor=SYSTEM
    )
    for step in (dispatches.accept_dispatch, dispatches.depart, dispatches.arrive)[: 3 * arrives]:
        step(dispatch_id=sent.pk, actor=SYSTEM)
    return sent


def told(kind: str) -> list[str]:
    """Titles of the notices of a kind."""
    return list(Notification.objects.filter(kind=kind).values_list("title", flat=True))


def test_a_timer_that_repeats_counts_again_and_a_late_one_is_told_once(
    response, cast, lin, frozen_clock
):
    timer = set_objective(
        response_id=response.pk,
        title="复测浓度",
        kind="timer",
        due_minutes=30,
        repeats=True,
        actor=lin,
    )
    assert_audited("responses.objective.set", timer, by=lin)
    frozen_clock.advance(minutes=31)
    assert timer.is_overdue and notice_overdue_objectives() == 1
    assert notice_overdue_objectives() == 0
    assert told("responses.objective_overdue") == ["时限已到：复测浓度"]
    timer = answer_timer(objective_id=timer.pk, actor=lin, result="0.2 mg/m³")
    assert timer.rounds == 1 and not timer.is_overdue
    assert timer.due_at == clock.now() + timedelta(minutes=30)
    frozen_clock.advance(minutes=31)
    assert notice_overdue_objectives() == 1
    assert_emitted(ObjectiveChanged, objective_id=timer.pk, state="open")


def test_an_objective_is_reached_or_given_up_with_a_reason(response, cast, lin, frozen_clock):
    golden = set_objective(
        response_id=response.pk,
        title="黄金救援72小时",
        kind="timer",
        due_minutes=72 * 60,
        counts_from_occurrence=True,
        actor=lin,
    )
    assert golden.due_at == response.incident.occurred_at + timedelta(hours=72)
    with pytest.raises(WrongState):
        answer_timer(objective_id=golden.pk, actor=lin)
    with pytest.raises(InvalidInput):
        drop_objective(objective_id=golden.pk, actor=lin, reason="")
    meet_objective(objective_id=golden.pk, actor=lin, reason="全部救出")
    assert_state(golden, "met")
    with pytest.raises(TransitionRefused):
        meet_objective(objective_id=golden.pk, actor=lin)
    aim = set_objective(response_id=response.pk, title="切断泄漏源", actor=lin)
    drop_objective(objective_id=aim.pk, actor=lin, reason="改为倒罐")
    assert_state(aim, "dropped")
    for wrong in ({"title": " "}, {"kind": "timer"}, {"due_minutes": 0}, {"kind": "x"}):
        with pytest.raises(InvalidInput):
            set_objective(**{"response_id": response.pk, "title": "x", "actor": lin, **wrong})
    with pytest.raises(NotPermitted):
        set_objective(response_id=response.pk, title="x", actor=cast.zhao)


def test_everybody_on_the_scene_answers_and_who_is_missing_is_told_in_red(
    response, cast, lin, frozen_clock
):
    with pytest.raises(NobodyOnScene):
        order_roll_call(response_id=response.pk, reason="清点", due_minutes=5, actor=lin)
    first, second = send_team(response), send_team(response)
    send_team(response, arrives=False)
    call = order_roll_call(response_id=response.pk, reason="二次喷泄", due_minutes=5, actor=lin)
    assert_audited("responses.roll_call.ordered", call, by=lin)
    answers = {a.dispatch_id: a for a in call.answers.all()}
    assert set(answers) == {first.pk, second.pk}
    with pytest.raises(RollCallOpen):
        order_roll_call(response_id=response.pk, reason="再点", due_minutes=5, actor=lin)
    one, two = answers[first.pk], answers[second.pk]
    for safe, missing in ((-1, 0), (0, 0)):
        with pytest.raises(InvalidInput):
            answer_roll_call(answer_id=one.pk, safe=safe, missing=missing, actor=lin)
    answer_roll_call(answer_id=one.pk, safe=9, missing=1, note="一人失联", actor=lin)
    assert_emitted(RollCallChanged, roll_call_id=call.pk, unanswered=1, missing=1)
    (title,) = told("responses.roll_call_missing")
    assert "1人失联" in title
    red = TimelineEntry.objects.filter(incident=response.incident, level=1, text__contains="失联")
    assert red.exists()
    frozen_clock.advance(minutes=6)
    assert escalate_roll_calls() == 1 and escalate_roll_calls() == 0
    assert two.team_name in told("responses.roll_call_unanswered")[0]
    answer_roll_call(answer_id=one.pk, safe=10, missing=0, note="已找到", actor=lin)
    answer_roll_call(answer_id=two.pk, safe=10, missing=0, actor=lin)
    call.refresh_from_db()
    assert call.closed_at is not None
    with pytest.raises(RollCallClosed):
        answer_roll_call(answer_id=two.pk, safe=10, missing=0, actor=lin)
    again = order_roll_call(response_id=response.pk, reason="换班", due_minutes=5, actor=lin)
    with pytest.raises(InvalidInput):
        close_roll_call(roll_call_id=again.pk, actor=lin, reason="")
    close_roll_call(roll_call_id=again.pk, actor=lin, reason="险情消除")
    assert_audited("responses.roll_call.closed", again, by=lin)


def test_a_leader_answers_on_the_phone_and_sees_no_other_team(
    response, cast, lin, client, sign_in, frozen_clock
):
    sent, other = send_team(response), send_team(response)
    call = order_roll_call(response_id=response.pk, reason="清点", due_minutes=5, actor=lin)
    leader = sent.team.leader
    sign_in(client, "team_leader", scope_kind="person", scope_value=str(leader.pk), person=leader)
    answers = {a.dispatch_id: a for a in RollCallAnswer.objects.filter(roll_call=call)}
    url = answers[sent.pk].get_absolute_url()
    assert Notification.objects.filter(person=leader, url=url).exists()
    page = client.get(url).content.decode()
    assert "10" in page and client.post(url, {"safe": "x"}).status_code == 422
    assert client.post(url, {"safe": 10, "missing": 0, "note": ""}).status_code == 303
    assert client.get(answers[other.pk].get_absolute_url()).status_code == 404
    assert client.get(call.get_absolute_url()).status_code == 403


def test_who_commands_is_changed_with_a_reason_and_told(response, cast, lin):
    given = {"response_id": response.pk, "authority": "raised", "body": "衢州市人民政府"}
    changed = change_authority(**given, reason="超出县级处置能力", actor=lin)
    assert_audited("responses.response.authority_changed", changed, by=lin)
    assert_emitted(AuthorityChanged, response_id=response.pk, authority="raised")
    assert changed.authority_changes.get().from_authority == "unified"
    assert any("衢州市人民政府" in title for title in told("responses.authority"))
    with pytest.raises(WrongState):
        change_authority(**given, reason="再次", actor=lin)
    with pytest.raises(InvalidInput):
        change_authority(**{**given, "body": " "}, reason="", actor=lin)
    Response.objects.filter(pk=response.pk).update(state="terminated")
    with pytest.raises(ResponseEnded):
        change_authority(**{**given, "authority": "unified"}, reason="x", actor=lin)


def test_the_pages_of_objectives_roll_calls_and_command(response, cast, lin, client, sign_in):
    sign_in(client, "commander")
    send_team(response)

    def at(name: str, pk: int = response.pk) -> str:
        return reverse(f"responses:{name}", args=[pk])

    forms = {
        "set_objective": {"kind": "timer", "title": "复测", "due_minutes": 30, "repeats": "on"},
        "order_roll_call": {"reason": "换班清点", "due_minutes": 5},
        "authority": {"authority": "territorial", "body": "演示镇人民政府", "reason": "属地处置"},
    }
    for name, form in forms.items():
        assert client.get(at(name)).status_code == 200, name
        assert client.post(at(name), {}).status_code == 422, name
        assert client.post(at(name), form).status_code == 303, name
    assert "4320" in client.get(at("set_objective") + "?preset=golden").content.decode()
    timer, call = response.objectives.get(), response.roll_calls.get()
    assert client.post(at("answer_timer", timer.pk)).status_code == 303
    step = reverse("responses:objective_step", args=[timer.pk, "meet"])
    assert client.post(step).status_code == 303
    for name in ("objectives", "roll_calls", "detail"):
        assert client.get(at(name)).status_code == 200
    shown = client.get(at("roll_call", call.pk)).content.decode()
    assert "换班清点" in shown
    assert client.post(at("close_roll_call", call.pk), {"reason": "结束"}).status_code == 303
