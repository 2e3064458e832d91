"""Blast of a hemispherical TNT charge on the ground: pressure, impulse, duration, arrival."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="kingery_bulmash1984",
    citation=(
        "C. N. Kingery and G. Bulmash, Airblast parameters from TNT spherical air burst and "
        "hemispherical surface burst, ARBRL-TR-02555, US Army Ballistic Research Laboratory, 1984. "
        "Metric coefficients compared in two independent public implementations; the report was "
        "not at hand."
    ),
    quantity="blast overpressure, impulse, duration and arrival of TNT on the ground",
    inputs=("distance", "tnt_mass"),
    validity={"scaled_distance": (0.0674, 40.0)},
    status="verified",
)

#: One piece: largest scaled distance, U = a + b log10 Z (a, b), and log10 Y = sum of c_i U^i.
Piece = tuple[float, tuple[float, float], tuple[float, ...]]

#: Hemispherical surface burst, metric: kPa, kPa ms/kg^(1/3), ms/kg^(1/3); Z in m/kg^(1/3).
OVERPRESSURE: tuple[Piece, ...] = (
    (
        40.0,
        (-0.214362789151, 1.35034249993),
        (
            2.78076916577,
            -1.6958988741,
            -0.154159376846,
            0.514060730593,
            0.0988534365274,
            -0.293912623038,
            -0.0268112345019,
            0.109097496421,
            0.00162846756311,
            -0.0214631030242,
            0.0001456723382,
            0.00167847752266,
        ),
    ),
)
IMPULSE: tuple[Piece, ...] = (
    (
        0.955,
        (2.06761908721, 3.0760329666),
        (2.52455620925, -0.502992763686, 0.171335645235, 0.0450176963051, -0.0118964626402),
    ),
    (
        40.0,
        (-1.94708846747, 2.40697745406),
        (
            1.67281645863,
            -0.384519026965,
            -0.0260816706301,
            0.00595798753822,
            0.014544526107,
            -0.00663289334734,
            -0.00284189327204,
            0.0013644816227,
        ),
    ),
)
REFLECTED_OVERPRESSURE: tuple[Piece, ...] = (
    (
        40.0,
        (-0.240657322658, 1.36637719229),
        (
            3.40283217581,
            -2.2103087059,
            -0.218536586295,
            0.895319589372,
            0.24989009775,
            -0.569249436807,
            -0.11791682383,
            0.224131161411,
            0.0245620259375,
            -0.0455116002694,
            -0.0019093073888,
            0.00361471193389,
        ),
    ),
)
REFLECTED_IMPULSE: tuple[Piece, ...] = (
    (
        40.0,
        (-0.246208804814, 1.33422049854),
        (2.70588058103, -0.949516092853, 0.112136118689, -0.0250659183287),
    ),
)
DURATION: tuple[Piece, ...] = (
    (
        1.01,
        (1.92946154068, 5.25099193925),
        (
            -0.614227603559,
            0.130143717675,
            0.134872511954,
            0.0391574276906,
            -0.00475933664702,
            -0.00428144598008,
        ),
    ),
    (
        2.78,
        (-2.12492525216, 9.2996288611),
        (
            0.315409245784,
            -0.0297944268976,
            0.030632954288,
            0.0183405574086,
            -0.0173964666211,
            -0.00106321963633,
            0.00562060030977,
            0.0001618217499,
            -0.0006860188944,
        ),
    ),
    (
        40.0,
        (-3.53626218091, 3.46349745571),
        (
            0.686906642409,
            0.0933035304009,
            -0.0005849420883,
            -0.00226884995013,
            -0.00295908591505,
            0.00148029868929,
        ),
    ),
)
ARRIVAL: tuple[Piece, ...] = (
    (
        40.0,
        (-0.202425716178, 1.37784223635),
        (
            -0.0591634288046,
            1.35706496258,
            0.052492798645,
            -0.196563954086,
            -0.0601770052288,
            0.0696360270891,
            0.0215297490092,
            -0.0161658930785,
            -0.00232531970294,
            0.00147752067524,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Blast:
    """Blast at each distance, arrays of one shape: Pa, Pa s and s."""

    overpressure: Floats
    impulse: Floats
    reflected_overpressure: Floats
    reflected_impulse: Floats
    duration_s: Floats
    arrival_s: Floats


def _curve(pieces: tuple[Piece, ...], scaled: Floats) -> Floats:
    """The polynomial of the piece that each scaled distance falls into."""
    logarithm = np.log10(scaled)
    values = [
        10.0 ** np.polynomial.polynomial.polyval(a + b * logarithm, coefficients)
        for _to, (a, b), coefficients in pieces
    ]
    return np.asarray(np.select([scaled <= to for to, *_ in pieces], values, values[-1]))


def compute_blast(
    distance: ArrayLike, tnt_mass: ArrayLike, *, caveats: Caveats | None = None
) -> Blast:
    r"""Blast of a hemispherical TNT charge on the ground; Kingery and Bulmash 1984.

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Distance from the charge. [m]
    tnt_mass : float or ndarray, shape (n,)
        Mass of TNT, or equivalent mass. [kg]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    blast : Blast, arrays of shape (n,) or ()
        Side-on and normally reflected blast. [Pa, Pa s, s]

    Raises
    ------
    InvalidInput
        A distance or mass is not greater than zero.
    OutOfValidity
        When the list is strict and a scaled distance leaves the range.

    Notes
    -----
    .. math:: Z = R / W^{1/3}, \quad U = a + b \log_{10} Z, \quad \log_{10} Y = \sum_i c_i U^i

    The ground is part of the curves: no further factor for reflection. Impulse, duration and
    arrival carry the factor :math:`W^{1/3}`. Outside the range the polynomials are continued.

    Validity
    --------
    scaled_distance : 0.0674 to 40 m/kg^(1/3)

    Examples
    --------
    >>> round(float(compute_blast(500.0, 10e3).overpressure) / 1e3, 1)
    5.0

    References
    ----------
    [1] C. N. Kingery and G. Bulmash, ARBRL-TR-02555, 1984.
    """
    metres, mass = np.broadcast_arrays(
        finite("distance", distance, above=0.0), finite("tnt_mass", tnt_mass, above=0.0)
    )
    root = np.cbrt(mass)
    scaled = metres / root
    check_range(caveats, INFO.id, INFO.validity, {"scaled_distance": scaled})
    return Blast(
        overpressure=1e3 * _curve(OVERPRESSURE, scaled),
        impulse=root * _curve(IMPULSE, scaled),
        reflected_overpressure=1e3 * _curve(REFLECTED_OVERPRESSURE, scaled),
        reflected_impulse=root * _curve(REFLECTED_IMPULSE, scaled),
        duration_s=1e-3 * root * _curve(DURATION, scaled),
        arrival_s=1e-3 * root * _curve(ARRIVAL, scaled),
    )
