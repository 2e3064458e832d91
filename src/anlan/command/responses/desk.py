"""What responses put on the desk: one's tasks, what waits to be verified, what runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from anlan.command.responses.choices import RUNNING, TASK_TONES, ResponseState, TaskState
from anlan.command.responses.models import Response, ResponseTask
from anlan.command.responses.permissions import VERIFY, VIEW, VIEW_TASK
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.rehearsal import marked

#: A task is about to be late when less than this is left.
SOON = timedelta(minutes=30)


def _own(actor: Actor) -> Q:
    """Tasks that are one's own: by person, else by organisation."""
    own = Q(pk__in=[])
    if actor.person_id is not None:
        own |= Q(assignee_id=actor.person_id)
    if actor.organisation_id is not None:
        own |= Q(assignee__isnull=True, organisation_id=actor.organisation_id)
    return own


def _item(task: ResponseTask) -> DeskItem:
    is_drill = task.response.incident.is_drill
    return DeskItem(
        label=marked(task.title) if is_drill else task.title,
        url=task.get_absolute_url(),
        where=task.group.name,
        level=None if is_drill else task.response.level,
        state={"label": task.get_state_display(), "tone": TASK_TONES[TaskState(task.state)]},
        due=task.due_at,
    )


def my_tasks(actor: Actor) -> Iterable[DeskItem]:
    """Tasks assigned to me or to my organisation that are not done."""
    rows = (
        visible(ResponseTask, actor)
        .filter(_own(actor), state__in=RUNNING, response__state=ResponseState.ACTIVE)
        .select_related("group", "response__incident")
        .order_by("due_at")[:20]
    )
    return [_item(task) for task in rows]


def to_verify(actor: Actor) -> Iterable[DeskItem]:
    """Tasks reported as done that I may verify."""
    rows = (
        policy_of(ResponseTask)
        .permitted(actor, VERIFY)
        .filter(state=TaskState.DONE, response__state=ResponseState.ACTIVE)
        .select_related("group", "response__incident")
        .order_by("done_at")[:20]
    )
    return [_item(task) for task in rows]


def soon_late(actor: Actor) -> Iterable[DeskItem]:
    """Tasks of the responses I watch whose time runs out."""
    rows = (
        visible(ResponseTask, actor)
        .filter(
            state__in=RUNNING,
            response__state=ResponseState.ACTIVE,
            due_at__lt=clock.now() + SOON,
        )
        .select_related("group", "response__incident")
        .order_by("due_at")[:20]
    )
    return [_item(task) for task in rows]


def running(actor: Actor) -> int:
    """Number of real responses that run."""
    rows = visible(Response, actor).filter(state=ResponseState.ACTIVE, incident__is_drill=False)
    return rows.count()


register_desk(
    DeskSection(
        name="response_tasks",
        title=_("Response tasks"),
        place="now",
        items=my_tasks,
        permission=VIEW_TASK,
        topics=("responses",),
        order=30,
        url=reverse_lazy("responses:my_tasks"),  # type: ignore[arg-type]
    ),
    DeskSection(
        name="response_verify",
        title=_("To verify"),
        place="now",
        items=to_verify,
        permission=VERIFY,
        topics=("responses",),
        order=40,
    ),
    DeskSection(
        name="response_soon",
        title=_("Response tasks"),
        place="soon",
        items=soon_late,
        permission=VIEW_TASK,
        topics=("responses",),
        order=30,
    ),
)
register_figure(
    DeskFigure(
        name="responses",
        label=_("Responses running"),
        value=running,
        url=lambda: reverse("responses:list"),
        permission=VIEW,
        order=30,
    )
)
