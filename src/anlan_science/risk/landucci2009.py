"""Domino effect of fire: how long vessels stand in radiation, and whether help comes in time."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="landucci2009",
    citation=(
        "G. Landucci, G. Gubinelli, G. Antonioni and V. Cozzani, The assessment of the damage "
        "probability of storage tanks in domino events triggered by fire, Accident Analysis and "
        "Prevention 41(6), 1206-1215, 2009, doi:10.1016/j.aap.2008.05.006; thresholds of V. "
        "Cozzani, G. Gubinelli and E. Salzano, J. Hazardous Materials 129, 1-21, 2006, "
        "doi:10.1016/j.jhazmat.2005.08.012. Not at hand: the constants are as commonly cited."
    ),
    quantity="time to failure and probability of damage of a vessel in fire",
    inputs=("flux", "volume", "vessel"),
    validity={"flux": (10e3, 100e3), "volume": (5.0, 20000.0)},
    status="unverified",
)


class Vessel(Enum):
    """Kinds of vessel."""

    ATMOSPHERIC = "atmospheric tank"
    PRESSURISED = "pressure vessel"


#: Radiation that a vessel stands for ten minutes; more escalates. [W/m²]
THRESHOLD: dict[Vessel, float] = {Vessel.ATMOSPHERIC: 15e3, Vessel.PRESSURISED: 45e3}
#: Probit Y = 9.25 - 1.85 ln(minutes): 90 % fail before help where 5 minutes remain, 10 % with 20.
PROBIT_CONSTANT, PROBIT_SLOPE = 9.25, -1.85


def time_to_failure(
    flux: ArrayLike, volume: ArrayLike, vessel: Vessel, *, caveats: Caveats | None = None
) -> Floats:
    r"""Time until a vessel without protection fails in radiation; Landucci et al. 2009.

    Parameters
    ----------
    flux : float or ndarray, shape (n,)
        Radiation on the vessel. [W/m²]
    volume : float or ndarray, shape (n,)
        Volume of the vessel. [m³]
    vessel : Vessel
        Kind of vessel. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    time : ndarray, shape (n,) or ()
        Time to failure. [s]

    Raises
    ------
    InvalidInput
        A value is not greater than zero.
    OutOfValidity
        When the list is strict and an input leaves its range.

    Notes
    -----
    .. math:: \ln t = -1.128 \ln q - 2.667 \cdot 10^{-5} V + 9.877 \quad \text{(atmospheric)}

    .. math:: \ln t = -0.947 \ln q + 8.835 V^{0.032} \quad \text{(pressurised)}

    with q in kW/m², V in m³, t in s.

    Validity
    --------
    flux : 10 to 100 kW/m²
    volume : 5 to 20,000 m³

    Examples
    --------
    >>> round(float(time_to_failure(20e3, 1000.0, Vessel.ATMOSPHERIC)))
    646

    References
    ----------
    [1] G. Landucci et al., Accident Analysis and Prevention 41(6), 1206-1215, 2009.
    """
    kilowatts = np.log(finite("flux", flux, above=0.0) / 1e3)
    size = finite("volume", volume, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"flux": np.asarray(flux), "volume": size})
    if vessel is Vessel.ATMOSPHERIC:
        return np.asarray(np.exp(-1.128 * kilowatts - 2.667e-5 * size + 9.877))
    return np.asarray(np.exp(-0.947 * kilowatts + 8.835 * size**0.032))


def damage_probit(time: ArrayLike) -> Floats:
    r"""Probit that a vessel fails before it is cooled; Landucci et al. 2009.

    Parameters
    ----------
    time : float or ndarray, shape (n,)
        Time to failure, see ``time_to_failure``. [s]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit of damage. [-]

    Raises
    ------
    InvalidInput
        A time is not greater than zero.

    Notes
    -----
    .. math:: Y = 9.25 - 1.85 \ln(t / 60\,\mathrm{s})

    Examples
    --------
    >>> round(float(damage_probit(600.0)), 2)
    4.99

    References
    ----------
    [1] G. Landucci et al., Accident Analysis and Prevention 41(6), 1206-1215, 2009.
    """
    minutes = finite("time", time, above=0.0) / 60.0
    return np.asarray(PROBIT_CONSTANT + PROBIT_SLOPE * np.log(minutes))


def is_escalating(flux: ArrayLike, duration_s: ArrayLike, vessel: Vessel) -> NDArray[np.bool_]:
    r"""Whether radiation reaches the threshold of escalation; Cozzani et al. 2006.

    Parameters
    ----------
    flux : float or ndarray, shape (n,)
        Radiation on the vessel. [W/m²]
    duration_s : float or ndarray, shape (n,)
        How long it lasts. [s]
    vessel : Vessel
        Kind of vessel. [-]

    Returns
    -------
    escalating : ndarray of bool, shape (n,) or ()
        From the threshold on, where it lasts ten minutes or more. [-]

    Raises
    ------
    InvalidInput
        A value is negative or not finite.

    Notes
    -----
    Screening: 15 kW/m² atmospheric, 45 kW/m² pressurised; a shorter fireball is left out.

    Examples
    --------
    >>> is_escalating(20e3, [60.0, 600.0], Vessel.ATMOSPHERIC).tolist()
    [False, True]

    References
    ----------
    [1] V. Cozzani et al., J. Hazardous Materials 129, 1-21, 2006.
    """
    heat = finite("flux", flux, least=0.0)
    lasts = finite("duration_s", duration_s, least=0.0)
    return np.asarray((heat >= THRESHOLD[vessel]) & (lasts >= 600.0))
