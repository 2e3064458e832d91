"""Closing roads: rights, what is refused, and that the very next way avoids them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.gis.geos import LineString, Polygon

from anlan.command.roads.errors import NoNetwork
from anlan.command.roads.events import RoadClosed, RoadOpened
from anlan.command.roads.public import (
    close_road,
    find_route,
    find_travel,
    has_network,
    lift_closure,
    list_nearest,
    list_reaches,
    travel_times,
)
from anlan.command.roads.tests.factories import corner
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db

HERE, THERE = corner(0.1, 0), corner(2.9, 0)


def close(actor, **more):
    values = {
        "name": "演示1路积水路段",
        "reason": "flood",
        "drawn": LineString(corner(1.4, 0), corner(1.6, 0), srid=4326).geojson,
    }
    return close_road(actor=actor, **(values | more))


def test_without_a_network_nothing_is_known(ground):
    assert not has_network() and find_travel(HERE, THERE) is None
    with pytest.raises(NoNetwork):
        find_route(HERE, THERE)


def test_the_next_way_avoids_a_closed_road_and_takes_it_again_when_lifted(town, cast):
    free = find_route(HERE, THERE)
    assert free is not None and [name for name, _m in free.roads] == ["演示1路"]
    assert free.length_m == pytest.approx(2727, rel=0.01)  # 0.028° of longitude at 29° north
    assert free.time_s == pytest.approx(free.length_m / (70 / 3.6), rel=0.01)

    closure = close(cast.zhao)
    around = find_route(HERE, THERE)
    assert around is not None and around.time_s > free.time_s * 1.5 and around.closures == 1
    assert "演示2路" in {name for name, _m in around.roads}
    assert sum(m for _n, m in around.roads) == pytest.approx(around.length_m, rel=0.01)

    zhao = cast.zhao
    lift_closure(closure_id=closure.pk, actor=zhao, reason="水退")
    again = find_route(HERE, THERE)
    assert again is not None and again.time_s == pytest.approx(free.time_s)
    assert_audited("roads.closure.lifted", closure, by=zhao)
    assert_emitted(RoadClosed, closure_id=closure.pk, effect="closed")
    assert_emitted(RoadOpened, closure_id=closure.pk)
    with pytest.raises(WrongState):
        lift_closure(closure_id=closure.pk, actor=cast.zhao)


def test_a_closure_counts_in_its_time_and_for_its_vehicles_only(town, cast, frozen_clock):
    now = frozen_clock()
    free = find_travel(HERE, THERE).time_s
    close(cast.zhao, begins_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3))
    assert find_travel(HERE, THERE).time_s == pytest.approx(free)
    assert find_travel(HERE, THERE, at=now + timedelta(hours=2)).time_s > free * 1.5
    frozen_clock.advance(hours=2)
    assert find_travel(HERE, THERE).time_s > free * 1.5
    frozen_clock.advance(hours=2)
    assert find_travel(HERE, THERE).time_s == pytest.approx(free)
    close(cast.zhao, vehicles=["bus"])
    assert find_travel(HERE, THERE).time_s == pytest.approx(free)
    bus = find_travel(HERE, THERE, vehicle="bus")
    assert bus.length_m > 4000


def test_a_slow_stretch_costs_time_and_a_side_road_stays_open(town, cast):
    free = find_travel(HERE, THERE).time_s
    close(cast.zhao, effect="slowed", speed_km_h=35)
    slow = find_travel(HERE, THERE).time_s
    assert free < slow < free * 1.5
    close(cast.lin, drawn=LineString(corner(1, 0), corner(1.2, 0), srid=4326).geojson)
    # 演示2街 only begins where the line begins.
    assert find_route(corner(1, 0.1), corner(1, 0.9)).length_m < 1000
    # Across the road is as good as along it.
    close(cast.lin, drawn=LineString(corner(2.5, -0.05), corner(2.5, 0.05), srid=4326).geojson)
    assert find_route(corner(2.1, 0), corner(2.9, 0)).length_m > 2500


def test_a_flooded_area_closes_what_it_touches(town, cast):
    shape = Polygon.from_bbox((*corner(0.5, -0.5), *corner(2.5, 2.5)))
    close(cast.lin, drawn=shape.geojson, name="演示内涝区")
    way = find_route(corner(0, 0.4), corner(3, 0.4))
    assert way is not None and "演示4路" in {name for name, _m in way.roads}
    # Who stands in the water is not reached; who stands at its edge is.
    assert find_route(corner(0, 0), corner(1.5, 1)) is None
    assert find_route(corner(0, 0), corner(0.3, 1)) is not None
    # Over the edge into the water, but not through it on the same road.
    through = find_route(corner(0.3, 1), corner(2.8, 1))
    assert through is not None and "演示4路" in {name for name, _m in through.roads}


def test_who_may_close_and_what_is_refused(town, cast):
    with pytest.raises(NotPermitted):
        close(make_actor("县领导", role="county_leader"))
    with pytest.raises(NotPermitted):
        close(cast.qian)
    for changed, field in (
        ({"drawn": "nothing"}, "drawn"),
        ({"drawn": '{"type": "Foo"}'}, "drawn"),
        ({"drawn": "LINESTRING (nan nan, 119 29)"}, "drawn"),
        ({"drawn": '{"type": "Point", "coordinates": [119, 29]}'}, "drawn"),
        ({"drawn": LineString((0, 0), (1, 1)).geojson}, "drawn"),
        ({"name": " "}, "name"),
        ({"reason": "war"}, "reason"),
        ({"effect": "slowed"}, "speed_km_h"),
        ({"vehicles": ["tank"]}, "vehicles"),
    ):
        with pytest.raises(InvalidInput) as refused:
            close(cast.zhao, **changed)
        assert field in refused.value.fields
    high = LineString((*corner(1.4, 0), 80), (*corner(1.6, 0), 80), srid=4326).geojson
    closure = close(cast.zhao, drawn=high)
    assert closure.region_id == "330825100000"
    with pytest.raises(NotVisible):
        lift_closure(closure_id=closure.pk, actor=cast.qian)
    with pytest.raises(NotPermitted):
        lift_closure(closure_id=closure.pk, actor=make_actor("审计", role="auditor"))


def test_the_nearest_by_time_and_what_is_reached(town):
    teams = [corner(3, 3), corner(0.5, 0), corner(1, 1), (120.5, 30.0)]
    near = list_nearest(HERE, teams, count=2)
    assert [n.index for n in near] == [1, 2] and near[0].time_s < near[1].time_s
    times = travel_times(teams, HERE)
    assert times[3] is None and times[1] == pytest.approx(near[0].time_s)
    small, large = list_reaches(HERE, [3, 1])
    assert (small.minutes, large.minutes) == (1, 3) and small.area_km2 < large.area_km2
    assert large.geometry["type"] == "MultiPolygon"
    assert list_reaches((120.5, 30.0), [5]) == []
    # A fire engine is slower than an ambulance.
    assert list_reaches(HERE, [3], vehicle="fire")[0].area_km2 < large.area_km2
