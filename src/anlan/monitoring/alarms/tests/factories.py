"""Rules, alarms and the ladder for tests."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from anlan.kernel.actor import system_actor
from anlan.monitoring.alarms.choices import Level, RuleKind, RuleState
from anlan.monitoring.alarms.models import Alarm, AlarmRule
from anlan.monitoring.alarms.services.crossings import open_alarm
from anlan.monitoring.devices.tests.factories import PointFactory

ENGINE = system_actor("ingest")


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


def raise_alarm(rule: AlarmRule | None = None, value: float = 1.2) -> Alarm:
    """Return an alarm as the engine opens it."""
    rule = rule or AlarmRuleFactory()
    return open_alarm(
        rule_id=rule.pk,
        point_id=rule.point_id,
        at=datetime(2026, 11, 20, 1, 59, 59, tzinfo=UTC),
        value=value,
        actor=ENGINE,
    )
