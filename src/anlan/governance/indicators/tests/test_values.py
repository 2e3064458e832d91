"""Entering, correcting, confirming values; computing them; warning once a change."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.base.notifications.models import Notification
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.governance.indicators import public
from anlan.governance.indicators.choices import Standing, ValueState
from anlan.governance.indicators.errors import ComputedByPlatform, NothingToCompute, SamePerson
from anlan.governance.indicators.events import DeviationFound, ValueRecorded
from anlan.governance.indicators.models import Deviation, IndicatorValue
from anlan.governance.indicators.services import standing
from anlan.governance.indicators.services.indicators import (
    change_indicator,
    create_indicator,
    set_yearly_target,
    stop_watching,
    take_over_planned,
)
from anlan.governance.indicators.services.measuring import compute_all, compute_value
from anlan.governance.indicators.services.standing import platform
from anlan.governance.indicators.services.values import (
    confirm_value,
    record_value,
    reject_value,
)
from anlan.governance.indicators.tests import factories
from anlan.governance.planning.models import PlannedIndicator
from anlan.governance.planning.tests.factories import PlannedIndicatorFactory
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing.assertions import assert_audited, assert_emitted

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)


def test_an_indicator_is_set_up_and_its_target_read(unit, keeper):
    row = create_indicator(
        name="亿元国内生产总值生产安全事故死亡率",
        unit="人/亿元",
        baseline="0.02",
        baseline_year=2025,
        target="下降33%",
        target_on=date(2027, 12, 31),
        starts_on=date(2026, 1, 1),
        organisation_id=unit.pk,
        actor=keeper,
    )
    assert (row.target_kind, row.change_percent, row.direction) == ("down", 33.0, "lower")
    assert row.baseline_value == 0.02
    line = {one.year: one.value for one in row.yearly_targets.all()}
    assert line == {2026: 0.0167, 2027: 0.0134}
    assert all(one.is_derived for one in row.yearly_targets.all())
    assert_audited("indicators.indicator.created", row, by=keeper)


def test_only_the_office_sets_up_and_only_with_a_reason_changes_the_target(unit, clerk, keeper):
    with pytest.raises(NotPermitted):
        create_indicator(
            name="某率",
            target="95%以上",
            target_on=date(2027, 12, 31),
            organisation_id=unit.pk,
            actor=clerk,
        )
    row = factories.IndicatorFactory(organisation=unit)
    with pytest.raises(InvalidInput):
        change_indicator(indicator_id=row.pk, target="90%以上", actor=keeper)
    changed = change_indicator(
        indicator_id=row.pk, target="90%以上", reason="市里下达", actor=keeper
    )
    assert changed.target_low == 90.0


def test_a_yearly_target_set_by_hand_goes_before_the_line_and_can_be_given_back(unit, keeper):
    row = factories.IndicatorFactory(organisation=unit, baseline_value=80, baseline_year=2023)
    change_indicator(indicator_id=row.pk, target_low=96.0, reason="更正", actor=keeper)
    derived = row.yearly_targets.get(year=2026).value
    assert derived == 92.0
    set_yearly_target(indicator_id=row.pk, year=2026, value=85.0, actor=keeper)
    own = row.yearly_targets.get(year=2026)
    assert (own.value, own.is_derived) == (85.0, False)
    set_yearly_target(indicator_id=row.pk, year=2026, value=None, actor=keeper)
    assert row.yearly_targets.get(year=2026).value == derived
    with pytest.raises(InvalidInput):
        set_yearly_target(indicator_id=row.pk, year=2035, value=1.0, actor=keeper)


def test_confirmed_indicators_of_a_plan_come_under_watch_once(unit, keeper):
    planned = PlannedIndicatorFactory(name="隐患整改率", target="100%", unit="%")
    PlannedIndicator.objects.filter(pk=planned.pk).update(state="confirmed", key="k" * 16)
    made = take_over_planned(planned_ids=[planned.pk], organisation_id=unit.pk, actor=keeper)
    assert [(row.name, row.target_kind, row.target_low) for row in made] == [
        ("隐患整改率", "at_least", 100.0)
    ]
    assert made[0].source_url.startswith("/planning/")
    again = take_over_planned(planned_ids=[planned.pk], organisation_id=unit.pk, actor=keeper)
    assert again == []


def test_a_unit_enters_its_own_values_and_nobody_elses(unit, clerk):
    row = factories.IndicatorFactory(organisation=unit)
    made = record_value(indicator_id=row.pk, period_end=AUGUST, value=81.0, actor=clerk)
    assert made.state == ValueState.CURRENT
    assert_emitted(ValueRecorded, value_id=made.pk)
    other = factories.IndicatorFactory()
    with pytest.raises(NotPermitted):
        record_value(indicator_id=other.pk, period_end=AUGUST, value=81.0, actor=clerk)
    with pytest.raises(NotVisible):
        record_value(indicator_id=99999999, period_end=AUGUST, value=81.0, actor=clerk)


def test_a_share_is_made_of_its_two_numbers_and_a_period_ends_on_its_last_day(unit, clerk):
    row = factories.IndicatorFactory(organisation=unit)
    made = record_value(
        indicator_id=row.pk,
        period_end=AUGUST,
        value=None,
        numerator=41,
        denominator=50,
        actor=clerk,
    )
    assert made.value == 82.0
    for wrong in (
        {"period_end": date(2026, 8, 30), "value": 80.0},
        {"period_end": date(2026, 10, 31), "value": 80.0},
        {"period_end": AUGUST, "value": 101.0},
        {"period_end": AUGUST, "value": None},
    ):
        with pytest.raises(InvalidInput):
            record_value(indicator_id=row.pk, actor=clerk, **wrong)


def test_a_correction_needs_a_reason_and_keeps_the_former_value(unit, clerk):
    row = factories.IndicatorFactory(organisation=unit)
    first = record_value(indicator_id=row.pk, period_end=AUGUST, value=81.0, actor=clerk)
    with pytest.raises(InvalidInput):
        record_value(indicator_id=row.pk, period_end=AUGUST, value=82.0, actor=clerk)
    second = record_value(
        indicator_id=row.pk, period_end=AUGUST, value=82.0, note="漏报两家", actor=clerk
    )
    first.refresh_from_db()
    assert (first.state, second.replaces_id) == (ValueState.FORMER, first.pk)
    row.refresh_from_db()
    assert row.actual == 82.0


def test_a_value_of_a_binding_indicator_counts_when_a_second_person_confirmed_it(
    unit, clerk, keeper
):
    row = factories.IndicatorFactory(organisation=unit, is_binding=True)
    with pytest.raises(InvalidInput):
        record_value(indicator_id=row.pk, period_end=AUGUST, value=81.0, actor=clerk)
    made = record_value(
        indicator_id=row.pk, period_end=AUGUST, value=81.0, evidence="统计表三", actor=clerk
    )
    row.refresh_from_db()
    assert (made.state, row.actual) == (ValueState.PENDING, None)
    own = record_value(
        indicator_id=row.pk, period_end=SEPTEMBER, value=83.0, evidence="表", actor=keeper
    )
    with pytest.raises(SamePerson):
        confirm_value(value_id=own.pk, actor=keeper)
    with pytest.raises(NotPermitted):
        confirm_value(value_id=made.pk, actor=clerk)
    confirm_value(value_id=made.pk, actor=keeper)
    row.refresh_from_db()
    assert row.actual == 81.0
    assert_audited("indicators.value.confirmed", row, by=keeper)


def test_a_value_sent_back_says_why_and_does_not_count(unit, clerk, keeper):
    row = factories.IndicatorFactory(organisation=unit, is_binding=True)
    made = record_value(
        indicator_id=row.pk, period_end=AUGUST, value=81.0, evidence="表", actor=clerk
    )
    with pytest.raises(InvalidInput):
        reject_value(value_id=made.pk, actor=keeper, reason=" ")
    reject_value(value_id=made.pk, actor=keeper, reason="口径不符")
    made.refresh_from_db()
    assert (made.state, made.note) == (ValueState.REJECTED, "口径不符")


def test_a_computed_value_is_kept_with_its_figures_and_never_typed_over(
    unit, clerk, keeper, measures
):
    measures(factories.fixed_measure("test.rate", 80.0, 80.0, 84.0))
    row = factories.IndicatorFactory(organisation=unit, measure_code="test.rate")
    first = compute_value(indicator_id=row.pk, actor=keeper)
    assert (first.value, first.numerator, first.denominator) == (80.0, 80.0, 100.0)
    assert compute_value(indicator_id=row.pk, actor=keeper).pk == first.pk
    second = compute_value(indicator_id=row.pk, actor=keeper)
    first.refresh_from_db()
    assert (first.state, second.replaces_id) == (ValueState.FORMER, first.pk)
    with pytest.raises(ComputedByPlatform):
        record_value(indicator_id=row.pk, period_end=SEPTEMBER, value=99.0, actor=clerk)


def test_what_cannot_look_back_is_not_computed_for_days_that_are_gone(unit, keeper, measures):
    measures(factories.fixed_measure("test.now", 80.0))
    row = factories.IndicatorFactory(organisation=unit, measure_code="test.now")
    with pytest.raises(NothingToCompute):
        compute_value(indicator_id=row.pk, actor=keeper, on=AUGUST)


def test_every_night_the_ended_period_is_made_up_for_once(unit, measures, today):
    measures(factories.fixed_measure("test.past", 70.0, 71.0, looks_back=True))
    measures(factories.fixed_measure("test.broken"))
    row = factories.IndicatorFactory(organisation=unit, measure_code="test.past")
    factories.IndicatorFactory(organisation=unit, measure_code="test.broken")
    today.advance(days=5)
    assert compute_all(actor=platform()) == 1
    assert compute_all(actor=platform()) == 0
    assert [value.period_end for value in row.values.all()] == [SEPTEMBER]


def test_a_change_of_standing_is_noted_and_told_once(unit, clerk, monkeypatch):
    person = PersonFactory(organisation=unit)
    monkeypatch.setattr(standing, "persons_holding", lambda permission: [person.pk])
    row = factories.IndicatorFactory(organisation=unit, target_on=date(2026, 10, 31))
    record_value(indicator_id=row.pk, period_end=AUGUST, value=60.0, actor=clerk)
    row.refresh_from_db()
    assert row.state == Standing.MISSED
    assert_emitted(DeviationFound, indicator_id=row.pk, state="missed")
    told = Notification.objects.filter(kind="indicators.deviation")
    assert [notice.person_id for notice in told] == [person.pk]
    assert row.deviations.get().told == [f"{person.name} {person.title}"]
    record_value(indicator_id=row.pk, period_end=SEPTEMBER, value=61.0, actor=clerk)
    assert told.count() == 1
    assert Deviation.objects.count() == 1
    today_again = record_value(
        indicator_id=row.pk, period_end=SEPTEMBER, value=97.0, note="补报", actor=clerk
    )
    row.refresh_from_db()
    assert (today_again.value, row.state) == (97.0, Standing.MET)
    assert Deviation.objects.count() == 2
    assert told.count() == 1


def test_others_read_how_indicators_stand_today_and_stood_then(unit, clerk, keeper, today):
    row = factories.IndicatorFactory(organisation=unit, target_on=date(2026, 10, 31))
    record_value(indicator_id=row.pk, period_end=AUGUST, value=60.0, actor=clerk)
    states = public.indicator_states(keeper, on=SEPTEMBER, organisation_id=unit.pk)
    assert [(one.id, one.state, one.actual, one.target) for one in states] == [
        (row.pk, "missed", 60.0, 95.0)
    ]
    assert "60" in states[0].reason
    today.advance(days=10)
    then = public.indicator_states(keeper, on=date(2026, 9, 1))
    assert [one.state for one in then] == ["no_data"]


def test_an_indicator_put_aside_takes_no_values(unit, clerk, keeper):
    row = factories.IndicatorFactory(organisation=unit)
    stop_watching(indicator_id=row.pk, actor=keeper, reason="规划调整")
    assert public.indicator_states(keeper, on=SEPTEMBER) == []
    assert IndicatorValue.objects.count() == 0
