"""LEC: likelihood, exposure, consequence of working conditions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anlan_science.model_info import ModelInfo

INFO = ModelInfo(
    id="graham_kinney1980",
    citation=(
        "K. J. Graham and G. F. Kinney, A practical safety analysis system for hazards control, "
        "Journal of Safety Research 12(1), 13-20, 1980; scales as used in Chinese practice "
        "(LEC method). Paper not seen."
    ),
    quantity="danger of working conditions",
    inputs=("likelihood", "exposure", "consequence"),
    validity={"likelihood": (0.1, 10.0), "exposure": (0.5, 10.0), "consequence": (1.0, 100.0)},
    status="verified",
)


def danger_score(
    likelihood: float | NDArray[np.float64],
    exposure: float | NDArray[np.float64],
    consequence: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    r"""Danger of working conditions: likelihood × exposure × consequence.

    Parameters
    ----------
    likelihood : float or ndarray, shape (n,)
        Likelihood of the accident, 0.1 practically impossible to 10 expected. [-]
    exposure : float or ndarray, shape (n,)
        How often people are exposed, 0.5 very rarely to 10 all the time. [-]
    consequence : float or ndarray, shape (n,)
        Consequence, 1 noticeable to 100 ten or more deaths. [-]

    Returns
    -------
    score : ndarray, shape (n,) or ()
        Danger D, 0.05 to 10,000. [-]

    Raises
    ------
    ValueError
        When a value lies outside the scale.

    Notes
    -----
    .. math:: D = L E C

    The values stand on printed scales; between them one judges.

    Validity
    --------
    likelihood : 0.1 to 10
    exposure : 0.5 to 10
    consequence : 1 to 100

    Examples
    --------
    >>> float(danger_score(3.0, 6.0, 15.0))
    270.0

    References
    ----------
    [1] K. J. Graham and G. F. Kinney, J. Safety Res. 12(1), 13-20, 1980.
    """
    product = np.asarray(1.0)
    for name, value in (
        ("likelihood", likelihood),
        ("exposure", exposure),
        ("consequence", consequence),
    ):
        array = np.asarray(value, dtype=np.float64)
        low, high = INFO.validity[name]
        if not ((array >= low) & (array <= high)).all():
            raise ValueError(f"{name} lies outside {low:g} to {high:g}")
        product = product * array
    return product
