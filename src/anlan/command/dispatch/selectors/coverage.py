"""How much of the county the teams of one kind reach in time, and where the next helps most."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anlan.base.regions.public import shapes_of
from anlan.command.dispatch.constants import WIDEST_MINUTES
from anlan.command.dispatch.contracts import Coverage, Covered, Stand, Village
from anlan.command.roads.public import list_joint_reaches, reach_times
from anlan.command.teams import public as teams
from anlan.command.teams.constants import DEFAULT_SPEED_KMH, DEFAULT_TURNOUT_MINUTES
from anlan.kernel.actor import Actor
from anlan_science.registry import Floats


@dataclass(frozen=True, slots=True)
class _Base:
    """A team at its base; ``pace`` as in a joint plan."""

    name: str
    place: tuple[float, float]
    delay_s: float
    pace: float


def cover(capability: str, minutes: Sequence[float], actor: Actor, *, further: int = 0) -> Coverage:
    """Return which villages the teams with a capability reach within some minutes of the alarm.

    Turning out counts. ``further`` bases are proposed for the longest of the times: at the villages
    from which most of what is not reached would be. Every team counts, whatever its readiness
    today: this is about where they are kept. Raises ``NoNetwork``.
    """
    limits = sorted({float(m) for m in minutes if 0.0 < m <= WIDEST_MINUTES})
    found = teams.list_teams(capabilities=[capability], actor=actor)
    bases = [
        _Base(
            team.name,
            (team.longitude, team.latitude),
            team.turnout_minutes * 60.0,
            DEFAULT_SPEED_KMH / team.speed_kmh,
        )
        for team in found
    ]
    villages = _villages()
    places = [(village.longitude, village.latitude) for village in villages]
    arrival = _arrival(bases, places, limits[-1] * 60.0)
    reached = [
        Covered(limit, int((arrival <= limit * 60.0).sum()), area)
        for limit, area in zip(
            limits,
            list_joint_reaches([(b.place, b.delay_s, b.pace) for b in bases], limits),
            strict=True,
        )
    ]
    missed = np.flatnonzero(arrival > limits[-1] * 60.0)
    stands, is_proven, is_verified = _further(villages, places, missed, limits[-1], further)
    return Coverage(
        capability=capability,
        label=teams.capability_label(capability),
        teams=tuple(found),
        villages=len(villages),
        reached=tuple(reached),
        missed=tuple(villages[index] for index in missed.tolist()),
        further=stands,
        is_proven=is_proven,
        is_verified=is_verified,
    )


def _villages() -> list[Village]:
    found = []
    for name, code, shape in shapes_of("village", "centre"):
        longitude, latitude = json.loads(shape)["coordinates"]
        found.append(Village(code, name, longitude, latitude))
    return found


def _arrival(
    bases: Sequence[_Base], places: Sequence[tuple[float, float]], within_s: float
) -> Floats:
    """Return when the first team is at each place. [s]"""
    if not bases or not places:
        return np.full(len(places), np.inf)
    slowest = max(1.0 / base.pace for base in bases)
    ways = reach_times([base.place for base in bases], places, within_s=within_s * slowest)
    pace = np.array([base.pace for base in bases])[:, None]
    delay = np.array([base.delay_s for base in bases])[:, None]
    return np.asarray((ways * pace + delay).min(axis=0))


def _further(
    villages: Sequence[Village],
    places: Sequence[tuple[float, float]],
    missed: np.ndarray[tuple[int], np.dtype[np.intp]],
    minutes: float,
    count: int,
) -> tuple[tuple[Stand, ...], bool, bool]:
    """Return where so many further bases reach most of those missed; proven, model verified."""
    # The solver is slow to load.
    from anlan_science.siting.church_revelle1974 import INFO, max_covering

    driving = (minutes - DEFAULT_TURNOUT_MINUTES) * 60.0
    if not count or not missed.size or driving <= 0.0:
        return (), True, INFO.status == "verified"
    ways = reach_times(places, [places[index] for index in missed.tolist()], within_s=driving)
    found = max_covering(np.isfinite(ways).T, min(count, len(places)))
    stands = tuple(
        Stand(villages[site], int(added))
        for site, added in zip(found.sites.tolist(), found.added.tolist(), strict=True)
    )
    return stands, found.is_optimal, INFO.status == "verified"
