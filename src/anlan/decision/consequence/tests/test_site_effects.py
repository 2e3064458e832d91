"""The risk of a site from its parts: contours, weather, targets, and numbers worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from anlan.decision.consequence.effects.site import field as field_module
from anlan.decision.consequence.effects.site.case import (
    CLASSES,
    Notes,
    Places,
    Rose,
    Settings,
    Vessel,
)
from anlan.decision.consequence.effects.site.contours import area_above
from anlan.decision.consequence.effects.site.events import events_of
from anlan.decision.consequence.effects.site.field import compute_site, spread_people
from anlan.decision.consequence.effects.site.targets import equipment_of, limit_of, rule_of
from anlan.decision.consequence.effects.site.weather import (
    class_of,
    default_rose,
    recorded_rose,
)
from anlan.decision.consequence.effects.substances import domino_levels
from anlan_science.risk import cozzani_salzano2004, landucci2009
from anlan_science.risk.gb36894_2018 import Target

EVEN = Rose(np.full((16, 6), 1 / 96), np.full((16, 6), 1 / 96))


def vessel(**changes):
    values = {
        "key": "1",
        "owner": "演示化工",
        "owner_id": 7,
        "name": "V-101",
        "substance": "丙烷",
        "cas": "74-98-6",
        "equipment": "pressure vessel",
        "quantity_kg": 20_000.0,
        "x": 0.0,
        "y": 0.0,
        "is_gas": False,
        "is_toxic": False,
        "is_flammable": True,
        "liquid_density": 500.0,
        **changes,
    }
    return Vessel(**values)


@pytest.fixture
def small(monkeypatch):
    """A coarse raster and few rings: the way is the same."""
    monkeypatch.setattr(field_module, "FINE", 60)
    monkeypatch.setattr(field_module, "COARSE", 40)
    monkeypatch.setattr(field_module, "RINGS", 31)
    monkeypatch.setattr(field_module, "BEARINGS", 256)


def test_a_contour_has_the_area_of_its_disc_and_keeps_its_holes():
    x = np.linspace(-100.0, 100.0, 201)
    far = np.hypot(*np.meshgrid(x, x))
    disc = area_above(x, x, 1e-4 * np.exp(-far / 10.0), 1e-4 * np.exp(-5.0))
    assert disc.area == pytest.approx(np.pi * 50.0**2, rel=1e-3)
    ring = area_above(x, x, np.exp(-(((far - 60.0) / 10.0) ** 2)), np.exp(-1.0))
    assert ring.area == pytest.approx(np.pi * (70.0**2 - 50.0**2), rel=2e-3)
    assert len(ring.geoms) == 1 and len(ring.geoms[0].interiors) == 1
    assert area_above(x, x, np.zeros((201, 201)), 1e-6).is_empty
    # Whatever lies at the border is closed there; saddles leave valid polygons.
    chance = np.random.default_rng(4).uniform(0.0, 2.0, (30, 30))
    rough = area_above(np.arange(30.0), np.arange(30.0), chance, 1.0)
    assert rough.is_valid and 300.0 < rough.area < 600.0


def test_the_frequencies_of_all_outcomes_add_up_to_those_of_the_leaks():
    notes = Notes()
    events = events_of(
        vessel(is_toxic=True, cas="7783-06-4", liquid_density=790.0), Settings(), notes
    )
    total = {}
    for event in events:
        total[event.leak] = total.get(event.leak, 0.0) + event.frequency
    assert total["instantaneous"] == pytest.approx(5e-7)
    assert total["10 mm hole"] == pytest.approx(1e-5)
    assert {"fireball", "toxic cloud", "flash fire", "explosion"} <= {e.outcome for e in events}
    assert {"cpr18e_1999_leaks", "cpr18e_1999_ignition", "event_tree"} <= notes.models.keys()


def test_what_cannot_be_computed_is_told_with_its_reason():
    notes = Notes()
    events = events_of(vessel(liquid_density=None), Settings(), notes)
    assert {e.leak for e in events} == {"instantaneous", "in 10 minutes"}
    assert ("1", "10 mm hole", "no_density") in notes.left_out


def test_the_risk_at_the_vessel_is_the_frequency_of_what_kills_there(small):
    found = compute_site(
        [vessel()],
        Settings(delayed_ignition=0.0),
        EVEN,
        spread_people([]),
        Places(np.array([0.0, 9000.0]), np.array([0.0, 0.0])),
    )
    # At the very place everything that is lit at once kills, and nothing does far away.
    assert found.at_places[0] == pytest.approx(sum(e.frequency for e in found.events), rel=1e-6)
    assert found.at_places[1] == 0.0
    assert found.loss == 0.0 and found.deaths.size == 0


def test_loss_of_life_is_the_part_of_every_event_and_the_area_below_the_curve(small):
    people = spread_people([(60.0, 0.0, 50, 10, 0.0, 0), (0.0, 150.0, 300, 400, 100.0, 0)])
    found = compute_site([vessel()], Settings(), EVEN, people, Places(np.zeros(1), np.zeros(1)))
    assert found.loss > 0.0
    assert sum(found.shares) == pytest.approx(found.loss, rel=1e-12)
    area = float((np.diff(found.deaths, prepend=0.0) * found.frequency).sum())
    assert area == pytest.approx(found.loss, rel=1e-10)
    staff = spread_people([(60.0, 0.0, 50, 10, 0.0, 7)])
    own = compute_site([vessel()], Settings(), EVEN, staff, Places(np.zeros(1), np.zeros(1)))
    assert own.loss == 0.0  # those who work there are not the public
    twice = compute_site(
        [vessel(), vessel(key="2")], Settings(), EVEN, people, Places(np.zeros(1), np.zeros(1))
    )
    assert twice.loss == pytest.approx(2.0 * found.loss, rel=1e-12)


def test_the_same_inputs_give_the_same_digits_on_any_number_of_cores(small):
    import numba

    people = spread_people([(100.0, 50.0, 50, 10, 50.0, 0)])
    places = Places(np.array([80.0]), np.array([20.0]))
    vessels = [vessel(), vessel(key="2", x=80.0, quantity_kg=5000.0)]
    first = compute_site(vessels, Settings(), default_rose(), people, places)
    cores = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = compute_site(vessels, Settings(), default_rose(), people, places)
    finally:
        numba.set_num_threads(cores)
    assert first.digest == alone.digest
    other = compute_site(vessels[:1], Settings(), default_rose(), people, places)
    assert other.digest != first.digest


def test_wind_from_one_side_carries_the_risk_to_the_other(small):
    north = np.zeros((16, 6))
    north[0] = 1 / 6
    cloud = vessel(cas="7782-50-5", is_toxic=True, is_flammable=False, liquid_density=1410.0)
    places = Places(np.array([0.0, 0.0]), np.array([-400.0, 400.0]))
    found = compute_site([cloud], Settings(), Rose(north, north), spread_people([]), places)
    assert found.at_places[0] > 0.0
    # Only the sudden heavy cloud spreads a little against the wind.
    assert found.at_places[1] < 0.2 * found.at_places[0]


def test_hours_are_sorted_into_the_classes_of_weather():
    assert CLASSES[class_of(1.0, 2)] == ("F", 1.5)
    assert CLASSES[class_of(4.0, 3)] == ("E", 5.0)
    assert CLASSES[class_of(1.0, 12)] == ("B", 3.0)
    assert CLASSES[class_of(8.0, 12)] == ("D", 9.0)
    assert CLASSES[class_of(4.0, 12)] == ("D", 5.0)
    rose = recorded_rose([8.0, 8.0, 1.0], [0.0, 359.0, 91.0], [12, 13, 2])
    assert rose.day[0, 3] == 1.0 and rose.night[4, 5] == 1.0
    assert rose.year.sum() == pytest.approx(1.0)
    assert default_rose().day.sum() == pytest.approx(1.0)
    assert default_rose().night.sum() == pytest.approx(1.0)


def test_targets_have_the_limits_of_table_one():
    assert rule_of("school", 5).target is Target.FIRST
    assert rule_of("village", 99).target is Target.SECOND
    assert rule_of("village", 12).target is Target.THIRD
    assert rule_of("enterprise", 100).target is Target.SECOND
    assert rule_of("something new", 500).target is Target.FIRST
    assert limit_of(Target.FIRST, is_in_use=False) == 3e-7
    assert limit_of(Target.THIRD, is_in_use=True) == 3e-5
    assert not rule_of("school", 5).is_verified
    assert equipment_of("pressure_tank") == "pressure vessel" and equipment_of("pipeline") == ""


def test_people_of_a_settlement_are_spread_and_none_is_lost():
    people = spread_people([(10.0, 20.0, 190, 380, 200.0, 0), (0.0, 0.0, 5, 1, 0.0, 3)])
    assert people.day.sum() == pytest.approx(195.0) and people.night.sum() == pytest.approx(381.0)
    assert len(people.x) == 20
    assert np.hypot(people.x[:19] - 10.0, people.y[:19] - 20.0).max() < 200.0


def test_the_domino_thresholds_are_those_of_the_science():
    blast = domino_levels("overpressure")
    table = cozzani_salzano2004.TABLE
    assert (
        blast["pressure"].value * 1000 == table[cozzani_salzano2004.Neighbour.PRESSURISED].threshold
    )
    heat = domino_levels("thermal")
    assert (
        heat["atmospheric"].value * 1000 == landucci2009.THRESHOLD[landucci2009.Vessel.ATMOSPHERIC]
    )
    assert heat["pressure"].source == "landucci2009" and not heat["pressure"].is_verified
    assert domino_levels("dose") == {}


def test_a_vessel_of_a_mixture_is_refused_by_nobody():
    notes = Notes()
    fuel = vessel(cas="86290-81-5", equipment="single containment tank", liquid_density=740.0)
    events = events_of(replace(fuel, quantity_kg=50_000.0), Settings(), notes)
    assert {"pool fire", "flash fire"} <= {e.outcome for e in events}
    assert not [row for row in notes.left_out if row[2] != "no_deadly_effect"]
