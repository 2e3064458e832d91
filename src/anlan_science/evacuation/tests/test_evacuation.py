"""Time to clear: closed solutions, another method, people who were counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from anlan_science.evacuation.ford_fulkerson1958 import NoWayOut, clearance
from anlan_science.evacuation.seyfried2009 import emptying_time, exit_flow
from anlan_science.registry import InvalidInput
from anlan_science.validation.people import crossing_times
from anlan_science.validation.tests.reference import reference


@given(st.integers(1, 300), st.integers(3, 20), st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_one_road_clears_after_its_length_and_its_queue(people, a_minute, minutes):
    found = clearance([0], [1], minutes * 60.0, a_minute / 60.0, {0: people}, [1])
    assert found.time == 60.0 * (minutes + -(-people // a_minute))
    assert found.loads[0] == pytest.approx(people)
    assert found.bottlenecks.tolist() == ([0] if people > a_minute else [])


def test_a_longer_road_helps_only_when_the_queue_is_long():
    roads = ([0, 0], [1, 1], [60.0, 600.0], [10 / 60.0, 10 / 60.0])
    short = clearance(*roads, {0: 50.0}, [1])
    assert short.time == 60.0 * 6
    assert short.loads.tolist() == [50.0, 0.0]
    # Minutes t with (t - 1) * 10 + (t - 10) * 10 >= 400.
    assert clearance(*roads, {0: 400.0}, [1]).time == 60.0 * 26


def test_the_narrow_bridge_is_named():
    tails, heads = [0, 1, 2, 2], [2, 2, 3, 4]
    capacity = [1.0, 1.0, 0.2, 0.0]
    found = clearance(tails, heads, 60.0, capacity, {0: 100.0, 1: 140.0}, [3, 4])
    assert found.bottlenecks.tolist() == [2]
    assert found.loads.tolist() == pytest.approx([100.0, 140.0, 240.0, 0.0])
    wider = clearance(tails, heads, 60.0, [1.0, 1.0, 0.4, 0.0], {0: 100.0, 1: 140.0}, [3, 4])
    assert wider.time < found.time


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_a_linear_programme_over_time_agrees(seed):
    chance = np.random.default_rng(seed)
    tails, heads = (v.ravel() for v in np.mgrid[0:4, 0:5])
    keep = (tails != heads) & (chance.random(tails.size) < 0.7)
    keep |= heads == 4
    tails, heads = tails[keep], heads[keep]
    delays = chance.integers(0, 4, tails.size)
    room = chance.integers(1, 5, tails.size)
    people = {0: float(chance.integers(1, 20)), 2: float(chance.integers(1, 20))}
    found = clearance(tails, heads, delays * 60.0, room / 60.0, people, [4])
    steps = round(found.time / 60.0)
    assert _most(tails, heads, delays, room, people, steps) == pytest.approx(sum(people.values()))
    if steps > 1:
        less = _most(tails, heads, delays, room, people, steps - 1)
        assert less < sum(people.values()) - 1e-6


def _most(tails, heads, delays, room, people, layers):
    """Greatest number out within so many steps, by a linear programme."""
    moves = [(r, t) for r in range(tails.size) for t in range(layers) if t + delays[r] < layers]
    waits = [(v, t) for v in range(5) for t in range(layers - 1)]
    size = len(moves) + len(waits)
    balance = np.zeros((5 * layers, size))
    for k, (r, t) in enumerate(moves):
        balance[tails[r] * layers + t, k] += 1.0
        balance[heads[r] * layers + t + delays[r], k] -= 1.0
    for k, (v, t) in enumerate(waits, len(moves)):
        balance[v * layers + t, k] += 1.0
        balance[v * layers + t + 1, k] -= 1.0
    start = np.zeros(5 * layers)
    for node, number in people.items():
        start[node * layers] = number
    inner = np.arange(4 * layers)
    into = balance[4 * layers :].sum(axis=0)
    bounds = [(0.0, float(room[r])) for r, _ in moves] + [(0.0, None)] * len(waits)
    answer = linprog(into, A_ub=balance[inner], b_ub=start[inner], bounds=bounds)
    return -answer.fun


def test_nobody_is_left_without_being_named():
    with pytest.raises(NoWayOut, match="node 1"):
        clearance([0, 1], [2, 2], 60.0, [1.0, 0.0], {0: 1.0, 1: 5.0}, [2])
    assert clearance([0], [1], 60.0, 1.0, {0: 0.0}, [1]).time == 0.0
    assert clearance([0], [1], 60.0, 1.0, {1: 7.0}, [1]).time == 60.0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"heads": [1, 2]}, "one for each road"),
        ({"exits": []}, "at least one"),
        ({"tails": [-1]}, "from 0"),
        ({"people": {0: -1.0}}, "people"),
        ({"people": {0: 1e9}}, "are not counted"),
        ({"people": {0: 1e5}, "most_steps": 8}, "not clear"),
        ({"capacity": np.nan}, "finite"),
    ],
)
def test_bad_input_is_refused_in_words(changed, words):
    good = {
        "tails": [0],
        "heads": [1],
        "travel_time": 60.0,
        "capacity": 1.0,
        "people": {0: 1.0},
        "exits": [1],
    }
    with pytest.raises(InvalidInput, match=words):
        clearance(**(good | changed))


def test_people_who_were_counted_leave_at_about_the_flow_of_the_formula():
    crossings = crossing_times(reference())
    assert crossings.size == 75
    measured = crossings[-1] - crossings[0]
    assert emptying_time(74, 0.5) == pytest.approx(measured, rel=0.25)
    assert emptying_time(74, 0.5) > measured  # on the safe side
    assert float(exit_flow(0.5)) == pytest.approx(0.95)
