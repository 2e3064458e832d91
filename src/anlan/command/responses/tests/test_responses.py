"""Recommending, activating, leading and ending a response."""

from __future__ import annotations

import time

import pytest

from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import TaskState
from anlan.command.responses.errors import (
    IncidentFinished,
    ResponseAlreadyActive,
    ResponseEnded,
    VerifierIsDoer,
)
from anlan.command.responses.events import (
    CommandHandedOver,
    OrderIssued,
    ResponseActivated,
    ResponseLevelChanged,
    ResponseTerminated,
    TaskMoved,
    TaskOverdue,
    TaskReported,
)
from anlan.command.responses.models import Response, ResponseTask
from anlan.command.responses.public import (
    activate_response,
    get_active_response,
    recommend_level,
    response_metrics,
)
from anlan.command.responses.services.command import (
    cancel_open_tasks,
    change_level,
    hand_over_command,
    issue_order,
    terminate_response,
)
from anlan.command.responses.services.tasks import (
    accept_task,
    cancel_task,
    notice_overdue_tasks,
    report_on_task,
    return_task,
    start_task,
    submit_task,
    verify_task,
)
from anlan.command.responses.tests import scene
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def heads():
    """The department heads by code."""
    found = scene.departments()
    scene.library()
    return found


@pytest.fixture
def leak(heads):
    """A chlorine leak known to be toxic, with a red alarm."""
    return scene.incident(
        facts={"details": {"is_toxic": True, "alarm_level": 1, "people_within_500m": 40}}
    )


@pytest.fixture
def response(leak, cast):
    """A running response at the recommended level."""
    return activate_response(incident_id=leak.pk, actor=cast.lin)


def task_of(response: Response, title: str) -> ResponseTask:
    """A task of the response by its title."""
    return response.tasks.get(title=title)


def test_the_recommendation_names_plan_level_reasons_and_alternatives(leak, cast):
    found = recommend_level(leak.pk, cast.lin)

    assert found.level == 3
    assert found.plan_name == "危险化学品生产安全事故应急预案（演示）"
    assert any("红色" in reason for reason in found.reasons)
    assert {a.level for a in found.alternatives if a.plan_id == found.plan_id} == {2, 4}
    assert any(a.plan_name.startswith("突发事件总体") for a in found.alternatives)
    with pytest.raises(NotVisible):
        recommend_level(leak.pk, cast.qian)


def test_activation_creates_groups_tasks_notices_and_timeline_in_seconds(leak, heads, cast):
    from anlan.base.notifications.models import Notification

    started = time.perf_counter()
    response = activate_response(incident_id=leak.pk, actor=cast.lin, expected_hours=6)
    elapsed = time.perf_counter() - started

    assert elapsed < 2
    assert 0 < response.activation_ms < 2000
    assert response.groups.count() == 10
    assert response.tasks.count() == 30
    group = response.groups.get(name="抢险救援组")
    assert group.lead_id == heads["fire_rescue"]
    task = task_of(response, "切断泄漏源")
    assert task.assignee_id == heads["fire_rescue"]
    assert (task.due_at - response.activated_at).total_seconds() == 3600
    told = Notification.objects.filter(kind="responses.group_lead")
    assert set(told.values_list("person_id", flat=True)) == {
        heads[code] for code in heads if code != "county_government"
    }
    assert all(told.values_list("must_confirm", flat=True))
    leak.refresh_from_db()
    assert leak.state == "responding"
    assert leak.timeline.filter(kind="response", text__contains="III级响应").exists()
    assert_audited("responses.response.activated", response, by=None)
    event = assert_emitted(ResponseActivated, response_id=response.pk, level=3)
    assert set(ResponseActivated.from_payload(event.payload).topics()) >= {
        f"incident:{leak.pk}",
        "map",
        "responses",
    }
    info = get_active_response(leak.pk)
    assert info is not None and (info.tasks, info.groups) == (30, 10)


def test_activation_is_refused_without_right_twice_and_for_a_finished_incident(leak, cast):
    with pytest.raises(NotPermitted):
        activate_response(incident_id=leak.pk, actor=cast.sun)
    with pytest.raises(NotVisible):
        activate_response(incident_id=leak.pk, actor=cast.qian)
    elsewhere = make_actor("外县", role="commander", scope=Scope("region", "330822"))
    with pytest.raises(NotVisible):
        activate_response(incident_id=leak.pk, actor=elsewhere)

    activate_response(incident_id=leak.pk, actor=cast.lin)
    with pytest.raises(ResponseAlreadyActive):
        activate_response(incident_id=leak.pk, actor=cast.lin)

    other = scene.incident(title="误报")
    type(other).objects.filter(pk=other.pk).update(state="false")
    with pytest.raises(IncidentFinished):
        activate_response(incident_id=other.pk, actor=cast.lin)


def test_raising_the_level_adds_what_is_missing_and_tells_why(response, cast):
    lower = response.level
    with pytest.raises(InvalidInput):
        change_level(response_id=response.pk, level=2, actor=cast.lin, reason=" ")
    with pytest.raises(NotPermitted):
        change_level(response_id=response.pk, level=2, actor=cast.sun, reason="扩散")

    change_level(response_id=response.pk, level=2, actor=cast.lin, reason="气云向居民区扩散")

    response.refresh_from_db()
    assert response.level == 2
    assert response.tasks.count() == 30  # nothing doubled
    assert response.level_changes.get().from_level == lower
    assert_audited("responses.response.level_changed", response)
    assert_emitted(ResponseLevelChanged, response_id=response.pk, level=2)


