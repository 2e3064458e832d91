"""Activating a response: groups, tasks, clocks and notices in one transaction, in seconds."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import Notice, notify_each
from anlan.command.incidents import public as incidents
from anlan.command.plans import public as plans
from anlan.command.responses.choices import ResponseState
from anlan.command.responses.errors import IncidentFinished, ResponseAlreadyActive
from anlan.command.responses.events import ResponseActivated
from anlan.command.responses.models import Response, ResponseGroup, ResponseTask
from anlan.command.responses.permissions import ACTIVATE
from anlan.command.responses.selectors.leads import find_commander, find_leads, find_members
from anlan.command.responses.selectors.recommendation import level_label, recommend_level
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import scope_reaches
from anlan.kernel.rehearsal import marked
from anlan.kernel.together import written_together

#: A lead who has not confirmed within this time is called.
CONFIRM_WITHIN_S = 600


@transaction.atomic
@written_together()
def activate_response(
    *,
    incident_id: int,
    actor: Actor,
    plan_level_id: int | None = None,
    commander_id: int | None = None,
    matter: str = "",
    measures: str = "",
    expected_hours: int | None = None,
    reason: str = "",
) -> Response:
    """Start a plan for an incident at a level (default: the recommended one).

    Creates the response, its command groups with leads, all tasks with due times, notices that must
    be confirmed, timeline entries and the event, in one transaction. Raises ``NotVisible``,
    ``NotPermitted``, ``IncidentFinished``, ``ResponseAlreadyActive`` or ``NoPlan``.
    """
    started = time.perf_counter()
    incident = incidents.get_incident(incident_id, actor)
    if not scope_reaches(
        actor, ACTIVATE, region=incident.region_code, organisation_id=incident.organisation_id
    ):
        raise NotPermitted(permission=ACTIVATE)
    if not incident.is_unfinished:
        raise IncidentFinished
    if Response.objects.filter(incident_id=incident_id, state=ResponseState.ACTIVE).exists():
        raise ResponseAlreadyActive
    if incident.state == "open":
        incidents.begin_response(incident_id=incident_id, actor=actor, reason=reason)
    with official_language():
        recommendation = recommend_level(incident_id, actor)
        template = plans.get_level(plan_level_id or recommendation.plan_level_id)
    _check_in_force(template, incident.kind)
    commander = find_commander(template, commander_id)
    matter = matter or f"{incident.title} · {template.label}"
    now = clock.now()
    try:
        with transaction.atomic():
            response = Response.objects.create(
                incident_id=incident.id,
                region_id=incident.region_code,
                plan_id=template.plan_id,
                plan_level_id=template.id,
                level=template.level,
                recommended_level=recommendation.level,
                reasons=[*recommendation.reasons, *([reason] if reason else [])],
                matter=marked(matter) if incident.is_drill else matter,
                measures=measures or template.measures,
                expected_until=now + timedelta(hours=expected_hours or template.expected_hours),
                commander_id=commander.person_id,
                commander_name=commander.person_name or template.commander_post,
                headquarters=template.headquarters,
                activated_at=now,
                activated_by=actor.display_name,
            )
    except IntegrityError:
        raise ResponseAlreadyActive from None
    groups, tasks = add_groups_and_tasks(response, template, actor, now=now)
    with official_language():
        incidents.add_timeline_entry(
            incident_id=incident.id,
            kind="response",
            text=_("%(level)s of “%(plan)s” activated: %(groups)d groups, %(tasks)d tasks")
            % {
                "level": template.label,
                "plan": template.plan_name,
                "groups": len(groups),
                "tasks": len(tasks),
            },
            actor=actor,
            url=reverse("responses:detail", args=[response.pk]),
        )
    send_notices(response, groups, tasks, actor, extra=[commander.person_id])
    response.activation_ms = round((time.perf_counter() - started) * 1000)
    response.save(update_fields=["activation_ms", "updated_at"])
    audit(
        actor,
        "responses.response.activated",
        response,
        after={
            "level": response.level,
            "recommended_level": response.recommended_level,
            "plan": template.plan_name,
            "groups": [g.name for g in groups],
            "tasks": len(tasks),
        },
        reason=reason,
    )
    emit(
        ResponseActivated(
            incident_id=incident.id,
            response_id=response.pk,
            region=incident.region_code,
            level=response.level,
            groups=len(groups),
            tasks=len(tasks),
        ),
        actor,
    )
    return response


def _check_in_force(template: plans.LevelInfo, kind: str) -> None:
    if template.id not in {
        level_id for level_id, _name, _level in plans.list_levels_in_force(kind)
    }:
        raise WrongState(_("This plan is not in force or does not serve this kind of incident."))


def add_groups_and_tasks(
    response: Response, template: plans.LevelInfo, actor: Actor, *, now: datetime
) -> tuple[list[ResponseGroup], list[ResponseTask]]:
    """Copy the groups and tasks of a level that the response does not have yet (bulk)."""
    present = {group.name: group for group in response.groups.all()}
    wanted = [g for g in template.groups if g.name not in present]
    leads = find_leads(wanted, region_code=response.region_id)
    created = ResponseGroup.objects.bulk_create(
        [
            ResponseGroup(
                response=response,
                name=g.name,
                duties=g.duties,
                lead_name=leads[g.id].organisation_name or g.lead_name,
                organisation_id=leads[g.id].organisation_id,
                lead_id=leads[g.id].person_id,
                members=list(g.members),
                sort_order=g.sort_order,
            )
            for g in wanted
        ]
    )
    groups = {**present, **{group.name: group for group in created}}
    by_template = {g.id: groups[g.name] for g in template.groups}
    known = set(response.tasks.values_list("title", flat=True)) if present else set()
    tasks = ResponseTask.objects.bulk_create(
        [
            ResponseTask(
                response=response,
                group=by_template[t.group_id],
                title=t.title,
                instruction=t.instruction,
                evidence_needed=t.evidence,
                needs_photo=t.needs_photo,
                legal_basis=t.legal_basis,
                organisation_id=by_template[t.group_id].organisation_id,
                assignee_id=by_template[t.group_id].lead_id,
                issued_by=actor.display_name,
                assigned_at=now,
                due_at=now + timedelta(minutes=t.deadline_minutes),
                sort_order=t.sort_order,
            )
            for t in template.tasks
            if t.title not in known
        ]
    )
    return created, tasks


def send_notices(
    response: Response,
    groups: Sequence[ResponseGroup],
    tasks: Sequence[ResponseTask],
    actor: Actor,
    *,
    extra: Iterable[int | None] = (),
) -> None:
    """Tell every lead which groups and tasks are his, and every member organisation its groups.

    All must confirm. Who leads one group and belongs to another is told as the lead.
    """
    led: dict[int, list[ResponseGroup]] = defaultdict(list)
    for group in groups:
        if group.lead_id is not None:
            led[group.lead_id].append(group)
    belonging: dict[int, list[ResponseGroup]] = defaultdict(list)
    names = {name for group in groups for name in group.members}
    contacts = find_members(names, region_code=response.region_id) if names else {}
    for group in groups:
        for name in group.members:
            person_id = contacts.get(name)
            if person_id is not None and person_id not in led:
                belonging[person_id].append(group)
    counts: dict[int, int] = defaultdict(int)
    first_due: dict[int, datetime] = {}
    for task in tasks:
        if task.assignee_id is not None:
            counts[task.assignee_id] += 1
            due = first_due.get(task.assignee_id)
            first_due[task.assignee_id] = min(due, task.due_at) if due else task.due_at

    def tell(kind: str, notices: list[Notice]) -> None:
        notify_each(
            kind=kind,
            notices=notices,
            level=response.level,
            subject=response,
            must_confirm=True,
            confirm_within_s=CONFIRM_WITHIN_S,
            actor=actor,
        )

    with official_language():
        label = level_label(response.level)
        own_tasks = reverse("responses:my_tasks")
        page = response.get_absolute_url()
        tell(
            "responses.group_lead",
            [
                Notice(
                    person_id,
                    _("%(level)s: you lead the %(groups)s (%(tasks)d tasks)")
                    % {"level": label, "groups": _names(own), "tasks": counts[person_id]},
                    _first_due(response, first_due.get(person_id)),
                    own_tasks,
                )
                for person_id, own in led.items()
            ],
        )
        tell(
            "responses.group_member",
            [
                Notice(
                    person_id,
                    _("%(level)s: your organisation belongs to the %(groups)s")
                    % {"level": label, "groups": _names(own)},
                    response.matter,
                    page,
                )
                for person_id, own in belonging.items()
            ],
        )
        tell(
            "responses.activated",
            [
                Notice(
                    person_id,
                    _("%(level)s activated: %(matter)s")
                    % {"level": label, "matter": response.matter},
                    "",
                    page,
                )
                for person_id in extra
                if person_id is not None and person_id not in led and person_id not in belonging
            ],
        )


def _names(groups: Iterable[ResponseGroup]) -> str:
    return "、".join(dict.fromkeys(group.name for group in groups))


def _first_due(response: Response, due: datetime | None) -> str:
    if due is None:
        return response.matter
    return _("%(matter)s. First due: %(due)s") % {
        "matter": response.matter,
        "due": f"{timezone.localtime(due):%H:%M}",
    }
