"""Setting objectives and timers, answering and ending them, telling of late ones."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import ObjectiveKind, ObjectiveState, ResponseState
from anlan.command.responses.events import ObjectiveChanged
from anlan.command.responses.models import Objective
from anlan.command.responses.permissions import SET_OBJECTIVE
from anlan.command.responses.services.running import enter, running_response
from anlan.command.responses.states import OBJECTIVE
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

#: The longest clock: thirty days.
MAX_MINUTES = 30 * 24 * 60
#: Late ones handled in one run of the minute job.
OVERDUE_BATCH = 200


@transaction.atomic
def set_objective(
    *,
    response_id: int,
    title: str,
    actor: Actor,
    kind: str = ObjectiveKind.OBJECTIVE,
    due_minutes: int | None = None,
    counts_from_occurrence: bool = False,
    repeats: bool = False,
) -> Objective:
    """Set an objective with or without a time, or a timer that may repeat.

    ``counts_from_occurrence`` counts the minutes from the incident instead of now: the golden 72
    hours. Raises ``InvalidInput`` for a timer without a time.
    """
    response = running_response(response_id, SET_OBJECTIVE, actor)
    problems = {}
    if not title.strip():
        problems["title"] = _("Say in a few words what is to be reached.")
    if kind not in ObjectiveKind.values:
        problems["kind"] = _("Choose an objective or a timer.")
    if due_minutes is None and (kind == ObjectiveKind.TIMER or repeats):
        problems["due_minutes"] = _("A timer needs a time.")
    if due_minutes is not None and not 1 <= due_minutes <= MAX_MINUTES:
        problems["due_minutes"] = _("Give a time between one minute and thirty days.")
    if problems:
        raise InvalidInput(fields=problems)
    now = clock.now()
    start = now
    if counts_from_occurrence:
        start = incidents.incident_of(response.incident_id).occurred_at
    objective = Objective.objects.create(
        response=response,
        kind=kind,
        title=title.strip()[:100],
        started_at=start,
        due_at=None if due_minutes is None else start + timedelta(minutes=due_minutes),
        repeat_minutes=due_minutes if repeats else None,
        set_by=actor.display_name[:100],
    )
    with official_language():
        enter(
            response,
            _("%(kind)s set: %(title)s")
            % {"kind": objective.get_kind_display(), "title": objective.title},
            actor,
            url=objective.get_absolute_url(),
        )
    audit(
        actor,
        "responses.objective.set",
        objective,
        after={"kind": kind, "due_at": objective.due_at, "repeats_every": objective.repeat_minutes},
    )
    return _changed(objective, actor)


@transaction.atomic
def answer_timer(*, objective_id: int, actor: Actor, result: str = "") -> Objective:
    """Note that what a repeating timer asks for was done; it starts anew."""
    objective = _locked(objective_id, actor)
    if objective.repeat_minutes is None or objective.state != ObjectiveState.OPEN:
        raise WrongState(_("This clock does not repeat. End it instead."))
    now = clock.now()
    before = objective.due_at
    objective.rounds += 1
    objective.started_at = now
    objective.due_at = now + timedelta(minutes=objective.repeat_minutes)
    objective.overdue_noticed_at = None
    objective.result = result.strip()[:300]
    objective.save(
        update_fields=[
            "rounds",
            "started_at",
            "due_at",
            "overdue_noticed_at",
            "result",
            "updated_at",
        ]
    )
    with official_language():
        words = _("%(title)s: done for the %(round)d. time") % {
            "title": objective.title,
            "round": objective.rounds,
        }
        enter(
            objective.response,
            f"{words}：{objective.result}" if objective.result else words,
            actor,
            url=objective.get_absolute_url(),
        )
    audit(
        actor,
        "responses.objective.answered",
        objective,
        before={"due_at": before},
        after={"due_at": objective.due_at, "rounds": objective.rounds},
        reason=result,
    )
    return _changed(objective, actor)


@transaction.atomic
def meet_objective(*, objective_id: int, actor: Actor, reason: str = "") -> Objective:
    """An objective is reached, or a clock no longer needed because its aim is."""
    return _end(objective_id, "meet", actor, reason)


@transaction.atomic
def drop_objective(*, objective_id: int, actor: Actor, reason: str) -> Objective:
    """Give an objective up, with the reason."""
    return _end(objective_id, "drop", actor, reason)


def _end(objective_id: int, step: str, actor: Actor, reason: str) -> Objective:
    objective = _locked(objective_id, actor)
    OBJECTIVE.fire(objective, step, actor=actor, reason=reason)
    objective.ended_at, objective.ended_by = clock.now(), actor.display_name[:100]
    objective.result = reason.strip()[:300]
    objective.save(update_fields=["ended_at", "ended_by", "result", "updated_at"])
    with official_language():
        words = _("%(title)s: %(state)s") % {
            "title": objective.title,
            "state": objective.get_state_display(),
        }
        enter(
            objective.response,
            f"{words}：{objective.result}" if objective.result else words,
            actor,
            url=objective.get_absolute_url(),
        )
    audit(actor, f"responses.objective.{objective.state}", objective, reason=reason)
    return _changed(objective, actor)


def _locked(objective_id: int, actor: Actor) -> Objective:
    objective = get_visible(Objective, objective_id, actor=actor, lock=True)
    require(actor, SET_OBJECTIVE, objective)
    running_response(objective.response_id, SET_OBJECTIVE, actor)
    return objective


def _changed(objective: Objective, actor: Actor) -> Objective:
    response = objective.response
    emit(
        ObjectiveChanged(
            response.incident_id,
            response.pk,
            response.region_id,
            objective_id=objective.pk,
            state=objective.state,
        ),
        actor,
    )
    return objective


@transaction.atomic
def notice_overdue_objectives() -> int:
    """Tell the commander of objectives and timers whose time ran out; returns how many."""
    actor = system_actor("responses")
    now = clock.now()
    rows = (
        Objective.objects.filter(
            state=ObjectiveState.OPEN,
            due_at__lt=now,
            overdue_noticed_at__isnull=True,
            response__state=ResponseState.ACTIVE,
        )
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("response")[:OVERDUE_BATCH]
    )
    done = 0
    for objective in rows:
        objective.overdue_noticed_at = now
        objective.save(update_fields=["overdue_noticed_at", "updated_at"])
        response = objective.response
        with official_language():
            words = _("Time is up: %(title)s") % {"title": objective.title}
            enter(response, words, actor, url=objective.get_absolute_url())
            if response.commander_id is not None:
                notify(
                    kind="responses.objective_overdue",
                    person_ids=[response.commander_id],
                    title=words,
                    body=response.matter,
                    url=objective.get_absolute_url(),
                    level=response.level,
                    subject=response,
                    actor=actor,
                )
        audit(actor, "responses.objective.overdue", objective)
        _changed(objective, actor)
        done += 1
    return done
