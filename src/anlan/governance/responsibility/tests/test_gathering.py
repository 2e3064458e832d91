"""What leaders did, as the platform knows it: once each, with the way to it, clerks left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.accounts.tests.factories import UserFactory
from anlan.base.audit.public import audit
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.base.workflow.models import Decision
from anlan.base.workflow.public import WorkflowApproved
from anlan.base.workflow.tests.factories import ApprovalFactory, StepRunFactory
from anlan.command.incidents.tests.factories import load_reference as load_incidents
from anlan.command.plans.events import PlanPublished
from anlan.command.plans.tests.factories import PlanFactory
from anlan.command.responses.events import CommandHandedOver
from anlan.command.responses.models import CommandHandover
from anlan.command.responses.tests.factories import ResponseFactory
from anlan.command.scene.events import MeetingChanged
from anlan.command.scene.tests.factories import SceneFactory
from anlan.governance.oversight.tests.factories import OrderFactory, OrderKindFactory
from anlan.governance.responsibility import handlers
from anlan.governance.responsibility.models import DutyRecord
from anlan.governance.responsibility.services import gathering
from anlan.governance.responsibility.tests.factories import set_government
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.models import StateChange
from anlan.supervision.hazards.events import SupervisionLifted
from anlan.supervision.hazards.models import ListedSupervision
from anlan.supervision.hazards.tests.factories import load_reference as load_hazards
from anlan.supervision.hazards.tests.factories import make_hazard

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """The leader in charge, the head of a department and a clerk of it, with their accounts."""
    made = set_government()
    clerk = PersonFactory(name="柳科员演示", organisation=made.department, sort_order=90)
    accounts = {
        who: f"user:{UserFactory(person=person).pk}"
        for who, person in (("leader", made.leader), ("head", made.head), ("clerk", clerk))
    }
    return made, accounts


def _records():
    rows = DutyRecord.objects.order_by("person__name", "kind")
    return [(row.person.name, row.kind) for row in rows]


def _decided(approval, account, position):
    step = StepRunFactory(approval=approval, position=position, state="approved")
    Decision.objects.create(
        step=step,
        verdict="approve",
        actor_id=account,
        actor_name="演示",
        decided_at=clock.now(),
    )


def test_leaders_who_agreed_have_signed_a_paper_and_restricted_ones_are_not_named(people):
    _made, accounts = people
    order = OrderFactory(
        kind=OrderKindFactory(code="referral", name="移送", is_restricted=True),
        title="关于某人的移送",
    )
    approval = ApprovalFactory(
        state="approved",
        step=None,
        subject_type="oversight.Order",
        subject_id=str(order.pk),
        subject_label=order.title,
        subject=order.organisation,
    )
    for position, who in enumerate(("leader", "clerk"), 1):
        _decided(approval, accounts[who], position)

    event = WorkflowApproved(approval.pk, "oversight.leader", "oversight.Order", str(order.pk))
    for _again in range(2):
        handlers.approved(event)

    record = DutyRecord.objects.get()
    assert (record.person.name, record.kind) == ("卢副县长演示", "order")
    assert "某人" not in record.text
    assert record.subject_url == approval.get_absolute_url()


def test_a_plan_put_into_force_by_a_leader_is_on_his_record(people):
    _made, accounts = people
    for account, name in ((accounts["head"], "演示甲预案"), (accounts["clerk"], "演示乙预案")):
        plan = PlanFactory(name=name, state="published")
        StateChange.objects.create(
            subject_type="plans.Plan",
            subject_id=str(plan.pk),
            transition="publish",
            source="submitted",
            target="published",
            actor_id=account,
            actor_name="演示",
            changed_at=clock.now(),
        )
        handlers.plan_in_force(PlanPublished(plan.pk, plan.code, plan.version))

    assert _records() == [("沈局长演示", "order")]
    assert "演示甲预案" in DutyRecord.objects.get().text


def test_taking_over_the_command_counts_on_its_own_day_and_once(people):
    made, _accounts = people
    load_incidents()
    response = ResponseFactory(commander=made.leader, activated_at=clock.now() - timedelta(days=3))
    CommandHandover.objects.create(
        response=response,
        from_name="前任演示",
        to_person=made.leader,
        to_name=made.leader.name,
        situation="火势已控",
        actor_name="演示",
        at=clock.now(),
    )
    event = CommandHandedOver(
        response.incident_id, response.pk, response.region_id, person_id=made.leader.pk
    )
    for _again in range(2):
        handlers.took_command(event)

    record = DutyRecord.objects.get()
    assert (record.kind, record.day) == ("command", clock.today())
    assert "前任演示" in record.text


def test_what_leaders_did_about_a_listed_hazard_counts_once_a_kind(people):
    _made, accounts = people
    load_hazards()
    hazard = make_hazard()
    listing = ListedSupervision.objects.create(
        hazard=hazard,
        level="county",
        state="lifted",
        requirements="限期整改",
        listed_at=clock.now() - timedelta(days=20),
        listed_by_id=accounts["leader"],
        listed_by="演示",
        due_at=clock.now(),
        checked_at=clock.now() - timedelta(days=1),
        checked_by_id=accounts["head"],
        checked_by="演示",
    )
    StateChange.objects.create(
        subject_type="hazards.ListedSupervision",
        subject_id=str(listing.pk),
        transition="lift",
        source="checked",
        target="lifted",
        actor_id=accounts["leader"],
        actor_name="演示",
        changed_at=clock.now(),
    )
    assert gathering.record_checked_listings() == 1
    handlers.hazard_lifted(
        SupervisionLifted(
            hazard.pk, hazard.state, "major", hazard.region_id, None, None, None, "county"
        )
    )

    assert _records() == [("卢副县长演示", "order"), ("沈局长演示", "inspection")]
    assert DutyRecord.objects.first().subject_url == listing.get_absolute_url()


def test_leaders_in_the_video_meeting_are_recorded_but_for_the_commander(people):
    made, accounts = people
    load_incidents()
    scene = SceneFactory()
    ResponseFactory(incident=scene.incident, commander=made.head)
    for who, account in accounts.items():
        actor = Actor(kind="person", id=account, display_name=who)
        audit(actor, "scene.meeting.joined", scene)
    for _again in range(2):
        handlers.meeting_joined(MeetingChanged(scene.incident_id, scene.region_id))

    assert _records() == [("卢副县长演示", "meeting")]
