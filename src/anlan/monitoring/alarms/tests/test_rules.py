"""Rules are written in versions; a class's rule holds where a point has none of its own."""

from __future__ import annotations

import pytest
from django.db import connection

from anlan.kernel.errors import NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.monitoring.alarms.choices import Level, RuleKind, RuleState
from anlan.monitoring.alarms.errors import NotBackTested, RuleIncomplete, RuleInForce
from anlan.monitoring.alarms.events import RulesChanged
from anlan.monitoring.alarms.models import AlarmRule
from anlan.monitoring.alarms.selectors.alarms import thresholds_of
from anlan.monitoring.alarms.selectors.rules import active_rules, expand, key_of, split_key
from anlan.monitoring.alarms.services.defaults import ToxicGas, install_default_rules
from anlan.monitoring.alarms.services.rules import (
    activate_rule,
    create_rule,
    retire_rule,
    revise_rule,
)
from anlan.monitoring.alarms.tests.factories import ENGINE, AlarmRuleFactory, raise_alarm
from anlan.monitoring.devices.choices import Quantity
from anlan.monitoring.devices.tests.factories import PointFactory

pytestmark = pytest.mark.django_db


def draft(actor, **changes):
    values = {
        "name": "高报",
        "point_id": PointFactory().pk,
        "kind": RuleKind.UPPER,
        "level": Level.YELLOW,
        "upper": 1.0,
        "basis": "测试",
    }
    return create_rule(actor=actor, **(values | changes))


def test_a_new_version_replaces_the_one_in_force(cast):
    first = draft(cast.lin)
    with pytest.raises(NotPermitted):
        activate_rule(rule_id=first.pk, actor=cast.sun)
    with pytest.raises(NotBackTested):
        activate_rule(rule_id=first.pk, actor=cast.lin)
    activate_rule(rule_id=first.pk, actor=cast.lin, reason="标准设定值")
    assert_audited("alarms.rule.activated", first)
    assert_emitted(RulesChanged, rule_id=first.pk)
    with pytest.raises(RuleInForce):
        activate_rule(rule_id=first.pk, actor=cast.lin, reason="再次")

    second = revise_rule(rule_id=first.pk, actor=cast.lin, upper=0.8)
    assert (second.version, second.state, second.line) == (2, RuleState.DRAFT, first.line)
    with pytest.raises(RuleInForce):
        revise_rule(rule_id=first.pk, actor=cast.lin, upper=0.7)
    revise_rule(rule_id=second.pk, actor=cast.lin, upper=0.9)
    activate_rule(rule_id=second.pk, actor=cast.lin, reason="调整")
    first.refresh_from_db()

    assert first.state == RuleState.RETIRED
    assert first.upper == 1.0
    assert [rule.upper for rule in active_rules()] == [0.9]
    retire_rule(rule_id=second.pk, actor=cast.lin, reason="装置停用")
    assert_audited("alarms.rule.retired", second)
    assert active_rules() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": RuleKind.UPPER, "upper": None},
        {"kind": RuleKind.LOWER},
        {"kind": RuleKind.RANGE},
        {"kind": RuleKind.DURATION},
        {"kind": RuleKind.RATE, "upper": None},
        {"kind": RuleKind.STUCK},
        {"kind": RuleKind.MISSING},
    ],
)
def test_a_rule_without_the_limit_it_needs_is_refused(cast, changes):
    with pytest.raises(RuleIncomplete):
        draft(cast.lin, **changes)


def test_zero_is_a_limit(cast):
    assert draft(cast.lin, upper=0.0).upper == 0.0


def test_a_rule_out_of_force_holds_no_alarm_up(cast):
    rule = AlarmRuleFactory()
    alarm = raise_alarm(rule)
    retire_rule(rule_id=rule.pk, actor=cast.lin, reason="装置停用")
    alarm.refresh_from_db()

    assert alarm.cleared_at is not None


def test_a_points_own_rule_stands_in_place_of_its_class():
    own, other = PointFactory(), PointFactory()
    PointFactory(quantity=Quantity.PRESSURE)
    of_class = AlarmRuleFactory(point=None, quantity=Quantity.GAS_CONCENTRATION)
    special = AlarmRuleFactory(point=own, upper=0.5)
    red = AlarmRuleFactory(point=None, quantity=Quantity.GAS_CONCENTRATION, level=Level.RED)

    assert set(expand(active_rules())) == {
        (special.pk, own.pk),
        (of_class.pk, other.pk),
        (red.pk, own.pk),
        (red.pk, other.pk),
    }
    assert {t["value"] for t in thresholds_of(own.pk)} == {0.5, 1.0}


def test_default_rules_are_installed_once_and_carry_their_clause():
    gas = ToxicGas(_chemical(), "氯气", 1.0, "mg/m³", "GBZ 2.1-2019")
    first = install_default_rules(actor=ENGINE, toxic_gases=[gas])
    again = install_default_rules(actor=ENGINE, toxic_gases=[gas])

    assert len(first) == 5
    assert again == []
    assert all("GB/T 50493" in rule.basis for rule in AlarmRule.objects.all())
    assert not AlarmRule.objects.filter(basis_verified=True).exists()


def _chemical():
    from anlan.supervision.chemicals.models import Chemical

    return Chemical.objects.create(cas="0000-00-0", name="氯气").pk


def test_keys_of_the_engine_hold_rule_and_point():
    assert split_key(key_of(123, 456)) == (123, 456)


def test_ingesters_are_told(cast):
    with connection.cursor() as cursor:
        cursor.execute("LISTEN anlan_rules")
    activate_rule(
        rule_id=draft(cast.lin).pk, actor=cast.lin, reason="测试"
    )  # pg_notify must not fail
