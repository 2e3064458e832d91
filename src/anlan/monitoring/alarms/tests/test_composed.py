"""Rules over several points, repetitions, schedules, held alarms and falling levels."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.monitoring.alarms.choices import AlarmState, Level, RuleKind, RuleScope, StepKind
from anlan.monitoring.alarms.conditions import Comparison, RuleNamed, read_conditions
from anlan.monitoring.alarms.engine import Engine
from anlan.monitoring.alarms.errors import NothingLearnt, NothingToReset
from anlan.monitoring.alarms.events import AlarmCleared, AlarmLowered
from anlan.monitoring.alarms.models import Alarm, RuleSchedule
from anlan.monitoring.alarms.reference import load as load_reference
from anlan.monitoring.alarms.schedules import moments_of
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    dispose_alarm,
    reset_alarm,
    verify_alarm,
)
from anlan.monitoring.alarms.services.learning import learn_baselines
from anlan.monitoring.alarms.services.rules import activate_rule, create_rule
from anlan.monitoring.alarms.tests.factories import ENGINE, AlarmRuleFactory
from anlan.monitoring.devices.choices import Quantity
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry.public import Writer, columns, unix_ms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ladder(db):
    load_reference(ENGINE)


@pytest.fixture
def tank():
    """A tank with level, temperature and pressure; (points, their ids in order)."""
    level = PointFactory(quantity=Quantity.LIQUID_LEVEL, key="level")
    points = [
        level,
        PointFactory(device=level.device, quantity=Quantity.TEMPERATURE, key="temperature"),
        PointFactory(device=level.device, quantity=Quantity.PRESSURE, key="pressure"),
    ]
    return points


class Stream:
    """An engine over points, fed second by second."""

    def __init__(self, points):
        self.ids = [point.pk for point in points]
        self.engine = Engine(ENGINE)
        self.engine.load(self.ids)
        self.start = clock.now()

    def feed(self, second, *values):
        """Feed one message with a value a point (None: not measured)."""
        rows = [(n, v) for n, v in enumerate(values) if v is not None]
        at = unix_ms(self.start + timedelta(seconds=second))
        batch = columns(
            [n for n, _v in rows], [at] * len(rows), [v for _n, v in rows], [0] * len(rows)
        )
        self.engine.confirm(self.engine.judge(batch, clock.now()))

    def tick(self, second):
        self.engine.confirm(self.engine.judge_silence(self.start + timedelta(seconds=second)))


def rule(actor, **changes):
    values = {"name": "组合报警", "kind": RuleKind.UPPER, "level": Level.ORANGE, "basis": "测试"}
    made = create_rule(actor=actor, **(values | changes))
    return activate_rule(rule_id=made.pk, actor=actor, reason="测试")


def test_conditions_are_read_in_both_languages():
    found = read_conditions("[液位 > 90] 且 ([温度 ≥ 60] 或 [低压报警])")
    assert found.operands == (
        Comparison("liquid_level", -np.inf, 90.0),
        Comparison("temperature", -np.inf, 60.0),
        RuleNamed("低压报警"),
    )
    assert found.postfix == (0, 1, 2, "or", "and")
    assert read_conditions("[pressure < 0.2]").operands[0].lower == 0.2
    for text in ("", "[液位 > 90", "[亮度 > 3]", "[a] xor [b]"):
        with pytest.raises(InvalidInput):
            read_conditions(text)


def test_a_combination_over_points_of_a_device_raises_one_alarm(tank, cast, frozen_clock):
    rule(cast.lin, kind=RuleKind.COMBINATION, expression="[液位 > 90] and [温度 > 60]", dead_band=2)
    PointFactory(quantity=Quantity.LIQUID_LEVEL)  # a device without temperature takes no part
    stream = Stream(tank)
    stream.feed(0, 95.0, 20.0, 1.0)
    assert not Alarm.objects.exists()
    stream.feed(1, None, 65.0, None)
    alarm = Alarm.objects.get()
    assert (alarm.point, alarm.level) == (tank[0], Level.ORANGE)

    again = Stream(tank)  # a restart raises nothing twice and still clears
    again.feed(2, 95.0, 66.0, 1.0)
    assert Alarm.objects.count() == 1
    again.feed(3, 95.0, 50.0, 1.0)
    alarm.refresh_from_db()
    assert alarm.cleared_at is not None


def test_a_combination_takes_other_rules_and_waits(tank, cast, frozen_clock):
    AlarmRuleFactory(point=tank[2], upper=2.0, name="超压")
    rule(
        cast.lin,
        kind=RuleKind.COMBINATION,
        level=Level.RED,
        expression="[超压] and not [液位 < 10]",
        on_delay_s=60,
    )
    stream = Stream(tank)
    stream.feed(0, 50.0, 20.0, 2.5)
    alarm = Alarm.objects.get()
    assert alarm.level == Level.YELLOW
    stream.tick(61)
    # The combination stands at its first point, the pressure rule at its own.
    assert sorted(Alarm.objects.values_list("level", flat=True)) == [Level.RED, Level.YELLOW]


def test_a_combination_over_points_of_an_enterprise(cast, frozen_clock):
    first = PointFactory(quantity=Quantity.COMBUSTIBLE_GAS)
    enterprise = first.device.enterprise
    second = PointFactory(quantity=Quantity.SMOKE, device__enterprise=enterprise)
    rule(
        cast.lin,
        kind=RuleKind.COMBINATION,
        scope=RuleScope.ENTERPRISE,
        expression="[combustible gas > 10] and [smoke > 1]",
    )
    stream = Stream([first, second])
    stream.feed(0, 20.0, 2.0)
    assert Alarm.objects.count() == (1 if enterprise else 0)


def test_a_rule_that_holds_at_night_is_quiet_by_day(tank, cast, frozen_clock):
    frozen_clock.at = datetime(2026, 11, 20, 13, 59, tzinfo=UTC)  # 21:59 in the county
    night = RuleSchedule.objects.get(name="夜间")
    rule(cast.lin, point_id=tank[2].pk, upper=2.0, schedule_id=night.pk)
    stream = Stream(tank)
    stream.feed(0, None, None, 3.0)
    assert not Alarm.objects.exists()
    stream.feed(120, None, None, 3.0)
    assert Alarm.objects.get().cleared_at is None
    stream.tick(8 * 3600 + 120)
    assert Alarm.objects.get().cleared_at is not None


def test_schedules_know_the_working_days():
    schedule = RuleSchedule(days="working", begins_at=time(8, 30), ends_at=time(17, 30))
    holidays = moments_of(
        schedule, datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 7, tzinfo=UTC)
    )
    free = RuleSchedule(days="free", begins_at=time(0), ends_at=time(0))
    days = moments_of(free, datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 3, tzinfo=UTC))

    assert len(holidays) == 2  # only the last of September
    assert np.diff(days).tolist() == [86400, 0, 86400, 0, 86400]


def test_repeated_crossings_raise_one_alarm(tank, cast, frozen_clock):
    rule(
        cast.lin,
        point_id=tank[2].pk,
        kind=RuleKind.REPETITION,
        upper=2.0,
        dead_band=0.5,
        repeat=3,
        within_s=60,
    )
    stream = Stream(tank)
    for second, value in enumerate([2.1, 1.0, 2.1, 1.8, 2.1, 1.0]):
        stream.feed(second, None, None, value)
    assert not Alarm.objects.exists()
    stream.feed(7, None, None, 2.2)
    assert Alarm.objects.count() == 1
    stream.tick(200)
    assert Alarm.objects.get().cleared_at is not None


def test_a_held_alarm_waits_for_a_person(tank, cast, frozen_clock):
    rule(cast.lin, point_id=tank[2].pk, upper=2.0, is_latching=True, clear_upper=1.5)
    stream = Stream(tank)
    stream.feed(0, None, None, 2.5)
    alarm = Alarm.objects.get()
    with pytest.raises(NothingToReset):
        reset_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="现场正常")
    stream.feed(1, None, None, 1.8)
    stream.feed(2, None, None, 1.2)
    alarm.refresh_from_db()
    assert (alarm.cleared_at, alarm.waits_for_reset) == (None, True)
    assert_audited("alarms.alarm.latched", alarm)

    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    verify_alarm(alarm_id=alarm.pk, actor=cast.sun)
    with pytest.raises(TransitionRefused):
        dispose_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="已处置")
    with pytest.raises(InvalidInput):
        reset_alarm(alarm_id=alarm.pk, actor=cast.sun, reason=" ")
    with pytest.raises(NotPermitted):
        reset_alarm(alarm_id=alarm.pk, actor=cast.zhao, reason="现场正常")
    reset_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="现场压力表 1.1 MPa")
    assert_audited("alarms.alarm.reset", alarm)
    assert_emitted(AlarmCleared, alarm_id=alarm.pk)
    dispose_alarm(alarm_id=alarm.pk, actor=cast.sun, reason="已处置")
    assert_state(alarm, AlarmState.DISPOSED)


def test_the_level_falls_with_the_signal_where_the_rule_says_so(tank, cast, frozen_clock):
    rule(cast.lin, name="一级", point_id=tank[2].pk, upper=1.0, level=Level.YELLOW)
    rule(cast.lin, name="二级", point_id=tank[2].pk, upper=2.0, level=Level.RED, steps_down=True)
    stream = Stream(tank)
    stream.feed(0, None, None, 2.5)
    alarm = Alarm.objects.get()
    assert alarm.level == Level.RED
    stream.feed(1, None, None, 1.5)
    alarm.refresh_from_db()
    assert (alarm.level, alarm.rule.name, alarm.cleared_at) == (Level.YELLOW, "一级", None)
    assert alarm.steps.filter(kind=StepKind.LEVEL_LOWERED).exists()
    assert_audited("alarms.alarm.level_lowered", alarm)
    assert_emitted(AlarmLowered, alarm_id=alarm.pk, former_level=1, level=3)


def test_points_that_move_together_are_learnt_and_judged(tank, cast, frozen_clock):
    draft = create_rule(
        actor=cast.lin,
        name="储罐多参数异常",
        kind=RuleKind.MULTICHANNEL,
        level=Level.YELLOW,
        channels=[Quantity.LIQUID_LEVEL, Quantity.TEMPERATURE, Quantity.PRESSURE],
        basis="测试",
    )
    with pytest.raises(NothingLearnt):
        learn_baselines(rule_id=draft.pk, actor=cast.lin)
    rng = np.random.default_rng(3)
    load = rng.normal(size=400)
    values = 50 + load[:, None] * [1.0, 2.0, -1.0] + 0.05 * rng.normal(size=(400, 3))
    begin = unix_ms(clock.now()) - 3_600_000
    writer = Writer()
    writer.load([point.pk for point in tank])
    at = np.repeat(begin + 1000 * np.arange(400), 3)
    writer.write(columns(np.tile([0, 1, 2], 400), at, values.ravel(), [0] * 1200), clock.now())

    (baseline,) = learn_baselines(rule_id=draft.pk, actor=cast.lin)
    assert_audited("alarms.rule.learnt", draft)
    assert (baseline.rows, baseline.subject_label) == (400, tank[0].device.name)
    activate_rule(rule_id=draft.pk, actor=cast.lin, reason="测试")
    stream = Stream(tank)
    stream.feed(0, 50.5, 51.0, 49.5)
    assert not Alarm.objects.exists(), "as it was learnt"
    stream.feed(1, 50.5, 49.0, 50.5)
    assert Alarm.objects.get().point == tank[0], "each value is usual, their interplay is not"


def test_what_a_composed_rule_lacks_is_said(cast):
    for changes in (
        {"kind": RuleKind.COMBINATION},
        {"kind": RuleKind.COMBINATION, "expression": "[液位 > "},
        {"kind": RuleKind.MULTICHANNEL},
        {"kind": RuleKind.MULTICHANNEL, "channels": ["pressure"]},
        {"kind": RuleKind.REPETITION, "quantity": "pressure"},
        {"kind": RuleKind.UPPER, "upper": 1.0},
        {"kind": RuleKind.UPPER, "upper": 1.0, "clear_upper": 1.5, "quantity": "pressure"},
    ):
        with pytest.raises(InvalidInput):
            rule(cast.lin, **changes)
