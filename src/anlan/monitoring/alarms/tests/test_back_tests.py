"""A rule is replayed over history: what it would have raised, and what was real of it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.monitoring.alarms.choices import BackTestState, Level, Outcome, RuleKind
from anlan.monitoring.alarms.errors import NotBackTested
from anlan.monitoring.alarms.events import BackTestFinished
from anlan.monitoring.alarms.models import Alarm, AlarmTrigger
from anlan.monitoring.alarms.services.alarms import acknowledge_alarm, mark_false, verify_alarm
from anlan.monitoring.alarms.services.back_tests import order_back_test, run_back_test
from anlan.monitoring.alarms.services.crossings import clear_crossing, open_alarm
from anlan.monitoring.alarms.services.rules import activate_rule, create_rule, revise_rule
from anlan.monitoring.alarms.tests.factories import ENGINE, AlarmRuleFactory
from anlan.monitoring.alarms.views.back_tests import verdict_of
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry.public import Writer, columns, unix_ms

pytestmark = pytest.mark.django_db

HOUR = 3600
WORKER = system_actor("alarm clock")


@pytest.fixture
def history(cast, frozen_clock):
    """Two days, a reading a minute; peaks of 2 at hours 5, 10, 20, 30; the first two were alarms:
    one verified, one false."""
    rule = AlarmRuleFactory(upper=1.5)
    point = rule.point
    begin = clock.now() - timedelta(days=2)
    minutes = np.arange(2 * 24 * 60)
    value = np.zeros(len(minutes))
    for hour in (5, 10, 20, 30):
        value[hour * 60 : hour * 60 + 10] = 2.0
    at = unix_ms(begin) + 60_000 * minutes
    writer = Writer()
    writer.load([point.pk])
    writer.write(columns(np.zeros(len(at), int), at, value, np.zeros(len(at), int)), clock.now())
    for hour, judge in ((5, verify_alarm), (10, mark_false)):
        opened = begin + timedelta(hours=hour)
        alarm = open_alarm(rule_id=rule.pk, point_id=point.pk, at=opened, value=2.0, actor=ENGINE)
        clear_crossing(
            rule_id=rule.pk, point_id=point.pk, at=opened + timedelta(minutes=10), actor=ENGINE
        )
        acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
        judge(alarm_id=alarm.pk, actor=cast.sun, reason="现场核实")
        Alarm.objects.filter(pk=alarm.pk).update(state="closed" if hour == 5 else "false_alarm")
    return rule


def back_test(rule, actor, days=3):
    test = order_back_test(rule_id=rule.pk, actor=actor, days=days)
    return run_back_test(back_test_id=test.pk, actor=WORKER)


def test_a_rule_tells_what_it_would_have_raised(history, cast):
    triggers = AlarmTrigger.objects.count()
    test = back_test(history, cast.lin)

    assert test.state == BackTestState.DONE
    assert (test.alarms, test.real, test.false, test.unjudged, test.missed) == (4, 1, 1, 2, 0)
    assert (test.points, test.readings) == (1, 2880)
    assert [row["outcome"] for row in test.crossings] == [
        Outcome.REAL,
        Outcome.FALSE,
        Outcome.NEW,
        Outcome.NEW,
    ]
    assert {row["peak"] for row in test.crossings} == {2.0}
    assert sum(test.days.values()) == 4
    assert "4" in verdict_of(test)
    assert AlarmTrigger.objects.count() == triggers, "a back-test raises nothing"
    assert_audited("alarms.rule.back_tested", history)
    assert_emitted(BackTestFinished, rule_id=history.pk)


def test_a_wider_draft_shows_the_real_alarm_it_would_miss(history, cast):
    draft = revise_rule(rule_id=history.pk, actor=cast.lin, upper=3.0)
    test = back_test(draft, cast.lin)
    assert (test.alarms, test.missed) == (0, 1)

    with pytest.raises(NotPermitted):
        order_back_test(rule_id=draft.pk, actor=cast.sun)
    revise_rule(rule_id=draft.pk, actor=cast.lin, upper=2.5)
    with pytest.raises(NotBackTested):
        activate_rule(rule_id=draft.pk, actor=cast.lin)
    revise_rule(rule_id=draft.pk, actor=cast.lin, upper=3.0, advice="先电话核实")
    activate_rule(rule_id=draft.pk, actor=cast.lin)


def test_crossings_soon_after_each_other_are_one_alarm(cast, frozen_clock):
    point = PointFactory()
    begin = clock.now() - timedelta(hours=5)
    value = np.tile([2.0, 0.0], 60)
    at = unix_ms(begin) + 60_000 * np.arange(120)
    writer = Writer()
    writer.load([point.pk])
    writer.write(columns(np.zeros(120, int), at, value, np.zeros(120, int)), clock.now())
    draft = create_rule(
        actor=cast.lin,
        name="抖动",
        point_id=point.pk,
        kind=RuleKind.UPPER,
        level=Level.YELLOW,
        upper=1.0,
        basis="测试",
    )
    assert back_test(draft, cast.lin, days=1).alarms == 1
    silent = create_rule(
        actor=cast.lin,
        name="断线",
        point_id=point.pk,
        kind=RuleKind.MISSING,
        level=Level.BLUE,
        on_delay_s=600,
        basis="测试",
    )
    assert back_test(silent, cast.lin, days=1).alarms >= 1, "rules by the clock are replayed, too"


def test_the_worker_replays_what_was_ordered(history, cast, run_jobs):
    test = order_back_test(rule_id=history.pk, actor=cast.lin)
    run_jobs()
    test.refresh_from_db()
    assert test.state == BackTestState.DONE


def test_a_rule_that_cannot_be_replayed_says_so(history, cast, monkeypatch):
    monkeypatch.setattr(
        "anlan.monitoring.alarms.services.back_tests._replay",
        lambda test: (_ for _ in ()).throw(ValueError("broken")),
    )
    test = back_test(history, cast.lin)
    assert (test.state, test.alarms) == (BackTestState.FAILED, 0)
    assert "broken" in verdict_of(test)
