"""No input that is no number passes silently, whatever the function."""

from __future__ import annotations

import numpy as np
import pytest

from anlan_science.dispersion import (
    averaging_time,
    bakkum_duijm2005,
    briggs1973,
    briggs1975,
    britter_mcquaid1988,
    ccps1999_puff,
    epa1995_isc3,
    gaussian_plume,
    gaussian_puff,
    indoor_well_mixed,
    irwin1979,
    palazzi1982,
    pasquill1961,
    seinfeld1986,
    turner1964,
    turner1970,
)
from anlan_science.registry import InvalidInput
from anlan_science.sources import (
    flash_fraction,
    gas_blowdown,
    gas_orifice,
    leung1986,
    leung_grolmes1987,
    liquid_orifice,
    mackay_matsugu1973,
    shaw_briscoe1978,
)

DENSE = {"wind_speed": 3.0, "gas_density": 2.0, "air_density": 1.2}
WARM = {"gas_temperature": 200.0, "air_temperature": 290.0, "initial_fraction": 0.9}
PLUME = {"rate": 1.0, "wind_speed": 3.0, "height": 10.0}
POINT = {"x": 500.0, "y": 1.0, "z": 1.0}
HOLE = {"area": 1e-3, "density": 800.0, "pressure": 3e5, "ambient_pressure": 1e5}
AT = {"stability": "D"}
RISE = briggs1975.final_rise(1.0, 10.0, 400.0, 290.0, 3.0, "D")

