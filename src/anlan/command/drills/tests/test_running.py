"""A drill from its plan to its assessment, and the stop for what is real."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.notifications.models import Delivery, Notification
from anlan.command.drills.choices import DrillState
from anlan.command.drills.errors import DrillNotRunning
from anlan.command.drills.events import DrillMoved
from anlan.command.drills.models import CadenceDuty, Drill, DrillInject, RevisionProposal
from anlan.command.drills.services import judging, running
from anlan.command.drills.services.cadence import refresh_duties
from anlan.command.drills.tests.factories import (
    CadenceDutyFactory,
    CadenceRuleFactory,
    acting,
)
from anlan.command.incidents.models import Incident
from anlan.command.incidents.public import open_incident
from anlan.command.plans.models import Plan, PlanRecord, PlanTask
from anlan.command.responses import public as responses
from anlan.command.responses.models import ResponseTask
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.policy import visible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state

pytestmark = pytest.mark.django_db


def test_a_double_blind_drill_does_not_exist_for_its_players_before_it_begins(stage):
    scene = stage("double_blind")

    for actor in (scene.duty, scene.passer):
        assert not visible(Drill, actor).exists()
    with pytest.raises(NotVisible):
        running.start_drill(drill_id=scene.drill.pk, actor=scene.duty)
    assert visible(Drill, scene.director).exists()
    assert visible(Drill, scene.evaluator).exists()
    told = set(Notification.objects.values_list("person_id", flat=True))
    assert scene.people["duty"].pk not in told and scene.people["medic"].pk not in told
    assert scene.people["evaluator"].pk in told

    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)

    assert visible(Drill, scene.duty).exists()
    assert_audited("drills.drill.moved", scene.drill, by=scene.director)
    assert_emitted(DrillMoved, drill_id=scene.drill.pk, state="running")


def test_players_see_what_was_delivered_to_them_and_never_what_is_expected(stage, moving):
    scene = stage()
    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)

    assert [i.title for i in visible(DrillInject, scene.duty)] == ["接到报警"]
    assert not visible(DrillInject, scene.passer).exists()
    assert visible(DrillInject, scene.evaluator).count() == 2
    from anlan.command.drills.models import DrillAction

    assert not visible(DrillAction, scene.duty).exists()

    moving.advance(minutes=19)
    assert running.deliver_due_injects() == 0
    moving.advance(minutes=1)
    assert running.deliver_due_injects() == 1
    assert running.deliver_due_injects() == 0
    incident = Incident.objects.get(is_drill=True)
    assert incident.facts.order_by("-version").first().minor_injuries == 1


def test_the_clock_stands_jumps_and_waits_for_nobody_else(stage, moving):
    scene = stage()
    with pytest.raises(NotPermitted):
        running.start_drill(drill_id=scene.drill.pk, actor=scene.passer)
    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)
    moving.advance(minutes=5)
    running.pause_drill(drill_id=scene.drill.pk, actor=scene.director)
    moving.advance(minutes=60)
    assert running.deliver_due_injects() == 0
    inject = scene.drill.injects.get(minute=0)
    with pytest.raises(DrillNotRunning):
        running.answer_inject(inject_id=inject.pk, text="已报", actor=scene.duty)
    running.resume_drill(drill_id=scene.drill.pk, actor=scene.director)
    running.answer_inject(inject_id=inject.pk, text="已报", actor=scene.duty)
    with pytest.raises(NotVisible):
        running.answer_inject(inject_id=inject.pk, text="已报", actor=scene.passer)
    with pytest.raises(InvalidInput):
        running.forward_drill(drill_id=scene.drill.pk, minutes=999, actor=scene.director)
    running.deliver_next(drill_id=scene.drill.pk, actor=scene.director)

    drill = scene.again()
    assert drill.clock.shown_s() == 20 * 60
    assert drill.clock.worked_s() == 5 * 60
    assert not drill.injects.filter(delivered_at=None).exists()


def test_a_drill_is_scored_from_the_records_and_changes_the_plan(stage, moving):
    scene = stage()
    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)
    drill = scene.again()
    moving.advance(minutes=3)
    running.answer_inject(
        inject_id=drill.injects.get(minute=0).pk, text="已报带班领导", actor=scene.duty
    )
    moving.advance(minutes=6)
    responses.activate_response(incident_id=drill.incident_id, actor=scene.duty)
    task = ResponseTask.objects.get(title="设立警戒区")
    responses.accept_task(task_id=task.pk, actor=scene.duty)
    moving.advance(minutes=36)
    running.deliver_due_injects()
    responses.submit_task(task_id=task.pk, text="完成", actor=scene.duty)

    running.finish_drill(drill_id=drill.pk, actor=scene.director)

    drill = scene.again()
    assert_state(drill, DrillState.ENDED)
    earned = dict(drill.actions.values_list("title", "share"))
    assert earned["报带班领导"] == 1
    assert earned["启动响应"] == 1
    assert float(earned["设立警戒区"]) == 0.4  # 36 min of 20: not beyond twice the time
    assert earned["清点人员"] == 0
    assert float(drill.score) == round(100 * (10 + 5 + 2) / 25, 1)
    assert PlanRecord.objects.filter(plan=drill.plan, kind="drill").exists()
    assert Incident.objects.get(pk=drill.incident_id).state == "cancelled"
    assert responses.get_active_response(drill.incident_id) is None

    rollcall = drill.actions.get(title="清点人员")
    with pytest.raises(NotPermitted):
        judging.observe(drill_id=drill.pk, text="没有清点", actor=scene.duty)
    judging.observe(
        drill_id=drill.pk, action_id=rollcall.pk, verdict="partly", actor=scene.evaluator
    )
    judging.score_drill(drill_id=drill.pk, actor=scene.evaluator)
    assert float(scene.again().score) == round(100 * (10 + 5 + 2 + 2.5) / 25, 1)

    made = judging.propose_revisions(drill_id=drill.pk, actor=scene.director)
    assert [(row.kind, row.minutes) for row in made] == [("deadline", 40)]
    assert judging.propose_revisions(drill_id=drill.pk, actor=scene.director) == []
    adopted = judging.adopt_proposal(proposal_id=made[0].pk, actor=scene.director)
    assert (
        PlanTask.objects.get(group__plan=adopted.draft, title="设立警戒区").deadline_minutes == 40
    )
    assert Plan.objects.get(pk=drill.plan_id).state == "published"
    with pytest.raises(TransitionRefused):
        judging.reject_proposal(proposal_id=made[0].pk, reason="不需要", actor=scene.director)
    assert RevisionProposal.objects.get().state == "adopted"


def test_what_is_real_stops_the_drill_at_once_and_everybody_hears_it(stage, moving):
    scene = stage()
    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)
    moving.advance(minutes=2)

    real = open_incident(
        title="真实火灾",
        kind="fire",
        source="119",
        occurred_at=clock.now(),
        region_code="330825000000",
        actor=scene.passer,
    )

    drill = scene.again()
    assert_state(drill, DrillState.SUSPENDED)
    assert not drill.clock.runs
    told = Notification.objects.filter(kind="drills.real")
    assert set(told.values_list("person_id", flat=True)) == {
        scene.people[who].pk for who in ("director", "duty", "evaluator", "medic")
    }
    assert not told.filter(is_drill=True).exists()
    assert all("演练】" not in notice.title + notice.body for notice in told)
    assert real.number in told.first().body
    medic = acting(scene.people["medic"], "department_officer")
    with pytest.raises(NotPermitted):
        running.abort_drill(drill_id=drill.pk, reason="真实警情", actor=medic)
    running.resume_drill(drill_id=drill.pk, actor=scene.director)
    assert_state(scene.again(), DrillState.RUNNING)
    running.suspend_drill(drill_id=drill.pk, reason="又有警情【演练】", actor=scene.passer)
    assert Notification.objects.filter(kind="drills.real").count() == 8
    running.abort_drill(drill_id=drill.pk, reason="不再继续", actor=scene.director)
    assert_state(scene.again(), DrillState.ABORTED)
    assert scene.drill.score is None
    assert Delivery.objects.filter(notification__is_drill=True).count() == 0


def test_duties_follow_the_register_and_the_drills_held(stage, moving):
    scene = stage()
    rule = CadenceRuleFactory(concerns="public", months=24)
    assert refresh_duties(actor=system_actor("drills")) == 2
    assert refresh_duties(actor=system_actor("drills")) == 0
    duty = CadenceDuty.objects.get(organisation=scene.drill.organisation, rule=rule)
    assert duty.due_on == clock.today().replace(year=2028)
    late = CadenceDutyFactory(due_on=clock.today() - timedelta(days=1))
    assert late.is_late

    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)
    moving.advance(days=10)
    running.finish_drill(drill_id=scene.drill.pk, actor=scene.director)

    duty.refresh_from_db()
    assert duty.last_on == clock.today()
    assert scene.drill.number in duty.last_note
