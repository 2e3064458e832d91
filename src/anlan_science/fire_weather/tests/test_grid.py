"""The grid gives what single days give, whatever the blocks."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from anlan_science.fire_weather import grid
from anlan_science.fire_weather.system import compute_day
from anlan_science.registry import InvalidInput


@pytest.mark.parametrize(("block", "workers"), [(7, 1), (64, 3), (1 << 15, 2)])
def test_blocks_and_workers_change_no_digit(monkeypatch, block, workers):
    monkeypatch.setattr(grid, "BLOCK", block)
    chance = np.random.default_rng(3)
    shape = (11, 13)
    codes = tuple(chance.uniform(low, high, shape) for low, high in ((60, 95), (1, 90), (9, 500)))
    weather = (
        chance.uniform(275, 310, shape),
        chance.uniform(0.1, 1.0, shape),
        chance.uniform(0, 15, shape),
        chance.choice([0.0, 2.0, 20.0], shape),
    )
    whole = compute_day(codes, *weather, 7, 43.0)
    parts = grid.compute_grid(codes, *weather, 7, 43.0, workers=workers)
    for field in fields(whole):
        assert getattr(parts, field.name) == pytest.approx(getattr(whole, field.name), rel=1e-13)


def test_an_empty_grid_is_empty_and_impossible_weather_is_refused():
    start = (85.0, 6.0, 15.0)
    assert grid.compute_grid(start, np.zeros((0, 4)) + 290.0, 0.4, 3.0, 0.0, 4).fwi.shape == (0, 4)
    with pytest.raises(InvalidInput):
        grid.compute_grid(start, np.full((2, 2), 290.0), 1.4, 3.0, 0.0, 4)
    with pytest.raises(InvalidInput):
        grid.compute_grid(start, np.full((2, 2), 290.0), np.full(3, 0.4), 3.0, 0.0, 4)
