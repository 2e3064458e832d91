"""Dangerous toxic loads of the British Health and Safety Executive, as a probit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit, probit_of_share, toxic_load
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range

INFO = ModelInfo(
    id="turner_fairhurst1993",
    citation=(
        "R. M. Turner and S. Fairhurst, Toxicology of substances in relation to major hazards, "
        "Health and Safety Executive, London, 1993; loads of the table of the HSE, Toxicity levels "
        "of chemicals, hse.gov.uk/chemicals/haztox.htm. The page was read, its table not: the "
        "loads are as commonly cited."
    ),
    quantity="death by inhaled toxic gas",
    inputs=("volume_fraction", "durations_s", "cas"),
    validity={"volume_fraction": (0.0, 1.0), "durations_s": (0.0, 3600.0)},
    status="unverified",
)

#: Share that dies at the specified level of toxicity, and at the significant likelihood of death.
SLOT_SHARE, SLOD_SHARE = 0.01, 0.5


@dataclass(frozen=True, slots=True)
class Loads:
    """One row: both loads in ppm^exponent min."""

    name: str
    exponent: float
    slot: float
    slod: float


#: Dangerous toxic loads by CAS number, of substances that no other probit here is for.
TABLE: dict[str, Loads] = {
    "7664-41-7": Loads("ammonia", 2.0, 3.78e8, 1.03e9),
    "7647-01-0": Loads("hydrogen chloride", 1.0, 23_730.0, 65_700.0),
    "75-44-5": Loads("phosgene", 1.0, 108.0, 348.0),
}


def fatality_probit(
    volume_fraction: ArrayLike,
    durations_s: ArrayLike,
    cas: str,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Probit of death through the two dangerous toxic loads; Turner and Fairhurst 1993.

    Parameters
    ----------
    volume_fraction : ndarray, shape (..., k)
        Volume fraction during each step. [-]
    durations_s : float or ndarray, shape (k,)
        Length of each step. [s]
    cas : str
        CAS number of the substance, one of ``TABLE``. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    probit : ndarray, shape (...)
        Probit of death. [-]

    Raises
    ------
    InvalidInput
        A value is negative or not finite, or the substance is not in the table.
    OutOfValidity
        When the list is strict and a step is longer than an hour.

    Notes
    -----
    .. math:: Y = 5 + (5 - Y_{0.01}) \frac{\ln (L / L_{SLOD})}{\ln (L_{SLOD} / L_{SLOT})}

    A straight line through one death in a hundred at the first load and one in two at the second.

    Validity
    --------
    durations_s : 0 to 3600

    Examples
    --------
    3,550 ppm of ammonia for half an hour are near the first load:

    >>> round(float(fatality_probit([3550e-6], 1800.0, "7664-41-7")), 2)
    2.67

    References
    ----------
    [1] R. M. Turner and S. Fairhurst, HSE, 1993.
    """
    if cas not in TABLE:
        raise InvalidInput(f"no dangerous toxic load for CAS {cas} is held here")
    row = TABLE[cas]
    limits = {"durations_s": INFO.validity["durations_s"]}
    check_range(caveats, INFO.id, limits, {"durations_s": durations_s})
    first = float(probit_of_share(SLOT_SHARE))
    second = float(probit_of_share(SLOD_SHARE))
    slope = (second - first) / math.log(row.slod / row.slot)
    ppm = np.asarray(volume_fraction, dtype=np.float64) * 1e6
    load = toxic_load(ppm, durations_s, row.exponent)
    return linear_probit(load, second - slope * math.log(row.slod), slope)
