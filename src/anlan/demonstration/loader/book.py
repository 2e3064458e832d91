"""What the steps of a load share: the county, the keys already turned into rows, the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.contrib.gis.geos import LineString
from django.contrib.gis.geos import Point as GeoPoint
from django.db import connection
from django.db.models import Model
from shapely.geometry import LineString as ShapelyLine

from anlan.demonstration.generator import County
from anlan.demonstration.generator.enterprises import REFERENCE_DAY
from anlan.demonstration.generator.model import Position
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import insert_rows

M = TypeVar("M", bound=Model)


@dataclass
class Book:
    """The county being loaded and the row of every key written so far."""

    county: County
    actor: Actor
    now: datetime
    today: date
    organisations: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    enterprises: dict[str, int] = field(default_factory=dict)
    chemicals: dict[str, int] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)
    points: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def day(self, text: str | None) -> date | None:
        """Return a generated day, moved so that the generator's “today” is the day of loading."""
        if not text:
            return None
        return date.fromisoformat(text) + (self.today - REFERENCE_DAY)

    def write(self, model: type[M], rows: Iterable[M]) -> list[M]:
        """Insert rows in bulk and count them."""
        made = insert_rows(model, rows)
        self.counts[model._meta.label] += len(made)
        return made

    def days_ago(self, days: float) -> datetime:
        """Return a moment in the past."""
        return self.now - timedelta(days=days)


@contextmanager
def savepoints(are_set: bool) -> Iterator[None]:
    """Set savepoints or none: one failure takes the whole load back, none is returned to.

    A service that may refuse, and whose refusal is survived, needs them.
    """
    features = connection.features
    before = features.uses_savepoints
    features.uses_savepoints = are_set
    try:
        yield
    finally:
        features.uses_savepoints = before


def location(position: Position) -> GeoPoint:
    """Return a place as the database wants it."""
    return GeoPoint(position.longitude, position.latitude, srid=4326)


def path(line: ShapelyLine) -> LineString:
    """Return a line as the database wants it."""
    return LineString(list(line.coords), srid=4326)
