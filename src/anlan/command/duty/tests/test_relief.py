"""Leave and swaps: asked, agreed, decided, and the roster that follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.notifications.models import Notification
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.command.duty.errors import AlreadyOnDuty, LeaveOverlaps, SwapOpen
from anlan.command.duty.events import LeaveMoved, RosterChanged, SwapMoved
from anlan.command.duty.selectors.roster import without_stand_in
from anlan.command.duty.services.relief import (
    agree_swap,
    approve_leave,
    approve_swap,
    ask_leave,
    ask_swap,
    decline_swap,
    refuse_leave,
    refuse_swap,
    withdraw_leave,
    withdraw_swap,
)
from anlan.command.duty.services.roster import remove_duty
from anlan.command.duty.tests.test_duty import TODAY, assign, office, planner  # noqa: F401
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor

DAY = TODAY + timedelta(days=3)


@pytest.fixture
def people(office):  # noqa: F811
    """Return two colleagues of the bureau and somebody elsewhere."""

    def someone(scope="330825"):
        person = PersonFactory(organisation=office)
        return make_actor(
            person.name,
            role="duty_officer",
            scope=Scope("region", scope),
            person_id=person.pk,
            organisation_id=office.pk,
        )

    return someone(), someone(), someone("330826")


def test_leave_is_asked_for_oneself_and_decided_by_who_plans(office, planner, people):  # noqa: F811
    sun, zhou, stranger = people
    shift = assign(office, planner, person_id=sun.person_id, day=DAY)
    leave = ask_leave(first_day=DAY, last_day=DAY, reason="事假", actor=sun)

    assert_audited("duty.leave.asked", leave, by=sun)
    assert_emitted(LeaveMoved, leave_id=leave.pk)
    with pytest.raises(LeaveOverlaps):
        ask_leave(first_day=DAY, last_day=DAY, reason="事假", actor=sun)
    with pytest.raises(InvalidInput):
        ask_leave(first_day=DAY, last_day=TODAY, reason="", actor=sun)
    with pytest.raises(NotVisible):
        approve_leave(leave_id=leave.pk, actor=zhou)
    with pytest.raises(NotVisible):
        approve_leave(leave_id=leave.pk, actor=stranger)
    assert without_stand_in(planner) == []
    approve_leave(leave_id=leave.pk, actor=planner)
    assert_state(leave, "approved")
    assert_audited("duty.leave.approved", leave, by=planner)
    assert [row.pk for row in without_stand_in(planner)] == [shift.pk]
    assert Notification.objects.filter(person_id=sun.person_id, kind="duty.relief").count() == 1
    with pytest.raises(TransitionRefused):
        refuse_leave(leave_id=leave.pk, reason="人手不足", actor=planner)
    withdraw_leave(leave_id=leave.pk, actor=sun)
    assert_state(leave, "withdrawn")
    assert_audited("duty.leave.withdrawn", leave, by=sun)
    assert without_stand_in(planner) == []


def test_nobody_decides_about_his_own_leave(office, people):  # noqa: F811
    sun, _zhou, _stranger = people
    chief = make_actor(
        "局领导",
        role="commander",
        scope=Scope("region", "330825"),
        person_id=sun.person_id,
        organisation_id=office.pk,
    )
    leave = ask_leave(first_day=DAY, last_day=DAY, reason="公务", actor=chief)
    with pytest.raises(NotPermitted):
        approve_leave(leave_id=leave.pk, actor=chief)


def test_leave_is_refused_with_a_reason(planner, people):  # noqa: F811
    leave = ask_leave(first_day=DAY, last_day=DAY, reason="事假", actor=people[0])
    with pytest.raises(InvalidInput):
        refuse_leave(leave_id=leave.pk, reason=" ", actor=planner)
    refuse_leave(leave_id=leave.pk, reason="防汛值守期间", actor=planner)
    assert_audited("duty.leave.refused", leave, by=planner)
    assert_state(leave, "refused")


def test_two_change_places_in_one_stroke(office, planner, people):  # noqa: F811
    sun, zhou, _stranger = people
    mine = assign(office, planner, person_id=sun.person_id, day=DAY)
    his = assign(office, planner, person_id=zhou.person_id, day=DAY, role="duty_leader")
    swap = ask_swap(
        assignment_id=mine.pk,
        colleague_id=zhou.person_id,
        return_assignment_id=his.pk,
        reason="家中有事",
        actor=sun,
    )
    assert_audited("duty.swap.asked", swap, by=sun)
    assert_emitted(SwapMoved, swap_id=swap.pk)
    with pytest.raises(SwapOpen):
        ask_swap(assignment_id=mine.pk, colleague_id=zhou.person_id, reason="", actor=sun)
    with pytest.raises(NotPermitted):
        agree_swap(swap_id=swap.pk, actor=sun)
    with pytest.raises(TransitionRefused):
        approve_swap(swap_id=swap.pk, actor=planner)
    agree_swap(swap_id=swap.pk, actor=zhou)
    assert_audited("duty.swap.agreed", swap, by=zhou)
    approve_swap(swap_id=swap.pk, actor=planner)
    assert_audited("duty.swap.approved", swap, by=planner)
    assert_emitted(RosterChanged, assignment_id=his.pk)
    mine.refresh_from_db()
    his.refresh_from_db()
    assert (mine.person_id, his.person_id) == (zhou.person_id, sun.person_id)


def test_a_swap_that_would_put_somebody_twice_changes_nothing(office, planner, people):  # noqa: F811
    sun, zhou, _stranger = people
    mine = assign(office, planner, person_id=sun.person_id, day=DAY)
    swap = ask_swap(assignment_id=mine.pk, colleague_id=zhou.person_id, reason="", actor=sun)
    agree_swap(swap_id=swap.pk, actor=zhou)
    assign(office, planner, person_id=zhou.person_id, day=DAY, role="driver")
    with pytest.raises(AlreadyOnDuty):
        approve_swap(swap_id=swap.pk, actor=planner)
    swap.refresh_from_db()
    mine.refresh_from_db()
    assert (swap.state, mine.person_id) == ("agreed", sun.person_id)


def test_a_swap_is_declined_refused_or_withdrawn(office, planner, people):  # noqa: F811
    sun, zhou, _stranger = people
    mine = assign(office, planner, person_id=sun.person_id, day=DAY)

    def asked():
        return ask_swap(assignment_id=mine.pk, colleague_id=zhou.person_id, reason="", actor=sun)

    swap = asked()
    decline_swap(swap_id=swap.pk, actor=zhou)
    assert_state(swap, "refused")
    swap = asked()
    refuse_swap(swap_id=swap.pk, reason="人手不足", actor=planner)
    assert_audited("duty.swap.refused", swap, by=planner)
    swap = asked()
    withdraw_swap(swap_id=swap.pk, actor=sun)
    assert_audited("duty.swap.withdrawn", swap, by=sun)
    swap = asked()
    remove_duty(assignment_id=mine.pk, actor=planner)
    assert_state(swap, "withdrawn")
    with pytest.raises(InvalidInput):
        ask_swap(assignment_id=mine.pk, colleague_id=sun.person_id, reason="", actor=sun)
