"""Random choices that come out the same in every process: one generator per noun."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Chance:
    """A seeded source of choices returning plain Python values.

    Each noun draws from its own generator, keyed by seed, county code and noun, so that a change in
    one module leaves all others as they were.
    """

    def __init__(self, seed: int, county_code: str, noun: str) -> None:
        key = [seed, int(county_code), zlib.crc32(noun.encode())]
        self.numpy = np.random.default_rng(key)

    def number(self, low: float, high: float, decimals: int = 6) -> float:
        """A number between low and high, evenly spread."""
        return round(float(self.numpy.uniform(low, high)), decimals)

    def integer(self, low: int, high: int) -> int:
        """An integer between low and high, both included."""
        return int(self.numpy.integers(low, high + 1))

    def lognormal(self, median: float, sigma: float, low: float, high: float) -> float:
        """A skewed number around ``median``, held between low and high."""
        drawn = float(self.numpy.lognormal(math.log(median), sigma))
        return min(max(drawn, low), high)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.numpy.integers(len(items)))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of the items, by weight."""
        total = float(sum(weights))
        mark = float(self.numpy.uniform(0.0, total))
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Different items, at most ``count`` of them, in random order."""
        order = self.numpy.permutation(len(items))[:count]
        return [items[int(index)] for index in order]

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return float(self.numpy.random()) < probability
