"""Leading a running response: level, command, orders, end."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import person_info
from anlan.command.incidents import public as incidents
from anlan.command.plans import public as plans
from anlan.command.responses.choices import (
    UNFINISHED,
    TaskKind,
)
from anlan.command.responses.events import (
    CommandHandedOver,
    OrderIssued,
    ResponseLevelChanged,
    ResponseTerminated,
)
from anlan.command.responses.models import (
    CommandHandover,
    LevelChange,
    Response,
    ResponseTask,
)
from anlan.command.responses.permissions import COMMAND, ORDER, VERIFY
from anlan.command.responses.selectors.recommendation import level_label
from anlan.command.responses.services.activation import (
    CONFIRM_WITHIN_S,
    add_groups_and_tasks,
    send_notices,
)
from anlan.command.responses.services.running import running_response
from anlan.command.responses.services.tasks import cancel_task
from anlan.command.responses.states import RESPONSE
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible

MAX_ORDER_MINUTES = 7 * 24 * 60


@transaction.atomic
def change_level(*, response_id: int, level: int, actor: Actor, reason: str) -> Response:
    """Raise or lower the level. Raising adds the groups and tasks of the higher level.

    Lowering takes nothing away: what is no longer needed is cancelled with a reason.
    """
    response = running_response(response_id, COMMAND, actor)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if level == response.level:
        raise WrongState(_("The response is at this level already."))
    plan_level_id = plans.find_level_of_plan(response.plan_id, level)
    if plan_level_id is None:
        raise InvalidInput(fields={"level": _("The plan has no such level.")})
    template = plans.get_level(plan_level_id)
    old = response.level
    now = clock.now()
    response.level, response.plan_level_id = level, plan_level_id
    response.expected_until = now + timedelta(hours=template.expected_hours)
    response.save(update_fields=["level", "plan_level", "expected_until", "updated_at"])
    LevelChange.objects.create(
        response=response,
        from_level=old,
        to_level=level,
        reason=reason,
        actor_name=actor.display_name,
        at=now,
    )
    if level < old:
        groups, tasks = add_groups_and_tasks(response, template, actor, now=now)
        send_notices(response, groups, tasks, actor)
    with official_language():
        incidents.add_timeline_entry(
            incident_id=response.incident_id,
            kind="response",
            text=_("Level changed from %(old)s to %(new)s: %(reason)s")
            % {"old": level_label(old), "new": level_label(level), "reason": reason},
            actor=actor,
            url=response.get_absolute_url(),
        )
    audit(
        actor,
        "responses.response.level_changed",
        response,
        before={"level": old},
        after={"level": level},
        reason=reason,
    )
    emit(
        ResponseLevelChanged(
            response.incident_id, response.pk, response.region_id, from_level=old, level=level
        ),
        actor,
    )
    return response


@transaction.atomic
def hand_over_command(
    *, response_id: int, person_id: int, situation: str, actor: Actor
) -> Response:
    """Pass the command to another person, with the situation at that moment in writing."""
    response = running_response(response_id, COMMAND, actor)
    if not situation.strip():
        raise InvalidInput(fields={"situation": _("Please describe the situation.")})
    if person_id == response.commander_id:
        raise WrongState(_("This person has the command already."))
    person = person_info(person_id)
    before = response.commander_name
    response.commander_id, response.commander_name = person.id, person.name
    response.save(update_fields=["commander", "commander_name", "updated_at"])
    CommandHandover.objects.create(
        response=response,
        from_name=before,
        to_person_id=person.id,
        to_name=person.name,
        situation=situation,
        actor_name=actor.display_name,
        at=clock.now(),
    )
    with official_language():
        notify(
            kind="responses.command",
            person_ids=[person.id],
            title=_("You take over the command: %(matter)s") % {"matter": response.matter},
            body=situation,
            url=response.get_absolute_url(),
            level=response.level,
            subject=response,
            must_confirm=True,
            confirm_within_s=CONFIRM_WITHIN_S,
            actor=actor,
        )
    with official_language():
        incidents.add_timeline_entry(
            incident_id=response.incident_id,
            kind="response",
            text=_("Command handed over from %(old)s to %(new)s")
            % {"old": before, "new": person.name},
            actor=actor,
            url=response.get_absolute_url(),
        )
    audit(
        actor,
        "responses.response.command_handed_over",
        response,
        before={"commander": before},
        after={"commander": person.name},
        reason=situation,
    )
    emit(
        CommandHandedOver(
            response.incident_id, response.pk, response.region_id, person_id=person.id
        ),
        actor,
    )
    return response


@transaction.atomic
def issue_order(
    *,
    response_id: int,
    group_id: int,
    title: str,
    instruction: str,
    due_minutes: int,
    actor: Actor,
    needs_photo: bool = False,
) -> ResponseTask:
    """Give a group an order beyond the plan; its lead must confirm."""
    response = running_response(response_id, ORDER, actor)
    group = response.groups.filter(pk=group_id).first()
    problems = {}
    if group is None:
        problems["group"] = _("Choose a group of this response.")
    if not title.strip():
        problems["title"] = _("Say in a few words what is to be done.")
    if not 1 <= due_minutes <= MAX_ORDER_MINUTES:
        problems["due_minutes"] = _("Give a time between one minute and seven days.")
    if problems or group is None:
        raise InvalidInput(fields=problems)
    now = clock.now()
    task = ResponseTask.objects.create(
        response=response,
        group=group,
        kind=TaskKind.ORDER,
        title=title.strip()[:100],
        instruction=instruction.strip() or title.strip(),
        needs_photo=needs_photo,
        organisation_id=group.organisation_id,
        assignee_id=group.lead_id,
        issued_by=actor.display_name,
        assigned_at=now,
        due_at=now + timedelta(minutes=due_minutes),
    )
    if group.lead_id is not None:
        with official_language():
            notify(
                kind="responses.order",
                person_ids=[group.lead_id],
                title=_("Order: %(title)s") % {"title": task.title},
                body=task.instruction,
                url=reverse("responses:task", args=[task.pk]),
                level=response.level,
                subject=task,
                must_confirm=True,
                confirm_within_s=CONFIRM_WITHIN_S,
                actor=actor,
            )
    with official_language():
        incidents.add_timeline_entry(
            incident_id=response.incident_id,
            kind="order",
            text=_("Order to the %(group)s: %(title)s")
            % {"group": group.name, "title": task.title},
            actor=actor,
            url=task.get_absolute_url(),
        )
    audit(
        actor,
        "responses.task.order_issued",
        task,
        after={"group": group.name, "due_at": task.due_at, "instruction": task.instruction},
    )
    emit(
        OrderIssued(
            response.incident_id, response.pk, task.pk, response.region_id, task.organisation_id
        ),
        actor,
    )
    return task


@transaction.atomic
def cancel_open_tasks(*, response_id: int, actor: Actor, reason: str) -> int:
    """Cancel every task that is not finished, with one reason, before the response ends."""
    response = running_response(response_id, VERIFY, actor)
    ids = list(response.tasks.filter(state__in=UNFINISHED).values_list("pk", flat=True))
    for task_id in ids:
        cancel_task(task_id=task_id, actor=actor, reason=reason)
    return len(ids)


@transaction.atomic
def terminate_response(*, response_id: int, actor: Actor, reason: str) -> Response:
    """End a response whose tasks are finished, with the reason (突发事件应对法 article 86)."""
    response = get_visible(Response, response_id, actor=actor, lock=True)
    RESPONSE.fire(response, "terminate", actor=actor, reason=reason)
    response.terminated_at = clock.now()
    response.terminated_by = actor.display_name
    response.save(update_fields=["terminated_at", "terminated_by", "updated_at"])
    with official_language():
        incidents.add_timeline_entry(
            incident_id=response.incident_id,
            kind="response",
            text=_("%(level)s terminated: %(reason)s")
            % {"level": level_label(response.level), "reason": reason},
            actor=actor,
            url=response.get_absolute_url(),
        )
    leads = [g.lead_id for g in response.groups.all() if g.lead_id is not None]
    with official_language():
        notify(
            kind="responses.terminated",
            person_ids=leads,
            title=_("Response terminated: %(matter)s") % {"matter": response.matter},
            body=reason,
            url=response.get_absolute_url(),
            subject=response,
            actor=actor,
        )
    audit(actor, "responses.response.terminated", response, reason=reason)
    emit(ResponseTerminated(response.incident_id, response.pk, response.region_id), actor)
    return response
