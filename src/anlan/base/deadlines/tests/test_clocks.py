"""Legal clocks count as the law counts, remind before and escalate after."""

from __future__ import annotations

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from anlan.base.deadlines.events import DeadlineMet, DeadlineNear, DeadlineOverdue, DeadlineStarted
from anlan.base.deadlines.models import ClockRule, Deadline, WorkingDay
from anlan.base.deadlines.public import (
    cancel_deadlines,
    deadlines_of,
    extend_deadline,
    load_clock_rules,
    meet_deadline,
    pause_deadline,
    resume_deadline,
    start_deadline,
)
from anlan.base.deadlines.services import change_rule, check_clocks
from anlan.base.deadlines.working_days import due_after, is_published, is_working_day
from anlan.base.organisations.models import Organisation
from anlan.base.regions.models import Region
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.pytest_plugin import BEIJING
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[6] / "shared"))


@pytest.fixture
def town():
    region = Region.objects.create(code="330825100000", name="演示镇", level="township")
    return Organisation.objects.create(
        code="town", name="演示镇人民政府", kind="township", region=region
    )


@pytest.fixture
def rule():
    return ClockRule.objects.create(
        code="test.report",
        title="初报",
        amount=1,
        unit="hour",
        legal_basis="国务院令第493号第九条",
        remind_before_s=600,
    )


@pytest.fixture
def officer():
    return make_actor("局办", role="bureau_officer", scope=Scope("region", "330825"))


def test_an_hour_runs_on_and_days_end_at_midnight():
    friday = datetime(2026, 11, 20, 10, 0, tzinfo=BEIJING)
    assert due_after(friday, 1, "hour") == friday + timedelta(hours=1)
    # One working day after Friday is Monday.
    assert due_after(friday, 1, "working_day") == datetime(2026, 11, 24, 0, 0, tzinfo=BEIJING)
    # One natural day after Friday is Saturday, a holiday: ends with Monday.
    assert due_after(friday, 1, "day") == datetime(2026, 11, 24, 0, 0, tzinfo=BEIJING)


def test_national_day_and_its_make_up_days_count_as_the_state_council_says():
    assert not is_working_day(date(2026, 10, 1))
    assert is_published(date(2026, 10, 1))
    WorkingDay.objects.create(
        day=date(2026, 11, 23), is_working=False, name="演示", source="县政府"
    )
    friday = datetime(2026, 11, 20, 10, 0, tzinfo=BEIJING)
    assert due_after(friday, 1, "working_day") == datetime(2026, 11, 25, 0, 0, tzinfo=BEIJING)


@pytest.mark.parametrize("year", [2019, 2022, 2024, 2025, 2026])
def test_the_calendar_agrees_with_the_published_notices(year):
    path = SHARED / "data" / "cn-holidays" / f"{year}.json"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    for day in json.loads(path.read_text())["days"]:
        when = date.fromisoformat(day["date"])
        if when.year == year:
            assert is_working_day(when) is not day["isOffDay"], day


def test_a_clock_is_started_once_reminded_and_escalated(town, rule, frozen_clock):
    worker = system_actor("clock")
    first = start_deadline(rule_code="test.report", subject=town, actor=worker)
    again = start_deadline(rule_code="test.report", subject=town, actor=worker)
    assert first.id == again.id
    assert_emitted(DeadlineStarted, deadline_id=first.id)
    assert check_clocks(actor=worker) == (0, 0)
    frozen_clock.advance(minutes=51)
    assert check_clocks(actor=worker) == (1, 0)
    assert_emitted(DeadlineNear, deadline_id=first.id)
    frozen_clock.advance(minutes=10)
    assert check_clocks(actor=worker) == (0, 1)
    assert check_clocks(actor=worker) == (0, 0)
    assert_emitted(DeadlineOverdue, deadline_id=first.id)
    assert deadlines_of(town)[0].is_overdue
    met = meet_deadline(subject=town, rule_code="test.report", actor=worker, evidence="初报已报")
    assert met is not None and met.is_overdue  # late stays late
    assert_audited("deadlines.deadline.met", Deadline.objects.get(), by=worker)
    assert_emitted(DeadlineMet, deadline_id=first.id)
    assert meet_deadline(subject=town, rule_code="test.report", actor=worker) is None


