"""What the pages of a running drill show: to the directing staff, to a player, to an evaluator."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from anlan.command.drills.choices import Measure, Part
from anlan.command.drills.models import (
    Drill,
    DrillAction,
    DrillInject,
    DrillParticipant,
    InjectAnswer,
)
from anlan.command.drills.selectors.records import answers_to, found_in
from anlan.command.drills.services.judging import is_unit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def clock_of(drill: Drill) -> dict[str, Any]:
    """Return how the clock of a drill stands."""
    now = clock.now()
    shown = drill.clock.shown_s(now)
    return {
        "minute": int(shown // 60),
        "runs": drill.clock.runs,
        "worked": int(drill.clock.worked_s(now) // 60),
        "length": drill.scenario.minutes,
    }


def script_of(drill: Drill) -> list[dict[str, Any]]:
    """Return the script with who has answered; the next inject has the moment it comes."""
    answers = InjectAnswer.objects.select_related("participant__organisation")
    rows = list(
        drill.injects.prefetch_related("receivers__organisation", Prefetch("answers", answers))
    )
    following = next((row for row in rows if row.delivered_at is None), None)
    found = []
    for row in rows:
        given = list(row.answers.all())
        found.append(
            {
                "inject": row,
                "is_next": row is following,
                "comes_at": drill.moment_of(row.minute) if row.delivered_at is None else None,
                "receivers": list(row.receivers.all()),
                "answers": given,
                "answered": len({answer.participant_id for answer in given}),
            }
        )
    return found


def actions_of(drill: Drill) -> list[dict[str, Any]]:
    """Return every expected action with whether a record of it is there already."""
    records = found_in(drill)
    worked = drill.clock.worked_s
    rows = []
    for action in drill.actions.select_related("inject"):
        asked_at = action.inject.delivered_at if action.inject is not None else drill.started_at
        record = _record(action, records, asked_at)
        left = None
        if asked_at is not None and record is None and action.within_minutes is not None:
            left = action.within_minutes * 60 - (worked(clock.now()) - worked(asked_at))
        rows.append(
            {
                "action": action,
                "is_asked": asked_at is not None,
                "record": record,
                "is_late": left is not None and left < 0,
            }
        )
    return rows


def _record(action: DrillAction, records: list[Any], asked_at: Any) -> Any:
    if asked_at is None or action.measure == Measure.OBSERVED:
        return None
    of = answers_to(action.inject_id) if action.measure == Measure.ANSWERED else records
    fitting = [
        row
        for row in of
        if row.measure == action.measure
        and row.at >= asked_at
        and (not action.match or action.match in row.title)
    ]
    own = [row for row in fitting if is_unit(action.unit, row.unit)]
    return next(iter(own or fitting), None)


def part_of(drill: Drill, actor: Actor) -> DrillParticipant | None:
    """Return as what the actor takes part."""
    if actor.person_id is None:
        return None
    return (
        drill.participants.filter(person_id=actor.person_id).select_related("organisation").first()
    )


def received_by(drill: Drill, actor: Actor) -> list[dict[str, Any]]:
    """Return the injects a player has received, the newest first, with his own answers."""
    rows = (
        visible(DrillInject, actor)
        .filter(drill=drill, delivered_at__isnull=False)
        .order_by("-delivered_at", "-minute", "-pk")
    )
    me = part_of(drill, actor)
    answers: dict[int, list[InjectAnswer]] = {}
    if me is not None:
        for answer in InjectAnswer.objects.filter(participant=me).order_by("at"):
            answers.setdefault(answer.inject_id, []).append(answer)
    mine = set(me.injects.values_list("pk", flat=True)) if me is not None else set()
    return [
        {
            "inject": row,
            "answers": answers.get(row.pk, []),
            "may_answer": me is not None and me.part == Part.PLAYER and row.pk in mine,
        }
        for row in rows.distinct()
    ]
