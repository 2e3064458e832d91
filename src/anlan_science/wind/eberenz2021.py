"""Share of value destroyed by typhoons in the regions of the world, fitted to reported damage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput
from anlan_science.wind.emanuel2011 import damage_share

INFO = ModelInfo(
    id="eberenz2021",
    citation=(
        "S. Eberenz, S. Lüthi and D. N. Bresch, Regional tropical cyclone impact functions for "
        "globally consistent risk assessments, Natural Hazards and Earth System Sciences 21, "
        "393-415, 2021, doi:10.5194/nhess-21-393-2021. The paper's tables were not at hand: winds "
        "of one half from the authors' result files in CLIMADA (tc_impf_cal_v01_TDR1.0.csv, "
        "tc_impf_cal_v01_RMSF.csv)."
    ),
    quantity="share of value destroyed by typhoons in a region",
    inputs=("wind", "region"),
    validity={"wind": (0.0, 120.0)},
    status="unverified",
)


@dataclass(frozen=True, slots=True)
class Half:
    """Wind at which half of the value is destroyed, by both ways of fitting. [m/s]

    Attributes
    ----------
    total : the sum of all damage since 1980 comes out right. [m/s]
    events : the single typhoons come out best, in the mean of their logarithms. [m/s]
    """

    total: float
    events: float


@dataclass(frozen=True, slots=True)
class Damage:
    """Share of the value destroyed, by both ways of fitting. [-]

    Attributes
    ----------
    low : by the fit to the total. [-]
    high : by the fit to the single typhoons. [-]
    """

    low: Floats
    high: Floats


#: Winds by region.
REGIONS: Mapping[str, Half] = MappingProxyType(
    {
        "china mainland": Half(112.8, 80.2),
        "north-west pacific": Half(190.5, 135.6),
        "philippines": Half(188.4, 84.7),
        "south-east asia": Half(66.4, 56.7),
        "north indian": Half(70.8, 58.7),
        "south indian": Half(52.4, 46.8),
        "oceania": Half(64.1, 49.7),
        "caribbean and mexico": Half(66.3, 59.6),
        "usa and canada": Half(89.2, 86.0),
        "world": Half(110.1, 73.4),
    }
)


def regional_damage(
    wind: ArrayLike, region: str = "china mainland", *, caveats: Caveats | None = None
) -> Damage:
    """Share of the value destroyed in a region, as a band; Eberenz, Lüthi and Bresch 2021.

    Parameters
    ----------
    wind : float or ndarray, shape (n,)
        Largest wind of a minute, 10 m above the ground. [m/s]
    region : str, default "china mainland"
        One of ``REGIONS``; Hong Kong, Macao and Taiwan stand in the north-west Pacific. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    damage : Damage
        Shares, 0 to 1. [-, -]

    Raises
    ------
    InvalidInput
        The region is not known, or a wind is negative or not finite.
    OutOfValidity
        When the list is strict and the wind leaves its range.

    Notes
    -----
    The curve of ``emanuel2011`` with its threshold. Fitted to all reported damage on cells of
    10 km, so that surge and rain are in it; single typhoons lie a factor of fifteen around it in
    China.

    Validity
    --------
    wind : 0 to 120 m/s

    Examples
    --------
    >>> found = regional_damage(50.0)
    >>> round(float(found.low), 4), round(float(found.high), 4)
    (0.0213, 0.0814)

    References
    ----------
    [1] S. Eberenz, S. Lüthi and D. N. Bresch, Nat. Hazards Earth Syst. Sci. 21, 393-415, 2021.
    """
    if region not in REGIONS:
        raise InvalidInput(f"region: “{region}” is none of {', '.join(REGIONS)}")
    half = REGIONS[region]
    return Damage(
        damage_share(wind, half.total, caveats=caveats),
        damage_share(wind, half.events, caveats=caveats),
    )
