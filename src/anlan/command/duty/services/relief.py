"""Leave and swaps: asking, agreeing, deciding; a swap changes the roster in one stroke."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import person_info
from anlan.command.duty.choices import LeaveState, SwapState
from anlan.command.duty.errors import LeaveOverlaps, OnLeave, SwapOpen
from anlan.command.duty.events import LeaveMoved, RosterChanged, SwapMoved
from anlan.command.duty.models import DutyAssignment, DutyLeave, DutySwap
from anlan.command.duty.permissions import ASK_RELIEF, PLAN
from anlan.command.duty.services.roster import leave_span, on_leave, put_person
from anlan.command.duty.states import LEAVE, SWAP
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require_permission

OPEN = (SwapState.ASKED, SwapState.AGREED)


def _asker(actor: Actor) -> int:
    require_permission(actor, ASK_RELIEF)
    if actor.person_id is None:
        raise NotPermitted(permission=ASK_RELIEF)
    return actor.person_id


@transaction.atomic
def ask_leave(*, first_day: date, last_day: date, reason: str, actor: Actor) -> DutyLeave:
    """Ask for days without duty, for oneself. Raises ``LeaveOverlaps``."""
    person = person_info(_asker(actor))
    fields = {}
    if last_day < first_day:
        fields["last_day"] = _("The last day is not before the first.")
    if first_day < clock.today():
        fields["first_day"] = _("This day is over.")
    if not reason.strip():
        fields["reason"] = _("Please give the reason.")
    if fields:
        raise InvalidInput(fields=fields)
    same_days = DutyLeave.objects.filter(
        person_id=person.id,
        state__in=(LeaveState.ASKED, LeaveState.APPROVED),
        first_day__lte=last_day,
        last_day__gte=first_day,
    )
    if same_days.exists():
        raise LeaveOverlaps
    leave = DutyLeave.objects.create(
        organisation_id=person.organisation_id,
        person_id=person.id,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip()[:200],
        asked_at=clock.now(),
    )
    audit(actor, "duty.leave.asked", leave, after={"from": first_day, "to": last_day})
    _leave_moved(leave, actor)
    _notify(
        leave,
        policy_of(leave).who_can(PLAN, leave),
        f"值班请假待批：{person.name} {first_day}至{last_day}",
        actor,
    )
    return leave


@transaction.atomic
def approve_leave(*, leave_id: int, actor: Actor, reason: str = "") -> DutyLeave:
    """Approve leave; shifts it covers need a stand-in."""
    leave = _decide_leave(leave_id, "approve", actor, reason)
    count = covered_shifts(leave).count()
    words = f"，其间{count}个班次需安排替班" if count else ""
    _notify(leave, [leave.person_id], f"值班请假已批准{words}", actor)
    return leave


@transaction.atomic
def refuse_leave(*, leave_id: int, actor: Actor, reason: str) -> DutyLeave:
    """Refuse leave with a reason."""
    leave = _decide_leave(leave_id, "refuse", actor, reason)
    _notify(leave, [leave.person_id], f"值班请假未批准：{reason}", actor)
    return leave


@transaction.atomic
def withdraw_leave(*, leave_id: int, actor: Actor, reason: str = "") -> DutyLeave:
    """Take one's own leave back, asked or approved, while its days are not over."""
    leave = get_visible(DutyLeave, leave_id, actor=actor, lock=True)
    was_approved = leave.state == LeaveState.APPROVED
    LEAVE.fire(leave, "withdraw", actor=actor, reason=reason)
    audit(actor, "duty.leave.withdrawn", leave, reason=reason)
    _leave_moved(leave, actor)
    if was_approved:
        planners = policy_of(leave).who_can(PLAN, leave)
        _notify(
            leave, planners, f"已销假：{leave.person} {leave.first_day}至{leave.last_day}", actor
        )
    return leave


def _decide_leave(leave_id: int, step: str, actor: Actor, reason: str) -> DutyLeave:
    leave = get_visible(DutyLeave, leave_id, actor=actor, lock=True)
    LEAVE.fire(leave, step, actor=actor, reason=reason)
    _sign(leave, actor, reason)
    action = "approved" if step == "approve" else "refused"
    audit(actor, f"duty.leave.{action}", leave, reason=reason)
    _leave_moved(leave, actor)
    return leave


