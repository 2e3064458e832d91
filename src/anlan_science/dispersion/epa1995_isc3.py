"""Pasquill-Gifford spreads of a plume over open country, as the ISC3 model evaluates them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import StabilityClass, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite, note

INFO = ModelInfo(
    id="epa1995_isc3",
    citation=(
        "US EPA, User's Guide for the Industrial Source Complex (ISC3) Dispersion Models, vol. II, "
        "EPA-454/B-95-003b, 1995, tables 1-1 and 1-2. Guide not seen; the vertical table is also "
        "printed in Boubel et al., Fundamentals of Air Pollution, 3rd ed., 1994, table 19-5, and "
        "the coefficients agree in three independent public implementations."
    ),
    quantity="crosswind and vertical spread of a plume",
    inputs=("x", "stability"),
    validity={"x": (100.0, 100_000.0)},
    status="verified",
)

#: Table 1-1: theta = 0.017453293 (c - d ln x), x in km, by class (c, d).
ANGLE: Mapping[str, tuple[float, float]] = {
    "A": (24.1670, 2.5334),
    "B": (18.3330, 1.8096),
    "C": (12.5000, 1.0857),
    "D": (8.3330, 0.72382),
    "E": (6.2500, 0.54287),
    "F": (4.1667, 0.36191),
}
#: Table 1-2: sigma = a x^b, x in km, up to the distance (limit km, a, b).
POWER: Mapping[str, tuple[tuple[float, float, float], ...]] = {
    "A": (
        (0.10, 122.800, 0.94470),
        (0.15, 158.080, 1.05420),
        (0.20, 170.220, 1.09320),
        (0.25, 179.520, 1.12620),
        (0.30, 217.410, 1.26440),
        (0.40, 258.890, 1.40940),
        (0.50, 346.750, 1.72830),
        (np.inf, 453.850, 2.11660),
    ),
    "B": ((0.20, 90.673, 0.93198), (0.40, 98.483, 0.98332), (np.inf, 109.300, 1.09710)),
    "C": ((np.inf, 61.141, 0.91465),),
    "D": (
        (0.30, 34.459, 0.86974),
        (1.00, 32.093, 0.81066),
        (3.00, 32.093, 0.64403),
        (10.00, 33.504, 0.60486),
        (30.00, 36.650, 0.56589),
        (np.inf, 44.053, 0.51179),
    ),
    "E": (
        (0.10, 24.260, 0.83660),
        (0.30, 23.331, 0.81956),
        (1.00, 21.628, 0.75660),
        (2.00, 21.628, 0.63077),
        (4.00, 22.534, 0.57154),
        (10.00, 24.703, 0.50527),
        (20.00, 26.970, 0.46713),
        (40.00, 35.420, 0.37615),
        (np.inf, 47.618, 0.29592),
    ),
    "F": (
        (0.20, 15.209, 0.81558),
        (0.70, 14.457, 0.78407),
        (1.00, 13.953, 0.68465),
        (2.00, 13.953, 0.63227),
        (3.00, 14.823, 0.54503),
        (7.00, 16.187, 0.46490),
        (15.00, 17.836, 0.41507),
        (30.00, 22.651, 0.32681),
        (60.00, 27.074, 0.27436),
        (np.inf, 34.219, 0.21716),
    ),
}
#: Table 1-2, footnote: the largest vertical spread. [m]
LARGEST_SIGMA_Z = 5000.0


def sigma_y(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Crosswind standard deviation of a plume over open country (ISC3, table 1-1).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    stability : str
        Stability class A to F. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_y : ndarray, shape (n,) or ()
        Standard deviation across the wind. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    .. math:: \sigma_y = 465.11628\, x \tan\theta, \quad \theta = 0.017453293 (c - d \ln x)

    with x in km.

    Validity
    --------
    x : 100 to 100 000 m

    Examples
    --------
    >>> round(float(sigma_y(1000.0, "D")), 1)
    68.1

    References
    ----------
    [1] US EPA, EPA-454/B-95-003b, 1995.
    """
    km = finite("x", x, least=0.0) / 1000.0
    c, d = of_class(ANGLE, stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": km * 1000.0})
    # x tan(c - d ln x) tends to zero with x; the logarithm alone does not exist there.
    safe = np.where(km > 0, km, 1.0)
    result: Floats = 465.11628 * km * np.tan(0.017453293 * (c - d * np.log(safe)))
    return result


def sigma_z(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Vertical standard deviation of a plume over open country (ISC3, table 1-2).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    stability : str
        Stability class A to F. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_z : ndarray, shape (n,) or ()
        Vertical standard deviation, at most 5000 m as in the source, with a caveat. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    .. math:: \sigma_z = a x^b

    with x in km. The pieces do not join exactly; the jumps, up to 0.04 %, are those of the source.

    Validity
    --------
    x : 100 to 100 000 m

    Examples
    --------
    >>> round(float(sigma_z(300.0, "D")), 1)
    12.1

    References
    ----------
    [1] US EPA, EPA-454/B-95-003b, 1995.
    """
    km = finite("x", x, least=0.0) / 1000.0
    rows = np.array(of_class(POWER, stability))
    check_range(caveats, INFO.id, INFO.validity, {"x": km * 1000.0})
    piece = np.searchsorted(rows[:, 0], km, side="left")
    sigma: Floats = rows[piece, 1] * km ** rows[piece, 2]
    if (sigma > LARGEST_SIGMA_Z).any():
        note(caveats, INFO.id, "sigma_z", "limited to 5000 m, as the source prescribes")
        sigma = np.minimum(sigma, LARGEST_SIGMA_Z)
    return sigma
