"""Surroundings on the pages of alarms, incidents and enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.decision.onemap.permissions import VIEW_MAP
from anlan.decision.onemap.selectors import rings
from anlan.kernel.actor import Actor
from anlan.kernel.registry import Panel, register_panel

#: Instruments are neither in danger nor of help.
NOT_AT_STAKE = ("devices",)


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
        "rings": rings(longitude=place.x, latitude=place.y, actor=actor, without=NOT_AT_STAKE),
        "longitude": place.x,
        "latitude": place.y,
    }


def surroundings_later(obj: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Return where the page fetches the rings from: a dossier need not wait for them."""
    place = _place(obj)
    if place is None:
        return None
    query = urlencode({"lon": f"{place.x:.6f}", "lat": f"{place.y:.6f}"})
    return {"load_url": f"{reverse('onemap:surroundings')}?{query}"}


#: An alarm or incident must show its surroundings at once, even where scripts fail.
CONTEXTS = {
    "alarms.Alarm": surroundings,
    "incidents.Incident": surroundings,
    "enterprises.Enterprise": surroundings_later,
}
for model, context in CONTEXTS.items():
    register_panel(
        Panel(
            model=model,
            name="surroundings",
            title=_("Surroundings"),
            template="onemap/_surroundings.html",
            context=context,
            permission=VIEW_MAP,
            order=60,
        )
    )
