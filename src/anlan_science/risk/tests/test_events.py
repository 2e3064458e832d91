"""Event trees, leaks, ignition, criteria and domino effects."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.harm.probit import share_of_probit
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity
from anlan_science.risk import cozzani_salzano2004, cpr18e_1999_ignition, landucci2009
from anlan_science.risk.cpr18e_1999_ignition import DIRECT, SOURCES, Reactivity
from anlan_science.risk.cpr18e_1999_leaks import EQUIPMENT, leaks_of
from anlan_science.risk.event_tree import Branch, Outcome, flammable_release, outcomes, paths
from anlan_science.risk.gb18218_2018 import InvalidQuantity
from anlan_science.risk.gb36894_2018 import IN_USE, NEW, Target, Zone, is_acceptable, lines, zone_of
from anlan_science.risk.gb_t_37243_2019 import OVERPRESSURE, Method, choose_method

TABLE = Path(__file__).parent / "verification/event_tree/cases.csv"
shares = st.floats(0, 1)


def cases():
    with TABLE.open(encoding="utf-8", newline="") as lines_of_table:
        rows = csv.DictReader(line for line in lines_of_table if not line.startswith("#"))
        return [pytest.param(row, id=f"{row['frequency']} {row['outcome']}") for row in rows]


@pytest.mark.parametrize("row", cases())
def test_trees_worked_by_hand_are_reproduced(row):
    tree = flammable_release(
        float(row["immediate"]),
        float(row["delayed"]),
        float(row["explosion"]),
        continuous=row["continuous"] == "1",
        bleve=float(row["bleve"]),
    )
    found = outcomes(float(row["frequency"]), tree)[row["outcome"]]
    assert found == pytest.approx(float(row["expected"]), rel=1e-12)


@given(st.floats(0, 1), shares, shares, shares, shares, st.booleans())
def test_the_outcomes_add_up_to_the_event(frequency, first, later, blast, ball, continuous):
    tree = flammable_release(first, later, blast, continuous=continuous, bleve=ball)
    found = outcomes(frequency, tree)
    assert math.fsum(found.values()) == pytest.approx(frequency, rel=1e-12, abs=1e-300)
    assert all(often >= 0 for often in found.values())


def test_a_path_tells_its_answers_and_an_outcome_alone_is_a_tree():
    tree = Branch("a", 0.5, Outcome("x"), Branch("b", 0.5, Outcome("y"), Outcome("x")))
    assert paths(4.0, tree)[2].answers == (("a", False), ("b", False))
    assert outcomes(4.0, tree) == {"x": 3.0, "y": 1.0}
    assert outcomes(1.0, Outcome("x")) == {"x": 1.0}
    for wrong in (-0.1, 1.1, math.nan):
        with pytest.raises(InvalidInput):
            paths(1.0, Branch("a", wrong, Outcome("x"), Outcome("y")))
    with pytest.raises(InvalidInput):
        paths(-1.0, tree)


def test_larger_leaks_are_rarer_and_amount_counts():
    for kind, row in EQUIPMENT.items():
        often = [leak.frequency for leak in row.leaks]
        assert often == sorted(often), kind
        assert [leak.frequency for leak in leaks_of(kind, 3.0)] == [3.0 * value for value in often]
    for equipment, amount in (("kettle", 1.0), ("pump", -1.0), ("pump", math.nan)):
        with pytest.raises(InvalidInput):
            leaks_of(equipment, amount)


@given(st.sampled_from(list(Reactivity)), st.floats(0, 1e5), st.floats(0, 1e5))
def test_a_larger_release_is_never_less_likely_lit(reactivity, one, other):
    few, many = sorted((one, other))
    for name in ("rate", "mass"):
        low, high = cpr18e_1999_ignition.immediate(reactivity, **{name: np.array([few, many])})
        assert 0 < low <= high < 1
        assert low in DIRECT[reactivity]


@given(st.sampled_from(sorted(SOURCES)), st.floats(0, 20), st.floats(0, 3600), st.floats(1, 5))
def test_a_longer_cloud_over_more_sources_is_never_less_likely_lit(source, number, time, more):
    one = cpr18e_1999_ignition.delayed({source: number}, np.array([0.0, time, time * more]), 0.9)
    other = cpr18e_1999_ignition.delayed({source: number * more}, time, 0.9)
    assert one[0] == 0
    assert one[1] <= one[2] + 1e-12
    assert one[1] <= other + 1e-12 <= 0.9 + 2e-12


def test_independent_sources_multiply():
    both = cpr18e_1999_ignition.delayed({"motor vehicle": 1, "indoor boiler": 1}, 60.0)
    assert float(both) == pytest.approx(1 - 0.6 * 0.77, rel=1e-12)
    for arguments in (({"lamp": 1}, 1.0), ({"ship": -1}, 1.0), ({}, -1.0), ({}, 1.0, 1.1)):
        with pytest.raises(InvalidInput):
            cpr18e_1999_ignition.delayed(*arguments)
    with pytest.raises(InvalidInput):
        cpr18e_1999_ignition.immediate(Reactivity.GAS)
    with pytest.raises(InvalidInput):
        cpr18e_1999_ignition.immediate(Reactivity.GAS, rate=1.0, mass=1.0)


def test_the_more_sensitive_target_has_the_stricter_criterion():
    for table in (NEW, IN_USE):
        assert [table[target] for target in Target] == sorted(table.values())
    for target in Target:
        assert NEW[target] < IN_USE[target]
        assert is_acceptable(IN_USE[target], target, in_use=True)
        assert not is_acceptable(IN_USE[target], target, in_use=False)
    assert is_acceptable([], Target.FIRST, in_use=True).size == 0


def test_the_lines_pass_the_points_quoted_elsewhere():
    # (10, 1e-6) and (10, 1e-4), slope -1, as a published application of the standard states them.
    acceptable, unacceptable = lines(np.array([10.0, 100.0]))
    assert acceptable == pytest.approx([1e-6, 1e-7])
    assert unacceptable == pytest.approx([1e-4, 1e-5])


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 1e-2)), min_size=1, max_size=8))
def test_a_curve_is_as_grave_as_its_gravest_point(points):
    deaths, often = np.array(points).T
    gravest = max(zone_of([n], [f]).value for n, f in points)
    assert zone_of(deaths, often).value == gravest
    assert zone_of(deaths, often / 10).value <= gravest


def test_zones_of_the_diagram():
    assert zone_of([1.0, 10.0], [9e-6, 9e-7]) is Zone.ACCEPTABLE
    assert zone_of([1.0, 10.0], [9e-6, 2e-6]) is Zone.REDUCE
    assert zone_of([1.0, 10.0], [9e-6, 2e-4]) is Zone.UNACCEPTABLE
    assert zone_of([0.5], [1.0]) is Zone.ACCEPTABLE
    assert zone_of([], []) is Zone.ACCEPTABLE


@given(
    st.sampled_from(list(cozzani_salzano2004.Neighbour)), st.floats(1e3, 1e6), st.floats(1.01, 3.0)
)
def test_more_blast_is_never_less_damage(equipment, pressure, factor):
    low, high = cozzani_salzano2004.damage_probit(
        np.array([pressure, pressure * factor]), equipment
    )
    assert low < high
    some = cozzani_salzano2004.is_escalating([pressure, pressure * factor], equipment)
    assert some[0] <= some[1]


def test_blast_at_the_threshold_damages_a_few_tenths_of_atmospheric_tanks_at_most():
    Neighbour = cozzani_salzano2004.Neighbour
    share = share_of_probit(cozzani_salzano2004.damage_probit(22e3, Neighbour.ATMOSPHERIC))
    assert 0.3 < share < 0.8
    assert share_of_probit(cozzani_salzano2004.damage_probit(16e3, Neighbour.PRESSURISED)) < 0.5
    assert not cozzani_salzano2004.is_escalating(1e6, Neighbour.SMALL)
    assert cozzani_salzano2004.damage_probit(0.0, Neighbour.SMALL) == -np.inf
    with pytest.raises(InvalidInput):
        cozzani_salzano2004.damage_probit(-1.0, Neighbour.SMALL)


@given(st.sampled_from(list(landucci2009.Vessel)), st.floats(10e3, 90e3), st.floats(5, 1e4))
def test_more_radiation_leaves_less_time(vessel, flux, volume):
    long, short = landucci2009.time_to_failure(np.array([flux, flux * 1.1]), volume, vessel)
    assert 0 < short < long
    assert landucci2009.damage_probit(short) > landucci2009.damage_probit(long)


def test_the_probit_of_fire_says_what_the_source_says_of_help():
    share = share_of_probit(landucci2009.damage_probit([300.0, 1200.0]))
    assert share == pytest.approx([0.9, 0.1], abs=0.005)


def test_fire_below_the_threshold_or_too_short_does_not_escalate():
    Vessel = landucci2009.Vessel
    assert landucci2009.is_escalating(15e3, 600.0, Vessel.ATMOSPHERIC)
    assert not landucci2009.is_escalating(15e3, 600.0, Vessel.PRESSURISED)
    assert not landucci2009.is_escalating(90e3, 30.0, Vessel.PRESSURISED)
    caveats = Caveats()
    landucci2009.time_to_failure(5e3, 1.0, Vessel.PRESSURISED, caveats=caveats)
    assert [caveat.name for caveat in caveats] == ["flux", "volume"]
    with pytest.raises(OutOfValidity):
        landucci2009.time_to_failure(5e3, 9.0, Vessel.PRESSURISED, caveats=Caveats(strict=True))
    for wrong in (0.0, -1.0, math.nan):
        with pytest.raises(InvalidInput):
            landucci2009.time_to_failure(wrong, 10.0, Vessel.PRESSURISED)


@given(st.lists(st.floats(0, 20), max_size=5))
def test_the_method_follows_the_sum_of_the_quotients(quantities):
    threshold = [5.0] * len(quantities)
    found = choose_method(has_explosives=False, quantity=quantities, threshold=threshold)
    assert (found is Method.RISK) == (math.fsum(q / 5.0 for q in quantities) >= 1)
    explosives = choose_method(has_explosives=True, quantity=quantities, threshold=threshold)
    assert explosives is Method.CONSEQUENCE


def test_without_gases_the_distances_of_the_standards_hold():
    assert choose_method(has_explosives=False) is Method.STANDARD
    assert [OVERPRESSURE[target] for target in Target] == sorted(OVERPRESSURE.values())
    with pytest.raises(InvalidQuantity):
        choose_method(has_explosives=False, quantity=[-1.0], threshold=[5.0])
