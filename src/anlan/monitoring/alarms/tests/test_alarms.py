"""An alarm from its first crossing to its end: who may do what, what is kept, who is called."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.notifications.models import CallRecord, Notification
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import (
    assert_audited,
    assert_emitted,
    assert_not_emitted,
    assert_state,
    make_actor,
)
from anlan.monitoring.alarms import ladder
from anlan.monitoring.alarms.choices import AlarmState, FalseAlarmCause, StepKind
from anlan.monitoring.alarms.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmClosed,
    AlarmDisposed,
    AlarmEscalated,
    AlarmMarkedFalse,
    AlarmOpened,
    AlarmRaised,
    AlarmVerified,
)
from anlan.monitoring.alarms.models import Alarm, AlarmTrigger
from anlan.monitoring.alarms.selectors.alarms import get_alarm, list_open_alarms
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    call_person,
    close_alarm,
    dispose_alarm,
    end_suppressions,
    escalate_unacknowledged,
    mark_false,
    resume_alarm,
    suppress_alarm,
    verify_alarm,
)
from anlan.monitoring.alarms.services.crossings import clear_crossing, note_peaks, open_alarm
from anlan.monitoring.alarms.tests.factories import (
    ENGINE,
    AlarmRuleFactory,
    raise_alarm,
    yellow_and_red,
)
from anlan.monitoring.devices.choices import DeviceState

pytestmark = pytest.mark.django_db


def kinds(alarm):
    return list(alarm.steps.values_list("kind", flat=True))


def clear(rule, alarm):
    clear_crossing(rule_id=rule.pk, point_id=alarm.point_id, at=clock.now(), actor=ENGINE)
    alarm.refresh_from_db()


def test_a_crossing_opens_one_alarm_and_is_noted_once(frozen_clock):
    rule = AlarmRuleFactory()
    alarm = raise_alarm(rule)
    again = raise_alarm(rule)

    assert again.pk == alarm.pk
    assert Alarm.objects.count() == AlarmTrigger.objects.count() == 1
    assert (alarm.level, alarm.first_value, alarm.state) == (3, 1.2, AlarmState.OPEN)
    assert alarm.raised_at == clock.now()
    assert alarm.acknowledge_due_at == clock.now() + timedelta(seconds=300)
    assert_audited("alarms.alarm.opened", alarm, by=ENGINE)
    record = assert_emitted(AlarmOpened, alarm_id=alarm.pk, level=3, state="open")
    assert record.payload["region"] == alarm.region_id


def test_a_red_crossing_raises_the_standing_yellow_alarm(cast, frozen_clock):
    yellow, red = yellow_and_red()
    alarm = raise_alarm(yellow)
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    raise_alarm(red, 2.4)
    alarm.refresh_from_db()

    assert Alarm.objects.count() == 1
    assert (alarm.level, alarm.state, alarm.acknowledged_at) == (1, AlarmState.OPEN, None)
    assert alarm.acknowledge_due_at == clock.now() + timedelta(seconds=60)
    assert [s.level for s in alarm.steps.filter(kind__in=["raised", "level_raised"])] == [3, 1]
    assert_audited("alarms.alarm.level_raised", alarm)
    assert_emitted(AlarmRaised, alarm_id=alarm.pk, former_level=3, level=1)


def test_a_lower_crossing_joins_without_calling_again(cast, frozen_clock):
    yellow, red = yellow_and_red()
    alarm = raise_alarm(red, 2.4)
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    raise_alarm(yellow)
    alarm.refresh_from_db()

    assert (alarm.level, alarm.state) == (1, AlarmState.ACKNOWLEDGED)
    assert kinds(alarm)[-1] == StepKind.REPEATED
    assert_not_emitted(AlarmRaised)


def test_the_signal_is_normal_when_every_rule_is_off(frozen_clock):
    yellow, red = yellow_and_red()
    alarm = raise_alarm(yellow)
    raise_alarm(red, 2.4)
    clear(red, alarm)
    assert alarm.cleared_at is None
    clear(yellow, alarm)
    assert alarm.cleared_at == clock.now()
    assert alarm.state == AlarmState.OPEN  # people end it, not the signal
    assert_emitted(AlarmCleared, alarm_id=alarm.pk)
    assert (
        clear_crossing(rule_id=red.pk, point_id=alarm.point_id, at=clock.now(), actor=ENGINE)
        is None
    )


def test_from_acknowledging_to_closing_with_refusals_on_the_way(cast, frozen_clock):
    rule = AlarmRuleFactory()
    alarm = raise_alarm(rule)

    with pytest.raises(NotVisible):
        acknowledge_alarm(alarm_id=alarm.pk, actor=cast.qian)
    with pytest.raises(NotPermitted):
        acknowledge_alarm(alarm_id=alarm.pk, actor=cast.zhao)
    with pytest.raises(TransitionRefused):
        verify_alarm(alarm_id=alarm.pk, actor=cast.sun)

    sun = cast.sun
    acknowledge_alarm(alarm_id=alarm.pk, actor=sun)
    alarm.refresh_from_db()
    assert (alarm.acknowledged_by, alarm.acknowledge_due_at) == ("孙值班", None)
    assert_audited("alarms.alarm.acknowledged", alarm, by=sun)
    assert_emitted(AlarmAcknowledged, alarm_id=alarm.pk)
    with pytest.raises(TransitionRefused):
        acknowledge_alarm(alarm_id=alarm.pk, actor=cast.lin)

    verify_alarm(alarm_id=alarm.pk, actor=sun, reason="现场确认阀门泄漏")
    assert_audited("alarms.alarm.verified", alarm)
    assert_emitted(AlarmVerified, alarm_id=alarm.pk)
    with pytest.raises(TransitionRefused, match="signal|信号"):
        dispose_alarm(alarm_id=alarm.pk, actor=sun, reason="已堵漏")
    clear(rule, alarm)
    with pytest.raises(InvalidInput):
        dispose_alarm(alarm_id=alarm.pk, actor=sun, reason=" ")
    dispose_alarm(alarm_id=alarm.pk, actor=sun, reason="已堵漏")
    assert_audited("alarms.alarm.disposed", alarm)
    assert_emitted(AlarmDisposed, alarm_id=alarm.pk)

    close_alarm(alarm_id=alarm.pk, actor=sun)
    assert_state(alarm, AlarmState.CLOSED)
    assert_audited("alarms.alarm.closed", alarm)
    assert_emitted(AlarmClosed, alarm_id=alarm.pk)
    assert raise_alarm(rule).pk != alarm.pk


def test_a_false_alarm_keeps_its_cause(cast, frozen_clock):
    alarm = raise_alarm()
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    with pytest.raises(InvalidInput):
        mark_false(alarm_id=alarm.pk, actor=cast.sun, reason="标定", cause="no such cause")
    mark_false(
        alarm_id=alarm.pk, actor=cast.sun, reason="正在标定", cause=FalseAlarmCause.CALIBRATION
    )
    alarm.refresh_from_db()

    assert (alarm.state, alarm.false_cause) == (AlarmState.FALSE_ALARM, "calibration")
    assert_audited("alarms.alarm.marked_false", alarm)
    assert_emitted(AlarmMarkedFalse, alarm_id=alarm.pk, cause="calibration")


def test_an_alarm_nobody_takes_climbs_the_ladder_by_name(frozen_clock):
    officer = account_with("duty_officer").person
    leader = account_with("commander").person
    head = account_with("county_leader").person
    yellow, red = yellow_and_red()
    alarm = raise_alarm(red, 2.4)
    assert alarm.holder == officer
    assert Notification.objects.filter(person=officer, level=1).exists()

    assert escalate_unacknowledged(frozen_clock.advance(seconds=59)) == 0
    for person, seconds in ((leader, 1), (head, 60)):
        assert escalate_unacknowledged(frozen_clock.advance(seconds=seconds)) == 1
        alarm.refresh_from_db()
        assert alarm.holder == person
        assert Notification.objects.filter(person=person, level=1).exists()
    assert_audited("alarms.alarm.escalated", alarm)
    assert_emitted(AlarmEscalated, alarm_id=alarm.pk, person_id=head.pk, position=2)
    assert escalate_unacknowledged(frozen_clock.advance(seconds=120)) == 1
    assert escalate_unacknowledged(frozen_clock.advance(seconds=3600)) == 0  # end of the ladder


def test_the_duty_roster_names_the_first_receiver(frozen_clock, monkeypatch):
    account_with("duty_officer")
    rostered = account_with("duty_officer").person
    monkeypatch.setattr(ladder, "_sources", [lambda role, region: [rostered.pk]])

    assert raise_alarm().holder == rostered


def test_the_enterprise_is_told_of_its_own_alarm(frozen_clock):
    other = account_with("enterprise_manager", scope_kind="organisation", scope_value="999").person
    raise_alarm()

    assert not Notification.objects.filter(person=other).exists()


def test_a_call_is_on_record(cast, frozen_clock):
    person = account_with("duty_officer").person
    alarm = raise_alarm()
    call_person(alarm_id=alarm.pk, person_id=person.pk, actor=cast.sun)

    assert CallRecord.objects.filter(person=person).count() == 1
    assert alarm.steps.filter(kind=StepKind.CALLED, person=person).exists()
    assert_audited("alarms.alarm.called", alarm)
    with pytest.raises(NotPermitted):
        call_person(alarm_id=alarm.pk, person_id=person.pk, actor=cast.zhao)


def test_a_suppressed_alarm_comes_back_when_it_still_stands(cast, frozen_clock):
    rule = AlarmRuleFactory()
    alarm = raise_alarm(rule)
    until = clock.now() + timedelta(hours=1)
    with pytest.raises(InvalidInput):
        suppress_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="动火", until=clock.now())
    suppress_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="动火作业", until=until)
    assert_audited("alarms.alarm.suppressed", alarm)
    assert escalate_unacknowledged(frozen_clock.advance(minutes=30)) == 0
    assert end_suppressions(frozen_clock.advance(minutes=30)) == 1
    assert_state(alarm, AlarmState.OPEN)
    assert_audited("alarms.alarm.resumed", alarm)

    suppress_alarm(
        alarm_id=alarm.pk, actor=cast.sun, reason="动火", until=clock.now() + timedelta(hours=1)
    )
    clear(rule, alarm)
    end_suppressions(frozen_clock.advance(hours=1))
    assert_state(alarm, AlarmState.CLOSED)


def test_red_breaks_a_suppression(cast, frozen_clock):
    yellow, red = yellow_and_red()
    alarm = raise_alarm(yellow)
    suppress_alarm(
        alarm_id=alarm.pk, actor=cast.sun, reason="动火", until=clock.now() + timedelta(hours=1)
    )
    resume_alarm(alarm_id=alarm.pk, actor=cast.sun)
    suppress_alarm(
        alarm_id=alarm.pk, actor=cast.sun, reason="动火", until=clock.now() + timedelta(hours=1)
    )
    raise_alarm(red, 3.0)

    assert_state(alarm, AlarmState.OPEN)


def test_a_device_under_maintenance_alarms_quietly(frozen_clock):
    rule = AlarmRuleFactory()
    rule.point.device.state = DeviceState.MAINTENANCE
    rule.point.device.save()

    assert raise_alarm(rule).state == AlarmState.SUPPRESSED


def test_who_sees_an_alarm(cast, frozen_clock):
    alarm = raise_alarm()
    elsewhere = make_actor("外乡", role="township_officer", scope=Scope("region", "330825101"))

    assert get_alarm(alarm.pk, actor=cast.zhao).title == alarm.title
    assert [a.id for a in list_open_alarms(cast.sun)] == [alarm.pk]
    assert list_open_alarms(elsewhere) == []
    for actor in (elsewhere, cast.qian):
        with pytest.raises(NotVisible):
            get_alarm(alarm.pk, actor=actor)


def test_the_farthest_value_is_kept(frozen_clock):
    rule = AlarmRuleFactory()
    alarm = raise_alarm(rule)
    at = clock.now()
    note_peaks(peaks={(rule.pk, rule.point_id): (7.5, at)})
    alarm.refresh_from_db()

    assert (alarm.peak_value, alarm.peak_at) == (7.5, at)


def test_only_the_platform_raises_alarms(cast, frozen_clock):
    rule = AlarmRuleFactory()
    with pytest.raises((NotVisible, NotPermitted)):
        open_alarm(
            rule_id=rule.pk, point_id=rule.point_id, at=clock.now(), value=9.0, actor=cast.sun
        )
