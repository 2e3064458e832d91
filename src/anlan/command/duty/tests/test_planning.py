"""The fair roster: the properties of the choice, the plan that is looked at, stand-ins."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.base.deadlines.models import WorkingDay
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.command.duty.errors import AssignmentOver, NobodyFree, OnLeave
from anlan.command.duty.events import RosterChanged
from anlan.command.duty.fairness import Books, Slot, Weights, fill
from anlan.command.duty.models import DutyAssignment, DutyLeave
from anlan.command.duty.selectors.roster import week
from anlan.command.duty.services.planning import (
    Calendar,
    find_stand_in,
    plan_roster,
    preview_roster,
    weights,
)
from anlan.command.duty.tests.test_duty import (
    TODAY,
    assign,
    office,  # noqa: F401
    officer,
    planner,  # noqa: F401
)
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted

START = date(2026, 11, 2)


def slots(days, kinds):
    """Two shifts a day; ``kinds`` tells of each day whether it is a rest day or a holiday."""
    found = []
    for n in range(days):
        day = START + timedelta(days=n)
        morning = datetime.combine(day, time(8, 30))
        rest, holiday = kinds[n % len(kinds)]
        for number, (begins, hours) in enumerate(
            ((morning, 9), (morning + timedelta(hours=9), 15))
        ):
            found.append(
                Slot(
                    day=day,
                    shift_id=number,
                    starts_at=begins,
                    ends_at=begins + timedelta(hours=hours),
                    is_night=bool(number),
                    is_weekend=rest and not holiday,
                    is_holiday=holiday,
                )
            )
    return found


KINDS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=7)


@settings(max_examples=25, deadline=None)
@given(days=st.integers(1, 40), people=st.integers(1, 9), kinds=KINDS)
def test_burdens_differ_by_at_most_the_heaviest_shift(days, people, kinds):
    weights = Weights(minimum_rest=timedelta(0))
    wanted, books = slots(days, kinds), Books()
    made = fill(wanted, list(range(people)), books, weights)

    assert all(choice.person is not None for choice in made)
    burdens = [books.load(p).burden for p in range(people)]
    assert max(burdens) - min(burdens) <= max(s.burden(weights) for s in wanted)
    assert sum(books.load(p).shifts for p in range(people)) == len(wanted)
    again = fill(wanted, list(range(people)), Books(), weights)
    assert [c.person for c in again] == [c.person for c in made]


@settings(max_examples=25, deadline=None)
@given(
    people=st.integers(1, 6),
    rest=st.sampled_from((0, 8, 12, 16)),
    away=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(1, 5)), max_size=4),
)
def test_leave_and_rest_are_respected(people, rest, away):
    weights = Weights(minimum_rest=timedelta(hours=rest))
    books = Books()
    for person, first, length in away:
        begins = datetime.combine(START + timedelta(days=first), time(0))
        books.leaves.setdefault(person, []).append((begins, begins + timedelta(days=length)))
    made = fill(slots(20, [(False, False)]), list(range(people)), books, weights)

    stood: dict[int, list[Slot]] = {}
    for choice in made:
        if choice.person is None:
            assert set(choice.hindrances) == set(range(people))
        else:
            stood.setdefault(choice.person, []).append(choice.slot)
    for person, mine in stood.items():
        for one, next_one in zip(mine, mine[1:], strict=False):
            assert next_one.starts_at - one.ends_at >= weights.minimum_rest
        for begins, ends in books.leaves.get(person, ()):
            assert not any(s.starts_at < ends and begins < s.ends_at for s in mine)


def test_holidays_are_told_from_weekends():
    rest_days = {date(2026, 10, n) for n in range(1, 8)} | {date(2026, 11, 21), date(2026, 11, 22)}
    calendar = Calendar(lambda day: day not in rest_days)
    assert calendar.is_holiday(date(2026, 10, 1))
    assert calendar.is_holiday(date(2026, 10, 3))  # a Saturday in the middle of it
    assert not calendar.is_holiday(date(2026, 11, 21))
    assert not calendar.works(date(2026, 11, 21))


def test_a_stretch_is_looked_at_first_and_written_as_it_was_seen(office, planner):  # noqa: F811
    people = [PersonFactory().pk for _ in range(4)]
    stretch = {"organisation_id": office.pk, "first_day": TODAY, "days": 6, "people": people}
    plan = preview_roster(**stretch, actor=planner)

    assert DutyAssignment.objects.count() == 0
    assert plan.gaps == []
    burdens = [b.after.burden for b in plan.balances]
    heaviest = weights().base + weights().night + weights().weekend
    assert max(burdens) - min(burdens) <= heaviest
    with pytest.raises(InvalidInput):
        plan_roster(**stretch, digest="0" * 16, actor=planner)
    written = plan_roster(**stretch, digest=plan.digest, actor=planner)
    assert_audited("duty.roster.planned", by=planner)
    assert [m.person_id for m in written.made] == [line.person_id for line in plan.lines]
    assert plan_roster(**stretch, actor=planner).made == []
    assert week(planner, TODAY)["days"][0]["cells"][0][0]["is_now"]
    with pytest.raises(InvalidInput):
        preview_roster(**{**stretch, "days": 0}, actor=planner)
    with pytest.raises(InvalidInput):
        preview_roster(**{**stretch, "people": []}, actor=planner)
    with pytest.raises(NotPermitted):
        preview_roster(**stretch, actor=officer("孙值班", office))


def test_who_stood_more_before_stands_less_now(office, planner):  # noqa: F811
    tired, fresh = PersonFactory(), PersonFactory()
    for n in range(1, 6):
        assign(office, planner, person_id=tired.pk, day=TODAY - timedelta(days=2 * n))
    plan = preview_roster(
        organisation_id=office.pk,
        first_day=TODAY,
        days=4,
        people=[tired.pk, fresh.pk],
        shift_codes=["day"],
        actor=planner,
    )
    assert {line.person_id for line in plan.lines} == {fresh.pk}
    assert plan.balances[0].before.shifts == 5


def test_a_shift_nobody_can_stand_is_named_and_the_rest_is_written(office, planner):  # noqa: F811
    only = PersonFactory()
    leave(only, TODAY + timedelta(days=1), office)
    plan = plan_roster(
        organisation_id=office.pk,
        first_day=TODAY,
        days=3,
        people=[only.pk],
        shift_codes=["day"],
        actor=planner,
    )
    assert [gap.day for gap in plan.gaps] == [TODAY + timedelta(days=1)]
    assert only.name in plan.gaps[0].why
    assert len(plan.made) == 2
    with pytest.raises(OnLeave):
        assign(office, planner, person_id=only.pk, day=TODAY + timedelta(days=1))


def leave(person, day, office):  # noqa: F811
    return DutyLeave.objects.create(
        organisation=office,
        person=person,
        first_day=day,
        last_day=day,
        reason="演示",
        asked_at=clock.now(),
        state="approved",
    )


def test_the_fairest_free_colleague_stands_in(office, planner):  # noqa: F811
    WorkingDay.objects.create(day=TODAY + timedelta(days=3), is_working=True)
    away, busy, tired, fresh = (PersonFactory() for _ in range(4))
    day = TODAY + timedelta(days=3)
    covered = assign(office, planner, person_id=away.pk, day=day)
    assign(office, planner, person_id=busy.pk, day=day, shift_code="night")
    for n in range(2):
        assign(office, planner, person_id=tired.pk, day=day - timedelta(days=2 * n + 5))
    assign(office, planner, person_id=fresh.pk, day=day - timedelta(days=6))
    leave(away, day, office)
    with pytest.raises(NotPermitted):
        find_stand_in(assignment_id=covered.pk, actor=officer("孙值班", office))
    found = find_stand_in(assignment_id=covered.pk, actor=planner)

    assert found.person_id == fresh.pk
    assert_audited("duty.assignment.changed", covered, by=planner)
    assert_emitted(RosterChanged, assignment_id=covered.pk)
    with pytest.raises(AssignmentOver):
        find_stand_in(assignment_id=assign(office, planner).pk, actor=planner)


def test_without_anybody_free_no_stand_in_is_invented(office, planner):  # noqa: F811
    day = TODAY + timedelta(days=2)
    one, other = PersonFactory(), PersonFactory()
    covered = assign(office, planner, person_id=one.pk, day=day)
    assign(office, planner, person_id=other.pk, day=day, role="driver")
    assign(office, planner, person_id=other.pk, day=day - timedelta(days=9))
    with pytest.raises(NobodyFree):
        find_stand_in(assignment_id=covered.pk, actor=planner)
    covered.refresh_from_db()
    assert covered.person_id == one.pk
