"""Wind at another height: a power of the height, exponents by stability and ground."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import StabilityClass, Terrain, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="irwin1979",
    citation=(
        "J. S. Irwin, A theoretical variation of the wind profile power-law exponent as a function "
        "of surface roughness and stability, Atmospheric Environment 13, 191-194, 1979, "
        "doi:10.1016/0004-6981(79)90260-9; exponents as printed by CCPS, 1999. Not seen; "
        "coefficients read in one public implementation. US EPA (EPA-454/R-99-005, 2000) has 0.30 "
        "in towns for classes E and F, where 0.40 and 0.60 stand here."
    ),
    quantity="wind speed at a height",
    inputs=("wind_speed", "measured_at", "height", "stability", "terrain"),
    validity={"height": (1.0, 200.0)},
    status="unverified",
)

#: Exponents by ground and class.
EXPONENTS: Mapping[str, Mapping[str, float]] = {
    "rural": {"A": 0.07, "B": 0.07, "C": 0.10, "D": 0.15, "E": 0.35, "F": 0.55},
    "urban": {"A": 0.15, "B": 0.15, "C": 0.20, "D": 0.25, "E": 0.40, "F": 0.60},
}


def wind_at(
    wind_speed: ArrayLike,
    measured_at: ArrayLike,
    height: ArrayLike,
    stability: StabilityClass,
    terrain: Terrain = "rural",
    caveats: Caveats | None = None,
) -> Floats:
    r"""Mean wind at a height from the wind measured at another (Irwin 1979).

    Parameters
    ----------
    wind_speed : float or ndarray, shape (n,)
        Mean wind where it was measured. [m/s]
    measured_at : float or ndarray, shape (n,)
        Height of the measurement. [m]
    height : float or ndarray, shape (n,)
        Height wanted. [m]
    stability : str
        Stability class A to F. [-]
    terrain : str, default "rural"
        Open country or town: rural, urban. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    wind : ndarray, shape (n,) or ()
        Mean wind at the height. [m/s]

    Raises
    ------
    InvalidInput
        A height is not positive, a wind negative, or a value not finite.
    UnknownClass
        The class or the ground is not in the table.

    Notes
    -----
    .. math:: u(z) = u_0 (z / z_0)^p

    Validity
    --------
    height : 1 to 200 m

    Examples
    --------
    >>> round(float(wind_at(3.0, 1.0, 10.0, "D")), 3)
    4.238

    References
    ----------
    [1] J. S. Irwin, Atmospheric Environment 13, 191-194, 1979.
    """
    exponent = of_class(of_class(EXPONENTS, terrain), stability)
    wanted = finite("height", height, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"height": wanted})
    ratio = wanted / finite("measured_at", measured_at, above=0.0)
    result: Floats = finite("wind_speed", wind_speed, least=0.0) * ratio**exponent
    return result
