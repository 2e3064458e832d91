"""Horizontal and vertical jets as sources of a cloud of the SLAB model."""

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
from anlan_science.dispersion._slab_rise import follow_vertical
from anlan_science.dispersion._slab_sources import follow_jet
from anlan_science.registry import Caveats, InvalidInput, finite


def disperse_jet(
    gas: Gas,
    weather: Weather,
    mass_rate: float,
    area: float,
    duration: float,
    height: float,
    temperature: float,
    liquid_share: float = 0.0,
    reach: float = 2000.0,
    averaging_time: float = 10.0,
    caveats: Caveats | None = None,
) -> Cloud:
    r"""Cloud of a horizontal jet in the direction of the wind (SLAB, source 2).

    Parameters
    ----------
    gas : Gas
        The substance. [-]
    weather : Weather
        The air and the ground. [-]
    mass_rate : float
        Release rate. [kg/s]
    area : float
        Area of the jet expanded to the pressure of the air. [m²]
    duration : float
        How long it lasts. [s]
    height : float
        Height of its axis. [m]
    temperature : float
        Of the expanded jet; the boiling point when it holds droplets. [K]
    liquid_share : float, default 0
        Mass share of droplets. [-]
    reach : float, default 2000
        Distance to which the cloud is followed. [m]
    averaging_time : float, default 10
        Averaging time of the concentrations. [s]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    cloud : Cloud
        Its course, with the hole at the origin. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownClass
        The stability is no class.

    Notes
    -----
    As `disperse_pool`; a jet that does not reach the ground falls or rises with its weight and
    feels neither friction nor heat of the ground until it lands.

    Validity
    --------
    wind_speed : 0.5 to 20 m/s
    roughness : 1e-5 to 2 m
    averaging_time : 0 to 3600 s

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990.
    """
    air = read_air(weather, caveats)
    liquid = float(finite("liquid_share", liquid_share, least=0.0))
    if liquid >= 1.0:
        raise InvalidInput("liquid_share: must be below 1")
    at = float(finite("height", height, least=0.0))
    size = positive("area", area)
    if at > air.lid - 0.5 * size**0.5:
        raise InvalidInput(f"height: above the mixed layer of {air.lid:.0f} m")
    course = follow_jet(
        read_substance(gas, temperature, liquid > 0.0), air, positive("mass_rate", mass_rate), size,
        positive("duration", duration), at, liquid, positive("reach", reach),
    )  # fmt: skip
    return describe(course, air, 1.0, averaging_time, caveats)


def disperse_vertical_jet(
    gas: Gas,
    weather: Weather,
    mass_rate: float,
    area: float,
    duration: float,
    height: float,
    temperature: float,
    liquid_share: float = 0.0,
    reach: float = 2000.0,
    averaging_time: float = 10.0,
    caveats: Caveats | None = None,
) -> Cloud:
    r"""Cloud of a vertical jet heavier than air: it rises, bends over, falls (SLAB, source 3).

    Parameters
    ----------
    gas : Gas
        The substance. [-]
    weather : Weather
        The air and the ground. [-]
    mass_rate : float
        Release rate. [kg/s]
    area : float
        Area of the jet expanded to the pressure of the air. [m²]
    duration : float
        How long it lasts. [s]
    height : float
        Height of the hole. [m]
    temperature : float
        Of the expanded jet; the boiling point when it holds droplets. [K]
    liquid_share : float, default 0
        Mass share of droplets. [-]
    reach : float, default 2000
        Distance to which the cloud is followed. [m]
    averaging_time : float, default 10
        Averaging time of the concentrations. [s]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    cloud : Cloud
        Its course, with the hole at the origin. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible; the jet is not heavier than air, or lasts
        no longer than it takes to rise.
    UnknownClass
        The stability is no class.

    Notes
    -----
    .. math:: \Delta h = \frac{h_m h_d}{\sqrt{h_m^2 + h_d^2}}, \quad
        h_d = 1.32 D \left(\frac{w}{u} \frac{\rho}{\rho_a}
        \frac{w^2 \rho_a}{g D (\rho - \rho_a)}\right)^{1/3}

    with the rise by momentum of Briggs for the other. Between the hole and the top sections are
    drawn between both ends; from the top on the cloud is followed as a horizontal jet.

    Validity
    --------
    wind_speed : 0.5 to 20 m/s
    roughness : 1e-5 to 2 m
    averaging_time : 0 to 3600 s

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990.
    """
    air = read_air(weather, caveats)
    liquid = float(finite("liquid_share", liquid_share, least=0.0))
    if liquid >= 1.0:
        raise InvalidInput("liquid_share: must be below 1")
    at = float(finite("height", height, least=0.0))
    size = positive("area", area)
    if at > air.lid - 0.5 * size**0.5:
        raise InvalidInput(f"height: above the mixed layer of {air.lid:.0f} m")
    course = follow_vertical(
        read_substance(gas, temperature, liquid > 0.0), air, positive("mass_rate", mass_rate), size,
        positive("duration", duration), at, liquid, positive("reach", reach),
    )  # fmt: skip
    return describe(course, air, 1.0, averaging_time, caveats)
