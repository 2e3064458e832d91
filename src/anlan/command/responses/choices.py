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


class CommandAuthority(models.TextChoices):
    """Which level of government commands the response."""

    UNIFIED = "unified", _("unified command of this level")
    TERRITORIAL = "territorial", _("territorial command of the level below")
    RAISED = "raised", _("raised to the superior")


class ObjectiveKind(models.TextChoices):
    """An aim, or a clock."""

    OBJECTIVE = "objective", pgettext_lazy("response", "objective")
    TIMER = "timer", pgettext_lazy("response", "timer")


class ObjectiveState(models.TextChoices):
    """Where an objective stands."""

    OPEN = "open", pgettext_lazy("objective", "open")
    MET = "met", pgettext_lazy("objective", "reached")
    DROPPED = "dropped", pgettext_lazy("objective", "given up")


OBJECTIVE_TONES: dict[str, str] = {
    ObjectiveState.OPEN: "active",
    ObjectiveState.MET: "done",
    ObjectiveState.DROPPED: "neutral",
}


class ImprovementState(models.TextChoices):
    """Where an improvement stands."""

    OPEN = "open", pgettext_lazy("improvement", "to be done")
    DONE = "done", pgettext_lazy("improvement", "done")


IMPROVEMENT_TONES: dict[str, str] = {
    ImprovementState.OPEN: "waiting",
    ImprovementState.DONE: "done",
}


class PublicField(models.TextChoices):
    """What a commander may release to the public."""

    KIND = "kind", _("kind of incident")
    PLACE = "place", _("township, without address")
    OCCURRED = "occurred", _("time of the incident")
    STATE = "state", _("state of the incident")
    LEVEL = "level", _("level of the response")
    MEASURES = "measures", _("measures taken")
    CASUALTIES = "casualties", _("numbers of dead, missing and injured")
    EVACUATED = "evacuated", _("number of people evacuated")
