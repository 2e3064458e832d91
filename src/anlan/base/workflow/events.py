"""What happens to approvals. Domain apps listen and carry out “on approved”, “on returned”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class _OfSubject(Event):
    """Common payload: which approval of what."""

    approval_id: int
    definition: str
    subject_type: str
    subject_id: str

    def topics(self) -> list[str]:
        """Whoever watches approvals."""
        return ["approvals"]


@dataclass(frozen=True)
class WorkflowStarted(_OfSubject):
    """An approval began."""

    name: ClassVar[str] = "workflow.approval.started"


@dataclass(frozen=True)
class WorkflowAdvanced(_OfSubject):
    """A step was approved; the next one waits."""

    name: ClassVar[str] = "workflow.approval.advanced"
    words = _("approval: next step")
    step: str


@dataclass(frozen=True)
class WorkflowApproved(_OfSubject):
    """The last step was approved."""

    name: ClassVar[str] = "workflow.approval.approved"
    words = _("approval granted")


@dataclass(frozen=True)
class WorkflowReturned(_OfSubject):
    """Somebody returned it for improvement."""

    name: ClassVar[str] = "workflow.approval.returned"
    words = _("approval returned")
    comment: str


@dataclass(frozen=True)
class WorkflowCancelled(_OfSubject):
    """Who submitted it withdrew it."""

    name: ClassVar[str] = "workflow.approval.cancelled"
