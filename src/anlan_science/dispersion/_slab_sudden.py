"""A vessel that bursts as the source of a cloud of the SLAB model."""

from __future__ import annotations

from anlan_science.dispersion._slab_cloud import (
    Cloud,
    Gas,
    Weather,
    describe,
    positive,
    read_air,
    read_substance,
)
from anlan_science.dispersion._slab_sources import follow_sudden
from anlan_science.registry import Caveats, InvalidInput, finite


def disperse_sudden(
    gas: Gas,
    weather: Weather,
    mass: float,
    area: float,
    temperature: float,
    liquid_share: float = 0.0,
    reach: float = 2000.0,
    averaging_time: float = 10.0,
    caveats: Caveats | None = None,
) -> Cloud:
    r"""Cloud of a vessel that bursts: it stands on the ground at first (SLAB, source 4).

    Parameters
    ----------
    gas : Gas
        The substance. [-]
    weather : Weather
        The air and the ground. [-]
    mass : float
        Mass in the cloud. [kg]
    area : float
        Area on which it stands. [m²]
    temperature : float
        Of the cloud; the boiling point when it holds droplets. [K]
    liquid_share : float, default 0
        Mass share of droplets. [-]
    reach : float, default 2000
        Distance to which the cloud is followed, as the wind at 2 m goes. [m]
    averaging_time : float, default 10
        Averaging time of the concentrations. [s]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    cloud : Cloud
        Its course, with the middle of the first cloud at the origin. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownClass
        The stability is no class.

    Notes
    -----
    .. math:: \frac{d}{dt}(\rho B_x B h) = \sqrt3 \rho_a (v_x B h + v B_x h + w B_x B), \quad
        4 \rho B_x B h\, m = M

    Validity
    --------
    wind_speed : 0.5 to 20 m/s
    roughness : 1e-5 to 2 m
    averaging_time : 0 to 3600 s

    Examples
    --------
    Six tonnes of methane of the program, INPR3:

    >>> methane = Gas(0.016043, 2238.0, 111.7, 509900.0, 3348.5, 424.1)
    >>> night = Weather(1.92, 2.88, 306.0, 2e-4, inverse_length=0.0665, humidity=0.046)
    >>> cloud = disperse_sudden(methane, night, 6000.0, 900.0, 111.7, reach=1000.0)
    >>> kept = 4 * cloud.half_length * cloud.half_width * cloud.height * cloud.density
    >>> bool(abs(kept * cloud.mass_share / 6000.0 - 1).max() < 1e-9)
    True

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990.
    """
    air = read_air(weather, caveats)
    liquid = float(finite("liquid_share", liquid_share, least=0.0))
    if liquid >= 1.0:
        raise InvalidInput("liquid_share: must be below 1")
    course = follow_sudden(
        read_substance(gas, temperature, liquid > 0.0), air, positive("mass", mass), 0.0,
        positive("area", area), 0.0, liquid, positive("reach", reach),
    )  # fmt: skip
    return describe(course, air, 0.0, averaging_time, caveats)
