"""What other apps show on a plant plan: points with colour, link, and where to place them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """A point on a plan. ``id`` is unique over all apps, for example ``risk:17``.

    ``place_url`` of the owning app takes a POST of ``longitude`` and ``latitude`` when the point
    is put on the plan by a click; give it only to who may move the point. A point without
    coordinates is listed beside the plan as not placed yet.
    """

    id: str
    label: str
    longitude: float | None = None
    latitude: float | None = None
    level: int | None = None
    kind: Message = ""
    url: str = ""
    place_url: str = ""


PlanPointSource = Callable[[int, Actor], Iterable[PlanPoint]]

_sources: list[PlanPointSource] = []


def register_plan_points(source: PlanPointSource) -> PlanPointSource:
    """Add points to the plans: ``source(enterprise_id, actor)`` yields what the actor may see."""
    if source not in _sources:
        _sources.append(source)
    return source


def plan_points(enterprise_id: int, actor: Actor) -> list[PlanPoint]:
    """Return the points of every app, red before blue."""
    found = [point for source in _sources for point in source(enterprise_id, actor)]
    return sorted(found, key=lambda p: (p.level or 9, str(p.kind), p.label))
