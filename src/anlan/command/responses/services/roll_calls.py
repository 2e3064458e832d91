"""Roll calls: every team on the scene says how many are safe and how many are missing."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import Notice, notify, notify_each
from anlan.command.responses.choices import ResponseState
from anlan.command.responses.errors import NobodyOnScene, RollCallClosed, RollCallOpen
from anlan.command.responses.events import RollCallChanged
from anlan.command.responses.forces import forces_of
from anlan.command.responses.models import Response, RollCall, RollCallAnswer
from anlan.command.responses.permissions import ANSWER, ROLL_CALL
from anlan.command.responses.services.running import enter, running_response
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

RED, ORANGE = 1, 2
#: A roll call is answered within minutes.
MAX_MINUTES = 120
MAX_PEOPLE = 10_000
#: Late answers handled in one run of the job.
LATE_BATCH = 200


@transaction.atomic
def order_roll_call(*, response_id: int, reason: str, due_minutes: int, actor: Actor) -> RollCall:
    """Ask every team on the scene for its people; the leaders are told on their phones at once.

    Raises ``NobodyOnScene``, or ``RollCallOpen`` while another one waits for answers.
    """
    response = running_response(response_id, ROLL_CALL, actor)
    problems = {}
    if not reason.strip():
        problems["reason"] = _("Say what the roll call is for.")
    if not 1 <= due_minutes <= MAX_MINUTES:
        problems["due_minutes"] = _("Give a time between one minute and two hours.")
    if problems:
        raise InvalidInput(fields=problems)
    forces = [f for f in forces_of([response.incident_id])[response.incident_id] if f.is_on_scene]
    if not forces:
        raise NobodyOnScene
    now = clock.now()
    try:
        with transaction.atomic():
            call = RollCall.objects.create(
                response=response,
                reason=reason.strip()[:200],
                ordered_by=actor.display_name[:100],
                ordered_at=now,
                due_at=now + timedelta(minutes=due_minutes),
            )
    except IntegrityError:
        raise RollCallOpen from None
    answers = RollCallAnswer.objects.bulk_create(
        [
            RollCallAnswer(
                roll_call=call,
                dispatch_id=force.dispatch_id,
                team_name=force.team_name[:100],
                organisation_id=force.organisation_id,
                leader_id=force.leader_id,
                expected=force.people,
            )
            for force in forces
        ]
    )
    with official_language():
        notify_each(
            kind="responses.roll_call",
            notices=[
                Notice(
                    answer.leader_id,
                    _("Roll call: %(reason)s") % {"reason": call.reason},
                    _("%(team)s: answer how many are safe and how many are missing.")
                    % {"team": answer.team_name},
                    answer.get_absolute_url(),
                )
                for answer in answers
                if answer.leader_id is not None
            ],
            level=ORANGE,
            subject=call,
            must_confirm=True,
            include_actor=True,
            actor=actor,
        )
        enter(
            response,
            _("Roll call ordered (%(reason)s): %(teams)d teams")
            % {"reason": call.reason, "teams": len(answers)},
            actor,
            url=call.get_absolute_url(),
        )
    audit(
        actor,
        "responses.roll_call.ordered",
        call,
        after={"teams": [a.team_name for a in answers], "due_at": call.due_at},
    )
    return _changed(call, actor)


@transaction.atomic
def answer_roll_call(
    *, answer_id: int, safe: int, missing: int, actor: Actor, note: str = ""
) -> RollCallAnswer:
    """Answer for one team. While the roll call is open an answer may be corrected.

    Who is missing is told to the commander at once, in red. The last answer closes the roll call.
    """
    answer = get_visible(RollCallAnswer, answer_id, actor=actor)
    require(actor, ANSWER, answer)
    # The call first, then its answers: two teams that answer at once do not wait for each other.
    call = RollCall.objects.select_for_update(of=("self",)).get(pk=answer.roll_call_id)
    answer = RollCallAnswer.objects.select_for_update(of=("self",)).get(pk=answer_id)
    if call.closed_at is not None:
        raise RollCallClosed
    problems = {}
    for name, value in (("safe", safe), ("missing", missing)):
        if not 0 <= value <= MAX_PEOPLE:
            problems[name] = _("Give a whole number, zero or more.")
    if not problems and safe + missing == 0:
        problems["safe"] = _("Somebody of the team is there: count again.")
    if problems:
        raise InvalidInput(fields=problems)
    before = {"safe": answer.safe, "missing": answer.missing}
    was_missing = answer.missing or 0
    answer.safe, answer.missing, answer.note = safe, missing, note.strip()[:300]
    answer.answered_at, answer.answered_by = clock.now(), actor.display_name[:100]
    answer.save(update_fields=["safe", "missing", "note", "answered_at", "answered_by"])
    response = call.response
    with official_language():
        words = _("%(team)s: %(safe)d safe, %(missing)d missing") % {
            "team": answer.team_name,
            "safe": safe,
            "missing": missing,
        }
        enter(
            response,
            f"{words}（{answer.note}）" if answer.note else words,
            actor,
            level=RED if missing else None,
            url=call.get_absolute_url(),
        )
        if missing > was_missing and response.commander_id is not None:
            notify(
                kind="responses.roll_call_missing",
                person_ids=[response.commander_id],
                title=_("People missing: %(words)s") % {"words": words},
                body=answer.note,
                url=call.get_absolute_url(),
                level=RED,
                subject=call,
                must_confirm=True,
                actor=actor,
            )
    audit(
        actor,
        "responses.roll_call.answered",
        answer,
        before=before,
        after={"safe": safe, "missing": missing},
        reason=answer.note,
    )
    if not call.answers.filter(answered_at__isnull=True).exists():
        _close(call, actor)
    _changed(call, actor)
    return answer


@transaction.atomic
def close_roll_call(*, roll_call_id: int, actor: Actor, reason: str) -> RollCall:
    """Close a roll call that not all have answered, with the reason."""
    call = get_visible(RollCall, roll_call_id, actor=actor, lock=True)
    require(actor, ROLL_CALL, call)
    if call.closed_at is not None:
        raise RollCallClosed
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    _close(call, actor, reason)
    return _changed(call, actor)


def _close(call: RollCall, actor: Actor, reason: str = "") -> None:
    call.closed_at = clock.now()
    call.save(update_fields=["closed_at"])
    numbers = call.counts
    with official_language():
        words = _(
            "Roll call closed: %(answered)d of %(teams)d teams, %(safe)d safe, %(missing)d missing"
        )
        text = words % numbers
        enter(
            call.response,
            f"{text}：{reason}" if reason else text,
            actor,
            level=RED if numbers["missing"] else None,
            url=call.get_absolute_url(),
        )
    audit(actor, "responses.roll_call.closed", call, after=numbers, reason=reason)


def _changed(call: RollCall, actor: Actor) -> RollCall:
    numbers = RollCall.objects.get(pk=call.pk).counts
    response: Response = call.response
    emit(
        RollCallChanged(
            response.incident_id,
            response.pk,
            response.region_id,
            roll_call_id=call.pk,
            unanswered=numbers["teams"] - numbers["answered"],
            missing=numbers["missing"],
        ),
        actor,
    )
    return call


@transaction.atomic
def escalate_roll_calls() -> int:
    """Tell the commander, in red, of teams that did not answer in time; returns how many."""
    actor = system_actor("responses")
    now = clock.now()
    late = list(
        RollCallAnswer.objects.filter(
            answered_at__isnull=True,
            escalated_at__isnull=True,
            roll_call__closed_at__isnull=True,
            roll_call__due_at__lt=now,
            roll_call__response__state=ResponseState.ACTIVE,
        )
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("roll_call__response")
        .order_by("pk")[:LATE_BATCH]
    )
    calls: dict[int, RollCall] = {}
    for answer in late:
        answer.escalated_at = now
        answer.save(update_fields=["escalated_at"])
        calls[answer.roll_call_id] = answer.roll_call
        audit(actor, "responses.roll_call.escalated", answer)
    for call in calls.values():
        names = "、".join(a.team_name for a in late if a.roll_call_id == call.pk)
        with official_language():
            words = _("No answer to the roll call: %(teams)s") % {"teams": names}
            enter(call.response, words, actor, level=RED, url=call.get_absolute_url())
            if call.response.commander_id is not None:
                notify(
                    kind="responses.roll_call_unanswered",
                    person_ids=[call.response.commander_id],
                    title=words,
                    body=call.reason,
                    url=call.get_absolute_url(),
                    level=RED,
                    subject=call,
                    must_confirm=True,
                    actor=actor,
                )
        _changed(call, actor)
    return len(late)
