"""Forecasts against published and hand-computed figures; standings as an office would judge."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.governance.indicators import forecasting
from anlan.governance.indicators.judging import (
    Goal,
    judge,
    last_period_end,
    period_end,
    yearly_line,
)

TODAY = date(2026, 9, 30)


def goal(kind="at_least", low=95.0, high=None, **more):
    values = {
        "target_on": date(2027, 12, 31),
        "starts_on": date(2024, 1, 1),
        "direction": "higher" if high is None else "lower",
        "unit": "%",
    } | more
    return Goal(kind, low, high, **values)


def monthly(*values, until=TODAY):
    """One value at the end of each month, the last at ``until``."""
    days, day = [], until
    for _value in values:
        days.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return list(zip(reversed(days), values, strict=True))


def test_the_slope_is_that_of_the_example_of_sen_1968():
    x, y = [1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78]
    slope, low, high = forecasting.theil_sen(x, y)
    assert slope == 4.0
    assert low < 4.0 < high


def test_one_wild_value_does_not_bend_the_trend():
    days = [float(d) for d in range(0, 300, 30)]
    values = [50 + 0.1 * d for d in days]
    values[4] = 5.0
    slope, _low, _high = forecasting.theil_sen(days, values)
    assert slope == pytest.approx(0.1)


def test_a_count_follows_the_shares_of_former_years():
    # In both former years three quarters had come by the end of September.
    former = [
        [(date(y, 3, 31), 2), (date(y, 9, 30), 6), (date(y, 12, 31), 8)] for y in (2024, 2025)
    ]
    found = forecasting.forecast_count(3.0, TODAY, former=former)
    assert (found.value, found.method) == (4.0, "seasonal")
    assert found.low >= 3.0
    assert found.high == pytest.approx(4.0 + 1.2816)


def test_without_former_years_a_count_runs_evenly():
    found = forecasting.forecast_count(6.0, date(2026, 6, 30))
    assert found.method == "run_rate"
    assert found.value == pytest.approx(6.0 * 365 / 181)


def test_a_rising_share_that_reaches_its_target_is_on_track():
    found = judge(goal(), monthly(70, 72, 74, 76, 78, 80), TODAY)
    assert found.state == "on_track"
    assert found.forecast.method == "theil_sen"
    assert found.forecast.value <= 100.0


def test_a_share_that_does_not_move_will_be_missed():
    found = judge(goal(), monthly(70, 70, 71, 70, 70, 71), TODAY)
    assert found.state == "missed"
    assert found.facts["code"] == "trend_misses"


def test_a_reached_share_is_met_and_a_kept_ceiling_is_on_track_only():
    assert judge(goal(), monthly(96, 96, 97, 97, 97, 97), TODAY).state == "met"
    ceiling = goal("at_most", None, 10.0)
    assert judge(ceiling, monthly(6, 6, 5, 5, 5, 4), TODAY).state == "on_track"


def test_on_the_last_day_it_is_met_or_missed():
    over = goal(target_on=date(2026, 8, 31))
    assert judge(over, monthly(95, until=date(2026, 8, 31)), TODAY).state == "met"
    assert judge(over, monthly(94, until=date(2026, 8, 31)), TODAY).state == "missed"


def test_below_leaves_the_number_itself_out():
    over = goal("below", None, 0.01, target_on=date(2026, 8, 31), unit="人/亿元")
    assert judge(over, [(date(2026, 8, 31), 0.01)], TODAY).state == "missed"
    assert judge(over, [(date(2026, 8, 31), 0.0099)], TODAY).state == "met"


def test_old_values_say_nothing_about_today():
    found = judge(goal(), [(date(2026, 5, 31), 99.0)], TODAY)
    assert (found.state, found.facts["code"]) == ("no_data", "stale")
    assert judge(goal(), [], TODAY).facts["code"] == "no_value"


def test_a_zero_target_is_missed_by_the_first_accident():
    zero = goal("zero", None, 0.0, course="count", unit="起", is_every_year=True)
    calm = [(date(2026, 8, 31), 0.0), (TODAY, 0.0)]
    assert judge(zero, calm, TODAY).state == "on_track"
    broken = judge(zero, [*calm[:1], (TODAY, 1.0)], TODAY)
    assert (broken.state, broken.facts["code"]) == ("missed", "ceiling_broken")


def test_a_count_that_runs_too_fast_is_foreseen_before_the_ceiling_breaks():
    ceiling = goal("at_most", None, 10.0, course="count", unit="人")
    found = judge(ceiling, [(TODAY, 9.0)], TODAY)
    assert found.state in ("at_risk", "missed")
    assert found.forecast.value == pytest.approx(9.0 * 365 / 273)


def test_a_fall_by_per_cent_needs_the_baseline():
    fall = goal("down", None, None, percent=10.0, course="count", unit="人")
    assert judge(fall, [(TODAY, 9.0)], TODAY).facts["code"] == "no_baseline"
    known = goal("down", None, None, percent=10.0, baseline=20.0, course="count", unit="人")
    assert judge(known, [(TODAY, 9.0)], TODAY).facts["high"] == 18.0


def test_the_target_of_a_year_set_by_hand_is_held_against_at_new_years_eve():
    own = goal(steps={2026: (90.0, False), 2027: (95.0, True)})
    found = judge(own, monthly(70, 71, 72, 73, 74, 75), TODAY)
    assert found.facts["by"] == "2026-12-31"
    assert found.state == "missed"


def test_behind_the_straight_line_is_at_risk_though_the_trend_reaches_it():
    late = goal(steps={2025: (80.0, True)})
    found = judge(late, monthly(40, 46, 53, 59, 66, 72), TODAY)
    assert (found.state, found.facts["code"]) == ("at_risk", "behind_line")


def test_the_parts_that_weigh_most_are_named():
    parts = [
        {"label": "甲镇", "numerator": 2, "denominator": 10},
        {"label": "乙镇", "numerator": 9, "denominator": 10},
        {"label": "丙镇", "numerator": 5, "denominator": 5},
    ]
    found = judge(goal(), monthly(60, 60, 61, 60, 60, 61), TODAY, parts=parts)
    assert [(p["label"], p["count"], p["share"]) for p in found.facts["parts"]] == [
        ("甲镇", 8.0, 89),
        ("乙镇", 1.0, 11),
    ]


def test_the_straight_line_from_baseline_to_target():
    line = yearly_line(
        baseline=80,
        baseline_year=2023,
        bound=95,
        starts_on=date(2024, 1, 1),
        target_on=date(2026, 12, 31),
    )
    assert line == {2024: 85.0, 2025: 90.0, 2026: 95.0}


def test_periods_end_where_the_calendar_says():
    assert period_end(date(2026, 2, 3), "month") == date(2026, 2, 28)
    assert period_end(date(2026, 5, 1), "quarter") == date(2026, 6, 30)
    assert last_period_end(date(2026, 11, 22), "quarter") == date(2026, 9, 30)
    assert last_period_end(date(2026, 12, 31), "year") == date(2026, 12, 31)
    assert last_period_end(date(2026, 12, 30), "year") == date(2025, 12, 31)
