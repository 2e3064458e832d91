"""The rules over positions: pure arrays, no database.

Positions come in rounds in which each vehicle occurs at most once. ``Engine.judge`` changes the
state it is given and returns what began, worsened or ended; the caller copies the state first and
keeps the copy only when its transaction is committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from anlan.monitoring.vehicles.choices import FenceKind, RuleKind
from anlan.monitoring.vehicles.constants import IMPOSSIBLE_KM_H, MOVING_FROM_KM_H
from anlan.monitoring.vehicles.packing import distance_m
from anlan.monitoring.vehicles.roads import CLASSES, RoadNet, on_plane, plane
from anlan.monitoring.vehicles.rulebook import (
    CHINA_S,
    DAY_S,
    FATIGUE,
    GRADES,
    KINDS,
    NIGHT,
    OFF_ROUTE,
    SPEEDING,
    SPEEDING_FOR_S,
    Bools,
    Crossing,
    Edge,
    FenceRule,
    Findings,
    HoursRule,
    Ints,
    Round,
    RouteRule,
    State,
    within_hours,
)


class Engine:
    """The rules in force over the vehicles of one process."""

    def __init__(
        self,
        *,
        vehicle_ids: Sequence[int],
        kinds: Sequence[str],
        is_exempt_at_night: Sequence[bool],
        limits: Mapping[tuple[str, str], float],
        hours: Sequence[HoursRule],
        fences: Sequence[FenceRule],
        roads: RoadNet,
        bases: Mapping[tuple[str, str], str] | None = None,
        route_rule: RouteRule | None = None,
    ) -> None:
        self.vehicle_ids = np.array(vehicle_ids, np.int64)
        self.kind = np.array([KINDS.index(kind) for kind in kinds], np.int64)
        self.exempt = np.array(is_exempt_at_night, np.bool_)
        self.fences = tuple(fences)
        self.roads = roads
        self.bases = dict(bases or {})
        self.limits = np.full((len(KINDS), len(CLASSES)), np.inf)
        for (kind, road), limit in limits.items():
            self.limits[KINDS.index(kind), CLASSES.index(road)] = limit
        self.night = [rule for rule in hours if rule.kind == RuleKind.NIGHT]
        self.fatigue = [rule for rule in hours if rule.kind == RuleKind.FATIGUE]
        rests = [rule.rest_minutes for rule in self.fatigue if rule.rest_minutes]
        self.rest_ms = int(60_000 * (max(rests) if rests else 20))
        self.route_rule = route_rule
        self.take_routes({})
        self._tree = shapely.STRtree([fence.area for fence in self.fences])
        self._concerns = self._concern()

    def take_routes(self, routes: Mapping[int, shapely.Geometry]) -> None:
        """Take the planned routes of vehicles on a trip, by vehicle; others are not judged."""
        rows = {int(pk): row for row, pk in enumerate(self.vehicle_ids)}
        self._routes = np.full(len(self.vehicle_ids), None, object)
        self._route_latitude = np.zeros(len(self.vehicle_ids))
        for vehicle_id, line in routes.items():
            row = rows.get(vehicle_id)
            if row is None:
                continue
            latitude = float(line.bounds[1])
            self._route_latitude[row] = latitude
            self._routes[row] = on_plane(line, latitude)
        self._has_route = self._routes != None  # noqa: E711  element by element
        shapely.prepare(self._routes[self._has_route])

    def _concern(self) -> Bools:
        """Which fence holds for which vehicle."""
        concerns = np.zeros((len(self.vehicle_ids), len(self.fences)), np.bool_)
        for number, fence in enumerate(self.fences):
            if fence.vehicles:
                concerns[:, number] = np.isin(self.vehicle_ids, list(fence.vehicles))
            elif fence.vehicle_kinds:
                kinds = [KINDS.index(kind) for kind in fence.vehicle_kinds]
                concerns[:, number] = np.isin(self.kind, kinds)
            else:
                concerns[:, number] = True
        return concerns

    def empty_state(self) -> State:
        """Return the state before anything was heard."""
        return State.empty(len(self.vehicle_ids), len(self.fences))

    # One round ----------------------------------------------------------------------------------

    def judge(self, state: State, positions: Round) -> Findings:
        """Take positions into the state; tell what began, worsened and ended."""
        findings = Findings()
        positions = self._plausible(state, positions)
        if not len(positions):
            return findings
        moving = positions.speed >= MOVING_FROM_KM_H
        clock_s = (positions.at // 1000 + CHINA_S) % DAY_S
        self._keep_driving_times(state, positions, moving)
        self._judge_fatigue(state, positions, moving, clock_s, findings)
        self._judge_night(state, positions, moving, clock_s, findings)
        active, inside = self._judge_fences(state, positions, clock_s, findings)
        self._judge_speed(state, positions, active & inside, findings)
        self._judge_route(state, positions, findings)
        rows = positions.row
        for name in ("at", "longitude", "latitude", "speed", "heading"):
            getattr(state, name)[rows] = getattr(positions, name)
        for name in ("mileage", "driver"):
            told = ~np.isnan(getattr(positions, name))
            getattr(state, name)[rows[told]] = getattr(positions, name)[told]
        self._grade(state, rows)
        return findings

    def _plausible(self, state: State, positions: Round) -> Round:
        """Leave out what is old, no place on earth, or reached faster than possible."""
        rows = positions.row
        seconds = (positions.at - state.at[rows]) / 1000
        metres = distance_m(
            state.longitude[rows], state.latitude[rows], positions.longitude, positions.latitude
        )
        known = state.at[rows] > 0
        with np.errstate(invalid="ignore", divide="ignore"):
            leap = (
                known & (metres / np.maximum(seconds, 1) * 3.6 > IMPOSSIBLE_KM_H) & (metres > 500)
            )
        # A receiver that was wrong for long is believed again after ten minutes.
        leap &= seconds < 600
        real = (
            (np.abs(positions.latitude) <= 90)
            & (np.abs(positions.longitude) <= 180)
            & ((positions.latitude != 0) | (positions.longitude != 0))
        )
        return positions.where(real & ~leap & (~known | (seconds > 0)))

    def _keep_driving_times(self, state: State, positions: Round, moving: Bools) -> None:
        """Since when a vehicle is driven without a rest, and since when it stands."""
        rows, at = positions.row, positions.at
        before = state.at[rows]
        gap = np.where(before > 0, at - before, 0)
        crept = (
            distance_m(
                state.longitude[rows], state.latitude[rows], positions.longitude, positions.latitude
            )
            / np.maximum(gap / 1000, 1)
            * 3.6
            < MOVING_FROM_KM_H
        )
        # A silence as long as a rest, and hardly any way made meanwhile, was a rest.
        silent_rest = (gap >= self.rest_ms) & crept
        standing, driving = state.standing_since[rows], state.driving_since[rows]
        changed = (
            ~np.isnan(positions.driver)
            & ~np.isnan(state.driver[rows])
            & (positions.driver != state.driver[rows])
            & (positions.driver > 0)
        )
        rested = silent_rest | ((standing > 0) & (at - standing >= self.rest_ms)) | changed
        driving = np.where(rested, 0, driving)
        driving = np.where(moving & (driving == 0), at, driving)
        standing = np.where(moving, 0, np.where(standing == 0, at, standing))
        state.driving_since[rows], state.standing_since[rows] = driving, standing

    def _judge_fatigue(
        self, state: State, positions: Round, moving: Bools, clock_s: Ints, findings: Findings
    ) -> None:
        rows, at = positions.row, positions.at
        since = state.driving_since[rows]
        broken = np.zeros(len(rows), np.bool_)
        which = np.full(len(rows), -1)
        for number, rule in enumerate(self.fatigue):
            begun = since
            if rule.begins_s is not None:
                in_hours = within_hours(clock_s, rule.begins_s, rule.ends_s)
                begun = np.maximum(since, at - (clock_s - rule.begins_s) % DAY_S * 1000)
            else:
                in_hours = np.ones(len(rows), np.bool_)
            too_long = (
                (since > 0)
                & in_hours
                & np.isin(self.kind[rows], [KINDS.index(kind) for kind in rule.vehicle_kinds])
                & (at - begun > rule.minutes * 60_000)
            )
            which[too_long & (which < 0)] = number
            broken |= too_long
        is_open = state.open[rows, FATIGUE]
        begins = broken & moving & ~is_open
        ends = is_open & (since == 0) | (is_open & moving & ~broken & (at - since < 60_000))
        for k in np.flatnonzero(begins).tolist():
            rule = self.fatigue[int(which[k])]
            hours = float(at[k] - since[k]) / 3_600_000
            findings.edges.append(
                Edge(
                    int(rows[k]),
                    RuleKind.FATIGUE,
                    True,
                    int(at[k]),
                    rule.level,
                    round(hours, 2),
                    round(rule.minutes / 60, 2),
                    "h",
                    basis=rule.basis,
                )  # fmt: skip
            )
        for k in np.flatnonzero(ends).tolist():
            findings.edges.append(Edge(int(rows[k]), RuleKind.FATIGUE, False, int(at[k])))
        state.open[rows, FATIGUE] = (is_open | begins) & ~ends

    def _judge_night(
        self, state: State, positions: Round, moving: Bools, clock_s: Ints, findings: Findings
    ) -> None:
        rows, at = positions.row, positions.at
        forbidden = np.zeros(len(rows), np.bool_)
        which = np.full(len(rows), -1)
        for number, rule in enumerate(self.night):
            holds = within_hours(clock_s, rule.begins_s, rule.ends_s) & np.isin(
                self.kind[rows], [KINDS.index(kind) for kind in rule.vehicle_kinds]
            )
            which[holds & (which < 0)] = number
            forbidden |= holds
        wrong = forbidden & moving & ~self.exempt[rows]
        since = np.where(
            wrong, np.where(state.night_since[rows] > 0, state.night_since[rows], at), 0
        )
        state.night_since[rows] = since
        is_open = state.open[rows, NIGHT]
        least = np.array([rule.minutes for rule in self.night] or [0.0])[which]
        begins = wrong & ~is_open & (at - since >= least * 60_000)
        ends = is_open & ~wrong
        for k in np.flatnonzero(begins).tolist():
            rule = self.night[int(which[k])]
            findings.edges.append(
                Edge(
                    int(rows[k]),
                    RuleKind.NIGHT,
                    True,
                    int(at[k]),
                    rule.level,
                    round(float(positions.speed[k]), 1),
                    0.0,
                    "km/h",
                    basis=rule.basis,
                )  # fmt: skip
            )
        for k in np.flatnonzero(ends).tolist():
            findings.edges.append(Edge(int(rows[k]), RuleKind.NIGHT, False, int(at[k])))
        state.open[rows, NIGHT] = (is_open | begins) & ~ends

    def _judge_fences(
        self, state: State, positions: Round, clock_s: Ints, findings: Findings
    ) -> tuple[Bools, Bools]:
        """Entering, leaving, and being where one may not be; returns (active, inside)."""
        rows, at = positions.row, positions.at
        inside = np.zeros((len(rows), len(self.fences)), np.bool_)
        active = np.zeros_like(inside)
        if not self.fences:
            return active, inside
        places = shapely.points(positions.longitude, positions.latitude)
        found = self._tree.query(places, predicate="intersects")
        inside[found[0], found[1]] = True
        weekday = (at // 1000 + CHINA_S) // DAY_S % 7
        for number, fence in enumerate(self.fences):
            holds = within_hours(clock_s, fence.begins_s, fence.ends_s)
            if fence.weekdays:
                # 1970-01-01 was a Thursday: day 0 is weekday 4.
                holds = holds & np.isin((weekday + 3) % 7 + 1, list(fence.weekdays))
            active[:, number] = holds
        active &= self._concerns[rows]
        known = state.at[rows] > 0
        before = state.inside[rows]
        is_open = state.open_fence[rows]
        kinds = np.array([fence.kind for fence in self.fences])
        wrong = active & np.where(
            kinds == FenceKind.FORBIDDEN,
            inside,
            np.where(kinds == FenceKind.CONFINE, ~inside, False),
        )
        for k, number in np.argwhere(active & (inside != before) & known[:, None]).tolist():
            findings.crossings.append(
                Crossing(int(rows[k]), self.fences[number].id, bool(inside[k, number]), int(at[k]))
            )
        for k, number in np.argwhere(wrong & ~is_open).tolist():
            fence = self.fences[number]
            rule = RuleKind.FORBIDDEN if fence.kind == FenceKind.FORBIDDEN else RuleKind.LEFT
            findings.edges.append(
                Edge(
                    int(rows[k]),
                    rule,
                    True,
                    int(at[k]),
                    fence.level,
                    fence_id=fence.id,
                    basis=fence.basis,
                )
            )
        for k, number in np.argwhere(is_open & ~wrong).tolist():
            fence = self.fences[number]
            rule = RuleKind.FORBIDDEN if fence.kind == FenceKind.FORBIDDEN else RuleKind.LEFT
            findings.edges.append(Edge(int(rows[k]), rule, False, int(at[k]), fence_id=fence.id))
        state.inside[rows], state.open_fence[rows] = inside, wrong
        return active, inside

    def _judge_speed(
        self, state: State, positions: Round, holding: Bools, findings: Findings
    ) -> None:
        rows, at, speed = positions.row, positions.at, positions.speed
        road = self.roads.class_at(positions.longitude, positions.latitude)
        limit = self.limits[self.kind[rows], road]
        fence_of = np.full(len(rows), -1)
        for number, fence in enumerate(self.fences):
            if fence.kind == FenceKind.SLOW and fence.limit_km_h is not None:
                lower = holding[:, number] & (fence.limit_km_h < limit)
                limit = np.where(lower, fence.limit_km_h, limit)
                fence_of[lower] = number
        over = speed > limit
        since = np.where(
            over, np.where(state.speeding_since[rows] > 0, state.speeding_since[rows], at), 0
        )
        state.speeding_since[rows], state.road[rows] = since, road
        state.limit[rows] = np.where(np.isinf(limit), np.nan, limit)
        with np.errstate(invalid="ignore", divide="ignore"):
            excess = np.where(over, speed / limit - 1, 0.0)
        level = np.select([excess >= share for share, _level in GRADES], [g for _s, g in GRADES], 4)
        is_open = state.open[rows, SPEEDING]
        lasts = over & (at - since >= SPEEDING_FOR_S * 1000)
        worse = is_open & over & (level < state.speeding_level[rows])
        begins = lasts & ~is_open
        ends = is_open & ~over
        for k in np.flatnonzero(begins | worse).tolist():
            zone = self.fences[int(fence_of[k])] if fence_of[k] >= 0 else None
            where = (KINDS[int(self.kind[rows[k]])], CLASSES[int(road[k])])
            findings.edges.append(
                Edge(
                    row=int(rows[k]),
                    rule=RuleKind.SPEEDING,
                    is_on=True,
                    at_ms=int(at[k]),
                    level=int(level[k]),
                    value=round(float(speed[k]), 1),
                    limit=float(limit[k]),
                    unit="km/h",
                    fence_id=zone.id if zone else None,
                    basis=zone.basis if zone else self.bases.get(where, ""),
                )
            )
        for k in np.flatnonzero(ends).tolist():
            findings.edges.append(Edge(int(rows[k]), RuleKind.SPEEDING, False, int(at[k])))
        state.open[rows, SPEEDING] = (is_open | begins) & ~ends
        known = np.where(is_open, np.minimum(level, state.speeding_level[rows]), level)
        state.speeding_level[rows] = np.where(state.open[rows, SPEEDING], known, 0)

    def _judge_route(self, state: State, positions: Round, findings: Findings) -> None:
        """Being further from the planned route than tolerated, for longer than tolerated."""
        rows, at = positions.row, positions.at
        rule, is_open = self.route_rule, state.open[rows, OFF_ROUTE]
        judged = self._has_route[rows] if rule else np.zeros(len(rows), np.bool_)
        if not judged.any() and not is_open.any():
            state.off_route_since[rows] = 0
            return
        away = np.zeros(len(rows))
        some = rows[judged]
        places = plane(
            positions.longitude[judged], positions.latitude[judged], self._route_latitude[some]
        )
        away[judged] = shapely.distance(self._routes[some], shapely.points(places))
        off = judged & (away > (rule.tolerance_m if rule else np.inf))
        before = state.off_route_since[rows]
        since = np.where(off, np.where(before > 0, before, at), 0)
        state.off_route_since[rows] = since
        begins = off & ~is_open & (at - since >= (rule.minutes if rule else 0) * 60_000)
        ends = is_open & ~off
        for k in np.flatnonzero(begins).tolist():
            assert rule is not None
            findings.edges.append(
                Edge(
                    row=int(rows[k]),
                    rule=RuleKind.OFF_ROUTE,
                    is_on=True,
                    at_ms=int(at[k]),
                    level=rule.level,
                    value=float(round(away[k])),
                    limit=rule.tolerance_m,
                    unit="m",
                    basis=rule.basis,
                )
            )
        for k in np.flatnonzero(ends).tolist():
            findings.edges.append(Edge(int(rows[k]), RuleKind.OFF_ROUTE, False, int(at[k])))
        state.open[rows, OFF_ROUTE] = (is_open | begins) & ~ends

    def _grade(self, state: State, rows: Ints) -> None:
        """Note the gravest open violation of each vehicle, for the map."""
        level = np.where(state.open[rows, SPEEDING], state.speeding_level[rows], 9)
        for column, rules in ((NIGHT, self.night), (FATIGUE, self.fatigue)):
            gravest = min((rule.level for rule in rules), default=9)
            level = np.where(state.open[rows, column], np.minimum(level, gravest), level)
        if self.route_rule is not None:
            level = np.where(
                state.open[rows, OFF_ROUTE], np.minimum(level, self.route_rule.level), level
            )
        if self.fences:
            fence_levels = np.array([fence.level for fence in self.fences])
            level = np.minimum(level, np.where(state.open_fence[rows], fence_levels, 9).min(axis=1))
        state.level[rows] = np.where(level == 9, 0, level)
