"""LS: likelihood times severity, the risk matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anlan_science.model_info import ModelInfo

INFO = ModelInfo(
    id="risk_matrix",
    citation=(
        "GB/T 27921 Risk management - Risk assessment techniques (consequence/likelihood matrix); "
        "scales of 1 to 5 as in provincial standards on graded risk control. Clause not seen."
    ),
    quantity="score of the risk matrix",
    inputs=("likelihood", "severity"),
    validity={"likelihood": (1.0, 5.0), "severity": (1.0, 5.0)},
    status="unverified",
)


def matrix_score(
    likelihood: float | NDArray[np.float64],
    severity: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    r"""Score of the 5 × 5 risk matrix: likelihood × severity.

    Parameters
    ----------
    likelihood : float or ndarray, shape (n,)
        Likelihood of the event, 1 hardly possible to 5 often. [-]
    severity : float or ndarray, shape (n,)
        Severity of the consequences, 1 none to 5 death. [-]

    Returns
    -------
    score : ndarray, shape (n,) or ()
        Score, 1 to 25. [-]

    Raises
    ------
    ValueError
        When a value lies outside the scale.

    Notes
    -----
    .. math:: R = L S

    The scales are ordinal: their product orders risks, it measures nothing.

    Validity
    --------
    likelihood : 1 to 5
    severity : 1 to 5

    Examples
    --------
    >>> float(matrix_score(4.0, 5.0))
    20.0

    References
    ----------
    [1] GB/T 27921, Risk management - Risk assessment techniques.
    """
    product = np.asarray(1.0)
    for name, value in (("likelihood", likelihood), ("severity", severity)):
        array = np.asarray(value, dtype=np.float64)
        low, high = INFO.validity[name]
        if not ((array >= low) & (array <= high)).all():
            raise ValueError(f"{name} lies outside {low:g} to {high:g}")
        product = product * array
    return product
