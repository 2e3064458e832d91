"""From figures and thresholds to levels and reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.monitoring.natural_hazards.contracts import Figure, Limit
from anlan.monitoring.natural_hazards.judging import judge
from anlan.monitoring.natural_hazards.selectors.rain import distance_m, rain_figures
from anlan.monitoring.natural_hazards.services.stations import role_of
from anlan.monitoring.natural_hazards.services.verification import score, spans_of

TOWN = "330825100000"
LIMITS = [
    Limit(1, "rain_1h", 3, 30.0, "全县", "演示", False),
    Limit(2, "rain_1h", 1, 80.0, "全县", "演示", False),
    Limit(3, "rain_3h", 2, 50.0, "全县", "演示", False),
]


def test_the_gravest_threshold_reached_is_the_level_and_each_indicator_gives_its_reason():
    found = judge([Figure("rain_1h", 85, "甲站"), Figure("rain_3h", 55, "乙站")], LIMITS, TOWN)
    assert found.level == 1 and found.is_known
    assert [(r["indicator"], r["level"], r["limit"]) for r in found.reasons] == [
        ("rain_1h", 1, 80.0),
        ("rain_3h", 2, 50.0),
    ]
    assert found.reasons[0]["reached"] == [1, 2]


def test_no_figure_is_unknown_and_never_safe():
    nothing = judge([], LIMITS, TOWN)
    assert nothing.level is None and not nothing.is_known
    other = judge([Figure("fwi", 60, "甲站")], LIMITS, TOWN)
    assert not other.is_known
    quiet = judge([Figure("rain_1h", 0, "甲站")], LIMITS, TOWN)
    assert quiet.level is None and quiet.is_known and quiet.figures[0]["value"] == 0


def test_thresholds_of_the_township_come_before_those_of_the_county():
    own = [*LIMITS, Limit(4, "rain_1h", 2, 20.0, "溪口镇", "演示", True, region=TOWN)]
    assert judge([Figure("rain_1h", 25, "甲站")], own, TOWN).level == 2
    assert judge([Figure("rain_1h", 85, "甲站")], own, TOWN).level == 2
    assert judge([Figure("rain_1h", 85, "甲站")], own, "330825101000").level == 1


def test_a_catchment_is_held_against_its_own_thresholds():
    own = [*LIMITS, Limit(5, "rain_3h", 1, 40.0, "演示小流域", "演示", False, catchment_id=7)]
    assert judge([Figure("rain_3h", 45, "演示小流域", 7)], own, TOWN).level == 1
    assert judge([Figure("rain_3h", 45, "甲站")], own, TOWN).level is None
    assert judge([Figure("rain_3h", 45, "别的流域", 8)], own, TOWN).level is None


@given(st.floats(0, 300), st.floats(0, 300))
def test_more_rain_is_never_less_grave(a, b):
    low, high = sorted((a, b))
    levels = [judge([Figure("rain_1h", x, "甲站")], LIMITS, TOWN).level or 9 for x in (low, high)]
    assert levels[1] <= levels[0]


def test_rain_figures_come_from_the_station_first_then_from_its_hours():
    hourly = np.r_[np.zeros(357), 10.0, 20.0, 30.0]
    found = rain_figures(hourly, {"rain_3h": 61.5})
    assert found["rain_1h"] == 30 and found["rain_3h"] == 61.5 and found["rain_24h"] == 60
    assert found["caine_ratio"] == pytest.approx(60 / 44.21, rel=1e-3)  # of six hours
    assert 55 < found["antecedent"] < 60
    gaps = np.full(360, np.nan)
    gaps[-1] = 5.0
    partly = rain_figures(gaps, {})
    assert partly["rain_1h"] == 5 and "rain_3h" not in partly and "antecedent" not in partly
    assert rain_figures(None, {"rain_1h": 3.0}) == {"rain_1h": 3.0}


def test_points_find_their_roles():
    assert role_of("rain_3h", "", "rainfall") == ("rain_total", 3)
    assert role_of("p", "24小时雨量", "rainfall") == ("rain_total", 24)
    assert role_of("p", "雨量", "rainfall") == ("rain_step", None)
    assert role_of("p5h", "", "rainfall") is None
    assert role_of("z", "", "water_level") == ("water_level", None)
    assert role_of("x", "", "smoke") is None


def test_distances_in_a_county():
    assert distance_m((119.0, 29.0), (119.0, 29.1)) == pytest.approx(11_132, rel=1e-3)


def test_scores_add_up_over_places_and_take_the_median_lead():
    hour = 3600.0
    assert spans_of([0.0, hour, 5 * hour]) == [(0.0, hour), (5 * hour, 5 * hour)]
    found = score(
        {"a": [(0.0, hour), (50 * hour, 51 * hour)], "b": [(10 * hour, 12 * hour)]},
        {"a": [4 * hour], "b": [12 * hour, 90 * hour]},
    )
    assert (found.hits, found.misses, found.false_alarms) == (2, 1, 1)
    assert found.lead_h == 3.0 and found.hit_rate == pytest.approx(0.6667, abs=1e-4)
    assert found.critical_success_index == 0.5
    nothing = score({}, {})
    assert nothing.hit_rate is None and nothing.lead_h is None


def test_a_limit_is_reached_at_its_figure():
    assert judge([Figure("rain_1h", 30, "甲站")], LIMITS, TOWN).level == 3
    assert judge([Figure("rain_1h", 29.9, "甲站")], LIMITS, TOWN).level is None
    assert replace(LIMITS[0], limit=1).limit == 1
