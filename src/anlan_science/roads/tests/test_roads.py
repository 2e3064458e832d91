"""Roads: times and ways against another method, areas, assignments against trying everything."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from anlan_science.registry import InvalidInput
from anlan_science.roads.building import Way, build_network
from anlan_science.roads.dijkstra1959 import Router
from anlan_science.roads.hitchcock1941 import assign_teams
from anlan_science.roads.isochrone import isochrones
from anlan_science.roads.network import Places, RoadNetwork, metres_per_degree

CLASSES = ("county", "street")
LONGITUDE, LATITUDE = 119.2, 29.0
EAST, NORTH = (float(v) for v in metres_per_degree(LATITUDE))


def at(x, y):
    """Degrees of a place so many metres east and north."""
    return LONGITUDE + x / EAST, LATITUDE + y / NORTH


def way(*points, **more):
    return Way(np.array([at(x, y) for x, y in points]), more.pop("road_class", "county"), **more)


def grid(side=6, step=100.0, one_way_every=0, seed=0):
    """A town of streets, some of them one way."""
    chance = np.random.default_rng(seed)
    places = {
        (i, j): (i * step + chance.uniform(-20, 20), j * step + chance.uniform(-20, 20))
        for i in range(side)
        for j in range(side)
    }
    ways = []
    for (i, j), here in places.items():
        for there in ((i + 1, j), (i, j + 1)):
            if there in places:
                turn = one_way_every and len(ways) % one_way_every == 0
                ways.append(way(here, places[there], direction=1 if turn else 0))
    return build_network(ways, CLASSES).network


def by_scipy(network, times):
    """Times between all junctions by another program."""
    both = ~network.one_way
    tail = np.concatenate([network.tail, network.head[both]])
    head = np.concatenate([network.head, network.tail[both]])
    cost = np.concatenate([times, times[both]])
    best = {}
    for a, b, c in zip(tail.tolist(), head.tolist(), cost.tolist(), strict=True):
        best[a, b] = min(c, best.get((a, b), np.inf))
    rows, columns = np.array(list(best)).T
    graph = coo_array((list(best.values()), (rows, columns)), shape=(network.junctions,) * 2)
    return dijkstra(graph.tocsr())


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 3, 4]))
@settings(max_examples=12, deadline=None)
def test_times_between_junctions_agree_with_another_program(seed, one_way_every):
    network = grid(5, one_way_every=one_way_every, seed=seed)
    chance = np.random.default_rng(seed)
    times = chance.uniform(1.0, 60.0, network.roads)
    times[chance.random(network.roads) < 0.1] = np.inf
    expected = by_scipy(network, times)
    router = Router(network, times, open_times=np.where(np.isfinite(times), times, 30.0))
    places = network.snap(network.longitude, network.latitude)
    # A place on a junction lies on one of its roads; leaving over a closed one is allowed.
    usable = np.isfinite(times[places.road])
    table = router.table(places, places)
    found = table[np.ix_(usable, usable)].T
    wanted = expected[np.ix_(usable, usable)]
    assert np.isinf(found).tolist() == np.isinf(wanted).tolist()
    finite = np.isfinite(wanted)
    assert found[finite] == pytest.approx(wanted[finite], abs=1e-2)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=8, deadline=None)
def test_a_way_is_as_long_as_its_time_and_leads_from_place_to_place(seed):
    network = grid(5, one_way_every=4, seed=seed)
    chance = np.random.default_rng(seed)
    router = Router(network, network.length / 10.0)
    x, y = chance.uniform(-20, 420, (2, 2))
    start, stop = network.snap(*at(x[0], y[0])), network.snap(*at(x[1], y[1]))
    found = router.route(start, stop)
    assert found is not None
    assert found.time == pytest.approx(found.length / 10.0, rel=1e-6)
    step = np.diff(found.line, axis=0) * (EAST, NORTH)
    assert np.hypot(*step.T).sum() == pytest.approx(found.length, rel=2e-3)
    for place, point in ((start, found.line[0]), (stop, found.line[-1])):
        again = network.snap(*point)
        assert again.away[0] < 0.1
        assert place.away[0] < 60.0
    assert router.from_one(start, stop)[0] == pytest.approx(found.time)
    times, lengths = router.ways_to_one(stop, start)
    assert (times[0], lengths[0]) == pytest.approx((found.time, found.length))
    wrong = found.forth[1:-1] | ~network.one_way[found.roads[1:-1]]
    assert wrong.all()  # nobody drives against a one-way street


def test_the_nearest_are_the_same_whether_all_are_asked_for_or_not():
    network = grid(8)
    router = Router(network, network.length / 8.0, pace=0.5)
    chance = np.random.default_rng(1)
    teams = network.snap(*at(*chance.uniform(0, 700, (2, 40))))
    scene = network.snap(*at(333.0, 401.0))
    everybody = router.to_one(scene, teams)
    nearest = router.to_one(scene, teams, nearest=7)
    assert np.isfinite(nearest).sum() == 7
    order = np.argsort(everybody)[:7]
    assert nearest[order] == pytest.approx(everybody[order])
    assert router.table(scene, teams)[0] == pytest.approx(everybody)
    assert (np.isfinite(router.to_one(scene, teams, limit=30.0)) == (everybody <= 30.0)).all()


def test_places_on_one_road_need_no_junction_but_keep_its_direction():
    ring = [way((0, 0), (1000, 0), direction=1), way((1000, 0), (1000, 500), (0, 500), (0, 0))]
    network = build_network(ring, CLASSES).network
    router = Router(network, network.length / 10.0)
    here, there = network.snap(*at(200, 0)), network.snap(*at(700, 0))
    assert router.from_one(here, there)[0] == pytest.approx(50.0, abs=0.1)
    assert router.from_one(there, here)[0] == pytest.approx(30.0 + 200.0 + 20.0, abs=0.5)
    back = router.route(there, here)
    assert back is not None and len(back.roads) == 3 and back.time == pytest.approx(250.0, abs=0.5)
    assert router.route(here, there).line[:, 0].tolist() == pytest.approx(
        [at(200, 0)[0], at(700, 0)[0]]
    )


def test_a_closed_road_is_gone_round_but_who_stands_on_it_is_reached():
    square = [way((0, 0), (1000, 0)), way((0, 0), (0, 300), (1000, 300), (1000, 0))]
    network = build_network(square, CLASSES).network
    free = network.length / 10.0
    road = network.snap(*at(500, 0)).road[0]
    shut = free.copy()
    shut[road] = np.inf
    ends = network.snap(*at(0, 150)), network.snap(*at(1000, 150))
    assert Router(network, free).from_one(*ends)[0] == pytest.approx(130.0, abs=0.2)
    around = Router(network, shut, open_times=free)
    assert around.from_one(*ends)[0] == pytest.approx(130.0, abs=0.2)
    direct = network.snap(*at(0, 1)), network.snap(*at(1000, 1))
    assert Router(network, free).from_one(*direct)[0] < 101.0
    assert around.from_one(network.snap(*at(0, 30)), network.snap(*at(1000, 30)))[0] > 150.0
    assert around.from_one(network.snap(*at(0, 150)), network.snap(*at(500, 0)))[0] < 70.0


def test_one_comes_up_to_a_block_from_both_sides_and_into_it_but_not_through():
    square = [way((0, 0), (1000, 0)), way((0, 0), (0, 300), (1000, 300), (1000, 0))]
    network = build_network(square, CLASSES).network
    free = network.length / 10.0
    road = network.snap(*at(500, 0)).road[0]
    shut, low, high = free.copy(), np.full(2, -np.inf), np.full(2, np.inf)
    shut[road], low[road], high[road] = np.inf, 0.4, 0.6
    router = Router(network, shut, open_times=free, blocked=(low, high))

    def time(x, y):
        return router.from_one(network.snap(*at(x, 0)), network.snap(*at(y, 0)))[0]

    assert time(100, 350) == pytest.approx(25.0, abs=0.1)
    assert time(100, 500) == pytest.approx(40.0, abs=0.1)
    assert time(500, 900) == pytest.approx(40.0, abs=0.1)
    assert time(300, 700) == pytest.approx(30.0 + 160.0 + 30.0, abs=0.5)
    assert time(700, 300) == time(300, 700)
    found = router.route(network.snap(*at(300, 0)), network.snap(*at(700, 0)))
    assert found is not None and found.length == pytest.approx(2200, rel=1e-3)


def test_lines_meet_where_they_share_a_point_and_islands_are_left_out():
    ways = [
        way((0, 0), (500, 0), (1000, 0), name="演示一路"),
        way((500, 0), (500, 400), name="演示二路", speed=12.5),
        way((0, 100), (1000, 100), name="演示高架"),  # crosses without meeting
    ]
    built = build_network(ways, CLASSES)
    network = built.network
    assert (network.junctions, network.roads) == (4, 3)
    assert built.cut_off == 1 and built.cut_off_length == pytest.approx(1000.0, rel=1e-3)
    assert network.length.sum() == pytest.approx(1400.0, rel=1e-3)
    assert sorted(network.names[n] for n in network.name) == ["演示一路", "演示一路", "演示二路"]
    assert network.speed.max() == 12.5
    trap = build_network([*ways[:2], way((1000, 0), (1500, 0), direction=-1)], CLASSES)
    assert trap.cut_off == 1  # one could not go there


def test_a_network_is_packed_without_loss_and_always_the_same():
    network = grid(4, one_way_every=3)
    again = RoadNetwork.unpack(network.pack())
    assert again.digest() == network.digest() and again.pack() == network.pack()
    assert again.length == pytest.approx(network.length, rel=1e-6)
    assert again.names == network.names and (again.tail == network.tail).all()
    with pytest.raises(ValueError, match="read-only"):
        network.length[0] = 1.0


def test_an_isochrone_holds_what_is_reached_and_grows_with_time():
    network = grid(9)
    router = Router(network, network.length / 5.0)
    start = network.snap(*at(400, 400))
    reach = router.reach(start, 400.0)
    limits = [30.0, 60.0, 120.0]
    areas = isochrones(router, reach, limits, verge=60.0)
    assert all(a.is_valid for a in areas)
    assert areas[0].area < areas[1].area < areas[2].area
    assert areas[2].buffer(1e-4).covers(areas[1])
    points = shapely.points(network.longitude, network.latitude)
    for area, limit in zip(areas, limits, strict=True):
        inside = reach.arrival <= limit
        assert shapely.covers(area, points[inside]).all()
        far = reach.arrival > limit + 40.0
        assert not shapely.covers(area, points[far]).any()
    again = isochrones(router, reach, limits, verge=60.0)
    assert [a.wkb for a in again] == [a.wkb for a in areas]
    with pytest.raises(InvalidInput):
        isochrones(router, reach, [500.0])


def brute(times, needs, holds, missing, keep):
    """The least total by trying everything; at most ``len - keep`` teams of a group go."""
    tasks, teams = times.shape
    jobs = [None, *itertools.product(range(tasks), range(needs.shape[1]))]
    best = np.inf
    for choice in itertools.product(
        *[[j for j in jobs if j is None or holds[t, j[1]]] for t in range(teams)]
    ):
        sent = [(job, t) for t, job in enumerate(choice) if job is not None]
        if any(sum(group[t] for _j, t in sent) > group.sum() - k for group, k in keep):
            continue
        left = needs.copy()
        for job, _t in sent:
            left[job] -= 1
        total = sum(times[job[0], t] for job, t in sent) + missing * np.maximum(0, left).sum()
        best = min(best, total)
    return best


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=12, deadline=None)
def test_an_assignment_is_the_best_of_all_and_says_so(seed):
    chance = np.random.default_rng(seed)
    tasks, teams, kinds = 2, 4, 2
    times = chance.uniform(60.0, 3000.0, (tasks, teams)).round()
    times[chance.random(times.shape) < 0.15] = np.inf
    needs = chance.integers(0, 3, (tasks, kinds))
    holds = chance.random((teams, kinds)) < 0.6
    groups = [chance.random(teams) < 0.7 for _ in range(2)]
    keep = [(g, int(chance.integers(0, g.sum() + 1))) for g in groups]
    found = assign_teams(times, needs, holds, missing=4000.0, reserves=keep)
    assert found.is_optimal and found.gap <= 1e-6
    assert found.total == pytest.approx(brute(times, needs, holds, 4000.0, keep))
    sent = [(int(t), j) for j, t in enumerate(found.task) if t >= 0]
    assert found.time == pytest.approx(sum(times[t, j] for t, j in sent))
    assert all(holds[j, found.capability[j]] for _t, j in sent)


def test_one_for_each_agrees_with_the_hungarian_method():
    chance = np.random.default_rng(3)
    times = chance.uniform(60.0, 3000.0, (30, 80))
    found = assign_teams(times, np.ones((30, 1), int), np.ones((80, 1), bool))
    rows, columns = linear_sum_assignment(times)
    assert found.is_optimal and found.total == pytest.approx(times[rows, columns].sum())
    nothing = assign_teams(times, np.zeros((30, 1), int), np.ones((80, 1), bool))
    assert nothing.total == 0.0 and (nothing.task == -1).all()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"times": [[-1.0]]}, "times"),
        ({"needs": [[1, 1]]}, "capability"),
        ({"needs": [[-1]]}, "negative"),
        ({"holds": [[True], [True]]}, "row for each"),
        ({"reserves": [([True], 2)]}, "keep more"),
        ({"reserves": [([True, True], 0)]}, "of each team"),
    ],
)
def test_bad_assignments_are_refused_in_words(changed, words):
    good = {"times": [[1.0]], "needs": [[1]], "holds": [[True]]}
    with pytest.raises(InvalidInput, match=words):
        assign_teams(**(good | changed))


def test_bad_networks_are_refused_in_words():
    with pytest.raises(InvalidInput, match="no road"):
        build_network([], CLASSES)
    with pytest.raises(InvalidInput, match="two points"):
        build_network([way((0, 0))], CLASSES)
    with pytest.raises(InvalidInput, match="unknown class"):
        build_network([way((0, 0), (1, 1), road_class="canal")], CLASSES)
    network = grid(2)
    with pytest.raises(InvalidInput, match="times"):
        Router(network, -1.0)
    assert len(network.snap([], [])) == 0 and len(Places(*[np.zeros(0)] * 3)) == 0
