"""Approvals: one after another, four eyes, countersigned, returned."""

from __future__ import annotations

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.workflow.errors import (
    AlreadyDecided,
    AlreadyInApproval,
    NoDefinition,
    NotInApproval,
    OwnSubmission,
)
from anlan.base.workflow.events import (
    WorkflowAdvanced,
    WorkflowApproved,
    WorkflowCancelled,
    WorkflowReturned,
    WorkflowStarted,
)
from anlan.base.workflow.models import Approval
from anlan.base.workflow.public import (
    StepSpec,
    approval_of,
    approvals_of,
    cancel_approval,
    decide,
    may_decide,
    publish_definition,
    start_approval,
)
from anlan.base.workflow.tests.factories import ApprovalFactory
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_not_emitted, make_actor

pytestmark = pytest.mark.django_db
REVIEW, SIGN = "organisations.reveal_phone", "organisations.change_organisation"
SYSTEM = system_actor("test")
STEPS = (StepSpec("审核", REVIEW), StepSpec("会签", SIGN, signatures=2))


def publish(steps=STEPS):
    return publish_definition(
        code="merge",
        name="机构变更审批",
        subject_type="organisations.Organisation",
        steps=steps,
        actor=SYSTEM,
    )


def official(*permissions, scope=None):
    held = ("organisations.view_organisation", *permissions)
    return make_actor("干部", permissions=held, scope=scope)


@pytest.fixture
def started():
    publish()
    subject, author = OrganisationFactory(), official(REVIEW)
    info = start_approval(subject=subject, definition_code="merge", actor=author, note="请审")
    return subject, author, info


def test_a_definition_has_versions_and_runs_keep_the_steps_they_began_with(started):
    subject, _author, info = started
    first = publish()
    assert first.version == 1  # nothing changed
    second = publish((StepSpec("审批", SIGN),))
    assert second.version == 2
    assert_audited("workflow.definition.published", second)
    assert [step.name for step in approval_of(subject).steps] == ["审核", "会签"]
    for steps in ((), (StepSpec("x", "no.such"),)):
        with pytest.raises(InvalidInput):
            publish(steps)
    with pytest.raises(NotPermitted):
        publish_definition(code="x", name="x", subject_type="x", steps=STEPS, actor=official())
    assert info.definition == "merge"


def test_one_approval_runs_per_object(started):
    subject, author, info = started
    assert_audited("workflow.approval.started", Approval.objects.get(pk=info.id))
    assert_emitted(WorkflowStarted, approval_id=info.id, subject_id=str(subject.pk))
    with pytest.raises(AlreadyInApproval):
        start_approval(subject=subject, definition_code="merge", actor=author)
    with pytest.raises(NoDefinition):
        start_approval(subject=OrganisationFactory(), definition_code="none", actor=author)
    with pytest.raises(NotVisible):
        start_approval(
            subject=OrganisationFactory(),
            definition_code="merge",
            actor=official(scope=Scope("region", "990000")),
        )


def test_steps_follow_each_other_and_a_countersignature_needs_all(started):
    subject, author, info = started
    with pytest.raises(OwnSubmission):
        decide(approval_id=info.id, verdict="approve", actor=author)
    with pytest.raises(NotPermitted):
        decide(approval_id=info.id, verdict="approve", actor=official())
    with pytest.raises(NotVisible):
        outsider = official(REVIEW, scope=Scope("region", "990000"))
        decide(approval_id=info.id, verdict="approve", actor=outsider)
    with pytest.raises(InvalidInput):
        decide(approval_id=info.id, verdict="perhaps", actor=official(REVIEW))
    reviewer = official(REVIEW)
    assert may_decide(info.id, reviewer) and not may_decide(info.id, author)
    decide(approval_id=info.id, verdict="approve", actor=reviewer, comment="同意")
    assert_audited("workflow.step.approved", Approval.objects.get(pk=info.id))
    assert_emitted(WorkflowAdvanced, approval_id=info.id, step="会签")

    one, two = official(SIGN), official(SIGN)
    decide(approval_id=info.id, verdict="approve", actor=one)
    with pytest.raises(AlreadyDecided):
        decide(approval_id=info.id, verdict="approve", actor=one)
    assert_not_emitted(WorkflowApproved)
    done = decide(approval_id=info.id, verdict="approve", actor=two)
    assert done.state == "approved" and not done.is_running
    assert_emitted(WorkflowApproved, approval_id=info.id, subject_id=str(subject.pk))
    with pytest.raises(NotInApproval):
        decide(approval_id=info.id, verdict="approve", actor=SYSTEM)
    assert [len(s.decisions) for s in approval_of(subject).steps] == [1, 2]


def test_a_return_needs_a_comment_ends_the_run_and_allows_another(started):
    subject, author, info = started
    with pytest.raises(InvalidInput):
        decide(approval_id=info.id, verdict="return", actor=official(REVIEW), comment=" ")
    done = decide(approval_id=info.id, verdict="return", actor=official(REVIEW), comment="补材料")
    assert done.state == "returned" and [s.state for s in done.steps] == ["returned", "skipped"]
    assert_audited("workflow.step.returned", Approval.objects.get(pk=info.id))
    assert_emitted(WorkflowReturned, approval_id=info.id, comment="补材料")
    again = start_approval(subject=subject, definition_code="merge", actor=author)
    assert approval_of(subject).id == again.id and len(approvals_of(subject)) == 2


def test_only_who_submitted_withdraws(started):
    _subject, author, info = started
    with pytest.raises(NotPermitted):
        cancel_approval(approval_id=info.id, actor=official(REVIEW))
    with pytest.raises(NotVisible):
        cancel_approval(approval_id=info.id, actor=make_actor("外人"))
    assert cancel_approval(approval_id=info.id, actor=author).state == "cancelled"
    assert_audited("workflow.approval.cancelled", Approval.objects.get(pk=info.id))
    assert_emitted(WorkflowCancelled, approval_id=info.id)
    with pytest.raises(NotInApproval):
        cancel_approval(approval_id=info.id, actor=author)


def test_unknown_things_are_not_found():
    with pytest.raises(NotVisible):
        decide(approval_id=987654, verdict="approve", actor=SYSTEM)
    with pytest.raises(NotVisible):
        may_decide(987654, SYSTEM)
    assert approval_of(OrganisationFactory()) is None


def test_an_approval_is_decided_on_its_page(client):
    approval = ApprovalFactory(step__permission=REVIEW)
    client.force_login(account_with("duty_officer"))
    assert approval.subject_label in client.get("/workflow/").content.decode()
    page = client.get(approval.get_absolute_url()).content.decode()
    assert f"/workflow/{approval.pk}/approve/" in page
    assert client.post(f"/workflow/{approval.pk}/approve/").status_code == 303
    approval.refresh_from_db()
    assert approval.state == "approved"
    assert client.post(f"/workflow/{approval.pk}/return/", {"reason": "x"}).status_code == 409
    other = ApprovalFactory(step__permission=REVIEW)
    client.force_login(account_with("duty_officer", scope_value="330826"))
    assert client.post(f"/workflow/{other.pk}/approve/").status_code == 404
    assert client.post(f"/workflow/{other.pk}/cancel/").status_code == 404
