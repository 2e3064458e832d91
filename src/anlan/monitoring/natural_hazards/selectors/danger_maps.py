"""Danger maps as the one map asks for them: the hours at hand, the shapes of an hour."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import orjson
from django.db.models import QuerySet

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.constants import MAP_HOURS, MAP_PRESENT
from anlan.monitoring.natural_hazards.drawing import collection, packed
from anlan.monitoring.natural_hazards.models import DangerMap

#: What is not needed to list maps.
HEAVY = ("shapes", "grid", "inputs", "method", "areas")


def maps_of_day(kind: str, actor: Actor, now: datetime) -> QuerySet[DangerMap]:
    """Return the maps of the last hours, newest first, without what they draw."""
    rows = visible(DangerMap, actor).filter(
        kind=kind, valid_at__gt=now - timedelta(hours=MAP_HOURS), valid_at__lte=now
    )
    return rows.defer(*HEAVY).order_by("-valid_at", "region_id")


def map_at(kind: str, actor: Actor, hour: int | None = None) -> DangerMap | None:
    """Return the map of an hour (Unix time), or the newest of a kind, however old."""
    rows = visible(DangerMap, actor).filter(kind=kind).defer(*HEAVY)
    if hour is not None:
        rows = rows.filter(valid_at=datetime.fromtimestamp(hour, UTC))
    return rows.order_by("-valid_at", "region_id").first()


def is_present(valid_at: datetime, now: datetime) -> bool:
    """Whether a map may be drawn as the present danger."""
    return now - valid_at < MAP_PRESENT


def shapes_at(kind: str, actor: Actor, now: datetime, hour: int | None = None) -> tuple[str, bytes]:
    """Return (what it is known by, compressed GeoJSON) of an hour (Unix time), or of the newest.

    A newest map that is too old to be the present danger draws nothing.
    """
    rows = visible(DangerMap, actor).filter(kind=kind)
    if hour is None:
        newest = rows.order_by("-valid_at").values_list("valid_at", flat=True).first()
        if newest is None or not is_present(newest, now):
            return "none", packed(())
        rows = rows.filter(valid_at=newest)
    else:
        rows = rows.filter(valid_at=datetime.fromtimestamp(hour, UTC))
    found = list(rows.order_by("region_id").values_list("pk", "shapes"))
    if not found:
        return "none", packed(())
    key = "-".join(str(pk) for pk, _shapes in found)
    if len(found) == 1:
        return key, bytes(found[0][1])
    return key, gzip.compress(collection(_all(bytes(shapes) for _pk, shapes in found)), 6, mtime=0)


def _all(contents: Iterable[bytes]) -> Iterable[object]:
    for content in contents:
        yield from orjson.loads(gzip.decompress(content))["features"]
