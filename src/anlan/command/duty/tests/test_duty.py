"""The roster, the log, the hand-over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.duty.errors import AlreadyOnDuty, AssignmentOver, HandoverOpen, TakerIsGiver
from anlan.command.duty.events import (
    HandoverAccepted,
    HandoverOffered,
    LogWritten,
    RosterChanged,
)
from anlan.command.duty.models import DutyAssignment, DutyLogEntry, Shift
from anlan.command.duty.public import on_duty_now
from anlan.command.duty.reference import load
from anlan.command.duty.selectors.roster import holders
from anlan.command.duty.services.log import (
    accept_handover,
    follow_up,
    offer_handover,
    withdraw_handover,
    write_log,
)
from anlan.command.duty.services.roster import assign_duty, remove_duty
from anlan.command.incidents.tests.factories import load_reference, make_incident
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor

TODAY = date(2026, 11, 20)


@pytest.fixture
def office(db, frozen_clock):
    """Return the county bureau with the shifts of the day."""
    load(system_actor("tests"))
    return OrganisationFactory(region=RegionFactory(county=True), name="演示县应急管理局")


@pytest.fixture
def planner():
    """Return an officer who plans the roster."""
    return make_actor("局干部", role="bureau_officer", scope=Scope("region", "330825"))


def officer(name, office):
    return make_actor(
        name, role="duty_officer", scope=Scope("region", "330825"), organisation_id=office.pk
    )


def assign(office, planner, **more):
    given = {"shift_code": "day", "day": TODAY, "person_id": PersonFactory().pk, **more}
    return assign_duty(organisation_id=office.pk, actor=planner, **given)


def test_who_is_on_duty_follows_the_shift_over_midnight(office, planner, frozen_clock):
    day = assign(office, planner)
    night = assign(office, planner, shift_code="night")

    assert_audited("duty.assignment.created", day, by=planner)
    assert_emitted(RosterChanged, assignment_id=day.pk)
    assert [d.person_id for d in on_duty_now()] == [day.person_id]
    frozen_clock.advance(hours=10)
    assert [d.person_id for d in on_duty_now()] == [night.person_id]
    frozen_clock.advance(hours=10)
    assert [d.person_id for d in on_duty_now()] == [night.person_id]
    frozen_clock.advance(hours=3)
    assert on_duty_now() == []


def test_nobody_stands_two_shifts_at_once(office, planner):
    person = PersonFactory()
    assign(office, planner, person_id=person.pk)
    with pytest.raises(AlreadyOnDuty):
        assign(office, planner, person_id=person.pk, role="duty_leader")
    assign(office, planner, person_id=person.pk, day=TODAY + timedelta(days=1))
    with pytest.raises(NotPermitted):
        assign(office, officer("孙值班", office))
    with pytest.raises(InvalidInput):
        assign(office, planner, shift_code="nothing")


def test_a_shift_that_has_begun_stays_in_the_roster(office, planner):
    begun = assign(office, planner)
    with pytest.raises(AssignmentOver):
        remove_duty(assignment_id=begun.pk, actor=planner)
    coming = assign(office, planner, shift_code="night")
    remove_duty(assignment_id=coming.pk, actor=planner, reason="换班")
    assert_audited("duty.assignment.removed", by=planner)
    assert DutyAssignment.objects.count() == 1


def test_the_alarm_ladder_calls_who_is_on_duty_here(office, planner):
    county = assign(office, planner)
    town = OrganisationFactory(region=RegionFactory(), name="演示街道办")
    local = assign(town, planner)
    elsewhere = OrganisationFactory(region=RegionFactory(other_town=True), name="演示镇政府")
    assign(elsewhere, planner)

    assert holders("duty_officer", "330825100000") == [county.person_id, local.person_id]
    assert holders("duty_leader", "330825100000") == []


def test_the_log_keeps_what_happened_and_what_must_be_followed_up(office):
    sun = officer("孙值班", office)
    entry = write_log(text="市局来电询问天气", kind="call", needs_follow_up=True, actor=sun)

    assert_audited("duty.log.written", entry, by=sun)
    assert_emitted(LogWritten, entry_id=entry.pk)
    with pytest.raises(InvalidInput):
        write_log(text=" ", actor=sun)
    with pytest.raises(TypeError):
        entry.delete()
    follow_up(entry_id=entry.pk, actor=sun, reason="已回复")
    assert_audited("duty.log.followed_up", entry, by=sun)
    assert DutyLogEntry.objects.count() == 2
    with pytest.raises(WrongState):
        follow_up(entry_id=entry.pk, actor=sun)
    with pytest.raises(NotVisible):
        follow_up(entry_id=entry.pk, actor=make_actor("钱外人"))


def test_a_shift_is_handed_over_with_its_open_items_to_somebody_else(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    sun, zhou = officer("孙值班", office), officer("周值班", office)
    incident = make_incident(sun)
    handover = offer_handover(actor=sun, summary="注意氯气泄漏后续")

    assert_audited("duty.handover.offered", handover, by=sun)
    assert_emitted(HandoverOffered, handover_id=handover.pk)
    kinds = [item["kind"] for item in handover.open_items]
    assert kinds.count("incident") == 1
    assert kinds.count("deadline") == 1
    assert incident.number in handover.open_items[0]["text"]
    with pytest.raises(HandoverOpen):
        offer_handover(actor=sun)
    with pytest.raises(TakerIsGiver):
        accept_handover(handover_id=handover.pk, actor=sun)
    accept_handover(handover_id=handover.pk, actor=zhou)
    assert_state(handover, "accepted")
    assert_audited("duty.handover.accepted", handover, by=zhou)
    assert_emitted(HandoverAccepted, handover_id=handover.pk)
    assert DutyLogEntry.objects.filter(kind="handover").count() == 1
    other = offer_handover(actor=zhou)
    withdraw_handover(handover_id=other.pk, actor=zhou)
    assert_state(other, "withdrawn")
    assert_audited("duty.handover.withdrawn", other, by=zhou)


def test_loading_the_shifts_again_keeps_what_the_county_changed(office):
    Shift.objects.filter(code="day").update(name="早班")
    load(system_actor("tests"))
    assert Shift.objects.get(code="day").name == "早班"
    assert Shift.objects.count() == 2
