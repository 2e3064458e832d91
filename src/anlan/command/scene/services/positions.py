"""Positions of who is on the scene: taken from the phones, forgotten after their time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import transaction

from anlan.base.audit.public import audit
from anlan.command.incidents import public as incidents
from anlan.command.scene.constants import (
    KEEP_POSITIONS_DAYS,
    MAX_POSITIONS,
    POSITION_EVERY_S,
)
from anlan.command.scene.models import ScenePosition
from anlan.command.scene.permissions import TAKE_PART
from anlan.command.scene.services.entries import team_of
from anlan.command.scene.services.scenes import visible_scene
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput

FORGET_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a phone was at a moment."""

    at: datetime
    longitude: float
    latitude: float
    accuracy_m: float | None = None


@transaction.atomic
def record_positions(*, incident_id: int, spots: Iterable[Spot], actor: Actor) -> int:
    """Keep where the actor was while the incident ran; returns how many were new.

    Positions nearer in time than half a minute, and those after the end, are left out. They are
    a record of their own and are not entered in the audit trail one by one.
    """
    given = sorted(spots, key=lambda spot: spot.at)
    if len(given) > MAX_POSITIONS:
        raise InvalidInput
    if any(abs(s.longitude) > 180 or abs(s.latitude) > 90 for s in given):
        raise InvalidInput
    scene = visible_scene(incident_id, actor, TAKE_PART)
    incident = incidents.incident_of(incident_id)
    end = min(filter(None, (incident.closed_at, clock.now())))
    known = scene.positions.filter(author_id=actor.id)
    last = known.order_by("-at").values_list("at", flat=True).first()
    rows: list[ScenePosition] = []
    team = team_of(incident_id, actor)[:100]
    for spot in given:
        if not incident.reported_at <= spot.at <= end:
            continue
        if last is not None and (spot.at - last).total_seconds() < POSITION_EVERY_S:
            continue
        last = spot.at
        rows.append(
            ScenePosition(
                scene=scene,
                author_id=actor.id,
                author_name=actor.display_name[:100],
                team_name=team,
                at=spot.at,
                location=Point(spot.longitude, spot.latitude, srid=4326),
                accuracy_m=spot.accuracy_m,
            )
        )
    ScenePosition.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def forget_positions() -> int:
    """Remove the positions whose time is over, of incidents that have ended; returns how many."""
    before = clock.now() - timedelta(days=KEEP_POSITIONS_DAYS)
    old = ScenePosition.objects.filter(
        at__lt=before, scene__incident__closed_at__lt=before
    ) | ScenePosition.objects.filter(
        at__lt=before, scene__incident__state__in=("false", "cancelled", "merged")
    )
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:FORGET_BATCH])
    if not keys:
        return 0
    ScenePosition.objects.filter(pk__in=keys).delete()
    audit(system_actor("scene"), "scene.positions.forgotten", after={"rows": len(keys)})
    return len(keys)
