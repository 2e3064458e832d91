"""The approval engine: start, decide, withdraw. It knows no business; events tell the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.workflow.choices import ApprovalState, StepState, Verdict
from anlan.base.workflow.contracts import StepSpec
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
from anlan.base.workflow.models import Approval, Decision, Definition, Step, StepRun
from anlan.base.workflow.permissions import CHANGE_DEFINITION
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import all_actions, follow_path, policy_of, require_permission


@transaction.atomic
def publish_definition(
    *,
    code: str,
    name: str,
    subject_type: str,
    steps: Sequence[StepSpec],
    actor: Actor,
    legal_basis: str = "",
) -> Definition:
    """Set how a kind of thing is approved. Equal steps change nothing; others are a new version.

    Approvals that run keep the steps they began with.
    """
    require_permission(actor, CHANGE_DEFINITION)
    known = {action.code for action in all_actions()}
    if not steps:
        raise InvalidInput(fields={"steps": _("An approval has at least one step.")})
    for step in steps:
        if step.permission not in known:
            raise InvalidInput(
                fields={"steps": _("Unknown permission: %(code)s") % {"code": step.permission}}
            )
    current = Definition.objects.select_for_update().filter(code=code, is_current=True).first()
    if current is not None:
        same = [(s.name, s.permission, s.signatures) for s in current.steps.all()] == [
            (s.name, s.permission, s.signatures) for s in steps
        ]
        if same and (current.name, current.legal_basis) == (name, legal_basis):
            return current
        current.is_current = False
        current.save(update_fields=["is_current", "updated_at"])
    latest = Definition.objects.filter(code=code).aggregate(n=Max("version"))["n"] or 0
    definition = Definition.objects.create(
        code=code,
        version=latest + 1,
        name=name,
        subject_type=subject_type,
        legal_basis=legal_basis,
    )
    Step.objects.bulk_create(
        Step(
            definition=definition,
            position=index,
            name=step.name,
            permission=step.permission,
            signatures=step.signatures,
        )
        for index, step in enumerate(steps, start=1)
    )
    audit(
        actor,
        "workflow.definition.published",
        definition,
        after={"version": definition.version, "steps": [s.name for s in steps]},
    )
    return definition


@transaction.atomic
def start_approval(
    *, subject: Model, definition_code: str, actor: Actor, note: str = ""
) -> Approval:
    """Submit an object for approval. Raises ``AlreadyInApproval`` or ``NoDefinition``.

    The caller's service has checked that the actor may submit it.
    """
    rights = policy_of(subject)
    if not actor.is_system and not rights.can(actor, rights.view, subject):
        raise NotVisible
    definition = Definition.objects.filter(code=definition_code, is_current=True).first()
    if definition is None or definition.subject_type != subject._meta.label:
        raise NoDefinition
    approval = Approval(
        definition=definition,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        region_id=follow_path(
            subject, f"{rights.region_field}_id" if rights.region_field else None
        ),
        organisation_id=follow_path(subject, rights.organisation_field),
        started_by_id=actor.id,
        started_by_name=actor.display_name[:100],
        started_at=clock.now(),
        note=note,
    )
    try:
        with transaction.atomic():
            approval.save()
    except IntegrityError:
        raise AlreadyInApproval from None
    StepRun.objects.bulk_create(
        StepRun(
            approval=approval,
            position=step.position,
            name=step.name,
            permission=step.permission,
            signatures=step.signatures,
            state=StepState.ACTIVE if index == 0 else StepState.WAITING,
        )
        for index, step in enumerate(definition.steps.all())
    )
    audit(actor, "workflow.approval.started", approval, reason=note)
    emit(WorkflowStarted(**_of(approval)), actor)
    return approval


@transaction.atomic
def decide(*, approval_id: int, verdict: str, actor: Actor, comment: str = "") -> Approval:
    """Approve or return at the active step.

    Who holds the step's right over the object decides; not who submitted it (four eyes), and each
    person once per step. A return needs a comment and ends the approval; the signature that
    completes the last step approves it.
    """
    if verdict not in Verdict.values:
        raise InvalidInput(fields={"verdict": _("Approve or return.")})
    approval = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("definition")
        .filter(pk=approval_id)
        .first()
    )
    if approval is None:
        raise NotVisible
    step = approval.steps.filter(state=StepState.ACTIVE).first()
    _require_deciding(approval, step, actor)
    if approval.state != ApprovalState.RUNNING or step is None:
        raise NotInApproval
    if approval.started_by_id == actor.id:
        raise OwnSubmission
    if step.decisions.filter(actor_id=actor.id).exists():
        raise AlreadyDecided
    if verdict == Verdict.RETURN and not comment.strip():
        raise InvalidInput(fields={"comment": _("Say what should be improved.")})
    Decision.objects.create(
        step=step,
        verdict=verdict,
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
        comment=comment.strip(),
        decided_at=clock.now(),
    )
    if verdict == Verdict.RETURN:
        audit(actor, "workflow.step.returned", approval, after={"step": step.name}, reason=comment)
        _end_step(step, StepState.RETURNED)
        _end(approval, ApprovalState.RETURNED)
        emit(WorkflowReturned(comment=comment, **_of(approval)), actor)
        return approval
    audit(actor, "workflow.step.approved", approval, after={"step": step.name}, reason=comment)
    if step.decisions.filter(verdict=Verdict.APPROVE).count() < step.signatures:
        return approval  # the other signatures are still missing
    _end_step(step, StepState.APPROVED)
    following = approval.steps.filter(state=StepState.WAITING).order_by("position").first()
    if following is not None:
        following.state = StepState.ACTIVE
        following.save(update_fields=["state"])
        emit(WorkflowAdvanced(step=following.name, **_of(approval)), actor)
        return approval
    _end(approval, ApprovalState.APPROVED)
    emit(WorkflowApproved(**_of(approval)), actor)
    return approval


@transaction.atomic
def cancel_approval(*, approval_id: int, actor: Actor, reason: str = "") -> Approval:
    """Withdraw what one submitted oneself, as long as it runs."""
    approval = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("definition")
        .filter(pk=approval_id)
        .first()
    )
    if approval is None:
        raise NotVisible
    if approval.started_by_id != actor.id and not actor.is_system:
        _require_deciding(approval, None, actor)
        raise NotPermitted
    if approval.state != ApprovalState.RUNNING:
        raise NotInApproval
    for step in approval.steps.filter(state=StepState.ACTIVE):
        _end_step(step, StepState.SKIPPED)
    _end(approval, ApprovalState.CANCELLED)
    audit(actor, "workflow.approval.cancelled", approval, reason=reason)
    emit(WorkflowCancelled(**_of(approval)), actor)
    return approval


def may_decide(approval: Approval, step: StepRun | None, actor: Actor) -> bool:
    """Whether an actor may decide at the active step of a running approval now."""
    if step is None or approval.state != ApprovalState.RUNNING:
        return False
    if approval.started_by_id == actor.id or not actor.has(step.permission):
        return False
    subject = approval.subject
    return (
        subject is not None
        and policy_of(subject).can(actor, step.permission, subject)
        and not step.decisions.filter(actor_id=actor.id).exists()
    )


def _require_deciding(approval: Approval, step: StepRun | None, actor: Actor) -> None:
    """Raise unless the actor holds the step's right over the subject: 404 outside, 403 inside."""
    if actor.is_system:
        return
    subject = approval.subject
    if subject is None:
        raise NotVisible
    rights = policy_of(subject)
    if step is not None:
        rights.require(actor, step.permission, subject)
    elif not rights.can(actor, rights.view, subject):
        raise NotVisible


def _end_step(step: StepRun, state: StepState) -> None:
    step.state, step.ended_at = state, clock.now()
    step.save(update_fields=["state", "ended_at"])


def _end(approval: Approval, state: ApprovalState) -> None:
    approval.steps.filter(state=StepState.WAITING).update(state=StepState.SKIPPED)
    approval.state, approval.ended_at = state, clock.now()
    approval.save(update_fields=["state", "ended_at", "updated_at"])


def _of(approval: Approval) -> dict[str, Any]:
    return {
        "approval_id": approval.pk,
        "definition": approval.definition.code,
        "subject_type": approval.subject_type,
        "subject_id": approval.subject_id,
    }
