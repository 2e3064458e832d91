"""Heavy clouds by the integral model and by the nomogram; what the sources of both are."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from anlan.decision.consequence.effects.clouds import GAS_CONSTANT, PRESSURE, gas_density
from anlan.decision.consequence.effects.compute import compute
from anlan.decision.consequence.effects.emptying import Course, course_of
from anlan.decision.consequence.effects.heavy import mixed_density
from anlan.decision.consequence.effects.sources import Start
from anlan.decision.consequence.effects.substances import load_exponent, substances
from anlan.decision.consequence.effects.two_phase import two_phase
from anlan.decision.consequence.tests.test_effects import WEATHER, case
from anlan_science.registry import Caveats

NIGHT = replace(WEATHER, wind_speed=1.5, stability="F")
CHLORINE, AMMONIA, PROPANE, METHANE, SULPHUR_DIOXIDE = (
    "7782-50-5", "7664-41-7", "74-98-6", "74-82-8", "7446-09-5",
)  # fmt: skip


def facts(outcome):
    return {fact.key: fact.value for fact in outcome.facts}


#: Substance, case, the other model, and the factor within which both put the reach of every zone.
#: A free jet of propane thins itself, and so does a wide pool of methane in the wind: the nomogram
#: and the plume from a point know neither.
BOTH = (
    (case(release="rate", rate=2.0, quantity=1e5), "britter_mcquaid1988", 1.7),
    (case(cas=AMMONIA, quantity=1e5), "gaussian_plume", 1.7),
    (case("flammable", cas=PROPANE, quantity=2e4), "britter_mcquaid1988", 3.5),
    (case("flammable", "sudden", PROPANE, 2e4), "britter_mcquaid1988", 2.0),
    (
        case("flammable", "sudden", METHANE, 5e4, is_cold=True, pool_area=400.0),
        "gaussian_plume",
        5.0,
    ),
    (
        case(cas=SULPHUR_DIOXIDE, release="rate", rate=0.2, quantity=1e4, liquid_density=1380.0),
        "britter_mcquaid1988",
        1.8,
    ),
)


@pytest.mark.parametrize("wind", [3.0, 6.0])
@pytest.mark.parametrize(("one", "other", "factor"), BOTH, ids=lambda x: getattr(x, "cas", None))
def test_both_models_of_a_heavy_cloud_are_told_and_do_not_lie_far_apart(one, other, factor, wind):
    outcome = compute(one, replace(WEATHER, wind_speed=wind))
    assert "ermak1990" in outcome.models and other not in outcome.models
    beside = outcome.others[0]
    assert beside.model.id == other
    for zone in outcome.zones:
        assert 1.0 / factor < beside.reach[zone.zone] / zone.reach < factor


def test_where_the_integral_model_cannot_say_the_nomogram_draws_and_the_run_says_why():
    pool = compute(case("flammable", cas="71-43-2", quantity=4e5, hole=0.1), WEATHER)
    assert "integral_pool_not_boiling" in pool.remarks and not pool.others
    assert "britter_mcquaid1988" in pool.models
    phosphine = compute(case(cas="7803-51-2", release="rate", rate=1.0), WEATHER)
    assert "integral_no_data" in phosphine.remarks
    light = compute(
        case("flammable", "rate", METHANE, is_gas=True, rate=1.0), WEATHER
    )  # neither heavy nor a reason to say so
    assert not light.others and not [key for key in light.remarks if key.startswith("integral")]


def test_a_short_cloud_counts_by_its_toxic_load_not_by_its_mean():
    # Two kilograms a second for a minute and for ten: C^2 t, so 1/10 of the time is 0.316 of C.
    short, whole = (
        compute(case(release="rate", rate=2.0, quantity=120.0 * n), WEATHER) for n in (1, 10)
    )
    assert load_exponent(CHLORINE) == 2.0 and load_exponent(AMMONIA) == 2.0
    assert load_exponent("7803-51-2") == 3.0
    # Not a tenth of the dose: by the mean alone the zone would be a third as long.
    assert 0.45 * whole.zones[0].reach < short.zones[0].reach < 0.8 * whole.zones[0].reach
    assert "without_thrust" not in short.remarks


def test_an_elevated_jet_spares_the_ground_near_it():
    low, high = (compute(case(height=height, hole=0.01), WEATHER) for height in (0.0, 20.0))
    assert low.zones[0].reach > high.zones[0].reach
    assert high.others[0].model.id == "gaussian_plume"


def test_a_jet_that_blows_upward_spares_the_ground_near_it():
    forward, upward = (
        compute(case(release="pipe", is_upward=way, duration=600.0, quantity=5000.0), WEATHER)
        for way in (False, True)
    )
    assert "free_jet" in forward.remarks and "upward_jet" in upward.remarks
    assert "ermak1990" in upward.models
    assert upward.zones[0].reach < forward.zones[0].reach
    # Far away nobody feels which way it blew.
    assert upward.zones[2].reach == pytest.approx(forward.zones[2].reach, rel=0.15)


def test_gas_and_droplets_weigh_what_their_volumes_say():
    chlorine = substances()[CHLORINE]
    gas = gas_density(chlorine.molar_mass, chlorine.boiling_point)
    assert mixed_density(chlorine, Start(chlorine.boiling_point, 0.0)) == pytest.approx(gas)
    mixed = mixed_density(chlorine, Start(chlorine.boiling_point, 0.8))
    assert mixed == pytest.approx(1.0 / (0.2 / gas + 0.8 / chlorine.boiling_density))
    assert 1500.0 < chlorine.boiling_density < 1600.0


def test_less_flashing_liquid_than_cold_liquid_but_more_than_vapour_escapes():
    rates = [
        facts(compute(case(release=release), WEATHER))["outflow"]
        for release in ("vapour", "pipe", "hole")
    ]
    assert rates == sorted(rates)
    chlorine = substances()[CHLORINE]
    found = two_phase(case(), chlorine, WEATHER, Caveats())
    # At least the speed that the drop of pressure alone gives a liquid, at most the sound in gas.
    own = chlorine.vapour_pressure(WEATHER.temperature)
    assert math.sqrt(2.0 * (own - PRESSURE) / 1410.0) < found.speed < 250.0


def test_a_longer_pipe_lets_less_escape():
    rates = []
    for length in (0.0, 2.5, 50.0):
        outcome = compute(case(release="pipe", pipe_length=length), WEATHER)
        rates.append(facts(outcome)["outflow"])
        assert ("leung_grolmes1987" if length else "leung1986") in outcome.models
    assert rates[0] > 1.2 * rates[1] > 2.0 * rates[2] > 0.0


def test_a_gas_vessel_empties_and_the_dose_is_added_up():
    gas = case(cas="7783-06-4", is_gas=True, pressure=1.5e6, idlh_ppm=50.0)
    sulphide = substances()["7783-06-4"]
    out = compute(gas, WEATHER)
    known = facts(out)
    assert known["outflow_mean"] < known["outflow"] and "emptying" in out.remarks
    assert "gas_blowdown" in out.models and "duration" not in known
    course = course_of(gas, sulphide, WEATHER, out)
    assert course is not None and (np.diff(course.rate) <= 0.0).all()
    lost = np.trapezoid(course.rate, course.time)
    volume = gas.quantity * GAS_CONSTANT * WEATHER.temperature / sulphide.molar_mass / gas.pressure
    assert 0.5 * gas.quantity < lost < gas.quantity and volume > 0.0
    even = Course(np.array([0.0, 100.0]), np.array([2.0, 2.0]), 100.0)
    assert even.steady(100.0, 2.5) == pytest.approx(2.0)
    assert even.steady(400.0, 1.0) == pytest.approx(0.5)
    assert even.steady(400.0, 2.0) == pytest.approx(1.0)


def test_a_cold_pool_boils_less_than_is_spilt_and_a_dike_holds_it_back():
    free, held = (
        facts(compute(case(release="sudden", quantity=2e4, is_cold=True, pool_area=area), WEATHER))
        for area in (None, 100.0)
    )
    assert held["pool_area"] == pytest.approx(100.0) and free["pool_area"] > 500.0
    assert held["evaporation"] < 0.5 * free["evaporation"]
    outcome = compute(case(cas=AMMONIA, quantity=1e5, is_cold=True, hole=0.05), WEATHER)
    known = facts(outcome)
    assert known["evaporation"] <= known["outflow"]
    assert {"shaw_briscoe1978", "liquid_orifice"} <= set(outcome.models)


def test_a_closed_house_protects_for_a_while_and_a_tight_one_longer():
    tight, leaky = (
        compute(case(release="rate", rate=2.0, quantity=1e5, air_changes=changes), WEATHER)
        for changes in (0.3, 4.0)
    )
    one, other = facts(tight), facts(leaky)
    assert one["shelter_minutes"] > other["shelter_minutes"] > 0.0
    assert one["shelter_share"] == pytest.approx(100.0 * (1.0 - math.exp(-0.15)), rel=0.01)
    assert one["shelter_lethal"] < other["shelter_lethal"] < tight.zones[0].reach
    assert "indoor_well_mixed" in {each.model.id for each in tight.others}
    sudden = compute(case(release="sudden"), WEATHER)
    assert 0.0 < facts(sudden)["shelter_share"] < 50.0


def test_three_methods_of_the_blast_are_told_whichever_draws():
    reaches = {}
    for method in ("tnt", "multi_energy", "flame_speed"):
        one = case(
            "explosion", "sudden", PROPANE, 2e4, explosion=method, congestion="high",
            congested_volume=5000.0,
        )  # fmt: skip
        outcome = compute(one, WEATHER)
        assert len(outcome.others) == 2
        reaches[outcome.zones[2].reach] = sorted(
            [outcome.zones[2].reach, *(other.reach[3] for other in outcome.others)]
        )
    first, *others = reaches.values()
    assert all(each == pytest.approx(first) for each in others)
    low, high = (
        compute(
            case("explosion", "sudden", PROPANE, 2e4, explosion="flame_speed", congestion=what),
            WEATHER,
        )
        for what in ("low", "high")
    )
    assert low.zones[2].reach < high.zones[2].reach
    assert "whole_cloud_congested" in low.remarks


def test_a_bursting_vessel_blasts_with_its_pressure_alone():
    small, large = (
        compute(case("burst", "sudden", "1333-74-0", 50.0, is_gas=True, pressure=pressure), WEATHER)
        for pressure in (2e6, 2e7)
    )
    known = facts(large)
    # m R T / (p M) and (p - p0) V / (gamma - 1)
    hydrogen = substances()["1333-74-0"]
    volume = 50.0 * GAS_CONSTANT * WEATHER.temperature / hydrogen.molar_mass / 2e7
    assert known["vessel_volume"] == pytest.approx(volume)
    energy = (2e7 - PRESSURE) * volume / (hydrogen.heat_ratio - 1.0)
    assert known["blast_energy"] == pytest.approx(energy / 1e6)
    # The same gas at a tenth of the pressure fills ten times the room: nearly the same energy.
    assert facts(small)["blast_energy"] == pytest.approx(known["blast_energy"], rel=0.06)
    assert facts(small)["wall_overpressure"] < known["wall_overpressure"] < 2e4
    assert "fragments_left_out" in large.remarks
