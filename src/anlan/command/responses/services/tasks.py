"""Carrying out response tasks: accept, begin, report, done, verify, return, cancel; lateness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.contracts import AttachmentInfo
from anlan.base.files.public import attachments_of, store_upload
from anlan.base.notifications.public import notify
from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import RUNNING, FeedbackKind
from anlan.command.responses.errors import VerifierIsDoer
from anlan.command.responses.events import TaskMoved, TaskOverdue, TaskReported
from anlan.command.responses.models import ResponseTask, TaskFeedback
from anlan.command.responses.permissions import PERFORM
from anlan.command.responses.states import TASK
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

#: Late tasks handled in one run of the minute job.
OVERDUE_BATCH = 200


def _locked(task_id: int, actor: Actor) -> ResponseTask:
    return get_visible(ResponseTask, task_id, actor=actor, lock=True)


def _moved(task: ResponseTask, action: str, actor: Actor, *, reason: str = "") -> ResponseTask:
    audit(actor, action, task, after={"state": task.state}, reason=reason)
    emit(
        TaskMoved(
            task.response.incident_id,
            task.response_id,
            task.pk,
            task.response.region_id,
            task.organisation_id,
            state=task.state,
        ),
        actor,
    )
    return task


def _enter(task: ResponseTask, text: str, actor: Actor, attachment_id: int | None = None) -> None:
    incidents.add_timeline_entry(
        incident_id=task.response.incident_id,
        kind="scene" if attachment_id else "order",
        text=text,
        actor=actor,
        url=task.get_absolute_url(),
        attachment_id=attachment_id,
    )


@transaction.atomic
def accept_task(*, task_id: int, actor: Actor) -> ResponseTask:
    """Confirm that the task was received and will be done."""
    task = _locked(task_id, actor)
    TASK.fire(task, "accept", actor=actor)
    task.accepted_at = clock.now()
    task.save(update_fields=["accepted_at", "updated_at"])
    return _moved(task, "responses.task.accepted", actor)


@transaction.atomic
def start_task(*, task_id: int, actor: Actor) -> ResponseTask:
    """Begin the task."""
    task = _locked(task_id, actor)
    TASK.fire(task, "start", actor=actor)
    return _moved(task, "responses.task.started", actor)


@transaction.atomic
def attach_photo(
    *,
    task_id: int,
    uploaded: UploadedFile[Any],
    actor: Actor,
    nonce: str = "",
    captured_at: datetime | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
) -> AttachmentInfo:
    """Keep a photo of a task; the feedback that follows names it."""
    task = get_visible(ResponseTask, task_id, actor=actor)
    require(actor, PERFORM, task)
    return store_upload(
        uploaded=uploaded,
        subject=task,
        actor=actor,
        kind="photo",
        nonce=nonce,
        captured_at=captured_at,
        longitude=longitude,
        latitude=latitude,
    )


@transaction.atomic
def report_on_task(
    *,
    task_id: int,
    text: str,
    actor: Actor,
    photos: Iterable[UploadedFile[Any]] = (),
    attachment_ids: Sequence[int] = (),
    kind: str = FeedbackKind.PROGRESS,
    longitude: float | None = None,
    latitude: float | None = None,
) -> TaskFeedback:
    """Report on a task in words, with photos of the scene where there are some.

    ``photos`` are stored now; ``attachment_ids`` name photos taken in the page before.
    """
    task = _locked(task_id, actor)
    require(actor, PERFORM, task)
    ids = [attach_photo(task_id=task_id, uploaded=photo, actor=actor).id for photo in photos]
    if attachment_ids:
        own = {a.id for a in attachments_of(task)}
        ids += [i for i in attachment_ids if i in own]
    if not text.strip() and not ids:
        raise InvalidInput(fields={"text": _("Write what was done, or take a photo.")})
    has_place = longitude is not None and latitude is not None
    feedback = TaskFeedback.objects.create(
        task=task,
        kind=kind,
        text=text.strip() or _("Photo"),
        location=Point(longitude, latitude, srid=4326) if has_place else None,
        attachment_ids=ids,
        actor_id=actor.id,
        actor_name=actor.display_name,
        at=clock.now(),
    )
    with official_language():
        _enter(
            task,
            _("%(group)s, “%(task)s”: %(text)s")
            % {"group": task.group.name, "task": task.title, "text": feedback.text},
            actor,
            ids[0] if ids else None,
        )
    audit(actor, "responses.task.reported", task, after={"text": feedback.text, "photos": len(ids)})
    emit(
        TaskReported(
            task.response.incident_id,
            task.response_id,
            task.pk,
            task.response.region_id,
            task.organisation_id,
            feedback_id=feedback.pk,
        ),
        actor,
    )
    return feedback


@transaction.atomic
def submit_task(
    *,
    task_id: int,
    actor: Actor,
    text: str = "",
    photos: Iterable[UploadedFile[Any]] = (),
    attachment_ids: Sequence[int] = (),
) -> ResponseTask:
    """Report a task as done, with the result; a task that needs a photo needs one by now."""
    task = _locked(task_id, actor)
    require(actor, TASK["submit"].permission, task)
    pictures = list(photos)
    if text.strip() or pictures or attachment_ids:
        report_on_task(
            task_id=task_id,
            text=text,
            actor=actor,
            photos=pictures,
            attachment_ids=attachment_ids,
            kind=FeedbackKind.RESULT,
        )
    TASK.fire(task, "submit", actor=actor)
    task.done_at = clock.now()
    task.done_by_id = actor.id
    task.save(update_fields=["done_at", "done_by_id", "updated_at"])
    with official_language():
        _enter(
            task,
            _("%(group)s has done “%(task)s”") % {"group": task.group.name, "task": task.title},
            actor,
        )
    return _moved(task, "responses.task.submitted", actor, reason=text)


@transaction.atomic
def verify_task(*, task_id: int, actor: Actor) -> ResponseTask:
    """Confirm the result; somebody else than who reported it (four eyes)."""
    task = _locked(task_id, actor)
    require(actor, TASK["verify"].permission, task)
    if task.done_by_id == actor.id:
        raise VerifierIsDoer
    TASK.fire(task, "verify", actor=actor)
    task.verified_at = clock.now()
    task.save(update_fields=["verified_at", "updated_at"])
    return _moved(task, "responses.task.verified", actor)


@transaction.atomic
def return_task(*, task_id: int, actor: Actor, reason: str) -> ResponseTask:
    """Send a task back because the result does not do, with the reason."""
    task = _locked(task_id, actor)
    TASK.fire(task, "return_", actor=actor, reason=reason)
    task.done_at, task.done_by_id = None, ""
    task.save(update_fields=["done_at", "done_by_id", "updated_at"])
    TaskFeedback.objects.create(
        task=task,
        kind=FeedbackKind.RETURN,
        text=reason,
        actor_id=actor.id,
        actor_name=actor.display_name,
        at=clock.now(),
    )
    if task.assignee_id is not None:
        with official_language():
            notify(
                kind="responses.task_returned",
                person_ids=[task.assignee_id],
                title=_("Returned: %(task)s") % {"task": task.title},
                body=reason,
                url=task.get_absolute_url(),
                subject=task,
                must_confirm=True,
                actor=actor,
            )
    return _moved(task, "responses.task.returned", actor, reason=reason)


@transaction.atomic
def cancel_task(*, task_id: int, actor: Actor, reason: str) -> ResponseTask:
    """Cancel a task that is no longer needed, with the reason."""
    task = _locked(task_id, actor)
    TASK.fire(task, "cancel", actor=actor, reason=reason)
    return _moved(task, "responses.task.cancelled", actor, reason=reason)


def notice_overdue_tasks() -> int:
    """Tell holder and commander of every task whose time ran out, once. Run every minute."""
    actor = system_actor("responses")
    done = 0
    with transaction.atomic():
        late = list(
            ResponseTask.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state__in=RUNNING, due_at__lt=clock.now(), overdue_noticed_at__isnull=True)
            .select_related("response", "group")
            .order_by("due_at")[:OVERDUE_BATCH]
        )
        for task in late:
            task.overdue_noticed_at = clock.now()
            task.save(update_fields=["overdue_noticed_at", "updated_at"])
            people = [p for p in (task.assignee_id, task.response.commander_id) if p is not None]
            with official_language():
                notify(
                    kind="responses.task_overdue",
                    person_ids=people,
                    title=_("Late: %(task)s (%(group)s)")
                    % {"task": task.title, "group": task.group.name},
                    url=task.get_absolute_url(),
                    level=task.response.level,
                    subject=task,
                    actor=actor,
                )
            audit(actor, "responses.task.overdue", task, after={"due_at": task.due_at})
            emit(
                TaskOverdue(
                    task.response.incident_id,
                    task.response_id,
                    task.pk,
                    task.response.region_id,
                    task.organisation_id,
                ),
                actor,
            )
            done += 1
    return done