def test_a_paused_clock_keeps_what_was_left(town, rule, officer, frozen_clock):
    deadline = start_deadline(rule_code="test.report", subject=town, actor=officer)
    frozen_clock.advance(minutes=30)
    pause_deadline(deadline_id=deadline.id, actor=officer, reason="专家论证")
    assert_audited("deadlines.deadline.paused", Deadline.objects.get(), by=officer)
    frozen_clock.advance(hours=5)
    assert check_clocks(actor=system_actor("clock")) == (0, 0)
    resumed = resume_deadline(deadline_id=deadline.id, actor=officer)
    assert resumed.due_at - frozen_clock.at == timedelta(minutes=30)
    with pytest.raises(WrongState):
        resume_deadline(deadline_id=deadline.id, actor=officer)


def test_moving_a_clock_needs_the_right_a_reason_and_a_later_time(
    town, rule, officer, cast, frozen_clock
):
    deadline = start_deadline(rule_code="test.report", subject=town, actor=officer)
    later = deadline.due_at + timedelta(hours=2)
    with pytest.raises(NotVisible):
        extend_deadline(deadline_id=deadline.id, due_at=later, actor=cast.qian, reason="x")
    with pytest.raises(NotPermitted):
        extend_deadline(deadline_id=deadline.id, due_at=later, actor=cast.zhao, reason="x")
    with pytest.raises(InvalidInput):
        extend_deadline(deadline_id=deadline.id, due_at=later, actor=officer, reason=" ")
    with pytest.raises(InvalidInput):
        extend_deadline(
            deadline_id=deadline.id, due_at=deadline.started_at, actor=officer, reason="x"
        )
    extend_deadline(deadline_id=deadline.id, due_at=later, actor=officer, reason="道路中断")
    assert_audited("deadlines.deadline.extended", Deadline.objects.get(), by=officer)
    assert cancel_deadlines(subject=town, actor=officer, reason="误报") == 1
    assert cancel_deadlines(subject=town, actor=officer, reason="误报") == 0


def test_rules_load_from_a_table_and_an_officers_confirmation_stays(tmp_path, officer):
    table = tmp_path / "clock_rules.csv"
    head = "code,title,amount,unit,legal_basis,is_verified,remind_before_s,escalate_permission\n"
    table.write_text(head + "a.b,初报,1,hour,第九条,false,600,\n")
    assert load_clock_rules(table, system_actor("installation")) == 1
    rule = ClockRule.objects.get(code="a.b")
    assert not rule.is_verified
    change_rule(rule_id=rule.pk, actor=officer, reason="已核对原文", is_verified=True, amount=2)
    load_clock_rules(table, system_actor("installation"))
    rule.refresh_from_db()
    assert rule.is_verified and rule.amount == 2
    assert_audited("deadlines.rule.changed", rule, by=officer)


def test_the_responsible_are_reminded_and_those_above_told_when_it_passes(
    town, rule, frozen_clock, run_jobs
):
    from anlan.base.accounts.models import Grant, Role, User
    from anlan.base.notifications.models import Notification
    from anlan.base.organisations.models import Person

    officer, chief = (
        Person.objects.create(name=name, organisation=town) for name in ("甲演示", "乙演示")
    )
    user = User.objects.create_user("chief", person=chief)
    role = Role.objects.create(code="chief", name="chief", permissions=["deadlines.test_above"])
    Grant.objects.create(user=user, role=role, scope_kind="region", scope_value="330825")
    rule.escalate_permission = "deadlines.test_above"
    rule.save()
    worker = system_actor("clock")
    start_deadline(
        rule_code="test.report", subject=town, actor=worker, responsible_ids=[officer.pk]
    )
    frozen_clock.advance(minutes=55)
    check_clocks(actor=worker)
    run_jobs()
    assert list(Notification.objects.values_list("person_id", flat=True)) == [officer.pk]
    frozen_clock.advance(minutes=10)
    check_clocks(actor=worker)
    run_jobs()
    told = Notification.objects.filter(kind="deadlines.overdue")
    assert set(told.values_list("person_id", flat=True)) == {officer.pk, chief.pk}
    assert set(told.values_list("level", flat=True)) == {2}
