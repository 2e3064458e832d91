"""Playing a drill: the clock, the news on it, and the stop when something real happens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.command.dispatch import public as dispatch
from anlan.command.drills.choices import DrillState, InjectKind, ObservationKind, Part
from anlan.command.drills.clockwork import Clockwork
from anlan.command.drills.errors import DrillNotRunning
from anlan.command.drills.models import (
    Drill,
    DrillInject,
    DrillParticipant,
    InjectAnswer,
    Observation,
)
from anlan.command.drills.permissions import DIRECT, PLAY
from anlan.command.drills.services.planning import tell_moved, tell_news
from anlan.command.drills.states import DRILL
from anlan.command.incidents import public as incidents
from anlan.command.plans import public as plans
from anlan.command.responses import public as responses
from anlan.command.responses.public import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.policy import get_visible, require
from anlan.kernel.rehearsal import MARK

#: Injects delivered in one run of the job.
BATCH = 100
#: How far the clock may be moved forward at once. [min]
LONGEST_JUMP = 240


def platform() -> Actor:
    """Return the actor of the clockwork."""
    return system_actor("drills")


def _locked(drill_id: int, actor: Actor) -> Drill:
    return get_visible(Drill, drill_id, actor=actor, lock=True)


def _set_clock(drill: Drill, found: Clockwork) -> None:
    drill.marks = found.to_json()


def _moved(drill: Drill, actor: Actor, *, reason: str = "", **more: Any) -> Drill:
    audit(actor, "drills.drill.moved", drill, after={"state": drill.state, **more}, reason=reason)
    tell_moved(drill, actor)
    return drill


def _people(drill: Drill, *parts: str) -> list[int]:
    rows = drill.participants.all()
    if parts:
        rows = rows.filter(part__in=parts)
    return list(rows.values_list("person_id", flat=True))


@transaction.atomic
def start_drill(*, drill_id: int, actor: Actor) -> Drill:
    """Begin: its incident is taken in with the mark, the clock runs, the players are called."""
    drill = _locked(drill_id, actor)
    DRILL.check(drill, "start", actor=actor)
    scenario = drill.scenario
    now = clock.now()
    with official_language():
        incident = incidents.open_incident(
            title=scenario.headline,
            kind=scenario.incident_kind,
            source="phone",
            occurred_at=now,
            region_code=drill.region_id,
            longitude=drill.location.x if drill.location else None,
            latitude=drill.location.y if drill.location else None,
            address=drill.place,
            description=scenario.background,
            enterprise_id=drill.enterprise_id,
            facts=scenario.facts,
            is_drill=True,
            actor=platform(),
        )
    drill.incident = incident
    drill.started_at = now
    _set_clock(drill, Clockwork().start(now))
    drill.save(update_fields=["incident", "started_at", "marks", "updated_at"])
    DRILL.fire(drill, "start", actor=actor)
    with official_language():
        notify(
            kind="drills.started",
            person_ids=_people(drill),
            title=_("The drill begins: %(name)s") % {"name": drill.name},
            body=_("Everything you get now begins with the mark of a drill. Act as the plan says."),
            url=reverse("drills:play", args=[drill.pk]),
            subject=drill,
            must_confirm=True,
            actor=actor,
        )
    _moved(drill, actor)
    _deliver_due(drill, now)
    return drill


@transaction.atomic
def pause_drill(*, drill_id: int, actor: Actor) -> Drill:
    """Let the clock stand."""
    drill = _locked(drill_id, actor)
    DRILL.fire(drill, "pause", actor=actor)
    _set_clock(drill, drill.clock.stop(clock.now()))
    drill.save(update_fields=["marks", "updated_at"])
    _tell_players(drill, _("The drill pauses: %(name)s"), actor)
    return _moved(drill, actor)


@transaction.atomic
def resume_drill(*, drill_id: int, actor: Actor) -> Drill:
    """Let the clock run on, after a pause or when the real incident allows it."""
    drill = _locked(drill_id, actor)
    DRILL.fire(drill, "resume", actor=actor)
    _set_clock(drill, drill.clock.start(clock.now()))
    drill.stop_reason = ""
    drill.save(update_fields=["marks", "stop_reason", "updated_at"])
    _tell_players(drill, _("The drill goes on: %(name)s"), actor)
    return _moved(drill, actor)


def _tell_players(drill: Drill, title: str, actor: Actor) -> None:
    with official_language():
        notify(
            kind="drills.clock",
            person_ids=_people(drill),
            title=title % {"name": drill.name},
            url=reverse("drills:play", args=[drill.pk]),
            subject=drill,
            actor=actor,
        )


@transaction.atomic
def forward_drill(*, drill_id: int, minutes: int, actor: Actor) -> Drill:
    """Move the script forward; the players are not charged for the time."""
    drill = _locked(drill_id, actor)
    require(actor, DIRECT, drill)
    if drill.state != DrillState.RUNNING:
        raise DrillNotRunning
    if not 1 <= minutes <= LONGEST_JUMP:
        raise InvalidInput(fields={"minutes": _("Give a time between one minute and four hours.")})
    now = clock.now()
    _set_clock(drill, drill.clock.forward(now, minutes * 60.0))
    drill.save(update_fields=["marks", "updated_at"])
    audit(actor, "drills.drill.forwarded", drill, after={"minutes": minutes})
    tell_news(drill, "clock", actor)
    _deliver_due(drill, now)
    return drill


@transaction.atomic
def deliver_next(*, drill_id: int, actor: Actor) -> Drill:
    """Deliver the next inject now, whatever the clock shows; the script moves on to its minute."""
    drill = _locked(drill_id, actor)
    require(actor, DIRECT, drill)
    if drill.state != DrillState.RUNNING:
        raise DrillNotRunning
    following = drill.injects.filter(delivered_at__isnull=True).first()
    if following is None:
        raise WrongState(_("Every inject has been delivered."))
    now = clock.now()
    ahead = following.minute * 60.0 - drill.clock.shown_s(now)
    if ahead > 0:
        _set_clock(drill, drill.clock.forward(now, ahead))
        drill.save(update_fields=["marks", "updated_at"])
    _deliver_due(drill, now)
    return drill


@transaction.atomic
def deliver_due_injects() -> int:
    """Deliver what the clocks of all running drills have reached; run every few seconds."""
    now = clock.now()
    running = Drill.objects.filter(state=DrillState.RUNNING).select_for_update(
        skip_locked=True, of=("self",)
    )
    return sum(_deliver_due(drill, now) for drill in running)


def _deliver_due(drill: Drill, now: datetime) -> int:
    shown = drill.clock.shown_s(now)
    due = drill.injects.filter(delivered_at__isnull=True, minute__lte=int(shown // 60))
    delivered = list(due[:BATCH])
    for inject in delivered:
        _deliver(drill, inject, now)
    if delivered:
        tell_news(drill, "inject", platform())
    return len(delivered)


def receivers_of(drill: Drill, inject: DrillInject) -> list[DrillParticipant]:
    """Return who gets an inject: whose part, unit or name is addressed, else all players."""
    players = list(
        drill.participants.filter(part=Part.PLAYER).select_related("organisation", "person")
    )
    wanted = inject.addressee.strip()
    named = [
        row
        for row in players
        if wanted
        and wanted
        in (row.plays, row.organisation.name, row.organisation.short_name, row.person.name)
    ]
    return named or players


def _deliver(drill: Drill, inject: DrillInject, now: datetime) -> None:
    inject.delivered_at = now
    inject.save(update_fields=["delivered_at"])
    receivers = receivers_of(drill, inject)
    inject.receivers.set(receivers)
    assert drill.incident_id is not None  # a running drill has its incident
    if inject.facts and inject.kind == InjectKind.FACTS:
        incidents.update_facts(
            incident_id=drill.incident_id,
            facts=inject.facts,
            actor=platform(),
            reason="演练注入",
        )
    with official_language():
        incidents.add_timeline_entry(
            incident_id=drill.incident_id,
            kind="note",
            text=_("Inject of minute %(minute)d: %(title)s")
            % {"minute": inject.minute, "title": inject.title},
            actor=platform(),
            key=f"drill-inject:{inject.pk}",
        )
        notify(
            kind="drills.inject",
            person_ids=[row.person_id for row in receivers],
            title=inject.title,
            body=inject.text,
            url=inject.get_absolute_url(),
            subject=inject,
            must_confirm=True,
            actor=platform(),
        )
    audit(platform(), "drills.inject.delivered", inject, after={"to": len(receivers)})


@transaction.atomic
def answer_inject(*, inject_id: int, text: str, actor: Actor) -> InjectAnswer:
    """Answer an inject: what was done, ordered, passed on."""
    inject = get_visible(DrillInject, inject_id, actor=actor)
    require(actor, PLAY, inject)
    drill = Drill.objects.select_for_update().get(pk=inject.drill_id)
    if drill.state != DrillState.RUNNING:
        raise DrillNotRunning
    if not text.strip():
        raise InvalidInput(fields={"text": _("Write what you do.")})
    participant = inject.receivers.filter(person_id=actor.person_id or 0).first()
    if participant is None:
        raise NotVisible
    answer = InjectAnswer.objects.create(
        inject=inject, participant=participant, text=text.strip(), at=clock.now()
    )
    audit(actor, "drills.inject.answered", inject, after={"text": answer.text[:300]})
    tell_news(drill, "answer", actor)
    return answer


@transaction.atomic
def note_in_drill(*, drill_id: int, text: str, actor: Actor) -> Observation:
    """Write a note of the directing staff."""
    drill = get_visible(Drill, drill_id, actor=actor)
    require(actor, DIRECT, drill)
    if not text.strip():
        raise InvalidInput(fields={"text": _("Write the note.")})
    row = Observation.objects.create(
        drill=drill,
        kind=ObservationKind.NOTE,
        text=text.strip(),
        at=clock.now(),
        by_id=actor.id,
        by_name=actor.display_name[:100],
    )
    audit(actor, "drills.observation.made", drill, after={"text": row.text[:300]})
    tell_news(drill, "note", actor)
    return row


@transaction.atomic
def suspend_drill(*, drill_id: int, actor: Actor, reason: str) -> Drill:
    """Something real has happened: the drill stands at once and everybody hears of it."""
    drill = _locked(drill_id, actor)
    DRILL.fire(drill, "suspend", actor=actor, reason=reason)
    drill.stop_reason = reason.strip()[:300]
    _set_clock(drill, drill.clock.stop(clock.now()))
    drill.save(update_fields=["stop_reason", "marks", "updated_at"])
    _stand_teams_down(drill, reason)
    tell_it_is_real(drill, actor)
    audit(actor, "drills.drill.stopped", drill, after={"state": drill.state}, reason=reason)
    tell_moved(drill, actor)
    return drill


def tell_it_is_real(drill: Drill, actor: Actor) -> None:
    """Tell everybody who takes part, by every channel, that this is no drill."""
    with official_language():
        notify(
            kind="drills.real",
            person_ids=_people(drill),
            title=_("REAL INCIDENT: the drill is stopped"),
            body=_("This is no drill. %(reason)s Stop what you practise and report to your post.")
            % {"reason": drill.stop_reason.replace(MARK, "")},
            url=drill.get_absolute_url(),
            level=1,
            must_confirm=True,
            confirm_within_s=300,
            include_actor=True,
            actor=actor,
        )


@transaction.atomic(savepoint=False)
def suspend_for_incident(*, incident_id: int, region_code: str) -> int:
    """A real incident was taken in: every drill in its county stands; returns how many."""
    county = region_code[:6]
    running = Drill.objects.filter(
        state__in=(DrillState.RUNNING, DrillState.PAUSED), region__code__startswith=county
    )
    found = list(running.values_list("pk", flat=True))
    if not found:
        return 0
    incident = incidents.incident_of(incident_id)
    for drill_id in found:
        with official_language():
            reason = _("Real incident %(number)s: %(title)s.") % {
                "number": incident.number,
                "title": incident.title,
            }
        suspend_drill(drill_id=drill_id, actor=platform(), reason=reason)
    return len(found)


@transaction.atomic
def abort_drill(*, drill_id: int, actor: Actor, reason: str) -> Drill:
    """Give a drill up: it is not assessed and counts for nothing."""
    drill = _locked(drill_id, actor)
    was_suspended = drill.state == DrillState.SUSPENDED
    DRILL.fire(drill, "abort", actor=actor, reason=reason)
    drill.stop_reason = reason.strip()[:300]
    _end(drill, reason)
    if not was_suspended:
        _tell_players(drill, _("The drill is aborted: %(name)s"), actor)
    return _moved(drill, actor, reason=reason)


@transaction.atomic
def finish_drill(*, drill_id: int, actor: Actor) -> Drill:
    """End the drill: clock, teams, response and incident end with it; points are given.

    The plan it tested has been practised: its record is written and its clock begins anew.
    """
    from anlan.command.drills.services.cadence import count_drill
    from anlan.command.drills.services.judging import score_drill

    drill = _locked(drill_id, actor)
    DRILL.fire(drill, "finish", actor=actor)
    score_drill(drill_id=drill.pk, actor=platform())
    drill.refresh_from_db()
    _end(drill, "演练结束")
    _tell_players(drill, _("The drill is over: %(name)s"), actor)
    if drill.plan_id is not None:
        plans.add_record(
            plan_id=drill.plan_id,
            kind="drill",
            done_on=clock.today(),
            number=drill.number[:50],
            note=drill.name,
            actor=platform(),
        )
    count_drill(drill, actor=platform())
    return _moved(drill, actor)


def _end(drill: Drill, reason: str) -> None:
    now = clock.now()
    drill.ended_at = now
    _set_clock(drill, drill.clock.stop(now))
    drill.save(update_fields=["ended_at", "marks", "stop_reason", "updated_at"])
    _stand_teams_down(drill, reason)
    _end_incident(drill, reason)


def _stand_teams_down(drill: Drill, reason: str) -> None:
    assert drill.incident_id is not None  # it has begun
    for row in dispatch.list_dispatches(drill.incident_id):
        if row.ended_at is None:
            dispatch.stand_down(dispatch_id=row.id, actor=platform(), reason=reason)


def _end_incident(drill: Drill, reason: str) -> None:
    """Terminate the response of the drill and finish its incident as its state allows."""
    assert drill.incident_id is not None  # it has begun
    active = responses.get_active_response(drill.incident_id)
    if active is not None:
        for task in responses.list_task_records(drill.incident_id):
            if task.done_at is not None and task.verified_at is None and not task.is_cancelled:
                responses.verify_task(task_id=task.id, actor=system_actor("responses"))
        responses.cancel_open_tasks(response_id=active.id, actor=platform(), reason=reason)
        responses.terminate_response(response_id=active.id, actor=platform(), reason=reason)
    state = incidents.incident_of(drill.incident_id).state
    if state in ("open", "responding"):
        incidents.cancel_incident(incident_id=drill.incident_id, actor=platform(), reason=reason)
    elif state == "controlled":
        _close(drill.incident_id, reason)


def _close(incident_id: int, reason: str) -> None:
    """Close a controlled incident of a drill the way a real one is closed."""
    incident = incidents.incident_of(incident_id)
    if not incident.is_cause_removed:
        incidents.report_cause_removed(
            incident_id=incident_id, cause=reason, actor=system_actor("drills")
        )
    if not incident.is_cause_verified:
        incidents.verify_cause_removed(incident_id=incident_id, actor=system_actor("incidents"))
    incidents.close_incident(incident_id=incident_id, actor=platform(), reason=reason)
