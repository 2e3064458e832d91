"""The roster, shift by shift."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation
from anlan.command.duty.choices import DutyRole, LeaveState
from anlan.command.duty.errors import AlreadyOnDuty, AssignmentOver, OnLeave
from anlan.command.duty.events import RosterChanged
from anlan.command.duty.models import DutyAssignment, DutyLeave, Shift
from anlan.command.duty.permissions import PLAN
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches


def shift_times(shift: Shift, day: date) -> tuple[datetime, datetime]:
    """Return when a shift of a day begins and ends, in local time."""
    zone = timezone.get_default_timezone()
    begins = datetime.combine(day, shift.starts_at, tzinfo=zone)
    last = day + timedelta(days=1) if shift.is_overnight else day
    return begins, datetime.combine(last, shift.ends_at, tzinfo=zone)


def leave_span(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """Return leave as a span of time: from midnight to midnight."""
    zone = timezone.get_default_timezone()
    return (
        datetime.combine(first_day, time(0), tzinfo=zone),
        datetime.combine(last_day + timedelta(days=1), time(0), tzinfo=zone),
    )


def on_leave(person_id: int, begins: datetime, ends: datetime) -> bool:
    """Whether somebody has approved leave at some time of a span."""
    first = timezone.localtime(begins).date()
    last = timezone.localtime(ends - timedelta(microseconds=1)).date()
    return DutyLeave.objects.filter(
        person_id=person_id,
        state=LeaveState.APPROVED,
        first_day__lte=last,
        last_day__gte=first,
    ).exists()


def require_office(organisation_id: int, actor: Actor) -> str:
    """Return the region of an office whose roster the actor plans; refuse otherwise."""
    office = find_organisation(organisation_id)
    if office is None:
        raise InvalidInput(fields={"organisation": _("Choose the office.")})
    if not scope_reaches(actor, PLAN, region=office.region_code, organisation_id=organisation_id):
        raise NotPermitted
    return office.region_code


@transaction.atomic
def assign_duty(
    *,
    organisation_id: int,
    shift_code: str,
    day: date,
    person_id: int,
    actor: Actor,
    role: str = DutyRole.OFFICER,
    note: str = "",
) -> DutyAssignment:
    """Put a person on a shift.

    Raises ``AlreadyOnDuty`` when he stands another at that time, ``OnLeave`` when he is away.
    """
    region = require_office(organisation_id, actor)
    shift = Shift.objects.filter(code=shift_code, is_active=True).first()
    if shift is None or role not in DutyRole.values:
        raise InvalidInput(fields={"shift": _("Choose the shift and the role.")})
    begins, ends = shift_times(shift, day)
    if on_leave(person_id, begins, ends):
        raise OnLeave
    try:
        with transaction.atomic():
            assignment = DutyAssignment.objects.create(
                organisation_id=organisation_id,
                shift=shift,
                day=day,
                person_id=person_id,
                role=role,
                starts_at=begins,
                ends_at=ends,
                note=note,
            )
    except IntegrityError as error:
        if "duty_person_not_twice" in str(error):
            raise AlreadyOnDuty from error
        raise
    audit(
        actor,
        "duty.assignment.created",
        assignment,
        after={"person": person_id, "role": role, "starts_at": begins, "ends_at": ends},
    )
    emit(
        RosterChanged(region=region, organisation=organisation_id, assignment_id=assignment.pk),
        actor,
    )
    return assignment


@transaction.atomic
def remove_duty(*, assignment_id: int, actor: Actor, reason: str = "") -> None:
    """Take a person off a shift to come. Raises ``AssignmentOver`` once it has begun."""
    assignment = get_visible(DutyAssignment, assignment_id, actor=actor, lock=True)
    require(actor, PLAN, assignment)
    if assignment.starts_at <= clock.now():
        raise AssignmentOver
    from anlan.command.duty.services.relief import end_swaps  # which changes the roster itself

    end_swaps(assignment.pk)
    audit(actor, "duty.assignment.removed", assignment, reason=reason)
    emit(
        RosterChanged(
            region=assignment.organisation.region_id,
            organisation=assignment.organisation_id,
            assignment_id=assignment.pk,
        ),
        actor,
    )
    assignment.delete()


def put_person(changes: Mapping[int, int]) -> None:
    """Give assignments to other people in one statement. Raises ``AlreadyOnDuty``.

    In one statement two people can change places in shifts that run at the same time.
    """
    cases = [When(pk=pk, then=Value(person)) for pk, person in changes.items()]
    try:
        with transaction.atomic():
            DutyAssignment.objects.filter(pk__in=changes).update(
                person_id=Case(*cases, output_field=BigIntegerField()), updated_at=clock.now()
            )
    except IntegrityError as error:
        if "duty_person_not_twice" in str(error):
            raise AlreadyOnDuty from error
        raise
