"""What must hold of any input, for the families whose own tests draw none: see properties.md."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.dispersion import averaging_time, irwin1979
from anlan_science.evacuation import seyfried2009
from anlan_science.explosion import ccps1994_tnt
from anlan_science.fire import (
    babrauskas1983,
    byram1959,
    hajek_ludwig1960,
    heskestad1983,
    lngfire1990,
    mudan1984,
)
from anlan_science.fire_weather import lawson_armitage2008
from anlan_science.flood import keifer_chu1957
from anlan_science.harm import (
    cpr16e_1992_overpressure,
    cpr16e_1992_thermal,
    cpr18e_1999,
    eisenberg1975_overpressure,
    eisenberg1975_thermal,
    lees1994,
    probit,
    tsao_perry1979,
    turner_fairhurst1993,
    withers_lees1985,
)
from anlan_science.registry import Caveats
from anlan_science.risk import cpr18e_1999_leaks
from anlan_science.sources import gas_blowdown
from anlan_science.wind import holland2008

few = settings(max_examples=25, deadline=None)
factors = st.floats(1.0, 5.0)
GAS_CONSTANT = 8.31446261815324


@few
@given(st.floats(0.0, 30.0), st.floats(1.0, 100.0), factors, st.sampled_from("ABCDEF"))
def test_wind_grows_with_height_and_is_itself_where_it_was_measured(speed, height, factor, sky):
    for terrain in ("rural", "urban"):
        found = irwin1979.wind_at(
            speed, 10.0, np.array([10.0, height, height * factor]), sky, terrain, caveats=Caveats()
        )
        assert float(found[0]) == pytest.approx(speed)
        assert 0.0 <= found[1] <= found[2] + 1e-12
    # There and back again.
    back = irwin1979.wind_at(found[1], height, 10.0, sky, "urban", caveats=Caveats())
    assert float(back) == pytest.approx(speed)


@few
@given(st.floats(20.0, 7200.0), st.floats(20.0, 7200.0), st.floats(20.0, 7200.0))
def test_a_longer_mean_is_a_wider_plume_and_steps_multiply(one, other, third):
    def factor(time, reference):
        return float(averaging_time.spread_factor(time, reference, Caveats()))

    assert (factor(one, other) >= 1.0) == (one >= other)
    assert factor(one, other) * factor(other, third) == pytest.approx(factor(one, third))


@few
@given(st.integers(1, 500), st.floats(0.9, 5.0), factors)
def test_more_people_or_a_narrower_door_never_take_less_time(people, width, factor):
    def time(crowd, door):
        return seyfried2009.emptying_time(crowd, door, caveats=Caveats())

    assert 0.0 < time(people, width * factor) <= time(people, width) <= time(2 * people, width)
    assert time(people, [width, width]) == pytest.approx(time(people, width) / 2.0)


@few
@given(st.floats(0.0, 1e5), st.floats(1e6, 2e8), st.floats(0.01, 0.2), factors)
def test_equivalent_tnt_is_energy_over_energy(mass, heat, share, factor):
    one = float(ccps1994_tnt.equivalent_mass(mass, heat, share))
    assert one * ccps1994_tnt.TNT_ENERGY == pytest.approx(mass * heat * share)
    assert ccps1994_tnt.equivalent_mass(mass * factor, heat, share) == pytest.approx(one * factor)


@few
@given(st.floats(0.5, 40.0), factors)
def test_a_wider_pool_burns_faster_and_smoke_hides_its_flame(diameter, factor):
    for fuel in babrauskas1983.FUELS:
        narrow, wide = (
            float(babrauskas1983.burning_rate(fuel, d, caveats=Caveats()))
            for d in (diameter, diameter * factor)
        )
        assert 0.0 < narrow <= wide * (1.0 + 1e-12)
    dark = mudan1984.emissive_power([diameter, diameter * factor], caveats=Caveats())
    assert 20e3 <= dark[1] <= dark[0] <= 140e3
    bright = lngfire1990.emissive_power([diameter, diameter * factor], caveats=Caveats())
    assert 0.0 < bright[0] <= bright[1]


@few
@given(st.floats(1e5, 1e9), st.floats(0.5, 30.0), factors)
def test_a_stronger_fire_has_a_longer_flame_and_its_radiation_is_all_there(power, width, factor):
    low, high = (
        float(heskestad1983.flame_height(p, width, caveats=Caveats()))
        for p in (power, power * factor)
    )
    assert 0.0 <= max(low, 0.0) <= max(high, 0.0)
    lines = byram1959.flame_length([power / 1e3, power * factor / 1e3])
    assert 0.0 < lines[0] <= lines[1]
    # Over the whole sphere at any distance: the radiant share of the power, nothing lost.
    for distance in (width, width * factor):
        flux = float(hajek_ludwig1960.point_source_flux(distance, power, 0.3))
        assert flux * 4.0 * math.pi * distance**2 == pytest.approx(0.3 * power)


@few
@given(st.integers(1, 12), st.floats(-90.0, 90.0))
def test_days_are_long_in_summer_and_the_same_half_a_year_on_the_other_half(month, latitude):
    opposite = (month + 5) % 12 + 1
    for length in (
        lawson_armitage2008.duff_day_length,
        lawson_armitage2008.drought_day_length,
    ):
        assert math.isfinite(float(length(month, latitude)))
        if abs(latitude) > 30.0:
            summer, winter = (7, 1) if latitude > 0 else (1, 7)
            assert length(summer, latitude) > length(winter, latitude)
    north = float(lawson_armitage2008.drought_day_length(month, abs(latitude)))
    south = float(lawson_armitage2008.drought_day_length(opposite, -abs(latitude)))
    assert abs(latitude) <= 20.0 or north == pytest.approx(south)


@few
@given(st.floats(2.0, 100.0), st.floats(0.5, 1.0), st.floats(5.0, 20.0), st.floats(0.2, 0.8))
def test_a_storm_has_the_depth_of_its_formula_wherever_its_peak(years, exponent, base, peak):
    formula = {
        "return_period": years, "base": base, "factor": 0.8, "shift": 10.0, "exponent": exponent,
    }  # fmt: skip
    storm = keifer_chu1957.design_storm(
        7200.0, 300.0, **formula, peak_share=peak, caveats=Caveats()
    )
    depth = keifer_chu1957.mean_intensity(7200.0, **formula) * 7200.0
    assert (storm >= 0.0).all()
    assert storm.sum() * 300.0 == pytest.approx(depth)
    longer = keifer_chu1957.mean_intensity(10_800.0, **formula)
    assert longer * 10_800.0 >= depth and longer <= depth / 7200.0


TOXIC = [
    *(lambda c, cas=cas: cpr18e_1999.fatality_probit(c, 600.0, cas) for cas in cpr18e_1999.TABLE),
    *(
        lambda c, cas=cas: turner_fairhurst1993.fatality_probit(c, 600.0, cas)
        for cas in turner_fairhurst1993.TABLE
    ),
]
HARMS = [
    *(
        module.fatality_probit
        for module in (cpr16e_1992_thermal, eisenberg1975_thermal, lees1994, tsao_perry1979)
    ),
    withers_lees1985.fatality_probit,
    *(
        lambda load, effect=effect: eisenberg1975_overpressure.effect_probit(load, effect)
        for effect in eisenberg1975_overpressure.Effect
    ),
    *(
        lambda load, effect=effect: cpr16e_1992_overpressure.effect_probit(load, load, effect)
        for effect in cpr16e_1992_overpressure.Effect
    ),
]


@few
@given(st.floats(0.0, 1e9), factors)
def test_a_greater_load_never_harms_fewer(load, factor):
    for curve in HARMS:
        few_harmed, many = (
            float(probit.share_of_probit(curve(each))) for each in (load, load * factor)
        )
        assert 0.0 <= few_harmed <= many <= 1.0
    for curve in TOXIC:
        few_harmed, many = (
            float(probit.share_of_probit(curve([min(each, 1.0)]))) for each in
            (load / 1e9, load * factor / 1e9)
        )  # fmt: skip
        assert 0.0 <= few_harmed <= many <= 1.0


@few
@given(st.sampled_from(sorted(cpr18e_1999_leaks.EQUIPMENT)), st.floats(0.1, 1e4), factors)
def test_twice_the_equipment_leaks_twice_as_often(equipment, amount, factor):
    one = cpr18e_1999_leaks.leaks_of(equipment, amount)
    more = cpr18e_1999_leaks.leaks_of(equipment, amount * factor)
    assert [each.kind for each in one] == [each.kind for each in more]
    for leak, often in zip(one, more, strict=True):
        assert leak.frequency > 0.0
        assert often.frequency == pytest.approx(leak.frequency * factor)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.5, 20.0), st.floats(5e5, 5e6), st.floats(250.0, 330.0))
def test_an_emptying_vessel_loses_what_flows_out_and_cools(volume, pressure, temperature):
    time = np.linspace(0.0, 200.0, 401)
    course = gas_blowdown.blowdown(
        time, volume, 2e-4, pressure, temperature, 0.0289, 1.4, caveats=Caveats()
    )
    for falling in (course.mass, course.pressure, course.mass_rate, course.temperature):
        assert (np.diff(falling) <= 1e-9 * falling[0]).all() and (falling >= 0.0).all()
    full = pressure * volume * 0.0289 / (GAS_CONSTANT * temperature)
    assert course.mass[0] == pytest.approx(full)
    out = np.trapezoid(course.mass_rate, time)
    assert course.mass[0] - course.mass[-1] == pytest.approx(out, rel=2e-3)


@few
@given(st.floats(500.0, 12_000.0), st.floats(0.1, 0.6), st.floats(0.0, 15.0), factors)
def test_a_deeper_typhoon_blows_harder(drop, latitude, speed, factor):
    def wind(deep):
        shape = holland2008.shape_of(deep, 0.0, latitude, speed, caveats=Caveats())
        return float(holland2008.largest_wind(deep, shape))

    deeper = min(drop * factor, 12_000.0)
    assert 0.0 < wind(drop) <= wind(deeper) * (1.0 + 1e-12)
    north, south = (
        holland2008.shape_of(drop, 0.0, side * latitude, speed, caveats=Caveats())
        for side in (1.0, -1.0)
    )
    assert float(north) == float(south)
