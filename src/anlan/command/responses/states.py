"""How a response ends, and how a task moves from assignment to verification."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anlan.command.responses.choices import (
    RUNNING,
    UNFINISHED,
    ImprovementState,
    ObjectiveState,
    ResponseState,
    TaskState,
)
from anlan.command.responses.models import Response, ResponseTask
from anlan.command.responses.permissions import PERFORM, REVIEW, SET_OBJECTIVE, TERMINATE, VERIFY
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def tasks_are_finished(response: Response) -> Message | None:
    """A response ends when no task is open: verified, or cancelled with a reason."""
    open_tasks = response.tasks.filter(state__in=UNFINISHED).count()
    if not open_tasks:
        return None
    return ngettext(
        "%(count)d task is not finished: verify it or cancel it with a reason.",
        "%(count)d tasks are not finished: verify them or cancel them with a reason.",
        open_tasks,
    ) % {"count": open_tasks}


def has_evidence(task: ResponseTask) -> Message | None:
    """A task that needs a photo is reported as done only with one."""
    if not task.needs_photo:
        return None
    if task.feedback.exclude(attachment_ids=[]).exists():
        return None
    return _("This task needs a photo. Report with a photo first.")


RESPONSE = StateMachine(
    model="responses.Response",
    initial=ResponseState.ACTIVE,
    transitions=(
        Transition(
            "terminate",
            ResponseState.ACTIVE,
            ResponseState.TERMINATED,
            permission=TERMINATE,
            label=_("terminate the response"),
            guard=tasks_are_finished,
            needs_reason=True,
            style="danger",
        ),
    ),
)

TASK = StateMachine(
    model="responses.ResponseTask",
    initial=TaskState.ASSIGNED,
    transitions=(
        Transition(
            "accept",
            TaskState.ASSIGNED,
            TaskState.ACCEPTED,
            permission=PERFORM,
            label=pgettext_lazy("task step", "accept"),
            style="primary",
        ),
        Transition(
            "start",
            (TaskState.ACCEPTED, TaskState.RETURNED),
            TaskState.IN_PROGRESS,
            permission=PERFORM,
            label=pgettext_lazy("task step", "begin"),
            style="primary",
        ),
        Transition(
            "submit",
            (TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.RETURNED),
            TaskState.DONE,
            permission=PERFORM,
            label=pgettext_lazy("task step", "report as done"),
            guard=has_evidence,
            style="primary",
        ),
        Transition(
            "verify",
            TaskState.DONE,
            TaskState.VERIFIED,
            permission=VERIFY,
            label=pgettext_lazy("task step", "verify"),
            style="primary",
        ),
        Transition(
            "return_",
            TaskState.DONE,
            TaskState.RETURNED,
            permission=VERIFY,
            label=pgettext_lazy("task step", "return"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            (*RUNNING, TaskState.DONE),
            TaskState.CANCELLED,
            permission=VERIFY,
            label=pgettext_lazy("task step", "cancel"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

OBJECTIVE = StateMachine(
    model="responses.Objective",
    initial=ObjectiveState.OPEN,
    transitions=(
        Transition(
            "meet",
            ObjectiveState.OPEN,
            ObjectiveState.MET,
            permission=SET_OBJECTIVE,
            label=pgettext_lazy("objective", "reached"),
            style="primary",
        ),
        Transition(
            "drop",
            ObjectiveState.OPEN,
            ObjectiveState.DROPPED,
            permission=SET_OBJECTIVE,
            label=pgettext_lazy("objective", "give up"),
            needs_reason=True,
        ),
    ),
)

IMPROVEMENT = StateMachine(
    model="responses.Improvement",
    initial=ImprovementState.OPEN,
    transitions=(
        Transition(
            "finish",
            ImprovementState.OPEN,
            ImprovementState.DONE,
            permission=REVIEW,
            label=pgettext_lazy("improvement", "done"),
            needs_reason=True,
            style="primary",
        ),
    ),
)
