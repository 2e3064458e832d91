"""States of responses and their tasks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ResponseState(models.TextChoices):
    """Where an emergency response stands."""

    ACTIVE = "active", _("in progress")
    TERMINATED = "terminated", _("terminated")


RESPONSE_TONES: dict[str, str] = {ResponseState.ACTIVE: "active", ResponseState.TERMINATED: "done"}


class TaskState(models.TextChoices):
    """Where a task stands; the lanes of the task board in this order."""

    ASSIGNED = "assigned", pgettext_lazy("task", "assigned")
    ACCEPTED = "accepted", pgettext_lazy("task", "accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("task", "being done")
    RETURNED = "returned", pgettext_lazy("task", "returned")
    DONE = "done", _("done, to be verified")
    VERIFIED = "verified", pgettext_lazy("task", "verified")
    CANCELLED = "cancelled", pgettext_lazy("task", "cancelled")


TASK_TONES: dict[str, str] = {
    TaskState.ASSIGNED: "waiting",
    TaskState.ACCEPTED: "active",
    TaskState.IN_PROGRESS: "active",
    TaskState.RETURNED: "overdue",
    TaskState.DONE: "waiting",
    TaskState.VERIFIED: "done",
    TaskState.CANCELLED: "neutral",
}

#: Somebody still has to do something.
UNFINISHED = (
    TaskState.ASSIGNED,
    TaskState.ACCEPTED,
    TaskState.IN_PROGRESS,
    TaskState.RETURNED,
    TaskState.DONE,
)
#: The clock runs: not yet reported as done.
RUNNING = (
    TaskState.ASSIGNED,
    TaskState.ACCEPTED,
    TaskState.IN_PROGRESS,
    TaskState.RETURNED,
)


class TaskKind(models.TextChoices):
    """Where a task comes from."""

    PLAN = "plan", _("task of the plan")
    ORDER = "order", _("order of the commander")


class FeedbackKind(models.TextChoices):
    """What a feedback tells."""

    PROGRESS = "progress", pgettext_lazy("feedback", "progress")
    RESULT = "result", pgettext_lazy("feedback", "result")
    RETURN = "return", pgettext_lazy("task", "returned")
    REMARK = "remark", pgettext_lazy("feedback", "remark")
