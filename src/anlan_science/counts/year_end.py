"""What a year will end with, seen from its middle: Gamma–Poisson with learned season.

The rate of the year has a Gamma prior from the years before, wide by their scatter and by how few
they are; what was counted so far makes it sharper; the rest of the year is negative binomial.
Counts that come in clumps (several deaths in one accident) weigh less and scatter more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.registry import InvalidInput

#: Counts by which the season is drawn to even months.
SEASON_WEIGHT = 36.0
#: Squared spread of the yearly rate that is expected before anything is seen, and how many years
#: that expectation weighs: few years cannot show their own spread.
PRIOR_SPREAD, PRIOR_YEARS = 0.04, 4.0


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The count at the end of the year: what is there, the mean, intervals, and the chance above.

    ``low80`` … ``high95`` hold the final count with at least 80 and 95 %.
    """

    done: int
    elapsed: float
    mean: float
    low80: int
    high80: int
    low95: int
    high95: int
    size: float
    rest_mean: float

    def probability_above(self, limit: float) -> float:
        """Return the probability that the year ends above a limit.

        Parameters
        ----------
        limit : float
            Largest count that is allowed. [-]

        Returns
        -------
        probability : float
            0 to 1. [-]
        """
        left = int(np.floor(limit)) - self.done
        if left < 0:
            return 1.0
        if self.rest_mean <= 0.0:
            return 0.0
        return float(_rest(self.rest_mean, self.size).sf(left))


def elapsed_share(months: ArrayLike, month: int, part: float) -> float:
    r"""Share of a year's count that falls before a day, learned from years before.

    Parameters
    ----------
    months : ndarray, shape (n, 12)
        Counts of each month of each year before; no year gives even months. [-]
    month : int
        Month of the day, 1 to 12. [-]
    part : float
        How much of that month is over, 0 to 1. [-]

    Returns
    -------
    share : float
        0 to 1. [-]

    Raises
    ------
    InvalidInput
        The month or part is impossible.

    Notes
    -----
    Shares of months with a Dirichlet prior of ``SEASON_WEIGHT`` counts spread evenly.

    .. math:: w_m = (\sum_y n_{ym} + K/12) / (\sum n + K)

    Examples
    --------
    >>> round(elapsed_share([[1] * 12], 7, 0.0), 6)
    0.5
    """
    if not 1 <= month <= 12 or not 0.0 <= part <= 1.0:
        raise InvalidInput("month: 1 to 12; part: 0 to 1")
    table = np.asarray(months, dtype=float).reshape(-1, 12).sum(axis=0)
    weights = (table + SEASON_WEIGHT / 12.0) / (table.sum() + SEASON_WEIGHT)
    return float(min(1.0, weights[: month - 1].sum() + weights[month - 1] * part))


def clumping(sizes: Sequence[int]) -> float:
    r"""How much counts come together: variance over mean that clumps alone cause.

    Parameters
    ----------
    sizes : sequence of int, shape (n,)
        What each event brought, such as the deaths of each accident. [-]

    Returns
    -------
    factor : float
        1 when each brought at most one. [-]

    Notes
    -----
    Of a compound Poisson sum: :math:`E X^2 / E X`.

    Examples
    --------
    >>> clumping([1, 1, 1, 3])
    2.0
    """
    values = np.asarray([size for size in sizes if size > 0], dtype=float)
    return float((values**2).sum() / values.sum()) if values.size else 1.0


def forecast_year_end(
    history: Sequence[int], done: int, elapsed: float, *, clump: float = 1.0
) -> YearEnd:
    r"""Forecast the count at the end of a year from its years before and what is there.

    Parameters
    ----------
    history : sequence of int, shape (n,)
        Counts of whole years before; at least one. [-]
    done : int
        Count of this year so far. [-]
    elapsed : float
        Share of the year's count that is usually there by now, 0 to 1. [-]
    clump : float, default 1.0
        Variance over mean caused by clumps, see ``clumping``. [-]

    Returns
    -------
    forecast : YearEnd
        Mean and intervals of the final count. [-]

    Raises
    ------
    InvalidInput
        No year before, a negative count, or a share outside 0 to 1.

    Notes
    -----
    Prior of the rate: mean :math:`m`, variance :math:`cm/n + \varphi m^2` with
    :math:`\varphi = (k_0\varphi_0 + (n-1)\max(0, (s^2 - cm)/m^2))/(k_0+n-1)` by moments. Posterior
    :math:`\alpha = k + x/c`, :math:`\beta = k/m + w/c`. The rest has mean
    :math:`(1-w)\alpha/\beta` and variance :math:`c` times it plus
    :math:`(1-w)^2\alpha/\beta^2`, and is taken as negative binomial.

    Validity
    --------
    Rates that change within the year by more than the years before differ are not foreseen.

    Examples
    --------
    >>> forecast_year_end([60, 60, 60], 30, 0.5).mean > 55
    True
    """
    years = np.asarray(history, dtype=float)
    if not years.size or (years < 0).any() or done < 0 or not 0.0 <= elapsed <= 1.0 or clump < 1.0:
        raise InvalidInput("history: at least one year; counts not negative; elapsed 0 to 1")
    mean = float(years.sum() + 0.5) / years.size
    scatter = float(years.var(ddof=1)) if years.size > 1 else 0.0
    seen = max(0.0, (scatter - clump * mean) / mean**2) * (years.size - 1)
    spread = (PRIOR_YEARS * PRIOR_SPREAD + seen) / (PRIOR_YEARS + years.size - 1)
    shape = mean**2 / (clump * mean / years.size + spread * mean**2)
    alpha, beta = shape + done / clump, shape / mean + elapsed / clump
    left = 1.0 - elapsed
    rest = left * alpha / beta
    if rest <= 0.0:
        return YearEnd(done, elapsed, float(done), done, done, done, done, float("inf"), 0.0)
    variance = clump * rest + left**2 * alpha / beta**2
    size = rest**2 / max(variance - rest, 1e-9 * rest**2)
    found = _rest(rest, size)
    low80, high80, low95, high95 = (
        done + int(found.ppf(level)) for level in (0.10, 0.90, 0.025, 0.975)
    )
    return YearEnd(done, elapsed, done + rest, low80, high80, low95, high95, size, rest)


def _rest(mean: float, size: float) -> Any:
    from scipy import stats  # takes half a second to load

    return stats.nbinom(size, size / (size + mean))
