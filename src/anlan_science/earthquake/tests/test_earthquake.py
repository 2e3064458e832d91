"""Earthquakes: how the cited constants fit each other, and what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.earthquake import gb18306_2015, wang2000
from anlan_science.earthquake.ellipse import Axis, Relation, intensity_at, on_axis, reach_km, turn
from anlan_science.earthquake.lagomarsino_giovinazzi2006 import (
    VULNERABILITY,
    collapse_share,
    damage_matrix,
    mean_damage,
)
from anlan_science.earthquake.ma_xie2000 import NIGHT, death_share, expected_dead
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity

RELATIONS = {
    (module.INFO.id, region): relation
    for module in (wang2000, gb18306_2015)
    for region, relation in module.REGIONS.items()
}
regions = st.sampled_from(sorted(RELATIONS))
magnitudes = st.floats(5.0, 8.5)
kilometres = st.floats(-300.0, 300.0)
buildings = st.sampled_from(sorted(VULNERABILITY))


@pytest.mark.parametrize("key", sorted(RELATIONS))
def test_both_axes_agree_at_the_epicentre_as_the_regression_was_constrained(key):
    relation = RELATIONS[key]
    assert relation.major.magnitude == relation.minor.magnitude
    at = [float(on_axis(axis, 6.5, 0.0)) for axis in (relation.major, relation.minor)]
    assert at[0] == pytest.approx(at[1], abs=5e-4)
    assert 0.5 <= relation.deviation <= 0.7


@pytest.mark.parametrize("key", sorted(RELATIONS))
def test_the_epicentre_is_within_a_degree_of_the_catalogue_relation(key):
    # M = 0.58 I + 1.5 of the catalogue of 1983, from 35 earthquakes measured and surveyed.
    for magnitude in (5.0, 6.0, 7.0, 8.0):
        catalogue = (magnitude - 1.5) / 0.58
        assert float(on_axis(RELATIONS[key].major, magnitude, 0.0)) == pytest.approx(
            catalogue, abs=1.1
        )


@settings(max_examples=60, deadline=None)
@given(regions, magnitudes, kilometres, kilometres, st.floats(0.0, 1.0), st.floats(0.0, 360.0))
def test_intensity_falls_outwards_grows_with_magnitude_and_is_symmetric(
    key, magnitude, east, north, part, strike
):
    module = wang2000 if key[0] == "wang2000" else gb18306_2015
    found = module.compute_intensity(
        key[1],
        magnitude,
        np.array([east, -east, east * part]),
        np.array([north, -north, north * part]),
        strike,
    )
    assert found[0] == pytest.approx(found[1], abs=1e-9)
    assert found[2] >= found[0] - 5e-4
    along, across = (float(value) for value in turn(east, north, strike))
    mirrored = intensity_at(RELATIONS[key], magnitude, along, -across)
    assert float(mirrored) == pytest.approx(found[0], abs=1e-9)
    larger = intensity_at(RELATIONS[key], magnitude + 0.5, along, across)
    assert larger > found[0]
    turned = module.compute_intensity(key[1], magnitude, along, -across, 0.0)
    assert math.isfinite(turned)


@settings(max_examples=40, deadline=None)
@given(regions, magnitudes, st.floats(0.0, 2 * math.pi), st.floats(0.5, 3.0))
def test_a_place_on_an_isoseismal_has_its_intensity(key, magnitude, angle, below):
    relation = RELATIONS[key]
    level = float(on_axis(relation.major, magnitude, 0.0)) - below
    a, b = (float(reach_km(axis, magnitude, level)) for axis in (relation.major, relation.minor))
    assert a > b > 0
    found = intensity_at(relation, magnitude, a * math.cos(angle), b * math.sin(angle))
    assert float(found) == pytest.approx(level, abs=1e-6)


def test_one_axis_for_both_is_a_circle():
    axis = Axis(5.0, 1.4, 4.0, 20.0)
    angle = np.linspace(0, 2 * np.pi, 17)
    found = intensity_at(Relation(axis, axis, 0.5), 7.0, 50 * np.cos(angle), 50 * np.sin(angle))
    assert found == pytest.approx(np.full(17, float(on_axis(axis, 7.0, 50.0))))


@given(buildings, st.floats(5.0, 12.0), st.floats(0.0, 3.0))
def test_a_row_of_the_matrix_is_a_distribution_and_shifts_up(building, intensity, more):
    rows = damage_matrix(np.array([intensity, intensity + more]), building, caveats=Caveats())
    assert (rows >= 0).all()
    assert rows.sum(axis=1) == pytest.approx([1.0, 1.0])
    weak, strong = rows[:, ::-1].cumsum(axis=1)
    assert (strong >= weak - 1e-12).all()
    mean = (rows[0] * np.arange(6)).sum()
    assert mean == pytest.approx(float(mean_damage(intensity, VULNERABILITY[building])), rel=1e-9)
    assert (collapse_share(rows) == rows[:, 5]).all()


def test_weaker_houses_suffer_more():
    order = sorted(VULNERABILITY.values())
    means = mean_damage(8.0, np.array(order))
    assert (np.diff(means) >= 0).all()
    assert mean_damage(8.0, 0.873) > 2 * mean_damage(8.0, 0.451)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1e6), st.floats(0.0, 2e4))
def test_more_collapse_never_means_fewer_dead(one, other, people, density):
    few, many = sorted((one, other))
    shares = death_share(np.array([few, many]))
    assert 0 <= shares[0] <= shares[1] < 0.1
    for at_night in (False, True):
        dead = expected_dead(np.array([few, many]), people, density, 8.0, at_night=at_night)
        assert 0 <= dead[0] <= dead[1] <= people
    day, night = (expected_dead(many, people, density, 8.0, at_night=at) for at in (False, True))
    assert day <= night
    assert expected_dead(0.0, people, density, 9.0, at_night=True) == 0


def test_the_night_counts_by_the_nearest_degree():
    by_day = expected_dead(0.05, 1000.0, 100.0, 7.0, at_night=False)
    for degree, factor in ((5.0, 17.0), (7.4, NIGHT[7]), (8.6, NIGHT[9]), (11.0, NIGHT[10])):
        by_night = expected_dead(0.05, 1000.0, 100.0, degree, at_night=True)
        assert float(by_night) == pytest.approx(factor * float(by_day))
    dense = expected_dead(0.05, 1000.0, [10.0, 50.0, 200.0, 500.0], 7.0, at_night=False)
    assert dense / float(by_day) == pytest.approx([0.8, 1.0, 1.1, 1.2])


def test_scalars_arrays_and_empty_arrays():
    assert wang2000.compute_intensity("east", 6.0, [], []).size == 0
    assert damage_matrix([], "steel").shape == (0, 6)
    assert damage_matrix(8.0, "steel").shape == (6,)
    assert expected_dead([], [], [], [], at_night=True).size == 0
    many = gb18306_2015.compute_intensity("xinjiang", 7.0, [10.0, 20.0], [5.0, 0.0], 30.0)
    one = gb18306_2015.compute_intensity("xinjiang", 7.0, 10.0, 5.0, 30.0)
    assert float(one) == pytest.approx(many[0], rel=1e-12)


def test_leaving_the_range_is_told_and_impossible_input_is_refused():
    caveats = Caveats()
    wang2000.compute_intensity("west", 4.0, 0.0, 0.0, caveats=caveats)
    mean_damage(4.0, 0.5, caveats=caveats)
    assert [caveat.name for caveat in caveats] == ["magnitude", "intensity"]
    with pytest.raises(OutOfValidity):
        gb18306_2015.compute_intensity("moderate", 9.0, 0.0, 0.0, caveats=Caveats(strict=True))
    for call in (
        lambda: wang2000.compute_intensity("south", 6.0, 0.0, 0.0),
        lambda: wang2000.compute_intensity("east", 6.0, math.nan, 0.0),
        lambda: intensity_at(RELATIONS["wang2000", "east"], 6.0, [1.0, 2.0], [1.0, 2.0, 3.0]),
        lambda: on_axis(RELATIONS["wang2000", "east"].major, 6.0, -1.0),
        lambda: damage_matrix(8.0, "tent"),
        lambda: collapse_share([0.5, 0.5]),
        lambda: death_share(1.1),
        lambda: death_share(-0.1),
        lambda: expected_dead(0.1, -1.0, 100.0, 8.0, at_night=False),
        lambda: expected_dead(0.1, 1.0, math.nan, 8.0, at_night=False),
    ):
        with pytest.raises(InvalidInput):
            call()
