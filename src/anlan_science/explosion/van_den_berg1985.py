"""Blast of a gas explosion by the TNO multi-energy method: by energy and class of strength."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="van_den_berg1985",
    citation=(
        "A. C. van den Berg, The multi-energy method: a framework for vapour cloud explosion blast "
        "prediction, Journal of Hazardous Materials 12(1), 1-10, 1985, "
        "doi:10.1016/0304-3894(85)80022-4. The curves are drawings; the power laws here are those "
        "of M. Johansson, Beräkning av impulsbelastad konstruktion B06-105, Swedish Civil "
        "Contingencies Agency, 2017-12-18, tables 4.2 and 4.3, given there as within a few per "
        "cent of the curves. The paper itself was not at hand."
    ),
    quantity="blast overpressure, duration and impulse of a gas explosion",
    inputs=("distance", "energy", "strength"),
    validity={"strength": (1.0, 10.0), "scaled_distance": (0.1, 100.0)},
    # The constants agree with each other and with the printed strengths of the classes; no worked
    # case independent of the fit was found.
    status="unverified",
)

#: Energy of a stoichiometric cloud of hydrocarbon in air, used for every gas (B06-105, sec. 4.1).
CLOUD_ENERGY = 3.5e6
#: Lowest scaled overpressure the power laws are given for.
LEAST_PRESSURE = 1e-3

_Pieces = tuple[tuple[float, float, float], ...]
_FAR: _Pieces = ((0.47, -1.46, 3.21), (0.32, -1.13, math.inf))

#: Table 4.2 by class: factor, exponent, greatest scaled distance of P' = a r'^b.
PRESSURE: dict[int, _Pieces] = {
    10: ((0.43, -2.35, 0.90), *_FAR),
    9: ((5.0, 0.0, 0.20), *_FAR),
    8: ((2.0, 0.0, 0.37), *_FAR),
    7: ((1.0, 0.0, 0.48), (0.48, -1.00, 0.96), *_FAR),
    6: ((0.5, 0.0, 0.64), (0.32, -1.01, 2.35), *_FAR),
    5: ((0.2, 0.0, 0.60), (0.12, -1.00, math.inf)),
    4: ((0.1, 0.0, 0.63), (0.064, -0.97, math.inf)),
    3: ((0.05, 0.0, 0.61), (0.031, -0.96, math.inf)),
    2: ((0.02, 0.0, 0.64), (0.013, -0.97, math.inf)),
    1: ((0.01, 0.0, 0.69), (0.007, -0.98, math.inf)),
}
#: Table 4.3 by class: factor, exponent, greatest scaled distance of t' = c r'^d.
DURATION: dict[int, _Pieces] = {
    10: ((0.13, -0.22, 0.51), (0.22, 0.57, 2.07), (0.29, 0.19, 10.49), (0.35, 0.11, math.inf)),
    9: ((0.13, -0.51, 0.53), (0.24, 0.46, 2.02), (0.29, 0.19, 10.49), (0.35, 0.11, math.inf)),
    8: ((0.17, -0.40, 0.58), (0.27, 0.45, 1.32), (0.29, 0.19, 10.49), (0.35, 0.11, math.inf)),
    7: (
        (0.21, -0.46, 0.62),
        (0.30, 0.29, 1.59),
        (0.32, 0.15, 9.40),
        (0.29, 0.19, 10.49),
        (0.35, 0.11, math.inf),
    ),
    6: ((0.26, -0.46, 0.49), (0.38, 0.07, 7.81), (0.35, 0.11, math.inf)),
    5: ((0.52, -0.44, 0.51), (0.7, 0.0, math.inf)),
    4: ((1.02, -0.38, 0.53), (1.3, 0.0, math.inf)),
    3: ((1.56, -0.38, 0.52), (2.0, 0.0, math.inf)),
    2: ((2.44, -0.34, 0.54), (3.0, 0.0, math.inf)),
    1: ((3.83, -0.34, 0.50), (4.85, 0.0, math.inf)),
}


@dataclass(frozen=True, slots=True)
class GasBlast:
    """Side-on blast at each distance, arrays of one shape: Pa, s and Pa s."""

    overpressure: Floats
    duration: Floats
    impulse: Floats


def blast_energy(volume: float, cloud_energy: float = CLOUD_ENERGY) -> float:
    r"""Energy of the part of a cloud that lies in a congested region; van den Berg 1985.

    Parameters
    ----------
    volume : float
        Volume of the stoichiometric cloud within the congestion. [m³]
    cloud_energy : float, default 3.5e6
        Energy of the mixture, the same for every gas in this method. [J/m³]

    Returns
    -------
    energy : float
        Energy. [J]

    Raises
    ------
    InvalidInput
        A value is not greater than zero.

    Notes
    -----
    .. math:: E = E' V

    Examples
    --------
    >>> blast_energy(1000.0)
    3500000000.0

    References
    ----------
    [1] A. C. van den Berg, J. Hazardous Materials 12(1), 1-10, 1985.
    """
    return float(
        finite("volume", volume, above=0.0) * finite("cloud_energy", cloud_energy, above=0.0)
    )


def _piecewise(scaled: Floats, pieces: _Pieces) -> Floats:
    """Power laws one after the other; a bound belongs to the piece before it (tables 4.2, 4.3)."""
    bounds = [last for _factor, _exponent, last in pieces[:-1]]
    which = np.searchsorted(bounds, scaled, side="left")
    factor = np.array([piece[0] for piece in pieces])[which]
    exponent = np.array([piece[1] for piece in pieces])[which]
    return np.asarray(factor * scaled**exponent)


def compute_blast(
    distance: ArrayLike,
    energy: float,
    strength: int,
    ambient_pressure: float = 101325.0,
    sound_speed: float = 340.0,
    *,
    caveats: Caveats | None = None,
) -> GasBlast:
    r"""Blast of a gas explosion by its energy and class of strength; van den Berg 1985.

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Distance from the middle of the congested region. [m]
    energy : float
        Energy of that region, see ``blast_energy``. [J]
    strength : int
        Class of strength, 1 insignificant to 10 detonation. [-]
    ambient_pressure : float, default 101325
        Absolute pressure of the air. [Pa]
    sound_speed : float, default 340
        Speed of sound in the air. [m/s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    blast : GasBlast, arrays of shape (n,) or ()
        Side-on overpressure, positive phase and impulse of a triangle. [Pa, s, Pa s]

    Raises
    ------
    InvalidInput
        A value is not greater than zero, or the class is not a whole number from 1 to 10.
    OutOfValidity
        When the list is strict and the scaled distance leaves its range.

    Notes
    -----
    .. math:: r' = r (p_0/E)^{1/3}, \quad P' = a r'^b, \quad t' = c r'^d, \quad i' = P' t' / 2

    .. math:: p = p_0 P', \quad t = t' (E/p_0)^{1/3} / c_0, \quad i = p t / 2

    The pieces meet within 1.5 % for pressure and 0.9 % for duration, as rounded constants do.

    Validity
    --------
    strength : 1 to 10
    scaled_distance : 0.1 to 100, and a scaled overpressure of 0.001 or more

    Examples
    --------
    >>> blast = compute_blast(100.0, 3.5e9, 7)
    >>> round(float(blast.overpressure) / 1e3, 1), round(float(blast.duration) * 1e3)
    (9.3, 36)

    References
    ----------
    [1] A. C. van den Berg, J. Hazardous Materials 12(1), 1-10, 1985.
    [2] M. Johansson, B06-105, Swedish Civil Contingencies Agency, 2017, tables 4.2, 4.3, eq. 4.7.
    """
    if strength not in PRESSURE:
        raise InvalidInput("strength: a whole number from 1 to 10")
    pressure = float(finite("ambient_pressure", ambient_pressure, above=0.0))
    sound = float(finite("sound_speed", sound_speed, above=0.0))
    length = float(np.cbrt(finite("energy", energy, above=0.0) / pressure))
    scaled = np.asarray(finite("distance", distance, above=0.0) / length)
    check_range(caveats, INFO.id, INFO.validity, {"scaled_distance": scaled})
    share = _piecewise(scaled, PRESSURE[int(strength)])
    check_range(
        caveats,
        INFO.id,
        {"scaled_overpressure": (LEAST_PRESSURE, math.inf)},
        {"scaled_overpressure": share},
    )
    duration = np.asarray(_piecewise(scaled, DURATION[int(strength)]) * length / sound)
    overpressure = np.asarray(pressure * share)
    return GasBlast(overpressure, duration, np.asarray(0.5 * overpressure * duration))