def covered_shifts(leave: DutyLeave) -> QuerySet[DutyAssignment]:
    """Return the shifts to come that fall into a leave."""
    begins, ends = leave_span(leave.first_day, leave.last_day)
    return DutyAssignment.objects.filter(
        person_id=leave.person_id,
        starts_at__lt=ends,
        ends_at__gt=begins,
        starts_at__gt=clock.now(),
    ).select_related("shift", "organisation", "person")


@transaction.atomic
def ask_swap(
    *,
    assignment_id: int,
    colleague_id: int,
    reason: str,
    actor: Actor,
    return_assignment_id: int | None = None,
) -> DutySwap:
    """Ask a colleague to take one's own shift to come, perhaps against a shift of his.

    Raises ``SwapOpen`` when a swap of this shift waits already.
    """
    person_id = _asker(actor)
    given = _own_shift(assignment_id, person_id)
    colleague = person_info(colleague_id)
    taken = None
    fields = {}
    if given is None:
        fields["assignment"] = _("Choose a shift of your own that is still to come.")
    if colleague_id == person_id or not colleague.is_active:
        fields["colleague"] = _("Choose a colleague.")
    if return_assignment_id is not None:
        taken = _own_shift(return_assignment_id, colleague_id)
        if taken is None:
            fields["return_assignment"] = _("Choose a shift of the colleague still to come.")
    if given is not None and taken is not None and taken.organisation_id != given.organisation_id:
        fields["return_assignment"] = _("Both shifts belong to one office.")
    if given is not None and not _same_office(given, colleague_id, colleague.organisation_id):
        fields["colleague"] = _("Choose a colleague who stands duty in this office.")
    if fields or given is None:
        raise InvalidInput(fields=fields)
    try:
        with transaction.atomic():
            swap = DutySwap.objects.create(
                organisation_id=given.organisation_id,
                person_id=person_id,
                colleague_id=colleague_id,
                assignment=given,
                return_assignment=taken,
                given_label=_label(given),
                return_label=_label(taken) if taken is not None else "",
                reason=reason.strip()[:200],
                asked_at=clock.now(),
            )
    except IntegrityError as error:
        if "duty_swap_one_open" in str(error):
            raise SwapOpen from error
        raise
    audit(actor, "duty.swap.asked", swap, after={"shift": given.pk, "colleague": colleague_id})
    _swap_moved(swap, actor)
    back = f"，换{swap.return_label}" if swap.return_label else ""
    _notify(swap, [colleague_id], f"{given.person}请您替班：{swap.given_label}{back}", actor)
    return swap


def _own_shift(assignment_id: int, person_id: int) -> DutyAssignment | None:
    return (
        DutyAssignment.objects.filter(
            pk=assignment_id, person_id=person_id, starts_at__gt=clock.now()
        )
        .select_related("shift", "person", "organisation")
        .first()
    )


def _same_office(given: DutyAssignment, colleague_id: int, organisation_id: int | None) -> bool:
    if organisation_id == given.organisation_id:
        return True
    return DutyAssignment.objects.filter(
        organisation_id=given.organisation_id, person_id=colleague_id
    ).exists()


def _label(assignment: DutyAssignment) -> str:
    return f"{assignment.day} {assignment.shift.name}"


@transaction.atomic
def agree_swap(*, swap_id: int, actor: Actor, reason: str = "") -> DutySwap:
    """Agree as the colleague asked; who plans the roster decides."""
    swap = _move_swap(swap_id, "agree", "agreed", actor, reason)
    swap.agreed_at = clock.now()
    swap.save(update_fields=["agreed_at", "updated_at"])
    _notify(swap, [swap.person_id], f"{swap.colleague}同意换班：{swap.given_label}", actor)
    planners = [p for p in policy_of(swap).who_can(PLAN, swap) if p != swap.colleague_id]
    _notify(swap, planners, f"换班待批：{swap}", actor)
    return swap


@transaction.atomic
def decline_swap(*, swap_id: int, actor: Actor, reason: str = "") -> DutySwap:
    """Say no as the colleague asked."""
    swap = _move_swap(swap_id, "decline", "refused", actor, reason)
    _notify(swap, [swap.person_id], f"{swap.colleague}不同意换班：{swap.given_label}", actor)
    return swap


