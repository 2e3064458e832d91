"""Probability of ignition of a flammable cloud: at once, and later by what it meets."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="cpr18e_1999_ignition",
    citation=(
        "P. A. M. Uijt de Haag and B. J. M. Ale, Guideline for quantitative risk assessment "
        "(Purple Book), CPR 18E, The Hague, 1999, table 4.5 (direct ignition, fixed plants) and "
        "appendix 4.A (sources of ignition). Not at hand: the values are as commonly cited."
    ),
    quantity="probability of immediate and delayed ignition",
    inputs=("reactivity", "rate", "mass"),
    validity={},
    status="unverified",
)


class Reactivity(Enum):
    """Rows of table 4.5."""

    #: Liquid with a flash point below 21 °C.
    LIQUID = "liquid"
    #: Gas of low reactivity, as methane, ammonia, carbon monoxide.
    LOW_GAS = "gas of low reactivity"
    #: Every other gas.
    GAS = "gas of average or high reactivity"


#: Table 4.5: probability below the first bound, between the bounds, and above the second.
DIRECT: dict[Reactivity, tuple[float, float, float]] = {
    Reactivity.LIQUID: (0.065, 0.065, 0.065),
    Reactivity.LOW_GAS: (0.02, 0.04, 0.09),
    Reactivity.GAS: (0.2, 0.5, 0.7),
}
#: Table 4.5: bounds of a continuous release in kg/s and of an instantaneous one in kg.
RATE_BOUNDS, MASS_BOUNDS = (10.0, 100.0), (1e3, 1e4)

#: Appendix 4.A: probability that one source lights the cloud within one minute.
SOURCES: dict[str, float] = {
    "flare": 1.0,
    "outdoor furnace": 0.9,
    "indoor furnace": 0.45,
    "outdoor boiler": 0.45,
    "indoor boiler": 0.23,
    "motor vehicle": 0.4,
    "ship": 0.5,
    "diesel train": 0.4,
    "electric train": 0.8,
    "100 m of high-voltage line": 0.2,
    "chemical plant": 0.9,
    "oil refinery": 0.9,
    "heavy industry": 0.7,
    "resident": 0.01,
    "employee": 0.01,
}
#: Time for which the probabilities of ``SOURCES`` are given. [s]
SOURCE_TIME = 60.0


def immediate(
    reactivity: Reactivity, *, rate: ArrayLike | None = None, mass: ArrayLike | None = None
) -> Floats:
    r"""Probability of immediate ignition at a fixed plant; Purple Book 1999, table 4.5.

    Parameters
    ----------
    reactivity : Reactivity
        Row of the table. [-]
    rate : float or ndarray, shape (n,), default None
        Mass rate of a continuous release. [kg/s]
    mass : float or ndarray, shape (n,), default None
        Mass of an instantaneous release. [kg]

    Returns
    -------
    probability : ndarray, shape (n,) or ()
        Probability. [-]

    Raises
    ------
    InvalidInput
        Not exactly one of rate and mass is given, or it is negative.

    Notes
    -----
    Steps at 10 and 100 kg/s, or 1,000 and 10,000 kg; a bound belongs to the middle.

    Examples
    --------
    >>> immediate(Reactivity.GAS, rate=[9.9, 10.0, 100.0, 101.0]).tolist()
    [0.2, 0.5, 0.5, 0.7]

    References
    ----------
    [1] CPR 18E, 1999, table 4.5.
    """
    if (rate is None) == (mass is None):
        raise InvalidInput("rate, mass: exactly one of both")
    low, high = RATE_BOUNDS if mass is None else MASS_BOUNDS
    given = finite("rate" if mass is None else "mass", rate if mass is None else mass, least=0.0)  # type: ignore[arg-type]
    step = (given >= low).astype(np.int64) + (given > high)
    return np.asarray(np.array(DIRECT[reactivity])[step])


def delayed(sources: dict[str, float], duration_s: ArrayLike, present: float = 1.0) -> Floats:
    r"""Probability that the sources within a cloud light it; Purple Book 1999, appendix 4.A.

    Parameters
    ----------
    sources : dict of str to float
        Number of each source of ``SOURCES`` within the cloud. [-]
    duration_s : float or ndarray, shape (n,)
        Time for which the cloud covers them. [s]
    present : float, default 1
        Probability that the sources are there. [-]

    Returns
    -------
    probability : ndarray, shape (n,) or ()
        Probability. [-]

    Raises
    ------
    InvalidInput
        A source is not known, or a value lies outside its range.

    Notes
    -----
    .. math:: P(t) = P_{present} (1 - e^{-\omega t}), \quad \omega = -\sum_i n_i \ln(1 - P_i) / t_0

    Examples
    --------
    >>> round(float(delayed({"motor vehicle": 1}, 60.0)), 6)
    0.4
    >>> round(float(delayed({"resident": 100}, 60.0)), 3)
    0.634

    References
    ----------
    [1] CPR 18E, 1999, appendix 4.A.
    """
    chance = float(finite("present", present, least=0.0))
    if chance > 1.0:
        raise InvalidInput("present: a probability is not greater than one")
    minutes = finite("duration_s", duration_s, least=0.0) / SOURCE_TIME
    unlit = np.ones_like(minutes)
    for name, number in sources.items():
        if name not in SOURCES:
            raise InvalidInput(f"sources: no probability is known for {name!r}")
        unlit = unlit * (1.0 - SOURCES[name]) ** (minutes * float(finite(name, number, least=0.0)))
    return np.asarray(chance * (1.0 - unlit))
