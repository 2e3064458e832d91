"""Exact intervals and tests against published values and scipy; coverage of the forecast."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from anlan_science.counts.fisher1950 import dispersion
from anlan_science.counts.garwood1936 import poisson_interval
from anlan_science.counts.przyborowski_wilenski1940 import compare_counts
from anlan_science.counts.year_end import clumping, elapsed_share, forecast_year_end
from anlan_science.registry import InvalidInput

CASES = Path(__file__).parent / "verification"


def cases(model: str) -> list[dict[str, str]]:
    """The rows of a table of published values."""
    with (CASES / model / "cases.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_published_limits_are_reproduced():
    rows = cases("garwood1936")
    assert len(rows) == 3
    for row in rows:
        limits = (float(row["low"]), float(row["high"]))
        assert poisson_interval(int(row["count"])) == pytest.approx(limits, abs=6e-3)


def test_limits_have_the_stated_tails():
    low, high = poisson_interval(7, 0.9)
    assert stats.poisson(low).sf(6) == pytest.approx(0.05)
    assert stats.poisson(high).cdf(7) == pytest.approx(0.05)
    with pytest.raises(InvalidInput):
        poisson_interval(-1)


def test_the_dodder_seeds_of_1940():
    rows = cases("przyborowski_wilenski1940")
    assert len(rows) == 4
    for row in rows:
        found = compare_counts(int(row["count"]), int(row["reference"]), side=row["side"])
        assert found.p_value == pytest.approx(float(row["p_value"]), rel=1e-9)


def test_ratio_and_interval_agree_with_the_binomial():
    found = compare_counts(15, 25, exposure=2.0, reference_exposure=3.0)
    assert found.ratio == pytest.approx(15 / 25 * 1.5)
    assert found.p_value == pytest.approx(stats.binomtest(15, 40, 0.4).pvalue)
    assert found.low < found.ratio < found.high
    assert compare_counts(0, 0).p_value == 1.0
    assert compare_counts(4, 0).high == float("inf")


def test_a_small_difference_is_no_clear_change():
    assert not compare_counts(8, 5).is_clear()
    assert compare_counts(40, 15).is_clear()


def test_dispersion_tells_scatter_from_chance():
    assert dispersion([10, 11, 9, 10, 10]).p_value > 0.9
    assert dispersion([2, 30, 5, 25, 1]).p_value < 1e-6
    assert dispersion([0, 0]).p_value == 1.0


def test_season_is_learned_and_drawn_to_even_months():
    assert elapsed_share(np.zeros((0, 12)), 4, 0.0) == pytest.approx(0.25)
    summer = np.zeros((3, 12))
    summer[:, 6] = 100
    assert elapsed_share(summer, 7, 0.0) < 0.1
    assert elapsed_share(summer, 12, 1.0) == pytest.approx(1.0)


def test_the_end_of_the_year_is_what_is_there():
    found = forecast_year_end([50, 60], 41, 1.0)
    assert (found.low95, found.high95, found.probability_above(40)) == (41, 41, 1.0)
    assert found.probability_above(41) == 0.0


def test_before_the_year_the_history_speaks():
    found = forecast_year_end([60, 62, 58, 61], 0, 0.0)
    assert found.mean == pytest.approx(60.4, abs=0.3)
    assert found.low95 < 50 and found.high95 > 70


@pytest.mark.parametrize(
    ("mean", "spread", "clumped"),
    [(60.0, 0.0, False), (12.0, 0.0, False), (60.0, 0.04, False), (20.0, 0.02, True)],
)
def test_intervals_hold_as_often_as_they_say(mean, spread, clumped):
    """Years of one county generated 500 times, forecast from four years before and six months."""
    random = np.random.default_rng(20260701)
    inside95 = inside80 = 0
    rounds = 500
    for _ in range(rounds):
        factor = random.gamma(1 / spread, spread, 5) if spread else np.ones(5)
        season = random.dirichlet(np.full(12, 40.0))
        events = random.poisson(mean * factor[:, None] * season[None, :])
        sizes: list[int] = []
        if clumped:
            counts = np.zeros((5, 12), dtype=int)
            for year in range(5):
                for month in range(12):
                    drawn = random.choice([1, 1, 1, 1, 2, 3], events[year, month])
                    counts[year, month] = drawn.sum()
                    if year < 4:
                        sizes += drawn.tolist()
        else:
            counts = events
        share = elapsed_share(counts[:4], 7, 0.0)
        done, total = int(counts[4, :6].sum()), int(counts[4].sum())
        found = forecast_year_end(
            counts[:4].sum(axis=1).tolist(), done, share, clump=clumping(sizes)
        )
        inside95 += found.low95 <= total <= found.high95
        inside80 += found.low80 <= total <= found.high80
    assert 0.90 <= inside95 / rounds <= 1.0
    assert 0.76 <= inside80 / rounds <= 0.97


def test_counts_that_come_together_scatter_more():
    alone = forecast_year_end([20, 22, 18], 9, 0.5)
    together = forecast_year_end([20, 22, 18], 9, 0.5, clump=2.0)
    assert together.high95 > alone.high95
    with pytest.raises(InvalidInput):
        forecast_year_end([], 1, 0.5)
