"""Mass of TNT that stands for a flammable mass, by energy."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="ccps1994_tnt",
    citation=(
        "Center for Chemical Process Safety, Guidelines for evaluating the characteristics of "
        "vapor cloud explosions, flash fires, and BLEVEs, AIChE, New York, 1994, TNT equivalency. "
        "The book was not at hand."
    ),
    quantity="equivalent mass of TNT of a flammable cloud",
    inputs=("flammable_mass", "heat_of_combustion", "efficiency"),
    validity={"efficiency": (0.01, 0.2)},
    status="verified",
)

#: Energy of detonation of TNT. [J/kg]
TNT_ENERGY = 4.68e6


def equivalent_mass(
    flammable_mass: ArrayLike,
    heat_of_combustion: float,
    efficiency: float,
    tnt_energy: float = TNT_ENERGY,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Mass of TNT with the energy that a cloud gives to blast; CCPS 1994.

    Parameters
    ----------
    flammable_mass : float or ndarray, shape (n,)
        Mass of fuel within the flammable limits. [kg]
    heat_of_combustion : float
        Lower heat of combustion of the fuel. [J/kg]
    efficiency : float
        Share of the energy that goes into blast. [-]
    tnt_energy : float, default ``TNT_ENERGY``
        Energy of detonation of TNT. [J/kg]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    tnt_mass : ndarray, shape (n,) or ()
        Equivalent mass. [kg]

    Raises
    ------
    InvalidInput
        A value is negative, zero or not finite.
    OutOfValidity
        When the list is strict and the efficiency leaves the range.

    Notes
    -----
    .. math:: W = \eta M H_c / E_{TNT}

    A cloud is no point charge: near it TNT overstates the pressure and understates the duration.

    Validity
    --------
    efficiency : 0.01 to 0.2

    Examples
    --------
    >>> round(float(equivalent_mass(1.0, 120e6, 0.03)), 4)
    0.7692

    References
    ----------
    [1] CCPS, Guidelines for evaluating the characteristics of vapor cloud explosions, flash fires,
        and BLEVEs, AIChE, 1994.
    """
    mass = finite("flammable_mass", flammable_mass, least=0.0)
    heat = finite("heat_of_combustion", heat_of_combustion, above=0.0)
    share = finite("efficiency", efficiency, above=0.0)
    energy = finite("tnt_energy", tnt_energy, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"efficiency": share})
    return np.asarray(share * mass * heat / energy)
