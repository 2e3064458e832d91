"""An evaporating pool as the source of a cloud of the SLAB model."""

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
from anlan_science.dispersion._slab_sources import follow_pool
from anlan_science.registry import Caveats


def disperse_pool(
    gas: Gas,
    weather: Weather,
    mass_rate: float,
    area: float,
    duration: float,
    reach: float = 2000.0,
    averaging_time: float = 10.0,
    caveats: Caveats | None = None,
) -> Cloud:
    r"""Cloud of vapour from an evaporating pool on the ground (SLAB, source 1).

    Parameters
    ----------
    gas : Gas
        The substance; it leaves the pool at its boiling point. [-]
    weather : Weather
        The air and the ground. [-]
    mass_rate : float
        Evaporation of the whole pool. [kg/s]
    area : float
        Area of the pool. [m²]
    duration : float
        How long it evaporates. [s]
    reach : float, default 2000
        Distance to which the cloud is followed. [m]
    averaging_time : float, default 10
        Averaging time of the concentrations. [s]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    cloud : Cloud
        Its course, with the middle of the pool at the origin. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownClass
        The stability is no class.

    Notes
    -----
    .. math:: \frac{d}{dx}(\rho u B h) = \sqrt3 \rho_a (v h + w B) + \tfrac14 q / B_s, \quad
        w = \sqrt3 a k u_* \frac{g(h)}{\phi_h}, \quad
        \frac{dB}{dx} = \frac{\sqrt3 \rho_a v / \rho + V_g}{u}

    A pool that the wind cannot carry away spreads upwind: its half width is sought at which the
    plume just carries its head of gravity. The search of the program depends on the last digit
    there (about one per cent); here it ends only with a source that flows.

    Validity
    --------
    wind_speed : 0.5 to 20 m/s
    roughness : 1e-5 to 2 m
    averaging_time : 0 to 3600 s

    Examples
    --------
    Burro 8 of the program, INPR1: even share of 0.41 at the end of the pool

    >>> methane = Gas(0.016043, 2238.0, 111.7, 509900.0, 3348.5, 424.1)
    >>> night = Weather(1.92, 2.88, 306.0, 2e-4, inverse_length=0.0665, humidity=0.046)
    >>> cloud = disperse_pool(methane, night, 117.0, 657.0, 107.0, 1000.0)
    >>> round(float(cloud.share[10]), 2), cloud.passing
    (0.41, 28)

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990.
    """
    air = read_air(weather, caveats)
    substance = read_substance(gas, gas.boiling_point, True)
    course = follow_pool(
        substance, air, positive("mass_rate", mass_rate), positive("area", area),
        positive("duration", duration), weather.wind_speed, positive("reach", reach),
    )  # fmt: skip
    return describe(course, air, 0.0, averaging_time, caveats)
