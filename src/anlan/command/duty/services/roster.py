"""Planning the roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation
from anlan.command.duty.choices import DutyRole
from anlan.command.duty.errors import AlreadyOnDuty, AssignmentOver
from anlan.command.duty.events import RosterChanged
from anlan.command.duty.models import DutyAssignment, Shift
from anlan.command.duty.permissions import PLAN
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches

#: Longest stretch planned at once. [days]
LONGEST_PLAN_DAYS = 93


def shift_times(shift: Shift, day: date) -> tuple[datetime, datetime]:
    """Return when a shift of a day begins and ends, in local time."""
    zone = timezone.get_default_timezone()
    begins = datetime.combine(day, shift.starts_at, tzinfo=zone)
    last = day + timedelta(days=1) if shift.is_overnight else day
    return begins, datetime.combine(last, shift.ends_at, tzinfo=zone)


def _require_office(organisation_id: int, actor: Actor) -> str:
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
    """Put a person on a shift. Raises ``AlreadyOnDuty`` when he stands another at that time."""
    region = _require_office(organisation_id, actor)
    shift = Shift.objects.filter(code=shift_code, is_active=True).first()
    if shift is None or role not in DutyRole.values:
        raise InvalidInput(fields={"shift": _("Choose the shift and the role.")})
    begins, ends = shift_times(shift, day)
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


@transaction.atomic
def plan_roster(
    *,
    organisation_id: int,
    first_day: date,
    days: int,
    people: Sequence[int],
    actor: Actor,
    role: str = DutyRole.OFFICER,
    shift_codes: Sequence[str] = (),
) -> list[DutyAssignment]:
    """Fill a stretch by turns: each shift takes the next person of the list who is free.

    Shifts of the stretch that already have somebody in this role are left alone. All or nothing.
    """
    if not people:
        raise InvalidInput(fields={"people": _("Name at least one person.")})
    if not 1 <= days <= LONGEST_PLAN_DAYS:
        raise InvalidInput(
            fields={"days": _("Plan between 1 and %(n)s days.") % {"n": LONGEST_PLAN_DAYS}}
        )
    _require_office(organisation_id, actor)
    shifts = list(Shift.objects.filter(is_active=True))
    if shift_codes:
        shifts = [shift for shift in shifts if shift.code in shift_codes]
    taken = set(
        DutyAssignment.objects.filter(
            organisation_id=organisation_id,
            role=role,
            day__range=(first_day, first_day + timedelta(days=days - 1)),
        ).values_list("day", "shift_id")
    )
    made: list[DutyAssignment] = []
    turn = 0
    for offset in range(days):
        day = first_day + timedelta(days=offset)
        for shift in shifts:
            if (day, shift.pk) in taken:
                continue
            for attempt in range(len(people)):
                person = people[(turn + attempt) % len(people)]
                try:
                    made.append(
                        assign_duty(
                            organisation_id=organisation_id,
                            shift_code=shift.code,
                            day=day,
                            person_id=person,
                            role=role,
                            actor=actor,
                        )
                    )
                except AlreadyOnDuty:
                    continue
                turn += attempt + 1
                break
            else:
                raise AlreadyOnDuty(
                    _("Nobody of the list is free on %(day)s, %(shift)s.")
                    % {"day": day, "shift": shift.name}
                )
    audit(actor, "duty.roster.planned", after={"from": first_day, "days": days, "made": len(made)})
    return made
