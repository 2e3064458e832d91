"""Rules on recorded series, and the commands that print scores."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from anlan.kernel.testing import assert_audited
from anlan.monitoring.natural_hazards.recordings import (
    DAY_S,
    HOUR_S,
    Series,
    count_warnings,
    judge_rain,
    read_csv,
    rises,
)

SHARED = Path(__file__).resolve().parents[6] / "shared/data"


def days(values, name="演示"):
    values = np.array(values, np.float64)
    return Series(name, np.arange(len(values)) * DAY_S, values)


def test_rises_that_belong_together_count_once():
    water = days([0, 5, 0, 5, 0, 0, 0, 0, 0, 5])
    assert rises(water, 4.0) == [DAY_S, 9 * DAY_S]


def test_rain_that_always_comes_before_the_water_is_a_perfect_rule():
    rain, water = np.zeros(400), np.zeros(400)
    for start in range(20, 400, 35):
        rain[start], water[start + 1] = 80.0, 3.0
    found = judge_rain(days(rain), days(water), quantile=0.975)
    best = next(o for o in found if o.rule == "rain 1 d" and o.limit > 0)
    assert best.events == 11
    assert best.score.hit_rate == 1.0 and best.score.false_alarm_ratio == 0.0
    assert best.score.lead_h == 24.0
    assert best.as_row()["critical_success_index"] == 1.0


def test_limits_are_counted_by_the_year():
    hours = np.zeros(8766)
    hours[100:103] = 20.0
    hours[4000] = 55.0
    rain = Series("演示", np.arange(len(hours)) * HOUR_S, hours)
    counts = count_warnings(rain, [("rain_1h", 1, 2, 50.0), ("rain_3h", 3, 2, 50.0)])
    assert [c.warnings for c in counts] == [1, 2]
    assert counts[1].a_year == pytest.approx(2.0, rel=1e-3)


def test_tables_of_days_and_hours_are_read(tmp_path):
    (tmp_path / "d.csv").write_text("Date,Prec\n1990-01-01,0.001\n1990-01-02,\n")
    day = read_csv(tmp_path / "d.csv", factor=1000.0)
    assert day.value[0] == 1.0 and np.isnan(day.value[1]) and day.at[1] - day.at[0] == DAY_S
    (tmp_path / "h.csv").write_text(",RH\n2019-01-01 01:00:00,0.002\n")
    assert read_csv(tmp_path / "h.csv").value[0] == 0.002


def test_the_command_judges_the_recordings(tmp_path):
    with pytest.raises(CommandError):
        call_command("replay_hazards", str(tmp_path))
    if not (SHARED / "rain-river-series").exists():
        pytest.skip("shared data not at hand")
    out = StringIO()
    call_command("replay_hazards", str(SHARED), "--json", stdout=out)
    found = json.loads(out.getvalue())
    index = [r for r in found["rules"] if r["rule"].startswith("antecedent index 0.95")]
    single = [r for r in found["rules"] if r["rule"] == "rain 1 d"]
    # This river answers to weeks of rain, not to one day of it.
    assert max(r["critical_success_index"] for r in index) > 3 * max(
        r["critical_success_index"] for r in single
    )
    assert sum(f["warnings"] for f in found["frequencies"]) > 0
    call_command("replay_hazards", str(SHARED), stdout=out)
    assert "antecedent index" in out.getvalue()


def test_the_scores_are_printed(ground):
    out = StringIO()
    call_command("verify_warnings", "--days", "10", stdout=out)
    assert "flash_flood" in out.getvalue()
    assert_audited("natural_hazards.verification.made")
    call_command("verify_warnings", "--json", stdout=StringIO())
