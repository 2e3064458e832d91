"""The live map: its page, the snapshot it begins with, and the stream of what moves."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from asgiref.sync import sync_to_async
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.monitoring.vehicles.choices import RuleKind, VehicleKind
from anlan.monitoring.vehicles.models import Fence, Vehicle, Violation
from anlan.monitoring.vehicles.packing import Track, add_up, find_stops, thin
from anlan.monitoring.vehicles.permissions import VIEW
from anlan.monitoring.vehicles.selectors.live import PULSE, SCOPE_S, may_show, snapshot
from anlan.monitoring.vehicles.selectors.tracks import get_track

HEARTBEAT_S = 15.0
#: Positions a browser draws without strain.
MOST_POINTS = 4_000
LONGEST = timedelta(days=31)


@require_GET
@requires(VIEW)
def live_map(request: ActorRequest) -> HttpResponse:
    """Show where all vehicles of one's area are now."""
    fences = visible(Fence, request.actor).filter(is_active=True)
    overlay = {
        "id": "fences",
        "title": _("Geofences"),
        "kind": "zone",
        "data": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": fence.name},
                    "geometry": json.loads(fence.area.geojson),
                }
                for fence in fences
            ],
        },
    }
    context = {
        "mode": "page",
        "topic": "vehicles",
        "visible": [],
        "overlays": [overlay] if overlay["data"]["features"] else [],  # type: ignore[index]
        "vehicles": {
            "snapshot_url": reverse("vehicles:positions"),
            "stream_url": reverse("vehicles:stream"),
            "feature_layer": "vehicles",
            "kinds": [str(kind.label) for kind in VehicleKind],
            "words": {
                "moving": _("moving"),
                "standing": _("standing"),
                "silent": _("offline"),
                "violating": _("with a violation"),
                "shown": pgettext("register", "Vehicles"),
                "lost": _("The line is interrupted; positions are as of {time}."),
                "empty": _("No vehicle has told its position yet."),
            },
        },
    }
    return render_page(
        request, "vehicles/map.html", {"map": context, "page": {"title": _("Live map of vehicles")}}
    )


@never_cache
@require_GET
@requires(VIEW)
@gzip_page
def positions(request: ActorRequest) -> HttpResponse:
    """Send the newest position of every visible vehicle as twenty-byte records."""
    return HttpResponse(snapshot(request.actor), content_type="application/octet-stream")


@never_cache
async def stream(request: ActorRequest) -> HttpResponseBase:
    """Send what moved, once a second, as base64 records in server-sent events."""
    actor = request.actor
    if actor.is_anonymous:
        return JsonResponse({"code": "sign_in_required"}, status=401)
    if not actor.has(VIEW):
        return JsonResponse({"code": "not_permitted"}, status=403)

    async def events() -> AsyncIterator[bytes]:
        yield b": connected\nretry: 2000\n\n"
        allowed = await sync_to_async(may_show)(actor)
        looked_at = time.monotonic()
        async with PULSE.listen() as queue:
            while True:
                try:
                    records = await asyncio.wait_for(queue.get(), HEARTBEAT_S)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if time.monotonic() - looked_at > SCOPE_S:
                    allowed = await sync_to_async(may_show)(actor)
                    looked_at = time.monotonic()
                ours = records[np.isin(records["id"], allowed)]
                if len(ours):
                    yield b"data: " + base64.b64encode(ours.tobytes()) + b"\n\n"

    response = StreamingHttpResponse(events(), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


stream.permission = VIEW  # type: ignore[attr-defined]


def _moment(request: ActorRequest, name: str, default: datetime) -> datetime:
    text = request.GET.get(name, "")
    if not text:
        return default
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            fields={name: _("“%(value)s” is no moment.") % {"value": text}}
        ) from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


@never_cache
@require_GET
@requires(VIEW)
@gzip_page
def track(request: ActorRequest, pk: int) -> JsonResponse:
    """Send the track of a vehicle between ``from`` and ``to`` (default: the last day)."""
    until = _moment(request, "to", clock.now())
    since = _moment(request, "from", until - timedelta(days=1))
    if not since < until or until - since > LONGEST:
        raise InvalidInput(
            fields={"from": _("A track spans at most 31 days, from earlier to later.")}
        )
    found = get_track(pk, since, until, actor=request.actor)
    vehicle = get_visible(Vehicle, pk, actor=request.actor)
    return JsonResponse(describe_track(found, vehicle, since, until))


def describe_track(
    found: Track, vehicle: Vehicle, since: datetime, until: datetime
) -> dict[str, Any]:
    """Return a track ready to draw: columns of differences, stays, violations, sums."""
    sums = add_up(found)
    few = thin(found, MOST_POINTS)
    whole = np.rint(
        np.stack((few.at, few.longitude * 1e6, few.latitude * 1e6, few.speed, few.heading))
    ).astype(np.int64)
    steps = np.diff(whole[:3], axis=1, prepend=0)
    violations = Violation.objects.filter(
        vehicle=vehicle, begun_at__gte=since, begun_at__lte=until
    ).order_by("begun_at")[:200]
    return {
        "t": steps[0].tolist(),
        "x": steps[1].tolist(),
        "y": steps[2].tolist(),
        "v": whole[3].tolist(),
        "h": whole[4].tolist(),
        "count": len(found),
        "distance_km": round(sums.distance_km, 1),
        "driving_s": round(sums.driving_s),
        "highest_km_h": round(sums.highest_km_h),
        "stops": [
            {
                "from": s.begins,
                "to": s.ends,
                "lon": round(s.longitude, 6),
                "lat": round(s.latitude, 6),
            }
            for s in find_stops(found)
        ],
        "violations": [
            {
                "at": round(v.begun_at.timestamp()),
                "lon": v.location.x,
                "lat": v.location.y,
                "level": v.level,
                "label": str(RuleKind(v.rule).label),
                "url": v.get_absolute_url(),
            }
            for v in violations
        ],
    }
