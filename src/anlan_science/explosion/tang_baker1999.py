"""Blast of a burning vapour cloud after Baker, Strehlow and Tang: by energy and flame speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="tang_baker1999",
    citation=(
        "M. J. Tang and Q. A. Baker, A new set of blast curves from vapor cloud explosion, Process "
        "Safety Progress 18(4), 235-240, 1999, doi:10.1002/prs.680180412. The curves are drawings: "
        "the constants here are fitted to the digitised points that HyRAM+ uses; the paper was not "
        "at hand."
    ),
    quantity="blast overpressure and impulse of a vapour cloud",
    inputs=("distance", "energy", "flame_mach"),
    validity={"flame_mach": (0.2, 5.2), "scaled_distance": (0.1, 9.5)},
    # Agreement with the points the constants were fitted to is no independent case.
    status="unverified",
)

#: From this flame speed on a strong shock leaves the cloud, and another form fits the curve.
SHOCK_MACH = 2.0
#: The second form is fitted from this scaled distance on.
SHOCK_FROM = 0.25
#: Overpressure below SHOCK_MACH: plateau, bend, sharpness, decay of P = a (1 + (R/b)^k)^(-n/k).
DEFLAGRATION: dict[float, tuple[float, float, float, float]] = {
    0.2: (0.0689, 0.4060, 6.0697, 0.9966),
    0.35: (0.2197, 0.4081, 5.7797, 0.9824),
    0.7: (0.7133, 0.5156, 2.1858, 1.1684),
    1.0: (1.2888, 0.3376, 7.024, 1.1866),
    1.4: (2.0316, 0.2680, 21.0326, 1.223),
}
#: Overpressure from SHOCK_MACH on: near and far term of P = a R^-m + b R^-n.
SHOCK: dict[float, tuple[float, float, float, float]] = {
    2.0: (0.00393, 5.03794, 0.38911, 1.17100),
    3.0: (0.00254, 5.37021, 0.38248, 1.18724),
    4.0: (0.00214, 5.49162, 0.38498, 1.17572),
    5.2: (0.01236, 3.94941, 0.37414, 1.14560),
}
#: Impulse, in the form of DEFLAGRATION. The points of 3.0 repeat those of 2.0 and are left out.
IMPULSE: dict[float, tuple[float, float, float, float]] = {
    0.2: (0.0933, 0.2148, 2.0839, 1.0183),
    0.35: (0.1610, 0.1669, 2.2801, 1.0100),
    0.7: (0.2536, 0.1147, 3.3387, 0.9934),
    1.0: (0.3140, 0.0922, 4.6941, 0.9832),
    1.4: (0.3647, 0.0853, 4.4164, 1.0153),
    2.0: (0.4542, 0.0694, 5.9212, 1.0063),
    4.0: (0.4783, 0.0676, 5.4256, 1.0064),
    5.2: (0.4964, 0.0662, 5.8159, 1.0005),
}


@dataclass(frozen=True, slots=True)
class CloudBlast:
    """Side-on blast at each distance, arrays of one shape: Pa and Pa s."""

    overpressure: Floats
    impulse: Floats


def blast_energy(fuel_mass: float, heat_of_combustion: float, ground_factor: float = 2.0) -> float:
    r"""Energy of the cloud that feeds the blast; Tang and Baker 1999.

    Parameters
    ----------
    fuel_mass : float
        Mass of fuel in the congested or confined part of the cloud. [kg]
    heat_of_combustion : float
        Lower heat of combustion. [J/kg]
    ground_factor : float, default 2
        2 for a cloud on the ground, 1 for one high above it. [-]

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
    .. math:: E = f M H_c

    Examples
    --------
    >>> blast_energy(1.0, 120e6)
    240000000.0

    References
    ----------
    [1] M. J. Tang and Q. A. Baker, Process Safety Progress 18(4), 235-240, 1999.
    """
    return float(
        finite("fuel_mass", fuel_mass, above=0.0)
        * finite("heat_of_combustion", heat_of_combustion, above=0.0)
        * finite("ground_factor", ground_factor, above=0.0)
    )


def scaled_distance(
    distance: ArrayLike, energy: float, ambient_pressure: float = 101325.0
) -> Floats:
    r"""Distance scaled by energy and ambient pressure (Sachs).

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Distance from the middle of the cloud. [m]
    energy : float
        Energy of the cloud, see ``blast_energy``. [J]
    ambient_pressure : float, default 101325
        Absolute pressure of the air. [Pa]

    Returns
    -------
    scaled : ndarray, shape (n,) or ()
        Scaled distance. [-]

    Raises
    ------
    InvalidInput
        A value is not greater than zero.

    Notes
    -----
    .. math:: \bar R = R / (E/p_0)^{1/3}

    Examples
    --------
    >>> round(float(scaled_distance(1.0, 2.4e8)), 6)
    0.075019

    References
    ----------
    [1] M. J. Tang and Q. A. Baker, Process Safety Progress 18(4), 235-240, 1999.
    """
    length = np.cbrt(
        finite("energy", energy, above=0.0) / finite("ambient_pressure", ambient_pressure, above=0)
    )
    return np.asarray(finite("distance", distance, above=0.0) / length)


def _bent(log_r: Floats, plateau: float, bend: float, sharp: float, decay: float) -> Floats:
    """Logarithm of a plateau that bends into a power law."""
    over = np.logaddexp(0.0, sharp * (log_r - np.log(bend)))
    return np.asarray(np.log(plateau) - decay / sharp * over)


def _shock(log_r: Floats, near: float, fall: float, far: float, decay: float) -> Floats:
    """Logarithm of the sum of a near and a far power law."""
    return np.asarray(np.logaddexp(np.log(near) - fall * log_r, np.log(far) - decay * log_r))


def _between(curves: dict[float, Floats], mach: float) -> Floats:
    """Interpolate the logarithms of two neighbouring curves in the logarithm of the Mach number."""
    speeds = sorted(curves)
    upper = min(max(int(np.searchsorted(speeds, mach)), 1), len(speeds) - 1)
    one, other = speeds[upper - 1], speeds[upper]
    weight = np.log(mach / one) / np.log(other / one)
    return np.asarray(np.exp((1.0 - weight) * curves[one] + weight * curves[other]))


def compute_blast(
    distance: ArrayLike,
    energy: float,
    flame_mach: float,
    ambient_pressure: float = 101325.0,
    sound_speed: float = 340.0,
    *,
    caveats: Caveats | None = None,
) -> CloudBlast:
    r"""Blast of a vapour cloud by its energy and flame speed; Tang and Baker 1999.

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Distance from the middle of the cloud. [m]
    energy : float
        Energy of the cloud, see ``blast_energy``. [J]
    flame_mach : float
        Flame speed over the speed of sound, as seen from the ground; 5.2 is a detonation. [-]
    ambient_pressure : float, default 101325
        Absolute pressure of the air. [Pa]
    sound_speed : float, default 340
        Speed of sound in the air. [m/s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    blast : CloudBlast, arrays of shape (n,) or ()
        Side-on overpressure and positive impulse. [Pa, Pa s]

    Raises
    ------
    InvalidInput
        A value is not greater than zero.
    OutOfValidity
        When the list is strict and an input leaves its range.

    Notes
    -----
    .. math:: p = p_0 \bar P(\bar R, M), \quad i = \bar I(\bar R, M) E^{1/3} p_0^{2/3} / a_0

    The fits keep within 13 % of the points of the curves below Mach 2, 17 % from there on for
    scaled distances of 0.25 or more, 15 % for impulse. Between curves logarithms are interpolated.

    Validity
    --------
    flame_mach : 0.2 to 5.2
    scaled_distance : 0.1 to 9.5, from Mach 2 on 0.25 to 9.5

    Examples
    --------
    >>> blast = compute_blast(100.0, 1e10, 0.7)
    >>> round(float(blast.overpressure) / 1e3)
    13

    References
    ----------
    [1] M. J. Tang and Q. A. Baker, Process Safety Progress 18(4), 235-240, 1999.
    """
    scaled = scaled_distance(distance, energy, ambient_pressure)
    mach = float(finite("flame_mach", flame_mach, above=0.0))
    sound = float(finite("sound_speed", sound_speed, above=0.0))
    low, high = INFO.validity["scaled_distance"]
    reach = (SHOCK_FROM if mach > max(DEFLAGRATION) else low, high)
    check_range(
        caveats,
        INFO.id,
        {"flame_mach": INFO.validity["flame_mach"], "scaled_distance": reach},
        {"flame_mach": mach, "scaled_distance": scaled},
    )
    log_r = np.log(scaled)
    curves = {speed: _bent(log_r, *row) for speed, row in DEFLAGRATION.items()}
    curves |= {speed: _shock(log_r, *row) for speed, row in SHOCK.items()}
    impulses = {speed: _bent(log_r, *row) for speed, row in IMPULSE.items()}
    unit = np.cbrt(energy) * np.cbrt(ambient_pressure) ** 2 / sound
    return CloudBlast(
        overpressure=np.asarray(ambient_pressure * _between(curves, mach)),
        impulse=np.asarray(unit * _between(impulses, mach)),
    )
