"""Planning a stretch of the roster fairly: looked at first, then written; and stand-ins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import is_working_day
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import list_people_info, people_of
from anlan.command.duty import fairness
from anlan.command.duty.choices import DutyRole, LeaveState
from anlan.command.duty.errors import AlreadyOnDuty, AssignmentOver, NobodyFree
from anlan.command.duty.events import RosterChanged
from anlan.command.duty.fairness import Books, Choice, Load, Slot, Weights
from anlan.command.duty.models import DutyAssignment, DutyLeave, Shift
from anlan.command.duty.permissions import PLAN
from anlan.command.duty.services.roster import (
    assign_duty,
    leave_span,
    put_person,
    require_office,
    shift_times,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, Message
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent.parent / "data"
#: Longest stretch planned at once. [days]
LONGEST_PLAN_DAYS = 93

HINDRANCES: dict[str, Message] = {
    fairness.BUSY: pgettext_lazy("roster", "stands another shift"),
    fairness.RESTING: pgettext_lazy("roster", "rests"),
    fairness.ON_LEAVE: pgettext_lazy("roster", "on leave"),
}


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the county's weights of a shift (``data/fairness.csv``)."""
    rows = read_csv(DATA / "fairness.csv")
    values = {row["code"]: float(row["value"]) for row in rows}
    return Weights(
        base=values["base"],
        night=values["night"],
        weekend=values["weekend"],
        public_holiday=values["public_holiday"],
        look_back=timedelta(days=values["look_back"]),
        minimum_rest=timedelta(hours=values["minimum_rest"]),
    )


class Calendar:
    """Working days, each looked up once; a holiday is a rest day of a run that is no plain weekend.

    Rest days on a weekday, and rest days joined to one, belong to a public holiday.
    """

    def __init__(self, is_working: Callable[[date], bool] = is_working_day) -> None:
        self._is_working = is_working
        self._known: dict[date, bool] = {}

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        if day not in self._known:
            self._known[day] = self._is_working(day)
        return self._known[day]

    def is_holiday(self, day: date) -> bool:
        """Whether the day belongs to a public holiday."""
        if self.works(day):
            return False
        one = timedelta(days=1)
        first = last = day
        while not self.works(first - one) and (day - first).days < 10:
            first -= one
        while not self.works(last + one) and (last - day).days < 10:
            last += one
        run = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return any(d.weekday() < 5 for d in run)

    def slot(self, shift: Shift, day: date, times: tuple[datetime, datetime]) -> Slot:
        """Return the shift of a day as the fair choice weighs it."""
        is_holiday = self.is_holiday(day)
        return Slot(
            day=day,
            shift_id=shift.pk,
            starts_at=times[0],
            ends_at=times[1],
            is_night=shift.is_overnight,
            is_weekend=not is_holiday and not self.works(day),
            is_holiday=is_holiday,
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """What one person carries before and after the plan."""

    person_id: int
    name: str
    before: Load
    after: Load


@dataclass(frozen=True, slots=True)
class Line:
    """One shift of the plan: who stands it, or why nobody can."""

    day: date
    shift: Shift
    person_id: int | None
    name: str
    why: str = ""


@dataclass(slots=True)
class RosterPlan:
    """A stretch of the roster as it will be written, or was."""

    lines: list[Line]
    balances: list[Balance]
    made: list[DutyAssignment] = field(default_factory=list)

    @property
    def gaps(self) -> list[Line]:
        """Shifts that nobody of the list can stand."""
        return [line for line in self.lines if line.person_id is None]

    @property
    def digest(self) -> str:
        """Fingerprint of the plan: what is written is what was looked at."""
        text = ";".join(f"{x.day}/{x.shift.pk}/{x.person_id}" for x in self.lines)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def preview_roster(
    *,
    organisation_id: int,
    first_day: date,
    days: int,
    people: Sequence[int],
    actor: Actor,
    role: str = DutyRole.OFFICER,
    shift_codes: Sequence[str] = (),
) -> RosterPlan:
    """Return how a stretch would be filled, and what each person carries before and after.

    Shifts of the stretch that already have somebody in this role are left alone.
    """
    if not people:
        raise InvalidInput(fields={"people": _("Name at least one person.")})
    if not 1 <= days <= LONGEST_PLAN_DAYS:
        raise InvalidInput(
            fields={"days": _("Plan between 1 and %(n)s days.") % {"n": LONGEST_PLAN_DAYS}}
        )
    require_office(organisation_id, actor)
    people = list(dict.fromkeys(people))
    shifts = {s.pk: s for s in Shift.objects.filter(is_active=True)}
    last_day = first_day + timedelta(days=days - 1)
    taken = set(
        DutyAssignment.objects.filter(
            organisation_id=organisation_id, role=role, day__range=(first_day, last_day)
        ).values_list("day", "shift_id")
    )
    calendar = Calendar()
    slots = [
        calendar.slot(shift, day, shift_times(shift, day))
        for day in (first_day + timedelta(days=n) for n in range(days))
        for shift in shifts.values()
        if (not shift_codes or shift.code in shift_codes) and (day, shift.pk) not in taken
    ]
    books = read_books(people, first_day, last_day, calendar)
    before = {person: books.load(person).copy() for person in people}
    choices = fairness.fill(slots, people, books, weights())
    names = {i: info.name for i, info in list_people_info(people).items()}
    return RosterPlan(
        lines=[_line(choice, shifts, names) for choice in choices],
        balances=[
            Balance(person, names.get(person, ""), before[person], books.load(person))
            for person in people
        ],
    )


def _line(choice: Choice, shifts: dict[int, Shift], names: dict[int, str]) -> Line:
    why = ""
    if choice.person is None:
        why = "；".join(
            f"{names.get(p, '')} {HINDRANCES[reason]}" for p, reason in choice.hindrances.items()
        )
    name = names.get(choice.person, "") if choice.person is not None else ""
    return Line(choice.slot.day, shifts[choice.slot.shift_id], choice.person, name, why)


def read_books(people: Iterable[int], first_day: date, last_day: date, calendar: Calendar) -> Books:
    """Return what people carried before a stretch and within it, and when they are away."""
    wanted = list(people)
    rules = weights()
    rows = DutyAssignment.objects.filter(
        person_id__in=wanted,
        day__range=(first_day - rules.look_back, last_day + timedelta(days=2)),
    ).select_related("shift")
    books = Books()
    for row in rows:
        times = (row.starts_at, row.ends_at)
        if row.day <= last_day:
            books.put(row.person_id, calendar.slot(row.shift, row.day, times), rules)
        else:
            books.duties.setdefault(row.person_id, []).append(times)
    leaves = DutyLeave.objects.filter(
        person_id__in=wanted,
        state=LeaveState.APPROVED,
        first_day__lte=last_day + timedelta(days=1),
        last_day__gte=first_day,
    )
    for leave in leaves:
        span = leave_span(leave.first_day, leave.last_day)
        books.leaves.setdefault(leave.person_id, []).append(span)
    return books


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
    digest: str = "",
) -> RosterPlan:
    """Fill a stretch fairly: each shift takes the free person with the least burden so far.

    Shifts that nobody can stand stay empty and are named in the plan (``gaps``). With ``digest``
    only the plan that was looked at is written; raises ``InvalidInput`` when it would differ now.
    """
    plan = preview_roster(
        organisation_id=organisation_id,
        first_day=first_day,
        days=days,
        people=people,
        actor=actor,
        role=role,
        shift_codes=shift_codes,
    )
    if digest and digest != plan.digest:
        raise InvalidInput(_("The roster has changed meanwhile: look at the plan again."))
    for line in plan.lines:
        if line.person_id is not None:
            plan.made.append(
                assign_duty(
                    organisation_id=organisation_id,
                    shift_code=line.shift.code,
                    day=line.day,
                    person_id=line.person_id,
                    role=role,
                    actor=actor,
                )
            )
    audit(
        actor,
        "duty.roster.planned",
        after={
            "from": first_day,
            "days": days,
            "made": len(plan.made),
            "gaps": [f"{gap.day} {gap.shift.name}" for gap in plan.gaps],
        },
    )
    return plan


