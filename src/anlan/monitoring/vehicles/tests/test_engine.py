"""Speed, night, fatigue and fences judged over arrays: what begins, worsens, ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely

from anlan.monitoring.vehicles.choices import FenceKind, RuleKind, VehicleKind
from anlan.monitoring.vehicles.engine import Engine
from anlan.monitoring.vehicles.roads import CLASSES, RoadNet
from anlan.monitoring.vehicles.rulebook import (
    FenceRule,
    HoursRule,
    Round,
    RouteRule,
    within_hours,
)

#: Noon of a Sunday in China.
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FATIGUE = HoursRule("fatigue", frozenset(VehicleKind.values), None, None, 240, 20, 3, "第六十二条")
NIGHT_FATIGUE = HoursRule(
    "fatigue", frozenset({"coach", "charter"}), 22 * 3600, 6 * 3600, 120, 20, 3, "规范"
)
NIGHT = HoursRule("night", frozenset({"coach", "charter"}), 2 * 3600, 5 * 3600, 2, None, 2, "规范")
BOX = shapely.box(119.20, 29.00, 119.24, 29.04)


def roads() -> RoadNet:
    """A national road along 29.03° N."""
    line = shapely.LineString([(119.0, 29.03), (119.4, 29.03)])
    return RoadNet.of([("national", shapely.to_wkb(line))])


def fence(kind: str = FenceKind.FORBIDDEN, **changes: object) -> FenceRule:
    values = {
        "id": 7, "kind": kind, "area": BOX, "vehicle_kinds": frozenset(), "vehicles": frozenset(),
        "limit_km_h": None, "begins_s": None, "ends_s": None, "weekdays": frozenset(), "level": 2,
    }  # fmt: skip
    return FenceRule(**(values | changes))  # type: ignore[arg-type]


def engine(kinds: list[str], fences: list[FenceRule] | None = None, **changes: object) -> Engine:
    values: dict[str, object] = {
        "vehicle_ids": list(range(1, len(kinds) + 1)),
        "kinds": kinds,
        "is_exempt_at_night": [False] * len(kinds),
        "limits": {
            ("hazmat", "national"): 60.0,
            ("hazmat", "other"): 80.0,
            ("coach", "other"): 100.0,
        },
        "hours": [FATIGUE, NIGHT_FATIGUE, NIGHT],
        "fences": fences or [],
        "roads": roads(),
    }
    return Engine(**(values | changes))  # type: ignore[arg-type]


def at(moment: datetime, *places: tuple[float, float, float], driver: float = np.nan) -> Round:
    """One position a vehicle: longitude, latitude, speed."""
    n = len(places)
    table = np.array(places, float)
    return Round(
        np.arange(n), np.full(n, int(moment.timestamp() * 1000)), table[:, 0], table[:, 1],
        table[:, 2], np.zeros(n), np.full(n, np.nan), np.full(n, driver),
    )  # fmt: skip


def drive(found: Engine, begin: datetime, minutes: int, speed: float, *, step_s: int = 60):
    """Drive vehicle 0 up and down a short way; yield the edges with their minute."""
    state = found.empty_state()
    edges = []
    for number in range(minutes * 60 // step_s + 1):
        moment = begin + timedelta(seconds=number * step_s)
        x = 119.05 + 0.002 * (number % 3)
        for edge in found.judge(state, at(moment, (x, 29.03, speed))).edges:
            edges.append((edge.rule, edge.is_on, round(number * step_s / 60)))
    return state, edges


def test_speed_is_judged_by_the_road_and_must_last():
    found = engine(["hazmat"])
    state = found.empty_state()
    on_road, beside = (119.10, 29.0301), (119.10, 29.05)
    assert not found.judge(state, at(NOON, (*on_road, 70))).edges, "one position is no proof"
    begun = found.judge(state, at(NOON + timedelta(seconds=20), (119.104, 29.0301, 70))).edges
    assert [(e.rule, e.is_on, e.level, e.limit) for e in begun] == [("speeding", True, 4, 60.0)]
    worse = found.judge(state, at(NOON + timedelta(seconds=40), (119.108, 29.0301, 92))).edges
    assert [(e.level, e.value) for e in worse] == [(2, 92.0)]
    assert state.level[0] == 2
    again = found.judge(state, at(NOON + timedelta(seconds=60), (119.112, 29.0301, 75))).edges
    assert not again, "a lighter excess of the same speeding is no news"
    ended = found.judge(state, at(NOON + timedelta(seconds=80), (119.114, 29.0301, 55))).edges
    assert [(e.rule, e.is_on) for e in ended] == [("speeding", False)]
    assert state.level[0] == 0 and CLASSES[state.road[0]] == "national"
    far = found.judge(state, at(NOON + timedelta(minutes=10), (*beside, 75))).edges
    assert not far and state.limit[0] == 80.0


def test_a_slow_zone_lowers_the_limit_while_it_holds():
    zone = fence(FenceKind.SLOW, limit_km_h=40.0, begins_s=7 * 3600, ends_s=18 * 3600)
    found = engine(["hazmat"], [zone])
    state = found.empty_state()
    for second in (0, 20):
        edges = found.judge(
            state, at(NOON + timedelta(seconds=second), (119.21 + second / 1e4, 29.02, 50))
        ).edges
    assert [(e.rule, e.limit, e.fence_id) for e in edges] == [("speeding", 40.0, 7)]
    night = NOON + timedelta(hours=9)
    edges = found.judge(state, at(night, (119.22, 29.02, 50))).edges
    assert [(e.rule, e.is_on) for e in edges] == [("speeding", False)]


def test_four_hours_at_the_wheel_without_twenty_minutes_of_rest():
    _state, edges = drive(engine(["hazmat"]), NOON, 250, 50)
    assert edges == [("fatigue", True, 241)]


@pytest.mark.parametrize(("rest_minutes", "is_fatigued"), [(10, True), (20, False)])
def test_only_a_long_enough_rest_counts(rest_minutes, is_fatigued):
    found = engine(["hazmat"])
    state = found.empty_state()
    rules = []
    for minute in range(300):
        resting = 180 <= minute < 180 + rest_minutes + 1
        place = (119.05 + 0.002 * (minute % 3), 29.03, 0 if resting else 50)
        for edge in found.judge(state, at(NOON + timedelta(minutes=minute), place)).edges:
            rules.append((edge.rule, edge.is_on))
    assert (("fatigue", True) in rules) is is_fatigued


def test_a_rest_ends_fatigue_and_so_does_another_driver():
    found = engine(["hazmat"])
    state, edges = drive(found, NOON, 250, 50)
    assert state.open.any() and edges
    stop = NOON + timedelta(minutes=251)
    found.judge(state, at(stop, (119.05, 29.03, 0)))
    ended = found.judge(state, at(stop + timedelta(minutes=20), (119.05, 29.03, 0))).edges
    assert [(e.rule, e.is_on) for e in ended] == [("fatigue", False)]

    found = engine(["hazmat"])
    state = found.empty_state()
    for minute in range(200):
        found.judge(state, at(NOON + timedelta(minutes=minute), (119.05, 29.03, 50), driver=11.0))
    found.judge(state, at(NOON + timedelta(minutes=201), (119.05, 29.03, 50), driver=22.0))
    assert state.driving_since[0] == int((NOON + timedelta(minutes=201)).timestamp() * 1000)


def test_a_silence_on_the_spot_is_a_rest_and_one_on_the_way_is_not():
    for end, is_rest in ((119.051, True), (119.25, False)):
        found = engine(["hazmat"])
        state = found.empty_state()
        found.judge(state, at(NOON, (119.05, 29.03, 50)))
        later = NOON + timedelta(minutes=30)
        found.judge(state, at(later, (end, 29.03, 50)))
        assert bool(state.driving_since[0] == int(later.timestamp() * 1000)) is is_rest


def test_coaches_may_not_drive_from_two_to_five_unless_exempt():
    begin = NOON.replace(hour=17, minute=50)  # 01:50 in China
    _state, edges = drive(engine(["coach"]), begin, 200, 60)
    assert ("night", True, 12) in edges and ("night", False, 190) in edges
    exempt = engine(["coach"], is_exempt_at_night=[True])
    assert not [e for e in drive(exempt, begin, 100, 60)[1] if e[0] == "night"]
    goods = engine(["hazmat"])
    assert not [e for e in drive(goods, begin, 100, 60)[1] if e[0] == "night"]


def test_at_night_a_coach_driver_rests_after_two_hours():
    begin = NOON.replace(hour=13)  # 21:00 in China; the two hours begin at 22:00
    _state, edges = drive(engine(["coach"]), begin, 185, 60)
    assert edges == [("fatigue", True, 181)]


def test_a_forbidden_area_holds_in_its_hours_on_its_days_for_its_kinds():
    sunday = fence(
        weekdays=frozenset({7}), begins_s=11 * 3600, ends_s=13 * 3600,
        vehicle_kinds=frozenset({"hazmat"}),
    )  # fmt: skip
    found = engine(["hazmat", "coach"], [sunday])
    state = found.empty_state()
    outside, inside = (119.19, 29.02, 40), (119.21, 29.02, 40)
    assert not found.judge(state, at(NOON, outside, outside)).edges
    entered = found.judge(state, at(NOON + timedelta(minutes=5), inside, inside))
    assert [(e.row, e.rule, e.level, e.fence_id) for e in entered.edges] == [(0, "forbidden", 2, 7)]
    assert [(c.row, c.is_entry) for c in entered.crossings] == [(0, True)]
    later = found.judge(state, at(NOON + timedelta(minutes=61), inside, inside))
    assert [(e.rule, e.is_on) for e in later.edges] == [("forbidden", False)], "the hours are over"
    monday = found.judge(state, at(NOON + timedelta(days=1), inside, inside))
    assert not monday.edges


def test_a_vehicle_confined_to_its_area_is_missed_when_it_leaves():
    own = fence(FenceKind.CONFINE, vehicles=frozenset({1}))
    found = engine(["charter", "charter"], [own])
    state = found.empty_state()
    found.judge(state, at(NOON, (119.21, 29.02, 40), (119.21, 29.02, 40)))
    left = found.judge(
        state, at(NOON + timedelta(minutes=3), (119.19, 29.02, 40), (119.19, 29.02, 40))
    )
    assert [(e.row, e.rule) for e in left.edges] == [(0, RuleKind.LEFT)]
    back = found.judge(
        state, at(NOON + timedelta(minutes=6), (119.21, 29.02, 40), (119.21, 29.02, 40))
    )
    assert [(e.row, e.is_on) for e in back.edges] == [(0, False)]


def test_leaps_old_positions_and_the_zero_meridian_are_not_believed():
    found = engine(["hazmat"])
    state = found.empty_state()
    found.judge(state, at(NOON, (119.10, 29.05, 50)))
    found.judge(state, at(NOON + timedelta(seconds=10), (120.10, 29.05, 50)))
    found.judge(state, at(NOON + timedelta(seconds=20), (0.0, 0.0, 50)))
    found.judge(state, at(NOON - timedelta(seconds=20), (119.11, 29.05, 50)))
    assert state.longitude[0] == 119.10
    found.judge(state, at(NOON + timedelta(seconds=700), (120.10, 29.05, 50)))
    assert state.longitude[0] == 120.10, "after ten minutes a receiver is believed again"


def test_hours_may_pass_midnight():
    clock = np.array([1, 5, 12, 23]) * 3600
    assert within_hours(clock, 22 * 3600, 6 * 3600).tolist() == [True, True, False, True]
    assert within_hours(clock, 2 * 3600, 13 * 3600).tolist() == [False, True, True, False]
    assert within_hours(clock, None, None).all()


def test_a_copy_of_the_state_is_its_own():
    found = engine(["hazmat"])
    state = found.empty_state()
    copy = state.copy()
    found.judge(copy, at(NOON, (119.10, 29.05, 50)))
    assert state.at[0] == 0 and copy.at[0] > 0


def test_a_trip_off_its_planned_route_is_told_and_ends_when_it_is_back():
    line = shapely.LineString([(119.00, 29.03), (119.20, 29.03), (119.20, 29.10)])
    found = engine(["hazmat", "hazmat"], route_rule=RouteRule(500, 3, 3, "第四十八条"))
    found.take_routes({1: line, 99: line})
    state = found.empty_state()
    # Along the route, three kilometres to the south of it, back again; every minute a position.
    track = [29.031, 29.02, 29.01, 29.0, 29.0, 29.0, 29.0, 29.015, 29.0295]
    edges = []
    for minute, latitude in enumerate(track):
        moment = NOON + timedelta(minutes=minute)
        places = [(119.05 + 0.002 * minute, latitude, 50), (119.05 + 0.002 * minute, 28.9, 50)]
        edges += [(minute, edge) for edge in found.judge(state, at(moment, *places)).edges]
    assert [(minute, e.row, e.rule, e.is_on) for minute, e in edges] == [
        (4, 0, "off_route", True),
        (8, 0, "off_route", False),
    ], "the vehicle without a route is not judged"
    begun = edges[0][1]
    assert begun.value == pytest.approx(3336, abs=5), "0.03 degrees of latitude"
    assert (begun.limit, begun.unit, begun.basis) == (500, "m", "第四十八条")
    assert state.off_route_since.tolist() == [0, 0]


def test_a_trip_that_ends_off_its_route_ends_the_violation():
    found = engine(["hazmat"], route_rule=RouteRule(500, 3, 2))
    found.take_routes({1: shapely.LineString([(119.0, 29.03), (119.2, 29.03)])})
    state = found.empty_state()
    for minute in range(4):
        moment = NOON + timedelta(minutes=minute)
        found.judge(state, at(moment, (119.05, 29.01 + minute / 1e4, 20)))
    assert state.open[0].tolist() == [False, False, False, True] and state.level[0] == 2
    found.take_routes({})
    edges = found.judge(state, at(NOON + timedelta(minutes=5), (119.05, 29.01, 0))).edges
    assert [(e.rule, e.is_on) for e in edges] == [("off_route", False)]
    assert state.level[0] == 0
