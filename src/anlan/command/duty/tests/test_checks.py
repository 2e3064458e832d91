"""Duty checks: asked, answered in time or late, missed, told, counted."""

from __future__ import annotations

import random
from datetime import time

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.notifications.models import Notification
from anlan.base.notifications.public import confirm
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.duty.errors import AlreadyAnswered, NobodyOnDuty
from anlan.command.duty.events import DutyAnswered, DutyAsked, DutyCheckClosed
from anlan.command.duty.models import DutyCheckAnswer, DutyLogEntry
from anlan.command.duty.selectors.checks import statistics
from anlan.command.duty.services.checks import (
    answer_check,
    ask_at_random,
    ask_duty,
    close_checks,
    record_answer,
    set_check_rule,
)
from anlan.command.duty.tests.test_duty import assign, office, planner  # noqa: F401
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

COUNTY = "330825000000"


@pytest.fixture
def lin():
    """Return the commander who checks."""
    return make_actor("林指挥", role="commander", scope=Scope("region", "330825"))


@pytest.fixture
def watch(office, planner):  # noqa: F811
    """Put an officer and a leader of the bureau and an officer of a township on duty."""
    town = OrganisationFactory(region=RegionFactory(), name="演示街道办")

    def someone(at, role="duty_officer"):
        person = PersonFactory(organisation=at)
        assign(at, planner, person_id=person.pk, role=role)
        return make_actor(
            person.name,
            role="duty_officer",
            scope=Scope("organisation", str(at.pk)),
            person_id=person.pk,
            organisation_id=at.pk,
        )

    return {
        "office": office,
        "town": town,
        "officer": someone(office),
        "leader": someone(office, "duty_leader"),
        "there": someone(town),
    }


def answer_of(check, actor):
    return DutyCheckAnswer.objects.get(check_asked=check, person_id=actor.person_id)


def test_everybody_on_duty_is_asked_and_the_answer_is_timed(watch, lin, frozen_clock):
    check = ask_duty(region_code=COUNTY, limit_s=300, actor=lin)

    assert_audited("duty.check.asked", check, by=lin)
    assert_emitted(DutyAsked, check_id=check.pk)
    assert check.answers.count() == 3
    notice = Notification.objects.get(person_id=watch["officer"].person_id)
    assert notice.must_confirm
    assert notice.confirm_by == check.due_at
    mine = answer_of(check, watch["officer"])
    with pytest.raises(NotVisible):
        answer_check(answer_id=mine.pk, actor=watch["there"])
    with pytest.raises(NotPermitted):
        answer_check(answer_id=mine.pk, actor=lin)
    frozen_clock.advance(seconds=42)
    answer_check(answer_id=mine.pk, actor=watch["officer"])
    assert_audited("duty.answer.given", mine, by=watch["officer"])
    assert_emitted(DutyAnswered, answer_id=mine.pk)
    mine.refresh_from_db()
    assert (mine.state, mine.seconds) == ("answered", 42)
    notice.refresh_from_db()
    assert notice.confirmed_at is not None
    with pytest.raises(AlreadyAnswered):
        answer_check(answer_id=mine.pk, actor=watch["officer"])


def test_what_nobody_answers_is_missed_and_the_leader_on_duty_is_told(watch, lin, frozen_clock):
    check = ask_duty(region_code=COUNTY, limit_s=60, actor=lin)
    answer_check(answer_id=answer_of(check, watch["leader"]).pk, actor=watch["leader"])
    assert close_checks(clock.now()) == 0
    frozen_clock.advance(seconds=61)
    assert close_checks(clock.now()) == 1
    assert close_checks(clock.now()) == 0

    assert_audited("duty.check.closed", check)
    assert_emitted(DutyCheckClosed, check_id=check.pk)
    assert answer_of(check, watch["officer"]).state == "missed"
    told = Notification.objects.get(kind="duty.check.missed", person_id=watch["leader"].person_id)
    assert told.level == 1
    entry = DutyLogEntry.objects.get(kind="check", organisation=watch["office"])
    assert "未应答" in entry.text
    assert entry.needs_follow_up
    frozen_clock.advance(seconds=9)
    late = answer_check(answer_id=answer_of(check, watch["officer"]).pk, actor=watch["officer"])
    assert late.state == "late"


