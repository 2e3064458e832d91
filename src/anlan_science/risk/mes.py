"""MES: state of the controls, exposure, consequence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anlan_science.model_info import ModelInfo

INFO = ModelInfo(
    id="mes",
    citation=(
        "MES method of judging the risk of working conditions (R = M E S), scales as in Chinese "
        "practice (p.safehoo.com, Estimate, 2020-06-28). Original publication not seen."
    ),
    quantity="degree of risk",
    inputs=("control_state", "exposure", "severity"),
    validity={"control_state": (1.0, 5.0), "exposure": (0.5, 10.0), "severity": (1.0, 10.0)},
    status="unverified",
)


def degree_score(
    control_state: float | NDArray[np.float64],
    exposure: float | NDArray[np.float64],
    severity: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    r"""Degree of risk: state of the controls × exposure × severity.

    Parameters
    ----------
    control_state : float or ndarray, shape (n,)
        State of the controls, 1 preventive to 5 none. [-]
    exposure : float or ndarray, shape (n,)
        How often people are exposed or the state occurs, 0.5 to 10. [-]
    severity : float or ndarray, shape (n,)
        Severity of the consequences, 1 first aid to 10 several deaths. [-]

    Returns
    -------
    score : ndarray, shape (n,) or ()
        Degree of risk R, 0.5 to 500. [-]

    Raises
    ------
    ValueError
        When a value lies outside the scale.

    Notes
    -----
    .. math:: R = M E S

    The likelihood of LS is taken apart into controls and exposure.

    Validity
    --------
    control_state : 1 to 5
    exposure : 0.5 to 10
    severity : 1 to 10

    Examples
    --------
    >>> float(degree_score(3.0, 6.0, 8.0))
    144.0

    References
    ----------
    [1] MES method, as printed in collections of Chinese safety practice.
    """
    product = np.asarray(1.0)
    for name, value in (
        ("control_state", control_state),
        ("exposure", exposure),
        ("severity", severity),
    ):
        array = np.asarray(value, dtype=np.float64)
        low, high = INFO.validity[name]
        if not ((array >= low) & (array <= high)).all():
            raise ValueError(f"{name} lies outside {low:g} to {high:g}")
        product = product * array
    return product
