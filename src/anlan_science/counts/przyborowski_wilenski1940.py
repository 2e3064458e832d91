"""Whether two Poisson counts differ, and by what ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anlan_science.model_info import ModelInfo
from anlan_science.registry import InvalidInput

INFO = ModelInfo(
    id="przyborowski_wilenski1940",
    citation=(
        "J. Przyborowski, H. Wilenski, Homogeneity of results in testing samples from Poisson "
        "series, Biometrika 31, 313-323, 1940. doi:10.1093/biomet/31.3-4.313"
    ),
    quantity="Exact conditional test of the ratio of two Poisson rates",
    inputs=("count", "reference", "exposure", "reference_exposure"),
    status="unverified",
)

Side = Literal["two-sided", "greater", "less"]


@dataclass(frozen=True, slots=True)
class RatioTest:
    """Ratio of two rates, its exact interval, and the probability of such a difference by chance.

    ``ratio`` and ``high`` are infinite when nothing was counted before.
    """

    ratio: float
    low: float
    high: float
    p_value: float

    def is_clear(self, level: float = 0.05) -> bool:
        """Whether chance alone explains the difference with less than this probability.

        Parameters
        ----------
        level : float, default 0.05
            Largest probability of an error. [-]

        Returns
        -------
        is_clear : bool
            Whether one may speak of a change. [-]
        """
        return self.p_value < level


def compare_counts(
    count: int,
    reference: int,
    *,
    exposure: float = 1.0,
    reference_exposure: float = 1.0,
    side: Side = "two-sided",
    confidence: float = 0.95,
) -> RatioTest:
    r"""Compare two counts by the conditional binomial test; Przyborowski and Wilenski 1940.

    Parameters
    ----------
    count : int
        What was counted now. [-]
    reference : int
        What was counted before. [-]
    exposure : float, default 1.0
        Length of the period, or the number at risk, now. [any]
    reference_exposure : float, default 1.0
        The same before. [as exposure]
    side : str, default "two-sided"
        Which difference is asked for. [-]
    confidence : float, default 0.95
        Of the interval of the ratio. [-]

    Returns
    -------
    test : RatioTest
        Ratio now to before, its interval, the probability. [-]

    Raises
    ------
    InvalidInput
        A count is negative or an exposure not positive.

    Notes
    -----
    Given the sum of both, the first count is binomial; its exact interval (Clopper and Pearson
    1934) gives that of the ratio.

    .. math:: n_1 | n_1+n_2 \sim B(n_1+n_2,\ \rho t_1/(\rho t_1+t_2))

    Examples
    --------
    >>> compare_counts(3, 0, side="greater").p_value
    0.125
    """
    if count < 0 or reference < 0 or exposure <= 0.0 or reference_exposure <= 0.0:
        raise InvalidInput("counts: not negative; exposures: positive")
    total = count + reference
    if not total:
        return RatioTest(1.0, 0.0, float("inf"), 1.0)
    share = exposure / (exposure + reference_exposure)
    from scipy import stats  # takes half a second to load

    result = stats.binomtest(count, total, share, alternative=side)
    limits = stats.binomtest(count, total, share).proportion_ci(confidence, method="exact")
    scale = reference_exposure / exposure

    def ratio_of(probability: float) -> float:
        return float("inf") if probability >= 1.0 else probability / (1.0 - probability) * scale

    return RatioTest(
        ratio=count / reference * scale if reference else float("inf"),
        low=ratio_of(float(limits.low)),
        high=ratio_of(float(limits.high)),
        p_value=float(result.pvalue),
    )
