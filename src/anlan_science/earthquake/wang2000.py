"""Intensity of earthquakes in the east and the west of China."""

from __future__ import annotations

from types import MappingProxyType

from numpy.typing import ArrayLike

from anlan_science.earthquake.ellipse import Axis, Relation, intensity_at, turn
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range

INFO = ModelInfo(
    id="wang2000",
    citation=(
        "Wang Suyun, Yu Yanxiang, Gao Ajia and Yan Xiujie, Development of attenuation relations "
        "for ground motion in China (中国分区地震动衰减关系的确定), Earthquake Research in China "
        "16(2), 99-106, 2000. Not at hand: the constants are as commonly cited; both axes agree "
        "at the epicentre."
    ),
    quantity="intensity of an earthquake in China",
    inputs=("region", "magnitude", "east_km", "north_km", "strike"),
    validity={"magnitude": (5.0, 8.5)},
    status="unverified",
)

#: Relations by region.
REGIONS = MappingProxyType(
    {
        "east": Relation(Axis(5.019, 1.446, 4.136, 24.0), Axis(2.240, 1.446, 3.070, 9.0), 0.517),
        "west": Relation(Axis(5.253, 1.398, 4.164, 26.0), Axis(2.019, 1.398, 2.943, 8.0), 0.632),
    }
)


def compute_intensity(
    region: str,
    magnitude: float,
    east_km: ArrayLike,
    north_km: ArrayLike,
    strike: float = 0.0,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Intensity at places around an epicentre; Wang et al. 2000.

    Parameters
    ----------
    region : str
        One of ``REGIONS``. [-]
    magnitude : float
        Surface-wave magnitude. [-]
    east_km : float or ndarray, shape (n,)
        Distance east of the epicentre. [km]
    north_km : float or ndarray, shape (n,)
        Distance north of the epicentre. [km]
    strike : float, default 0
        Direction of the major axis, clockwise from north. [°]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    intensity : ndarray, shape (n,) or ()
        Mean intensity; the deviation stands in the relation. [degrees of intensity]

    Raises
    ------
    InvalidInput
        The region is not known, or a value is not finite.
    OutOfValidity
        When the list is strict and the magnitude leaves its range.

    Notes
    -----
    .. math:: I = a + b M - c \lg(R + R_0)

    on both axes of an ellipse, R in km; see ``ellipse`` for places between them.

    Validity
    --------
    magnitude : 5 to 8.5

    Examples
    --------
    >>> round(float(compute_intensity("east", 6.0, 0.0, 0.0)), 2)
    7.99

    References
    ----------
    [1] Wang S. et al., Earthquake Research in China 16(2), 99-106, 2000.
    """
    if region not in REGIONS:
        raise InvalidInput(f"region: no relation is known for {region!r}")
    check_range(caveats, INFO.id, INFO.validity, {"magnitude": magnitude})
    along, across = turn(east_km, north_km, strike)
    return intensity_at(REGIONS[region], magnitude, along, across)
