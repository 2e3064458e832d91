"""What phones and the drawing page ask for: the scenes, one scene, a stroke of the sketch."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.command.scene.permissions import TAKE_PART, VIEW
from anlan.command.scene.selectors.state import list_own_scenes, scene_state, server_time
from anlan.command.scene.services.positions import Spot, record_positions
from anlan.command.scene.services.scenes import visible_scene
from anlan.command.scene.services.sketches import change_element, draw, remove_element
from anlan.kernel.errors import InvalidInput
from anlan.kernel.requests import ActorRequest, requires

MAX_BYTES = 64 * 2**10


@never_cache
@require_GET
@requires(VIEW)
def state(request: ActorRequest) -> HttpResponse:
    """The scenes of this person; ``?incident=`` adds one that is looked at."""
    scenes = list_own_scenes(request.actor)
    wanted = request.GET.get("incident", "")
    if wanted.isdecimal() and all(str(s["incident"]["id"]) != wanted for s in scenes):
        scenes.append(scene_state(visible_scene(int(wanted[:18]), request.actor), request.actor))
    return JsonResponse(
        {"server_time": server_time(), "scenes": scenes},
        json_dumps_params={"ensure_ascii": False},
    )


@never_cache
@require_GET
@requires(VIEW)
def one_state(request: ActorRequest, pk: int) -> HttpResponse:
    """One scene, for the drawing page."""
    found = scene_state(visible_scene(pk, request.actor), request.actor)
    return JsonResponse(
        {"server_time": server_time(), "scenes": [found]},
        json_dumps_params={"ensure_ascii": False},
    )


def _read(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BYTES:
        raise InvalidInput
    try:
        given = json.loads(body)
        key = UUID(str(given["element"]))
    except (ValueError, TypeError, KeyError):
        raise InvalidInput from None
    return {**given, "key": key}


def _spots(body: bytes) -> list[Spot]:
    """Read positions: [time, longitude, latitude, accuracy] each."""
    if len(body) > MAX_BYTES:
        raise InvalidInput
    try:
        return [
            Spot(
                at=datetime.fromisoformat(at).astimezone(UTC),
                longitude=float(longitude),
                latitude=float(latitude),
                accuracy_m=float(accuracy) if accuracy is not None else None,
            )
            for at, longitude, latitude, accuracy in json.loads(body)["positions"]
        ]
    except (ValueError, TypeError, KeyError):
        raise InvalidInput from None


@require_POST
@requires(TAKE_PART)
def positions(request: ActorRequest, pk: int) -> HttpResponse:
    """Where this phone was; sent again after a lost link it adds nothing."""
    visible_scene(pk, request.actor, TAKE_PART)
    kept = record_positions(incident_id=pk, spots=_spots(request.body), actor=request.actor)
    return JsonResponse({"kept": kept}, status=201)


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""


@require_POST
@requires(TAKE_PART)
def sketch(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw, change or remove one element; a stroke sent twice is drawn once."""
    visible_scene(pk, request.actor, TAKE_PART)
    given = _read(request.body)
    common: dict[str, Any] = {"incident_id": pk, "key": given["key"], "actor": request.actor}
    match given.get("act"):
        case "draw":
            draw(
                tool=_text(given, "tool"),
                symbol=_text(given, "symbol"),
                label=_text(given, "label"),
                geometry=given.get("geometry"),
                **common,
            )
        case "change":
            label = _text(given, "label") if "label" in given else None
            change_element(geometry=given.get("geometry"), label=label, **common)
        case "remove":
            remove_element(**common)
        case _:
            raise InvalidInput
    return JsonResponse({"element": str(given["key"])}, status=201)
