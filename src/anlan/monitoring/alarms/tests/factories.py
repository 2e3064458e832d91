"""Rules, alarms and the ladder for tests."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from anlan.base.organisations.tests.factories import PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.actor import system_actor
from anlan.monitoring.alarms.choices import Level, RuleKind, RuleState, SettingKind
from anlan.monitoring.alarms.models import (
    Alarm,
    AlarmCall,
    AlarmGroup,
    AlarmRule,
    AlarmSetting,
    BackTest,
    RiskIndex,
    RuleReview,
    RuleSchedule,
    SpotCheck,
    Suppression,
)
from anlan.monitoring.alarms.services.crossings import open_alarm
from anlan.monitoring.alarms.settings_data import setting, starting_setting
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

ENGINE = system_actor("ingest")
AT = datetime(2026, 11, 20, 1, 59, 59, tzinfo=UTC)


class AlarmRuleFactory(DjangoModelFactory):
    """A yellow upper limit of 1 in force at one point."""

    class Meta:
        model = AlarmRule

    name = "一级报警"
    point = factory.SubFactory(PointFactory)
    kind = RuleKind.UPPER
    level = Level.YELLOW
    upper = 1.0
    unit = "mg/m³"
    state = RuleState.ACTIVE
    basis = "测试依据"


def yellow_and_red(point=None):
    """Return a yellow rule (from 1) and a red one (from 2) at one point."""
    yellow = AlarmRuleFactory(point=point or PointFactory())
    red = AlarmRuleFactory(point=yellow.point, level=Level.RED, upper=2.0, name="二级报警")
    return yellow, red


class RuleScheduleFactory(DjangoModelFactory):
    """A schedule of the night hours."""

    class Meta:
        model = RuleSchedule

    name = factory.Sequence(lambda n: f"夜间时段{n}")
    begins_at = time(22)
    ends_at = time(6)


def make_setting(kind: str = SettingKind.STORM) -> AlarmSetting:
    """Return the setting in use, as the platform comes with it."""
    found = setting(kind)
    if found.pk is None:
        found = starting_setting(kind)
        found.save()
    return found


def raise_alarm(rule: AlarmRule | None = None, value: float = 1.2) -> Alarm:
    """Return an alarm as the engine opens it."""
    rule = rule or AlarmRuleFactory()
    return open_alarm(
        rule_id=rule.pk,
        point_id=rule.point_id,
        at=AT,
        value=value,
        actor=ENGINE,
    )


class AlarmGroupFactory(DjangoModelFactory):
    """A storm that goes on in a township, without its alarms."""

    class Meta:
        model = AlarmGroup

    key = factory.Sequence(lambda n: f"area:test{n}")
    title = "报警风暴"
    region = factory.SubFactory(RegionFactory)
    level = Level.YELLOW
    number = 4
    first_at = AT
    latest_at = AT


class SuppressionFactory(DjangoModelFactory):
    """A window over a device that waits for approval."""

    class Meta:
        model = Suppression

    device = factory.SubFactory(DeviceFactory)
    region = factory.SelfAttribute("device.region")
    starts_at = AT
    ends_at = AT + timedelta(days=365)
    reason = "标定"
    actor_name = "测试"


class RuleReviewFactory(DjangoModelFactory):
    """A review that proposes a delay."""

    class Meta:
        model = RuleReview

    rule = factory.SubFactory(AlarmRuleFactory)
    raised = 4
    false = 3
    since = AT
    proposal = factory.LazyFunction(lambda: {"on_delay_s": 30.0})
    evidence = "3 次误报，最长 25 秒"


class RiskIndexFactory(DjangoModelFactory):
    """An orange enterprise."""

    class Meta:
        model = RiskIndex

    enterprise = factory.SubFactory(EnterpriseFactory)
    region = factory.SelfAttribute("enterprise.region")
    value = 55.0
    level = Level.ORANGE
    terms = factory.LazyFunction(
        lambda: [
            {"code": "static", "weight": 35, "share": 1.0, "points": 35.0, "words": "红"},
            {"code": "alarms", "weight": 25, "share": 0.8, "points": 20.0, "words": "3 条"},
        ]
    )
    formula = "county-2026-1"
    computed_at = AT


class SpotCheckFactory(DjangoModelFactory):
    """A check that waits for an answer."""

    class Meta:
        model = SpotCheck

    person = factory.SubFactory(PersonFactory)
    role = "duty_officer"
    region = factory.SubFactory(RegionFactory)
    asked_at = AT
    asked_by = "平台"
    due_at = AT + timedelta(minutes=3)


class BackTestFactory(DjangoModelFactory):
    """A back-test that found one alarm."""

    class Meta:
        model = BackTest

    rule = factory.SubFactory(AlarmRuleFactory, state=RuleState.DRAFT)
    fingerprint = "test"
    state = "done"
    since = AT - timedelta(days=30)
    until = AT
    ordered_by = "测试"
    alarms = 1
    crossings = factory.LazyAttribute(
        lambda test: [
            {
                "point": test.rule.point_id,
                "begin": (AT - timedelta(days=1)).isoformat(),
                "end": AT.isoformat(),
                "peak": 1.5,
                "outcome": "new",
                "alarm": None,
            }
        ]
    )


class AlarmCallFactory(DjangoModelFactory):
    """Somebody called by telephone who has not answered yet."""

    class Meta:
        model = AlarmCall

    alarm = factory.LazyFunction(raise_alarm)
    person = factory.SubFactory(PersonFactory)
    channel = "phone"
    caller_name = "测试"
    called_at = AT


def access_world(samples):
    """Ask for the answer to a call of its own alarm, and for what a back-test found."""
    call = samples[AlarmCall]
    return {
        "alarms/<int:pk>/calls/": {"pk": call.alarm_id, "call_id": call.pk, "answer": "yes"},
        "alarms/<int:pk>/hand-over/<str:answer>/": {"answer": "accept"},
        "alarms/rules/back-tests/<int:pk>/series/": {"number": 0},
    }
