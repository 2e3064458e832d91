"""What all points show at an instant, computed at once: daily waves, noise, tanks that fill.

A value depends only on the point, the instant and the seed, so that a restarted simulator goes on
where the former one stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAY_S = 86_400.0
#: Beijing time, in which the daily waves are told.
UTC_OFFSET_S = 8 * 3600.0
TANK_PERIOD_S = 9 * 3600.0
RIVER_PERIOD_S = 36 * 3600.0
WANDER_PERIODS_S = (1900.0, 5300.0)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one point behaves; see ``generator.behaviours`` for the kinds."""

    kind: str = "steady"
    mean: float = 0.0
    noise: float = 0.0
    swing: float = 0.0
    peak_hour: float = 14.0
    low: float = -np.inf
    high: float = np.inf
    decimals: int = 2


class Signals:
    """Values of many points at any instant."""

    def __init__(self, behaviours: Sequence[Behaviour], seed: int) -> None:
        self.mean = np.array([b.mean for b in behaviours])
        self.noise = np.array([b.noise for b in behaviours])
        self.swing = np.array([b.swing for b in behaviours])
        self.peak_s = np.array([b.peak_hour * 3600 for b in behaviours])
        self.low = np.array([b.low for b in behaviours])
        self.high = np.array([b.high for b in behaviours])
        self.scale = 10.0 ** np.array([b.decimals for b in behaviours])
        kinds = np.array([b.kind for b in behaviours])
        self._kinds = {kind: kinds == kind for kind in np.unique(kinds)}
        self._seed = seed
        self._phase = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(behaviours))

    def at(self, time_s: float) -> Floats:
        """Return the value of every point at an instant (unix seconds)."""
        local = time_s + UTC_OFFSET_S
        wave = np.cos(2 * np.pi * (local - self.peak_s) / DAY_S)
        value = self.mean + self.swing * wave
        for kind, rows in self._kinds.items():
            if kind == "steady":
                value[rows] = self.mean[rows]
            elif kind == "tank":
                turn = (time_s / TANK_PERIOD_S + self._phase[rows] / (2 * np.pi)) % 1.0
                value[rows] = self.mean[rows] + self.swing[rows] * (4 * np.abs(turn - 0.5) - 1)
            elif kind == "river":
                turn = 2 * np.pi * time_s / RIVER_PERIOD_S + self._phase[rows]
                value[rows] = self.mean[rows] + self.swing[rows] * np.sin(turn)
            elif kind == "walk":
                for period in WANDER_PERIODS_S:
                    turn = 2 * np.pi * time_s / period + self._phase[rows]
                    value[rows] += 1.5 * self.noise[rows] * np.sin(turn)
            elif kind == "rain":
                value[rows] = 0.0
        chance = np.random.default_rng((self._seed, int(time_s * 1000)))
        value += self.noise * np.clip(chance.standard_normal(len(value)), -3, 3)
        value = np.clip(value, self.low, self.high)
        rounded: Floats = np.round(value * self.scale) / self.scale
        return rounded
