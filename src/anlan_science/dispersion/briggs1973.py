"""Spread of a passive plume over open country and over towns, interpolation formulas of Briggs."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import StabilityClass, Terrain, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="briggs1973",
    citation=(
        "G. A. Briggs, Diffusion Estimation for Small Emissions, ATDL-106, 1973, "
        "doi:10.2172/5118833; table as reprinted in CCPS, Guidelines for Consequence Analysis of "
        "Chemical Releases, 1999, table 2.3, with the corrections of R. F. Griffiths, Atmospheric "
        "Environment 28(17), 2861-2865, 1994, doi:10.1016/1352-2310(94)90086-8. Primary report "
        "not seen; coefficients compared in two independent public implementations."
    ),
    quantity="crosswind and vertical spread of a plume",
    inputs=("x", "stability", "terrain"),
    validity={"x": (100.0, 10_000.0)},
    status="verified",
)

#: Crosswind: sigma = a x (1 + b x)^p by ground and class (a, b, p).
SIGMA_Y: Mapping[str, Mapping[str, tuple[float, float, float]]] = {
    "rural": {
        "A": (0.22, 1e-4, -0.5),
        "B": (0.16, 1e-4, -0.5),
        "C": (0.11, 1e-4, -0.5),
        "D": (0.08, 1e-4, -0.5),
        "E": (0.06, 1e-4, -0.5),
        "F": (0.04, 1e-4, -0.5),
    },
    "urban": {
        "A": (0.32, 4e-4, -0.5),
        "B": (0.32, 4e-4, -0.5),
        "C": (0.22, 4e-4, -0.5),
        "D": (0.16, 4e-4, -0.5),
        "E": (0.11, 4e-4, -0.5),
        "F": (0.11, 4e-4, -0.5),
    },
}
#: Vertical, the same form.
SIGMA_Z: Mapping[str, Mapping[str, tuple[float, float, float]]] = {
    "rural": {
        "A": (0.20, 0.0, 0.0),
        "B": (0.12, 0.0, 0.0),
        "C": (0.08, 2e-4, -0.5),
        "D": (0.06, 1.5e-3, -0.5),
        "E": (0.03, 3e-4, -1.0),
        "F": (0.016, 3e-4, -1.0),
    },
    "urban": {
        "A": (0.24, 1e-3, 0.5),
        "B": (0.24, 1e-3, 0.5),
        "C": (0.20, 0.0, 0.0),
        "D": (0.14, 3e-4, -0.5),
        "E": (0.08, 1.5e-3, -0.5),
        "F": (0.08, 1.5e-3, -0.5),
    },
}


def _spread(
    table: Mapping[str, Mapping[str, tuple[float, float, float]]],
    x: ArrayLike,
    stability: StabilityClass,
    terrain: Terrain,
    caveats: Caveats | None,
) -> Floats:
    """Evaluate the common form a x (1 + b x)^p."""
    distance = finite("x", x, least=0.0)
    a, b, p = of_class(of_class(table, terrain), stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    result: Floats = a * distance * (1.0 + b * distance) ** p
    return result


def sigma_y(
    x: ArrayLike,
    stability: StabilityClass,
    terrain: Terrain = "rural",
    caveats: Caveats | None = None,
) -> Floats:
    r"""Crosswind standard deviation of a plume, ten-minute average (Briggs 1973).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    stability : str
        Stability class A to F. [-]
    terrain : str, default "rural"
        Open country or town: rural, urban. [-]
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
        The class or the ground is not in the table.

    Notes
    -----
    .. math:: \sigma_y = a x (1 + b x)^p

    Validity
    --------
    x : 100 to 10 000 m

    Examples
    --------
    >>> round(float(sigma_y(500.0, "F")), 2)
    19.52

    References
    ----------
    [1] G. A. Briggs, ATDL-106, 1973, doi:10.2172/5118833.
    """
    return _spread(SIGMA_Y, x, stability, terrain, caveats)


def sigma_z(
    x: ArrayLike,
    stability: StabilityClass,
    terrain: Terrain = "rural",
    caveats: Caveats | None = None,
) -> Floats:
    r"""Vertical standard deviation of a plume (Briggs 1973).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    stability : str
        Stability class A to F. [-]
    terrain : str, default "rural"
        Open country or town: rural, urban. [-]
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
        The class or the ground is not in the table.

    Notes
    -----
    .. math:: \sigma_z = a x (1 + b x)^p

    Validity
    --------
    x : 100 to 10 000 m

    Examples
    --------
    >>> round(float(sigma_z(500.0, "F")), 2)
    6.96

    References
    ----------
    [1] G. A. Briggs, ATDL-106, 1973, doi:10.2172/5118833.
    """
    return _spread(SIGMA_Z, x, stability, terrain, caveats)
