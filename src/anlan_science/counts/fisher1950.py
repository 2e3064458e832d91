"""Whether counts scatter more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from anlan_science.model_info import ModelInfo
from anlan_science.registry import InvalidInput

INFO = ModelInfo(
    id="fisher1950",
    citation=(
        "R. A. Fisher, The significance of deviations from expectation in a Poisson series, "
        "Biometrics 6, 17-24, 1950. doi:10.2307/3001420"
    ),
    quantity="Index of dispersion of counts and its test against a Poisson series",
    inputs=("counts",),
    status="unverified",
)


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Variance over mean of counts and the probability of as much or more in a Poisson series."""

    index: float
    p_value: float


def dispersion(counts: Sequence[int]) -> Dispersion:
    r"""Index of dispersion and its chi-square test; Fisher 1950.

    Parameters
    ----------
    counts : sequence of int, shape (n,)
        Counts of periods of equal length; at least two. [-]

    Returns
    -------
    dispersion : Dispersion
        Variance over mean, and the probability of at least that much by chance. [-]

    Raises
    ------
    InvalidInput
        Fewer than two counts, or a negative one.

    Notes
    -----
    .. math:: D = \sum (n_i - \bar n)^2 / \bar n \sim \chi^2_{k-1}

    Examples
    --------
    >>> round(dispersion([2, 2, 2, 2]).index, 1)
    0.0
    """
    values = np.asarray(counts, dtype=float)
    if values.size < 2 or (values < 0).any():
        raise InvalidInput("counts: at least two, none negative")
    mean = float(values.mean())
    if mean == 0.0:
        return Dispersion(1.0, 1.0)
    statistic = float(((values - mean) ** 2).sum() / mean)
    freedom = values.size - 1
    return Dispersion(statistic / freedom, float(chdtrc(freedom, statistic)))