def stand_ins(assignment: DutyAssignment) -> list[int]:
    """Return the colleagues who may stand in: who stood this role lately, else the whole office."""
    around = (
        assignment.day - weights().look_back,
        assignment.day + weights().look_back,
    )
    same = DutyAssignment.objects.filter(
        organisation_id=assignment.organisation_id, role=assignment.role, day__range=around
    ).exclude(person_id=assignment.person_id)
    found = list(same.order_by("person_id").values_list("person_id", flat=True).distinct())
    return found or [
        p.id for p in people_of(assignment.organisation_id) if p.id != assignment.person_id
    ]


@transaction.atomic
def find_stand_in(*, assignment_id: int, actor: Actor, reason: str = "") -> DutyAssignment:
    """Give a shift to come to the free colleague with the least burden. Raises ``NobodyFree``."""
    assignment = get_visible(DutyAssignment, assignment_id, actor=actor, lock=True)
    require(actor, PLAN, assignment)
    if assignment.starts_at <= clock.now():
        raise AssignmentOver
    calendar = Calendar()
    people = stand_ins(assignment)
    books = read_books(people, assignment.day, assignment.day, calendar)
    times = (assignment.starts_at, assignment.ends_at)
    slot = calendar.slot(assignment.shift, assignment.day, times)
    chosen, _hindrances = fairness.choose(slot, people, books, weights())
    if chosen is None:
        raise NobodyFree
    relieved = assignment.person
    try:
        put_person({assignment.pk: chosen})
    except AlreadyOnDuty as error:
        raise NobodyFree from error
    assignment.refresh_from_db()
    audit(
        actor,
        "duty.assignment.changed",
        assignment,
        before={"person": relieved.pk},
        after={"person": chosen},
        reason=reason,
    )
    emit(
        RosterChanged(
            region=assignment.organisation.region_id,
            organisation=assignment.organisation_id,
            assignment_id=assignment.pk,
        ),
        actor,
    )
    notify(
        kind="duty.stand_in",
        person_ids=[chosen, relieved.pk],
        title=f"替班：{assignment.day} {assignment.shift.name}由{assignment.person.name}"
        f"替{relieved.name}值班",
        url="/duty/roster/",
        subject=assignment,
        actor=actor,
    )
    return assignment
