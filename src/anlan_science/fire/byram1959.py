"""Intensity of a fireline and length of its flames."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire.anderson1982 import BTU, FOOT
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, finite

INFO = ModelInfo(
    id="byram1959",
    citation=(
        "G. M. Byram, Combustion of forest fuels, in K. P. Davis (ed.), Forest Fire: Control and "
        "Use, McGraw-Hill, 1959. Not at hand; verified against the tests of the Behave library of "
        "the Missoula Fire Sciences Laboratory."
    ),
    quantity="fireline intensity and flame length",
    inputs=("reaction_intensity", "residence", "rate"),
    validity={},
    status="verified",
)


def fireline_intensity(
    reaction_intensity: ArrayLike, residence: ArrayLike, rate: ArrayLike
) -> Floats:
    r"""Heat released in the front per length of its edge; Byram 1959.

    Parameters
    ----------
    reaction_intensity : float or ndarray, shape (n,)
        Heat released per area of the flaming front. [W/m²]
    residence : float or ndarray, shape (n,)
        Time for which the front flames. [s]
    rate : float or ndarray, shape (n,)
        Rate of spread. [m/s]

    Returns
    -------
    intensity : ndarray, shape (n,) or ()
        Fireline intensity. [W/m]

    Raises
    ------
    InvalidInput
        A value is negative or not finite.

    Notes
    -----
    .. math:: I = I_R t_r R

    Examples
    --------
    >>> float(fireline_intensity(1e5, 10.0, 0.5))
    500000.0

    References
    ----------
    [1] G. M. Byram, 1959.
    """
    heat = finite("reaction_intensity", reaction_intensity, least=0.0)
    time = finite("residence", residence, least=0.0)
    return np.asarray(heat * time * finite("rate", rate, least=0.0))


def flame_length(intensity: ArrayLike) -> Floats:
    r"""Length of the flames at the head of the fire; Byram 1959.

    Parameters
    ----------
    intensity : float or ndarray, shape (n,)
        Fireline intensity. [W/m]

    Returns
    -------
    length : ndarray, shape (n,) or ()
        Flame length. [m]

    Raises
    ------
    InvalidInput
        The intensity is negative or not finite.

    Notes
    -----
    .. math:: L = 0.45\, I^{0.46}

    with L in ft and I in Btu/(ft s), as first printed; 0.0775 with m and kW/m.

    Examples
    --------
    >>> round(float(flame_length(1e6)), 2)
    1.86

    References
    ----------
    [1] G. M. Byram, 1959.
    """
    printed = finite("intensity", intensity, least=0.0) / (BTU / FOOT)
    return np.asarray(0.45 * FOOT * printed**0.46)
