"""What supervision does by itself: issue what was approved, watch clocks, propose.

The platform proposes; only people issue.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from anlan.base.deadlines.events import DeadlineOverdue
from anlan.base.workflow.public import WorkflowApproved, WorkflowCancelled, WorkflowReturned
from anlan.governance.commitments.events import CommitmentEscalated
from anlan.governance.indicators.events import DeviationFound
from anlan.governance.oversight import remedies as remedies  # registers with the leader screen
from anlan.governance.oversight.models import Order
from anlan.governance.oversight.services.common import ANSWER, platform
from anlan.governance.oversight.services.drawing import mark_returned
from anlan.governance.oversight.services.moving import issue_approved, mark_overdue
from anlan.governance.oversight.services.proposing import propose_about
from anlan.kernel.actor import name_system_actors
from anlan.kernel.events import on

name_system_actors({"oversight": _("platform (supervision)")})


@on(WorkflowApproved, inline=True)
def approved(event: WorkflowApproved) -> None:
    """The last approver signed: the document goes out."""
    if event.subject_type == Order._meta.label:
        with override(settings.LANGUAGE_CODE):
            issue_approved(order_id=int(event.subject_id), actor=platform())


@on(WorkflowReturned, inline=True)
def returned(event: WorkflowReturned) -> None:
    """An approver returned it: it is a draft again."""
    if event.subject_type == Order._meta.label:
        mark_returned(order_id=int(event.subject_id), reason=event.comment, actor=platform())


@on(WorkflowCancelled, inline=True)
def cancelled(event: WorkflowCancelled) -> None:
    """Who submitted it withdrew it on the page of approvals: it is a draft again."""
    if event.subject_type == Order._meta.label:
        mark_returned(order_id=int(event.subject_id), reason="", actor=platform())


@on(DeadlineOverdue)
def late(event: DeadlineOverdue) -> None:
    """A unit has not answered in time."""
    if event.rule_code == ANSWER and event.subject_type == Order._meta.label:
        with override(settings.LANGUAGE_CODE):
            mark_overdue(order_id=int(event.subject_id), actor=platform())


@on(CommitmentEscalated)
def promise_at_last_step(event: CommitmentEscalated) -> None:
    """An overdue commitment reached the last step of its escalation: propose an order."""
    if event.audience == "principal":
        with override(settings.LANGUAGE_CODE):
            propose_about(model="commitments.Commitment", key=event.commitment_id, actor=platform())


@on(DeviationFound)
def target_missed(event: DeviationFound) -> None:
    """An indicator is missed: propose an order."""
    if event.state == "missed":
        with override(settings.LANGUAGE_CODE):
            propose_about(model="indicators.Indicator", key=event.indicator_id, actor=platform())
