"""Surroundings on the pages of alarms, incidents and enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.decision.onemap.permissions import VIEW_MAP
from anlan.decision.onemap.selectors import rings
from anlan.kernel.actor import Actor
from anlan.kernel.registry import Panel, register_panel


def _place(obj: Any) -> Any:
    """Return the location of an object, or of the device or enterprise it belongs to."""
    for path in ("location", "device", "point", "enterprise"):
        value = getattr(obj, path, None)
        if value is None:
            continue
        if path == "location":
            return value
        if (place := _place(value)) is not None:
            return place
    return None


def surroundings(obj: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Return the rings around an object; None when it has no place."""
    place = _place(obj)
    if place is None:
        return None
    return {
        "rings": rings(longitude=place.x, latitude=place.y, actor=actor),
        "longitude": place.x,
        "latitude": place.y,
    }


for model in ("alarms.Alarm", "incidents.Incident", "enterprises.Enterprise"):
    register_panel(
        Panel(
            model=model,
            name="surroundings",
            title=_("Surroundings"),
            template="onemap/_surroundings.html",
            context=surroundings,
            permission=VIEW_MAP,
            order=60,
        )
    )
