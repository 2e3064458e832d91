"""The clocks of handling: by level, shown, told once when they run out, stopped with the state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.notifications.models import Notification
from anlan.kernel import clock
from anlan.kernel.desk import gather_list
from anlan.kernel.testing import assert_audited, assert_emitted, assert_not_emitted
from anlan.monitoring.alarms.choices import AlarmState, Level, SettingKind, StepKind
from anlan.monitoring.alarms.events import AlarmOverdue
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.selectors.alarms import get_alarm
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    close_alarm,
    dispose_alarm,
    escalate_unacknowledged,
    mark_false,
    resume_alarm,
    suppress_alarm,
    verify_alarm,
)
from anlan.monitoring.alarms.services.clocks import tell_overdue
from anlan.monitoring.alarms.services.crossings import clear_crossing
from anlan.monitoring.alarms.settings_data import figures
from anlan.monitoring.alarms.tests.factories import (
    ENGINE,
    AlarmRuleFactory,
    raise_alarm,
    yellow_and_red,
)
from anlan.monitoring.alarms.tests.test_handling import person_actor, storm

pytestmark = pytest.mark.django_db


def left(alarm):
    """Return the minutes that remain for the next step; None without a clock."""
    alarm.refresh_from_db()
    if alarm.step_due_at is None:
        return None
    return (alarm.step_due_at - clock.now()) / timedelta(minutes=1)


def told(person):
    return Notification.objects.filter(person=person, title__startswith="超期").count()


@pytest.fixture
def officer():
    return account_with("duty_officer")


@pytest.fixture
def leader():
    return account_with("commander")


def test_each_step_has_its_clock_by_level(cast, frozen_clock):
    for rule, level in zip(yellow_and_red(), ("3", "1"), strict=True):
        minutes = figures(SettingKind.CLOCKS)[level]
        Alarm.objects.filter(state__in=[AlarmState.OPEN]).delete()
        alarm = raise_alarm(rule)
        assert left(alarm) is None, "acknowledging has a clock of its own"
        acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
        assert left(alarm) == minutes["verify_min"]
        frozen_clock.advance(minutes=2)
        verify_alarm(alarm_id=alarm.pk, actor=cast.sun)
        assert left(alarm) == minutes["dispose_min"]
        clear_crossing(rule_id=rule.pk, point_id=alarm.point_id, at=clock.now(), actor=ENGINE)
        dispose_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="已堵漏")
        assert left(alarm) == minutes["close_min"]
        close_alarm(alarm_id=alarm.pk, actor=cast.sun)
        assert left(alarm) is None


def test_who_is_responsible_and_the_next_of_the_ladder_are_told_once(officer, leader, frozen_clock):
    actor = person_actor(officer, "duty_officer")
    alarm = raise_alarm(yellow_and_red()[1], 2.4)
    acknowledge_alarm(alarm_id=alarm.pk, actor=actor)
    assert tell_overdue(frozen_clock.advance(seconds=299)) == 0
    assert_not_emitted(AlarmOverdue)
    assert tell_overdue(frozen_clock.advance(seconds=1)) == 1
    assert (told(officer.person), told(leader.person)) == (1, 1)
    record = assert_audited("alarms.alarm.overdue", alarm)
    assert record.after["told"] == [officer.person_id, leader.person_id]
    assert_emitted(AlarmOverdue, alarm_id=alarm.pk, step="verify")
    step = alarm.steps.last()
    assert (step.kind, step.person, step.text) == (StepKind.OVERDUE, leader.person, "verify")
    assert tell_overdue(frozen_clock.advance(hours=5)) == 0

    verify_alarm(alarm_id=alarm.pk, actor=actor)
    assert tell_overdue(frozen_clock.advance(hours=2)) == 1, "the next step has its own clock"
    assert (told(officer.person), told(leader.person)) == (2, 2)


def test_an_escalated_alarm_is_told_further_up(officer, leader, frozen_clock):
    """Who is next stands above the step of the ladder on which the alarm was taken."""
    chief = account_with("county_leader")
    alarm = raise_alarm(yellow_and_red()[1], 2.4)
    escalate_unacknowledged(frozen_clock.advance(seconds=60))
    acknowledge_alarm(alarm_id=alarm.pk, actor=person_actor(leader, "commander"))
    tell_overdue(frozen_clock.advance(minutes=5))
    assert (told(officer.person), told(leader.person), told(chief.person)) == (0, 1, 1)


def test_at_the_end_of_the_ladder_only_who_is_responsible_is_told(leader, frozen_clock):
    alarm = raise_alarm(yellow_and_red()[1], 2.4)
    Alarm.objects.update(ladder_position=2)
    acknowledge_alarm(alarm_id=alarm.pk, actor=person_actor(leader, "commander"))
    assert tell_overdue(frozen_clock.advance(minutes=5)) == 1
    assert told(leader.person) == 1
    assert alarm.steps.last().person is None


@pytest.mark.parametrize("end", ["false", "suppress"])
def test_the_clock_stops_with_the_state(end, cast, frozen_clock):
    alarm = raise_alarm()
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    if end == "false":
        mark_false(alarm_id=alarm.pk, actor=cast.sun, reason="标定")
    else:
        until = clock.now() + timedelta(hours=8)
        suppress_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="检修", until=until)
    assert left(alarm) is None
    assert tell_overdue(frozen_clock.advance(hours=1)) == 0
    if end == "suppress":
        resume_alarm(alarm_id=alarm.pk, actor=cast.sun)
        assert left(alarm) is None
        assert alarm.due_at == alarm.acknowledge_due_at


def test_called_out_again_the_clock_begins_anew(cast, frozen_clock):
    yellow, red = yellow_and_red()
    alarm = raise_alarm(yellow)
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    tell_overdue(frozen_clock.advance(minutes=30))
    raise_alarm(red, 2.4)
    assert (left(alarm), alarm.state, alarm.step_overdue_at) == (None, AlarmState.OPEN, None)
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    assert left(alarm) == 5


def test_a_graver_level_leaves_less_time_to_deal_with_it(cast, frozen_clock):
    yellow, red = yellow_and_red()
    alarm = raise_alarm(yellow)
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    verify_alarm(alarm_id=alarm.pk, actor=cast.sun)
    assert left(alarm) == 1440
    raise_alarm(red, 2.4)
    assert (left(alarm), alarm.level) == (120, Level.RED)


def test_a_storm_that_runs_late_rings_once(officer, frozen_clock):
    actor = person_actor(officer, "duty_officer")
    for alarm in storm(4):
        acknowledge_alarm(alarm_id=alarm.pk, actor=actor)
    assert tell_overdue(frozen_clock.advance(minutes=30)) == 4
    assert told(officer.person) == 1


def test_list_detail_desk_and_interface_show_the_clock(client, officer, frozen_clock):
    client.force_login(officer)
    actor = person_actor(officer, "duty_officer")
    rule = AlarmRuleFactory()
    alarm = raise_alarm(rule)
    acknowledge_alarm(alarm_id=alarm.pk, actor=actor)
    due = f'data-clock-due-value="{(clock.now() + timedelta(minutes=30)).date()}'
    for path in ("/alarms/", f"/alarms/{alarm.pk}/", "/alarms/open/"):
        page = client.get(path).content.decode()
        assert due in page, path
    assert "核实" in client.get(f"/alarms/{alarm.pk}/").content.decode()
    info = get_alarm(alarm.pk, actor=actor)
    assert (info.due_at, info.due_for) == (clock.now() + timedelta(minutes=30), "核实")
    (line,) = [item for item in gather_list(actor, "now")["items"] if item["at"]]
    assert line["due"] == info.due_at

    Alarm.objects.update(step_due_at=clock.now() - timedelta(seconds=1))
    assert alarm.title in client.get("/alarms/?tab=overdue").content.decode()
    verify_alarm(alarm_id=alarm.pk, actor=actor)
    assert alarm.title not in client.get("/alarms/?tab=overdue").content.decode()
    clear_crossing(rule_id=rule.pk, point_id=alarm.point_id, at=clock.now(), actor=ENGINE)
    dispose_alarm(alarm_id=alarm.pk, actor=actor, reason="已堵漏")
    assert alarm.title in client.get("/alarms/?tab=to_close").content.decode()
    soon = [item["label"] for item in gather_list(actor, "soon")["items"]]
    assert any(alarm.title in label for label in soon)
