"""Intensity of earthquakes by the regions of the Chinese zonation map."""

from __future__ import annotations

from types import MappingProxyType

from numpy.typing import ArrayLike

from anlan_science.earthquake.ellipse import Axis, Relation, intensity_at, turn
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range

INFO = ModelInfo(
    id="gb18306_2015",
    citation=(
        "Attenuation of intensity behind GB 18306-2015, Seismic ground motion parameters zonation "
        "map of China: Yu Yanxiang, Li Shanyou and Xiao Liang, Development of ground motion "
        "attenuation relations for the new seismic hazard map of China, Technology for Earthquake "
        "Disaster Prevention 8(1), 24-33, 2013. Not at hand: the constants are as commonly cited; "
        "both axes agree at the epicentre in all four regions."
    ),
    quantity="intensity of an earthquake in China",
    inputs=("region", "magnitude", "east_km", "north_km", "strike"),
    validity={"magnitude": (5.0, 8.5)},
    status="unverified",
)

#: Relations by region.
REGIONS = MappingProxyType(
    {
        "eastern strong": Relation(
            Axis(5.7123, 1.3626, 4.2903, 25.0), Axis(3.6588, 1.3626, 3.5406, 13.0), 0.5826
        ),
        "moderate": Relation(
            Axis(5.8410, 1.0710, 3.6570, 15.0), Axis(3.9440, 1.0710, 2.8450, 7.0), 0.5200
        ),
        "xinjiang": Relation(
            Axis(5.6018, 1.4347, 4.4899, 25.0), Axis(3.6113, 1.4347, 3.8477, 13.0), 0.5924
        ),
        "qinghai-tibet": Relation(
            Axis(6.4580, 1.2746, 4.4709, 25.0), Axis(3.3682, 1.2746, 3.3119, 9.0), 0.6636
        ),
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
    r"""Intensity at places around an epicentre; GB 18306-2015.

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
    >>> round(float(compute_intensity("eastern strong", 6.0, 0.0, 0.0)), 2)
    7.89

    References
    ----------
    [1] Yu Y. et al., Technology for Earthquake Disaster Prevention 8(1), 24-33, 2013.
    """
    if region not in REGIONS:
        raise InvalidInput(f"region: no relation is known for {region!r}")
    check_range(caveats, INFO.id, INFO.validity, {"magnitude": magnitude})
    along, across = turn(east_km, north_km, strike)
    return intensity_at(REGIONS[region], magnitude, along, across)
