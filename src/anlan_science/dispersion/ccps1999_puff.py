"""Spread of a puff released in an instant, as recommended by CCPS."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import StabilityClass, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="ccps1999_puff",
    citation=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE, 1999, puff spreads "
        "and worked example p. 101. Book not seen; spreads and central concentration of the "
        "example are reproduced (the printed sigma_y of 6.1 m is a known misprint of 5.05 m)."
    ),
    quantity="spread of a puff along, across and above the wind",
    inputs=("x", "stability"),
    validity={"x": (100.0, 10_000.0)},
    status="verified",
)

#: sigma_x = sigma_y = a x^b (a, b).
HORIZONTAL: Mapping[str, tuple[float, float]] = {
    "A": (0.18, 0.92),
    "B": (0.14, 0.92),
    "C": (0.10, 0.92),
    "D": (0.06, 0.92),
    "E": (0.04, 0.92),
    "F": (0.02, 0.89),
}
#: sigma_z = a x^b (a, b).
VERTICAL: Mapping[str, tuple[float, float]] = {
    "A": (0.60, 0.75),
    "B": (0.53, 0.73),
    "C": (0.34, 0.71),
    "D": (0.15, 0.70),
    "E": (0.10, 0.65),
    "F": (0.05, 0.61),
}


def _spread(
    table: Mapping[str, tuple[float, float]],
    x: ArrayLike,
    stability: StabilityClass,
    caveats: Caveats | None,
) -> Floats:
    """Evaluate a x^b."""
    distance = finite("x", x, least=0.0)
    a, b = of_class(table, stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    result: Floats = a * distance**b
    return result


def sigma_y(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Horizontal standard deviation of a puff, along and across the wind (CCPS 1999).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance that the centre of the puff has travelled. [m]
    stability : str
        Stability class A to F. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_y : ndarray, shape (n,) or ()
        Horizontal standard deviation. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    .. math:: \sigma_x = \sigma_y = a x^b

    Validity
    --------
    x : 100 to 10 000 m

    Examples
    --------
    >>> round(float(sigma_y(500.0, "F")), 2)
    5.05

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 101.
    """
    return _spread(HORIZONTAL, x, stability, caveats)


def sigma_z(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Vertical standard deviation of a puff (CCPS 1999).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance that the centre of the puff has travelled. [m]
    stability : str
        Stability class A to F. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_z : ndarray, shape (n,) or ()
        Vertical standard deviation. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    .. math:: \sigma_z = a x^b

    Validity
    --------
    x : 100 to 10 000 m

    Examples
    --------
    >>> round(float(sigma_z(500.0, "F")), 2)
    2.21

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 101.
    """
    return _spread(VERTICAL, x, stability, caveats)
