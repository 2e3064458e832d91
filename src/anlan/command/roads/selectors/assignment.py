"""Which team goes where: all tasks together, in the least time, with proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from anlan.command.roads.choices import RoadVehicle
from anlan.command.roads.contracts import AssignmentInfo, Sending, TaskNeed, TeamAt
from anlan.command.roads.selectors.memory import get_loaded, router_for
from anlan.command.roads.selectors.ways import snap

if TYPE_CHECKING:
    from anlan_science.roads.hitchcock1941 import Assignment

#: Teams whose way is searched for each task at first; more when the answer may need them.
NEAR_FIRST = 24
#: What a missing team weighs against travel time: it is sent if it comes within two hours. [s]
MISSING_S = 7200.0


def assign_jointly(
    tasks: Sequence[TaskNeed],
    teams: Sequence[TeamAt],
    *,
    reserves: Mapping[str, int] | None = None,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> AssignmentInfo:
    """Send teams to all tasks together in the least time; ``reserves``: group → how many stay.

    Ways are searched for the nearest teams only; for the others the time at which the search ended
    stands in, which is less than their own. An assignment that uses none of them is therefore the
    best of all; otherwise the search goes on.
    """
    from anlan_science.roads.hitchcock1941 import assign_teams  # the solver takes long to load

    kinds = sorted({code for task in tasks for code, _count in task.needs})
    if not tasks or not teams or not kinds:
        return AssignmentInfo((), (), 0.0, 0.0, 0.0, True)
    loaded = get_loaded()
    router = router_for(loaded, vehicle, at=at)
    places, task_far = snap(loaded, [(t.longitude, t.latitude) for t in tasks])
    stands, team_far = snap(loaded, [(t.longitude, t.latitude) for t in teams])
    turnout = np.array([team.turnout_s for team in teams])
    pace = np.array([team.pace for team in teams])
    barred = np.array([[team.id in task.not_from for team in teams] for task in tasks])
    needs = np.zeros((len(tasks), len(kinds)), dtype=np.int64)
    for row, task in enumerate(tasks):
        for code, count in task.needs:
            needs[row, kinds.index(code)] += count
    holds = np.array([[code in team.capabilities for code in kinds] for team in teams])
    kept = [
        (np.array([group in team.groups for team in teams]), count)
        for group, count in (reserves or {}).items()
    ]
    extra = turnout + task_far[:, None] + team_far
    near = np.full(len(tasks), NEAR_FIRST)
    times, known = np.zeros((len(tasks), len(teams))), np.zeros((len(tasks), len(teams)), bool)
    open_rows = np.arange(len(tasks))
    while True:
        for rows, who, count in _searches(open_rows, needs, holds, near):
            ways = router.table(places.some(rows), stands.some(who), nearest=count)
            there = np.isfinite(ways)
            # When the search ended, the others were still further away; or they cannot come.
            last = np.where(there, ways, 0.0).max(axis=1, initial=0.0)
            ended = (there.sum(axis=1) == count) & (count > 0)
            beyond = np.where(ended, last, np.inf)
            times[rows] = np.inf
            known[rows] = True
            times[np.ix_(rows, who)] = np.where(there, ways, beyond[:, None]) * pace[who]
            known[np.ix_(rows, who)] = there | ~ended[:, None]
        times[barred] = np.inf
        found = assign_teams(times + extra, needs, holds, missing=MISSING_S, reserves=kept)
        sent = np.flatnonzero(found.task >= 0)
        guessed = ~known[found.task[sent], sent]
        if not guessed.any():
            return _told(tasks, teams, kinds, times + extra, found)
        open_rows = np.unique(found.task[sent][guessed])
        near[open_rows] *= 4


def _searches(
    rows: NDArray[np.intp],
    needs: NDArray[np.int64],
    holds: NDArray[np.bool_],
    near: NDArray[np.int64],
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], int]]:
    """Tasks that ask for the same, with the teams that could help, and how many are searched."""
    alike: dict[tuple[bytes, int], list[int]] = {}
    for row in rows.tolist():
        alike.setdefault(((needs[row] > 0).tobytes(), int(near[row])), []).append(row)
    for (_asked, count), group in alike.items():
        who = np.flatnonzero(holds[:, needs[group[0]] > 0].any(axis=1))
        yield np.array(group), who, count if count < who.size else 0


def _told(
    tasks: Sequence[TaskNeed],
    teams: Sequence[TeamAt],
    kinds: Sequence[str],
    times: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    found: Assignment,
) -> AssignmentInfo:
    pairs = tuple(
        Sending(tasks[task].id, teams[team].id, kinds[kind], float(times[task, team]))
        for team, (task, kind) in enumerate(
            zip(found.task.tolist(), found.capability.tolist(), strict=True)
        )
        if task >= 0
    )
    missing = tuple(
        (tasks[row].id, kinds[column], int(found.short[row, column]))
        for row, column in zip(*np.nonzero(found.short), strict=True)
    )
    return AssignmentInfo(pairs, missing, found.time, found.bound, found.gap, found.is_optimal)