@transaction.atomic
def approve_swap(*, swap_id: int, actor: Actor, reason: str = "") -> DutySwap:
    """Approve a swap both agreed to: the roster changes in one stroke.

    Raises ``AlreadyOnDuty`` or ``OnLeave`` when one of them cannot stand the other's shift.
    """
    swap = get_visible(DutySwap, swap_id, actor=actor, lock=True)
    shifts = {
        row.pk: row
        for row in DutyAssignment.objects.select_for_update(of=("self",))
        .filter(pk__in=[swap.assignment_id, swap.return_assignment_id])
        .select_related("organisation")
    }
    if actor.person_id is not None and actor.person_id == swap.colleague_id:
        raise NotPermitted(permission=PLAN)
    SWAP.fire(swap, "approve", actor=actor, reason=reason)
    changes = {swap.assignment_id: swap.colleague_id}
    if swap.return_assignment_id is not None:
        changes[swap.return_assignment_id] = swap.person_id
    for pk, person_id in changes.items():
        if pk in shifts and on_leave(person_id, shifts[pk].starts_at, shifts[pk].ends_at):
            raise OnLeave
    put_person({pk: person for pk, person in changes.items() if pk is not None})
    _sign(swap, actor, reason)
    audit(actor, "duty.swap.approved", swap, after={"changes": changes}, reason=reason)
    for row in shifts.values():
        emit(
            RosterChanged(
                region=row.organisation.region_id,
                organisation=row.organisation_id,
                assignment_id=row.pk,
            ),
            actor,
        )
    _swap_moved(swap, actor)
    _notify(swap, [swap.person_id, swap.colleague_id], f"换班已批准：{swap}", actor)
    return swap


@transaction.atomic
def refuse_swap(*, swap_id: int, actor: Actor, reason: str) -> DutySwap:
    """Refuse a swap with a reason."""
    swap = _move_swap(swap_id, "refuse", "refused", actor, reason)
    _sign(swap, actor, reason)
    _notify(swap, [swap.person_id, swap.colleague_id], f"换班未批准：{swap}（{reason}）", actor)
    return swap


@transaction.atomic
def withdraw_swap(*, swap_id: int, actor: Actor, reason: str = "") -> DutySwap:
    """Take one's own request back."""
    swap = _move_swap(swap_id, "withdraw", "withdrawn", actor, reason)
    _notify(swap, [swap.colleague_id], f"{swap.person}撤回换班：{swap.given_label}", actor)
    return swap


def end_swaps(assignment_id: int) -> None:
    """Withdraw the open swaps of a shift that leaves the roster."""
    concerned = Q(assignment_id=assignment_id) | Q(return_assignment_id=assignment_id)
    for pk in DutySwap.objects.filter(concerned, state__in=OPEN).values_list("pk", flat=True):
        withdraw_swap(swap_id=pk, actor=system_actor("duty"))


def _move_swap(swap_id: int, step: str, action: str, actor: Actor, reason: str) -> DutySwap:
    swap = get_visible(DutySwap, swap_id, actor=actor, lock=True)
    SWAP.fire(swap, step, actor=actor, reason=reason)
    audit(actor, f"duty.swap.{action}", swap, reason=reason)
    _swap_moved(swap, actor)
    return swap


def _sign(request: DutyLeave | DutySwap, actor: Actor, reason: str) -> None:
    request.decided_by_id = actor.id
    request.decided_by = actor.display_name[:100]
    request.decided_at = clock.now()
    request.decision = reason.strip()[:200]
    request.save(
        update_fields=["decided_by_id", "decided_by", "decided_at", "decision", "updated_at"]
    )


def _leave_moved(leave: DutyLeave, actor: Actor) -> None:
    emit(
        LeaveMoved(
            region=leave.organisation.region_id,
            organisation=leave.organisation_id,
            leave_id=leave.pk,
            state=leave.state,
        ),
        actor,
    )


def _swap_moved(swap: DutySwap, actor: Actor) -> None:
    emit(
        SwapMoved(
            region=swap.organisation.region_id,
            organisation=swap.organisation_id,
            swap_id=swap.pk,
            state=swap.state,
        ),
        actor,
    )


def _notify(
    request: DutyLeave | DutySwap, person_ids: Iterable[int], title: str, actor: Actor
) -> None:
    notify(
        kind="duty.relief",
        person_ids=person_ids,
        title=title,
        body=request.reason,
        url=request.get_absolute_url(),
        subject=request,
        actor=actor,
    )
