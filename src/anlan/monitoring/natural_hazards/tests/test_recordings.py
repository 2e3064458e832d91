"""Rules on recorded series, and the commands that print scores."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from anlan.kernel.testing import assert_audited
from anlan.monitoring.natural_hazards.recorded_water import (
    judge_folder,
    judge_peaks,
    judge_stages,
    read_peaks,
    read_waterml,
    stage_of,
)
from anlan.monitoring.natural_hazards.recordings import (
    DAY_S,
    HOUR_S,
    Series,
    count_warnings,
    judge_rain,
    read_csv,
    rises,
)

ROOT = Path(__file__).resolve().parents[5]
SHARED = ROOT.parent / "shared/data"


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


def yearly(peaks, per_year=365):
    """A record of days: low water, and one flood a year that rises over three days to its peak."""
    values = []
    for peak in peaks:
        days = np.full(per_year, 1.0)
        days[100:104] = (1.0 + (peak - 1.0) * np.array([0.5, 0.9, 1.0, 0.6])).tolist()
        values.append(days)
    flat = np.concatenate(values)
    at = datetime(2000, 1, 1, tzinfo=UTC).timestamp() + np.arange(len(flat)) * DAY_S
    return Series("演示", at, flat)


def test_stages_are_levels_reached_once_in_so_many_years():
    highest = np.arange(1.0, 10.0)  # nine years: once in two years the fifth
    assert stage_of(highest, 2.0) == pytest.approx(5.0)
    assert stage_of(highest, 5.0) == pytest.approx(8.0)


def test_the_warning_stage_tells_of_the_guarantee_stage_before_it_comes():
    peaks = [3, 8, 4, 9, 5, 3.5, 8.5, 4.5, 3.2, 5.5]
    below, at = judge_stages(yearly(peaks))
    assert at.events == at.score.hits > 0 and at.score.misses == 0
    reached = sum(peak >= at.limit for peak in peaks)
    assert at.score.false_alarms == reached - at.events
    assert below.limit == at.limit - 0.5 and below.score.false_alarms >= at.score.false_alarms
    assert at.score.lead_h is not None and 0 <= at.score.lead_h <= 48
    assert judge_stages(yearly(peaks[:5])) == [], "five years say nothing of floods"


def test_peaks_and_heights_of_the_usgs_are_read_in_metres(tmp_path):
    rows = "\n".join(
        f"USGS\t01\t{2000 + n}-05-01\t06:00\t100\t5\t{10 + n}.00\t\t" for n in range(9)
    )
    head = "agency_cd\tsite_no\tpeak_dt\tpeak_tm\tpeak_va\tpeak_cd\tgage_ht\tgage_ht_cd\tx"
    peaks = tmp_path / "waterservices_peaks.txt"
    peaks.write_text(f"# words\n{head}\n5s\t15s\t10d\t6s\t8s\t33s\t8s\t27s\t1s\n{rows}\n")
    (found,) = read_peaks(peaks)
    assert found.height[0] == pytest.approx(3.048) and len(found.height) == 9
    (outcome,) = judge_peaks(found)
    assert outcome.score.lead_h is None and outcome.score.hits + outcome.score.false_alarms == 5
    value = [{"value": "10", "dateTime": "2019-02-14T00:00:00.000-05:00"}]
    value.append({"value": "-999999", "dateTime": "2019-02-14T00:15:00.000-05:00"})
    series = {
        "sourceInfo": {"siteCode": [{"value": "01"}]},
        "variable": {"variableCode": [{"value": "00065"}]},
        "values": [{"value": value}],
    }
    flow = {**series, "variable": {"variableCode": [{"value": "00060"}]}}
    answer = tmp_path / "waterservices_iv.txt"
    answer.write_text(json.dumps({"value": {"timeSeries": [series, flow]}}))
    (tmp_path / "broken_iv.json").write_text("{")
    (height,) = read_waterml(answer)
    assert height.value.tolist() == [pytest.approx(3.048)]
    judged, short = judge_folder(tmp_path)
    assert judged == [outcome] and len(short) == 2


def test_the_recorded_waters_give_the_figures_of_the_documents():
    if not (SHARED / "usgs-water").exists() or not (SHARED / "rain-river-series").exists():
        pytest.skip("shared data not at hand")
    out = StringIO()
    call_command("replay_hazards", str(SHARED), "--json", stdout=out)
    found = json.loads(out.getvalue())
    table = (ROOT / "docs/natural-hazards.md").read_text(encoding="utf-8")
    stages = [r for r in found["rules"] if r["rule"].startswith("warning stage")]
    assert {r["record"].split()[0] for r in stages} == {"nb5_riv", "USGS"}
    for row in stages:
        lead = "not known" if row["lead_h"] is None else f"{row['lead_h']:g} h"
        cells = (
            f"{row['limit']:.2f} m | {row['events']} | {row['hits']} | {row['misses']} | "
            f"{row['false_alarms']} | {row['hit_rate']:.2f} |"
        )
        assert cells in table and f"{lead} |" in table, row
    assert len(found["too_short"]) == 2, "five readings of an hour are no record of floods"
