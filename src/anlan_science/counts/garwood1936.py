"""Exact interval of the mean of a Poisson count."""

from __future__ import annotations

from scipy.special import gammaincinv

from anlan_science.model_info import ModelInfo
from anlan_science.registry import InvalidInput

INFO = ModelInfo(
    id="garwood1936",
    citation=(
        "F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28, 437-442, 1936. "
        "doi:10.1093/biomet/28.3-4.437"
    ),
    quantity="Exact confidence interval of the mean of a Poisson count",
    inputs=("count", "confidence"),
    status="verified",
)


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    r"""Exact two-sided interval of the mean behind a count; Garwood 1936.

    Parameters
    ----------
    count : int
        What was counted. [-]
    confidence : float, default 0.95
        Probability with which the interval holds the mean, at least. [-]

    Returns
    -------
    interval : tuple of float
        Lower and upper limit. [-]

    Raises
    ------
    InvalidInput
        The count is negative, or the confidence no probability.

    Notes
    -----
    .. math:: [\chi^2_{\alpha/2}(2n)/2,\ \chi^2_{1-\alpha/2}(2n+2)/2]

    Examples
    --------
    >>> [round(limit, 3) for limit in poisson_interval(10)]
    [4.795, 18.39]
    """
    if count < 0 or not 0.0 < confidence < 1.0:
        raise InvalidInput("count: not negative; confidence: between 0 and 1")
    tail = (1.0 - confidence) / 2.0
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1.0 - tail))