CALLS = [
    *[
        (function, {"x": 500.0} | AT)
        for module in (
            briggs1973,
            epa1995_isc3,
            turner1970,
            seinfeld1986,
            ccps1999_puff,
            bakkum_duijm2005,
        )
        for function in (module.sigma_y, module.sigma_z)
    ],
    (seinfeld1986.sigma_y, {"x": 500.0, "averaging_time": 60.0} | AT),
    (bakkum_duijm2005.sigma_x_puff, {"x": 500.0} | AT),
    (averaging_time.spread_factor, {"averaging_time": 60.0, "reference_time": 600.0}),
    (
        gaussian_plume.concentration_of_spreads,
        {"y": 1.0, "z": 1.0, "sigma_y": 20.0, "sigma_z": 9.0, "mixing_height": 500.0} | PLUME,
    ),
    (
        gaussian_plume.concentration,
        POINT
        | PLUME
        | AT
        | {"sigma_set": "turner1970", "averaging_time": 60.0, "mixing_height": 500.0},
    ),
    (
        gaussian_puff.concentration,
        POINT | AT | {"time": 100.0, "mass": 2.0, "wind_speed": 3.0, "height": 1.0},
    ),
    (irwin1979.wind_at, {"wind_speed": 3.0, "measured_at": 10.0, "height": 30.0} | AT),
    (pasquill1961.stability_class, {"wind_speed": 3.0, "sky": "slight"}),
    (
        turner1964.stability_class,
        {"wind_speed": 3.0, "sun_elevation": 20.0, "cloud_tenths": 3.0, "ceiling": 900.0},
    ),
    (
        briggs1975.final_rise,
        {
            "diameter": 1.0,
            "exit_velocity": 9.0,
            "exit_temperature": 400.0,
            "air_temperature": 290.0,
            "wind_speed": 3.0,
        }
        | AT,
    ),
    (briggs1975.rise_at, {"x": 50.0, "rise": RISE}),
    (
        briggs1975.tip_downwash,
        {"height": 9.0, "diameter": 1.0, "exit_velocity": 2.0, "wind_speed": 3.0},
    ),
    (
        britter_mcquaid1988.plume_concentration,
        {"x": 100.0, "volume_rate": 20.0} | DENSE | WARM,
    ),
    (britter_mcquaid1988.puff_concentration, {"x": 100.0, "volume": 2000.0} | DENSE | WARM),
    (britter_mcquaid1988.plume_half_width, {"x": 100.0, "volume_rate": 20.0} | DENSE),
    (britter_mcquaid1988.plume_height, {"half_width": 30.0, "share": 0.1, "scale": 3.0}),
    (britter_mcquaid1988.puff_front, {"time": 10.0, "volume": 2000.0} | DENSE),
    (
        palazzi1982.concentration,
        POINT
        | AT
        | {
            "time": 100.0,
            "edges": [0.0, 60.0],
            "rates": [1.0],
            "wind_speed": 3.0,
            "height": 1.0,
            "sigma_set": "turner1970",
            "averaging_time": 60.0,
        },
    ),
    (
        indoor_well_mixed.indoor,
        {
            "time": [0.0, 9.0],
            "outdoor": [1.0, 1.0],
            "air_changes": 1e-4,
            "deposition": 1e-4,
            "penetration": 0.9,
            "first": 0.1,
        },
    ),
    (liquid_orifice.velocity, {k: v for k, v in HOLE.items() if k != "area"} | {"head": 1.0}),
    (liquid_orifice.mass_rate, HOLE | {"head": 1.0, "discharge": 0.6}),
    (
        liquid_orifice.tank_head,
        {
            "time": 9.0,
            "first_head": 3.0,
            "area": 1e-3,
            "tank_area": 9.0,
            "density": 800.0,
            "excess_pressure": 1e4,
            "discharge": 0.6,
        },
    ),
    (gas_orifice.release, HOLE | {"temperature": 300.0, "heat_ratio": 1.3, "discharge": 0.8}),
    (
        leung1986.mass_flux,
        {"pressure": 1e6, "density": 500.0, "omega": 3.0, "ambient_pressure": 1e5},
    ),
    (
        leung_grolmes1987.mass_flux,
        {"pressure": 7e5, "density": 1400.0, "omega": 10.0, "friction": 2.0},
    ),
    (leung1986.omega_from_expansion, {"volume": 0.01, "volume_at_ninety": 0.02}),
    (
        gas_blowdown.blowdown,
        {
            "time": [0.0, 5.0],
            "volume": 9.0,
            "area": 1e-3,
            "pressure": 1e6,
            "temperature": 300.0,
            "molar_mass": 0.028,
            "heat_ratio": 1.4,
            "ambient_pressure": 1e5,
            "discharge": 0.8,
            "wall_conductance": 9.0,
            "wall_temperature": 290.0,
        },
    ),
    (
        shaw_briscoe1978.pool,
        {
            "time": [0.0, 5.0],
            "rate": 0.1,
            "duration": 9.0,
            "first_volume": 0.0,
            "first_radius": 0.5,
            "regression": 1e-5,
            "least_depth": 0.01,
            "largest_radius": 9.0,
            "density_ratio": 0.4,
        },
    ),
    (
        shaw_briscoe1978.boiling_flux,
        {
            "time": 5.0,
            "ground_temperature": 290.0,
            "boiling_point": 112.0,
            "conductivity": 1.0,
            "diffusivity": 4e-7,
            "latent_heat": 5e5,
            "roughness_factor": 3.0,
        },
    ),
    (mackay_matsugu1973.mass_transfer, {"wind_speed": 3.0, "diameter": 9.0, "schmidt": 1.5}),
    (
        mackay_matsugu1973.evaporation_flux,
        {
            "coefficient": 0.01,
            "vapour_pressure": 3e3,
            "temperature": 290.0,
            "molar_mass": 0.09,
            "ambient_pressure": 1e5,
        },
    ),
    (
        flash_fraction.flash_fraction,
        {
            "temperature": 290.0,
            "boiling_point": 240.0,
            "heat_capacity": 4e3,
            "latent_heat": 1e6,
        },
    ),
    (flash_fraction.rain_out, {"flash": 0.2, "droplets_per_vapour": 1.0}),
]


def spoiled(value):
    """The same input with its last number missing."""
    if isinstance(value, float):
        return float("nan")
    if isinstance(value, list):
        return [*value[:-1], float("nan")]
    return None


@pytest.mark.parametrize(
    ("function", "right"),
    [pytest.param(*call, id=f"{call[0].__module__}.{call[0].__name__}") for call in CALLS],
)
def test_every_input_must_be_a_number(function, right):
    function(**right)
    for name, value in right.items():
        if (wrong := spoiled(value)) is not None:
            with pytest.raises(InvalidInput):
                function(**(right | {name: wrong}))


#: Functions of a distance; one of them takes one point and many times.
SCALABLE = [
    call
    for call in CALLS
    if isinstance(call[1].get("x"), float) and call[0] is not palazzi1982.concentration
]


@pytest.mark.parametrize(
    ("function", "right"),
    [pytest.param(*call, id=f"{call[0].__module__}.{call[0].__name__}") for call in SCALABLE],
)
def test_distances_are_vectorised(function, right):
    x = np.array([150.0, 400.0, 900.0])
    many = function(**(right | {"x": x}))

    assert many.tolist() == pytest.approx([float(function(**(right | {"x": e}))) for e in x])
    assert function(**(right | {"x": np.array([])})).size == 0