def test_activating_low_and_raising_forms_the_other_groups(leak, cast):
    best = recommend_level(leak.pk, cast.lin)
    lower = next(a for a in best.alternatives if a.plan_id == best.plan_id and a.level == 4)
    response = activate_response(
        incident_id=leak.pk, actor=cast.lin, plan_level_id=lower.plan_level_id
    )
    groups, tasks = response.groups.count(), response.tasks.count()
    assert groups < 10 and tasks < 30

    change_level(response_id=response.pk, level=3, actor=cast.lin, reason="扩大")

    assert (response.groups.count(), response.tasks.count()) == (10, 30)


def test_the_command_is_handed_over_with_the_situation(response, heads, cast):
    with pytest.raises(InvalidInput):
        hand_over_command(
            response_id=response.pk, person_id=heads["fire_rescue"], situation="", actor=cast.lin
        )
    hand_over_command(
        response_id=response.pk,
        person_id=heads["fire_rescue"],
        situation="火势已控制，三人送医",
        actor=cast.lin,
    )

    response.refresh_from_db()
    assert response.commander_id == heads["fire_rescue"]
    assert response.handovers.count() == 1
    assert_audited("responses.response.command_handed_over", response)
    assert_emitted(CommandHandedOver, person_id=heads["fire_rescue"])


def test_a_task_goes_from_assignment_to_verification_by_four_eyes(response, heads, cast):
    task = task_of(response, "划定警戒区")
    police = make_actor(
        "警戒组长",
        role="department_officer",
        scope=Scope("person", str(heads["public_security"])),
        person_id=heads["public_security"],
    )

    accept_task(task_id=task.pk, actor=police)
    start_task(task_id=task.pk, actor=police)
    with pytest.raises(TransitionRefused, match="照片|photo"):
        submit_task(task_id=task.pk, actor=police, text="已设")
    report_on_task(task_id=task.pk, actor=police, text="南侧已设", photos=[scene.photo()])
    assert_emitted(TaskReported, task_id=task.pk)
    submit_task(task_id=task.pk, actor=police, text="全部设好")
    assert_state(task, TaskState.DONE)
    with pytest.raises(NotPermitted):
        verify_task(task_id=task.pk, actor=police)

    return_task(task_id=task.pk, actor=cast.lin, reason="北侧未封")
    assert_state(task, TaskState.RETURNED)
    both = make_actor(
        "一人两职",
        permissions=("responses.view_task", "responses.perform_task", "responses.verify_task"),
    )
    submit_task(task_id=task.pk, actor=both, text="北侧已封")
    with pytest.raises(VerifierIsDoer):
        verify_task(task_id=task.pk, actor=both)
    verify_task(task_id=task.pk, actor=cast.lin)

    assert_state(task, TaskState.VERIFIED)
    assert_audited("responses.task.verified", task)
    assert_emitted(TaskMoved, task_id=task.pk, state="verified")
    assert response.incident.timeline.filter(kind="scene", attachment__isnull=False).exists()
    with pytest.raises(NotVisible):
        accept_task(task_id=task_of(response, "切断泄漏源").pk, actor=police)


def test_an_order_reaches_the_lead_of_its_group(response, cast):
    group = response.groups.get(name="医疗救护组")
    with pytest.raises(InvalidInput):
        issue_order(
            response_id=response.pk,
            group_id=group.pk,
            title="",
            instruction="",
            due_minutes=0,
            actor=cast.sun,
        )
    task = issue_order(
        response_id=response.pk,
        group_id=group.pk,
        title="增派两辆救护车",
        instruction="到东门集结",
        due_minutes=15,
        actor=cast.sun,
    )

    assert (task.kind, task.assignee_id) == ("order", group.lead_id)
    assert_audited("responses.task.order_issued", task, by=None)
    assert_emitted(OrderIssued, task_id=task.pk)


def test_a_late_task_is_told_once(response, frozen_clock=None):
    from anlan.kernel import clock

    with clock.freeze(clock.now()) as frozen:
        frozen.advance(minutes=25)
        first = notice_overdue_tasks()
        assert first == response.tasks.filter(due_at__lt=clock.now()).count() > 0
        assert notice_overdue_tasks() == 0
    assert_emitted(TaskOverdue, response_id=response.pk)


def test_a_response_ends_when_its_tasks_are_finished_and_then_lets_the_incident_close(
    response, cast
):
    from anlan.command.responses.panels import may_incident_close

    assert "30" not in str(may_incident_close(response.incident_id) or "")
    assert may_incident_close(response.incident_id)
    with pytest.raises(TransitionRefused, match="30"):
        terminate_response(response_id=response.pk, actor=cast.lin, reason="险情消除")
    with pytest.raises(InvalidInput):
        cancel_task(task_id=response.tasks.first().pk, actor=cast.lin, reason="")
    assert cancel_open_tasks(response_id=response.pk, actor=cast.lin, reason="险情已消除") == 30
    with pytest.raises(InvalidInput):
        terminate_response(response_id=response.pk, actor=cast.lin, reason="")

    terminate_response(response_id=response.pk, actor=cast.lin, reason="险情消除")

    assert_audited("responses.response.terminated", response)
    assert_emitted(ResponseTerminated, response_id=response.pk)
    assert get_active_response(response.incident_id) is None
    assert may_incident_close(response.incident_id) is None
    with pytest.raises(ResponseEnded):
        change_level(response_id=response.pk, level=2, actor=cast.lin, reason="x")
    numbers = response_metrics(response.incident_id)
    assert numbers["tasks_cancelled"] == 30 and numbers["terminated_at"] is not None
    section = incidents_section(response.incident_id)
    assert section["paragraphs"] and section["moments"]["activation"] == response.activated_at


def incidents_section(incident_id: int):
    """What the final report is told."""
    from anlan.command.responses.panels import report_section

    assert incidents is not None
    return report_section(incident_id)
