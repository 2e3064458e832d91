"""The door to approvals. Outcomes come as events: ``WorkflowApproved``, ``WorkflowReturned``."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from anlan.base.workflow import services
from anlan.base.workflow.contracts import ApprovalInfo, DecisionInfo, StepInfo, StepSpec
from anlan.base.workflow.events import (
    WorkflowApproved,
    WorkflowCancelled,
    WorkflowReturned,
    WorkflowStarted,
)
from anlan.base.workflow.models import Approval
from anlan.base.workflow.services import publish_definition
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible

__all__ = [
    "ApprovalInfo",
    "StepSpec",
    "WorkflowApproved",
    "WorkflowCancelled",
    "WorkflowReturned",
    "WorkflowStarted",
    "approval_of",
    "approvals_of",
    "cancel_approval",
    "decide",
    "may_decide",
    "publish_definition",
    "start_approval",
]


def start_approval(
    *, subject: Model, definition_code: str, actor: Actor, note: str = ""
) -> ApprovalInfo:
    """Submit an object for approval; see ``services.start_approval``."""
    return describe(
        services.start_approval(
            subject=subject, definition_code=definition_code, actor=actor, note=note
        )
    )


def decide(*, approval_id: int, verdict: str, actor: Actor, comment: str = "") -> ApprovalInfo:
    """Decide ``approve`` or ``return``; see ``services.decide``."""
    return describe(
        services.decide(approval_id=approval_id, verdict=verdict, actor=actor, comment=comment)
    )


def cancel_approval(*, approval_id: int, actor: Actor, reason: str = "") -> ApprovalInfo:
    """Withdraw; see ``services.cancel_approval``."""
    return describe(services.cancel_approval(approval_id=approval_id, actor=actor, reason=reason))


def approval_of(subject: Model) -> ApprovalInfo | None:
    """Return the running approval of an object, else its latest, else None."""
    found = approvals_of(subject)
    return next((a for a in found if a.is_running), found[0] if found else None)


def approvals_of(subject: Model) -> list[ApprovalInfo]:
    """Return all approvals of an object, newest first."""
    return [describe(a) for a in _rows(subject)]


def may_decide(approval_id: int, actor: Actor) -> bool:
    """Whether an actor may decide an approval now."""
    approval = Approval.objects.filter(pk=approval_id).first()
    if approval is None:
        raise NotVisible
    return services.may_decide(approval, approval.steps.filter(state="active").first(), actor)


def _rows(subject: Model) -> QuerySet[Approval]:
    return (
        Approval.objects.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))
        .select_related("definition")
        .prefetch_related("steps__decisions")
    )


def describe(approval: Approval) -> ApprovalInfo:
    """Return an approval by value."""
    return ApprovalInfo(
        id=approval.pk,
        definition=approval.definition.code,
        title=str(approval),
        state=approval.state,
        started_by=approval.started_by_name,
        started_at=approval.started_at,
        ended_at=approval.ended_at,
        steps=tuple(
            StepInfo(
                name=step.name,
                permission=step.permission,
                state=step.state,
                signatures=step.signatures,
                decisions=tuple(
                    DecisionInfo(d.actor_name, d.verdict, d.comment, d.decided_at)
                    for d in step.decisions.all()
                ),
            )
            for step in approval.steps.all()
        ),
        url=approval.get_absolute_url(),
    )
