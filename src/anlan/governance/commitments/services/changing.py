"""What changes on the way: pauses, more time, milestones, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.governance.commitments.choices import AT_WORK, ExtensionState, PeriodState
from anlan.governance.commitments.errors import AlreadyAsked, AlreadyDecided, NotAtWork
from anlan.governance.commitments.events import CommitmentMoved, DeadlineMoved
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentExtension,
    Milestone,
    ReportingPeriod,
)
from anlan.governance.commitments.permissions import DECIDE, GIVE, REPORT
from anlan.governance.commitments.quantities import read_figure
from anlan.governance.commitments.states import COMMITMENT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require

from .common import locked, tell, tell_office, tell_unit
from .outlooks import refresh_outlooks
from .periods import make_periods


@transaction.atomic
def pause_commitment(*, commitment_id: int, reason: str, actor: Actor) -> Commitment:
    """Let a task rest: nobody is reminded meanwhile."""
    return _move(commitment_id, "pause", "commitments.commitment.paused", reason, actor)


@transaction.atomic
def resume_commitment(*, commitment_id: int, actor: Actor, reason: str = "") -> Commitment:
    """Let a task go on."""
    return _move(commitment_id, "resume", "commitments.commitment.resumed", reason, actor)


@transaction.atomic
def cancel_commitment(*, commitment_id: int, reason: str, actor: Actor) -> Commitment:
    """Take a task back; what was reported stays to be read."""
    commitment = _move(commitment_id, "cancel", "commitments.commitment.cancelled", reason, actor)
    commitment.extensions.filter(state=ExtensionState.PENDING).update(
        state=ExtensionState.REFUSED,
        decision=reason.strip(),
        decided_at=clock.now(),
        decided_by=actor.display_name[:100],
    )
    if commitment.plan_change:
        commitment.plan_change, commitment.proposed = "", {}
        commitment.save(update_fields=["plan_change", "proposed", "updated_at"])
    return commitment


def _move(commitment_id: int, step: str, action: str, reason: str, actor: Actor) -> Commitment:
    commitment = locked(commitment_id, actor)
    COMMITMENT.fire(commitment, step, actor=actor, reason=reason)
    refresh_outlooks([commitment])
    audit(actor, action, commitment, reason=reason)
    tell(CommitmentMoved, commitment, actor, step=step)
    tell_unit(
        commitment,
        actor,
        _("%(step)s: %%(task)s") % {"step": COMMITMENT.label_of(commitment)},
        body=reason,
    )
    return commitment


@transaction.atomic
def request_extension(
    *, commitment_id: int, wanted_deadline: date, reason: str, actor: Actor
) -> CommitmentExtension:
    """Ask for more time. Raises ``AlreadyAsked`` while a wish waits."""
    commitment = locked(commitment_id, actor)
    require(actor, REPORT, commitment)
    if commitment.state not in AT_WORK:
        raise NotAtWork
    if commitment.deadline is None:
        raise WrongState(_("This task has no deadline that could be moved."))
    if commitment.extensions.filter(state=ExtensionState.PENDING).exists():
        raise AlreadyAsked
    if wanted_deadline <= commitment.deadline:
        raise InvalidInput(fields={"wanted_deadline": _("The new day must be later.")})
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    wish = CommitmentExtension.objects.create(
        commitment=commitment,
        former_deadline=commitment.deadline,
        wanted_deadline=wanted_deadline,
        reason=reason.strip(),
        asked_by_id=actor.id,
        asked_by=actor.display_name[:100],
    )
    audit(
        actor,
        "commitments.extension.asked",
        commitment,
        before={"deadline": commitment.deadline},
        after={"deadline": wanted_deadline},
        reason=reason,
    )
    tell(DeadlineMoved, commitment, actor, extension_state=ExtensionState.PENDING)
    tell_office(commitment, actor, _("%(unit)s asks for more time: %(task)s"), body=reason.strip())
    return wish


@transaction.atomic
def decide_extension(
    *, extension_id: int, is_granted: bool, actor: Actor, reason: str = ""
) -> CommitmentExtension:
    """Grant more time, and the deadline moves; or refuse it with the reason."""
    wish = get_visible(CommitmentExtension, extension_id, actor=actor, lock=True)
    commitment = locked(wish.commitment_id, actor)
    require(actor, DECIDE, commitment)
    if wish.state != ExtensionState.PENDING:
        raise AlreadyDecided
    if not is_granted and not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    wish.state = ExtensionState.GRANTED if is_granted else ExtensionState.REFUSED
    wish.decision, wish.decided_at = reason.strip(), clock.now()
    wish.decided_by_id, wish.decided_by = actor.id, actor.display_name[:100]
    wish.save()
    if is_granted:
        _set_deadline(commitment, wish.wanted_deadline)
        commitment.save()
    audit(
        actor,
        "commitments.extension.decided",
        commitment,
        before={"deadline": wish.former_deadline},
        after={"deadline": commitment.deadline, "granted": is_granted},
        reason=reason,
    )
    tell(DeadlineMoved, commitment, actor, extension_state=wish.state)
    answer = _("More time granted: %(task)s") if is_granted else _("More time refused: %(task)s")
    tell_unit(commitment, actor, answer, body=reason.strip())
    return wish


def _set_deadline(commitment: Commitment, deadline: date | None) -> None:
    commitment.deadline = deadline
    commitment.is_deadline_derived = False
    commitment.escalated_to = ""
    if deadline is not None and deadline < commitment.starts_on:
        raise InvalidInput(fields={"deadline": _("The deadline lies before the first day.")})
    if commitment.cadence:
        if deadline is not None:
            ReportingPeriod.objects.filter(
                commitment=commitment, begins_on__gt=deadline, state=PeriodState.OPEN
            ).update(state=PeriodState.WAIVED)
        make_periods([commitment])
    refresh_outlooks([commitment])


@transaction.atomic
def change_commitment(*, commitment_id: int, actor: Actor, **values: Any) -> Commitment:
    """Correct the words, the deadline, the quantity or the cadence of a task."""
    commitment = locked(commitment_id, actor)
    require(actor, GIVE, commitment)
    if not commitment.is_open:
        raise WrongState(_("This task is closed: it is not changed any more."))
    known = {"title", "text", "deadline", "quantity", "cadence", "section", "starts_on"}
    before, after = changes(commitment, **{k: v for k, v in values.items() if k in known})
    if not commitment.title.strip():
        raise InvalidInput(fields={"title": _("A task needs words and a source.")})
    if "quantity" in after:
        commitment.target_figure, commitment.target_unit = read_figure(commitment.quantity)
    if after.keys() & {"deadline", "cadence", "starts_on"}:
        _set_deadline(commitment, commitment.deadline)
    if after:
        commitment.refresh_search_text()
        commitment.save()
        audit(actor, "commitments.commitment.changed", commitment, before=before, after=after)
        tell(CommitmentMoved, commitment, actor, step="change")
        tell_unit(commitment, actor, _("The office changed a task: %(task)s"))
    return commitment


@transaction.atomic
def set_milestones(
    *, commitment_id: int, rows: Sequence[tuple[str, date, int]], actor: Actor
) -> list[Milestone]:
    """Set the steps on the way as (title, day, weight in percent); those reached keep their day.

    Raises ``InvalidInput`` when the weights add up to more than 100 or a day lies outside the task.
    """
    commitment = locked(commitment_id, actor)
    require(actor, GIVE, commitment)
    if sum(weight for _title, _day, weight in rows) > 100:
        raise InvalidInput(_("The weights add up to more than 100 percent."))
    for _title, day, _weight in rows:
        last = commitment.deadline or date.max - timedelta(days=1)
        if not commitment.starts_on <= day <= last:
            raise InvalidInput(
                _("The day %(day)s lies outside the time of the task.") % {"day": day.isoformat()}
            )
    reached = dict(commitment.milestones.values_list("title", "reached_on"))
    commitment.milestones.all().delete()
    made = Milestone.objects.bulk_create(
        Milestone(
            commitment=commitment,
            title=title.strip()[:200],
            due_on=day,
            weight=weight,
            reached_on=reached.get(title.strip()[:200]),
        )
        for title, day, weight in rows
        if title.strip()
    )
    refresh_outlooks([commitment])
    audit(
        actor,
        "commitments.milestones.set",
        commitment,
        after={"milestones": [f"{m.due_on} {m.title} {m.weight}%" for m in made]},
    )
    tell(CommitmentMoved, commitment, actor, step="milestones")
    return made
