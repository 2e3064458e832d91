"""Visible rows for interfaces that translate questions of a standard into those of the database."""

from __future__ import annotations

from django.db.models import QuerySet

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.devices.models import Device, Point


def visible_devices(actor: Actor) -> QuerySet[Device]:
    """Return the devices an actor may read."""
    return visible(Device, actor).order_by()


def visible_points(actor: Actor) -> QuerySet[Point]:
    """Return the points of the devices an actor may read."""
    return visible(Point, actor).order_by()