def test_an_answer_by_telephone_is_recorded_by_who_asks(watch, lin, frozen_clock):
    check = ask_duty(region_code="330825100000", actor=lin)
    answer = answer_of(check, watch["there"])
    assert check.answers.count() == 1
    with pytest.raises(NotPermitted):
        record_answer(answer_id=answer.pk, actor=watch["there"])
    record_answer(answer_id=answer.pk, actor=lin)
    assert_audited("duty.answer.recorded", answer, by=lin)
    answer.refresh_from_db()
    assert (answer.state, answer.recorded_by) == ("answered", "林指挥")
    check.refresh_from_db()
    assert check.closed_at is not None  # nobody is waited for


def test_offices_are_named_or_drawn_and_an_empty_roster_shows(watch, lin):
    empty = OrganisationFactory(region=RegionFactory(other_town=True), name="演示镇政府")
    check = ask_duty(region_code=COUNTY, organisation_ids=[empty.pk], actor=lin)
    assert [(a.person_id, a.state) for a in check.answers.all()] == [(None, "unreachable")]
    with pytest.raises(NobodyOnDuty):
        record_answer(answer_id=check.answers.get().pk, actor=lin)
    drawn = ask_duty(region_code=COUNTY, drawn=1, chance=random.Random(1), actor=lin)
    assert len({a.organisation_id for a in drawn.answers.all()}) == 1
    with pytest.raises(NobodyOnDuty):
        ask_duty(region_code="330825101000", actor=lin)
    with pytest.raises(InvalidInput):
        ask_duty(region_code=COUNTY, roles=["nobody"], limit_s=1, actor=lin)
    with pytest.raises(NotPermitted):
        ask_duty(region_code=COUNTY, actor=watch["there"])


def test_confirming_the_notice_answers_too(watch, lin, planner):  # noqa: F811
    user = account_with("duty_officer", scope_value="330825")
    user.person = PersonFactory(organisation=watch["office"])
    user.save()
    assign(watch["office"], planner, person_id=user.person_id)
    check = ask_duty(region_code=COUNTY, actor=lin)
    answer = DutyCheckAnswer.objects.get(check_asked=check, person_id=user.person_id)
    confirm(
        notification_id=answer.notice_id,
        actor=make_actor("孙值班", person_id=user.person_id),
    )
    answer.refresh_from_db()
    assert answer.state == "answered"


def test_the_platform_asks_now_and_then_within_the_hours_set(watch, lin, frozen_clock):
    class Always(random.Random):
        def random(self):
            return 0.0

    rule = set_check_rule(
        region_code=COUNTY,
        per_month=4,
        from_time=time(0, 0),
        to_time=time(23, 59),
        drawn=1,
        limit_s=300,
        actor=lin,
    )
    assert_audited("duty.check.rule_set", rule, by=lin)
    assert ask_at_random(now=clock.now(), chance=Always()) == 1
    set_check_rule(
        region_code=COUNTY,
        per_month=4,
        from_time=time(0, 0),
        to_time=time(0, 1),
        drawn=1,
        limit_s=300,
        actor=lin,
    )
    assert ask_at_random(now=clock.now(), chance=Always()) == 0
    with pytest.raises(InvalidInput):
        set_check_rule(
            region_code=COUNTY,
            per_month=4,
            from_time=time(9),
            to_time=time(8),
            drawn=1,
            limit_s=300,
            actor=lin,
        )
    with pytest.raises(NotPermitted):
        set_check_rule(
            region_code=COUNTY,
            per_month=4,
            from_time=time(8),
            to_time=time(9),
            drawn=1,
            limit_s=300,
            actor=watch["officer"],
        )


def test_months_of_an_office_show_rate_median_and_worst(watch, lin, frozen_clock):
    for wait in (10, 30):
        check = ask_duty(region_code=COUNTY, limit_s=60, actor=lin)
        frozen_clock.advance(seconds=wait)
        answer_check(answer_id=answer_of(check, watch["officer"]).pk, actor=watch["officer"])
        frozen_clock.advance(seconds=90)
        close_checks(clock.now())

    rows = {row["office"]: row for row in statistics(lin)}
    bureau, town = rows[str(watch["office"])], rows[str(watch["town"])]
    assert (bureau["asked"], bureau["answered"], bureau["rate"]) == (4, 2, 50)
    assert (bureau["median"], bureau["worst"]) == (20, 30)
    assert (town["asked"], town["answered"], town["rate"]) == (2, 0, 0)
    assert town["median"] is None
    assert [row["office"] for row in statistics(watch["there"])] == [str(watch["town"])]
