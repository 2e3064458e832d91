"""Connecting a device on site: template, place, credential, what arrives, into service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import orjson
from asgiref.sync import sync_to_async
from django.http import JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache

from anlan.kernel.errors import DomainError
from anlan.kernel.middleware import problem
from anlan.kernel.pages import ActorPage, ChangePage, CreatePage
from anlan.kernel.policy import get_visible, require
from anlan.kernel.requests import ActorRequest, render_page
from anlan.monitoring.devices.choices import Protocol
from anlan.monitoring.devices.forms import OnboardForm, PlaceForm
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.devices.permissions import CHANGE, ONBOARD, SERVICE
from anlan.monitoring.devices.preview import judge_frame
from anlan.monitoring.devices.protocols import problem_of_connection, problem_of_source
from anlan.monitoring.devices.readings import SeenFrame, frames_of
from anlan.monitoring.devices.services.devices import place_device
from anlan.monitoring.devices.services.templates import (
    has_credentials,
    is_onboarding,
    onboard_device,
)
from anlan.supervision.enterprises.public import get_enterprise, list_plan_outlines, written

DEVICES = (gettext_lazy("Devices"), "devices:list")
#: Previews open at the same time in one process; each holds a connection to the broker.
MOST_PREVIEWS = 30
_open: list[int] = [0]


class OnboardPage(CreatePage):
    """Step 1: the template, the code, whose it is."""

    model = Device
    permission = ONBOARD
    form_class = OnboardForm
    form_takes_actor = True
    template = "devices/onboard.html"
    title = gettext_lazy("Connect a device")
    submit_label = gettext_lazy("Go on: place")
    breadcrumbs: ClassVar = (DEVICES,)
    cancel_url = "/devices/"

    def get_initial(self) -> Mapping[str, Any]:
        """The template, the enterprise, the stranger that were chosen before."""
        found: dict[str, Any] = {}
        chosen = self.request.GET.get("template", "")
        if chosen.isdigit() and len(chosen) < 12:
            found["template"] = int(chosen)
        of = self.request.GET.get("enterprise", "")
        if of.isdigit() and len(of) < 12:
            enterprise = get_enterprise(int(of), self.actor)
            found["enterprise"] = written(enterprise.name, enterprise.uscc)
        given = self.request.GET
        if given.get("protocol") in Protocol.values:
            found |= {"protocol": given["protocol"], "identity": given.get("identity", "")[:64]}
        return found

    def save(self, form: Any) -> Device:
        """Register it with the points of its template."""
        values = dict(form.cleaned_data)
        template, region = values.pop("template"), values.pop("region")
        values["enterprise_id"] = enterprise_id = values.pop("enterprise")
        if not region and enterprise_id is not None:
            region = get_enterprise(enterprise_id, self.actor).region_code
        return onboard_device(
            template_id=template.pk if template else None,
            region_id=region,
            actor=self.actor,
            **values,
        )

    def success_url(self, saved: Any) -> str:
        """On to its place."""
        return reverse("devices:onboard_place", args=[saved.pk])

    def describe(self, form: Any) -> dict[str, Any]:
        """The first of four steps."""
        return {**super().describe(form), "onboarding": 1}


class OnboardPlacePage(ChangePage):
    """Step 2: where it stands, on the map or where the phone is."""

    model = Device
    permission = ONBOARD
    form_class = PlaceForm
    template = "devices/onboard_place.html"
    title = gettext_lazy("Where does it stand?")
    submit_label = gettext_lazy("Go on")
    breadcrumbs: ClassVar = (DEVICES,)
    keeps_draft = False

    def _start(self) -> tuple[float, float] | None:
        """Its place, else that of its enterprise, else the middle of its region."""
        device = self.obj
        if device.location is not None:
            return device.location.x, device.location.y
        if device.enterprise_id is not None and device.enterprise.location is not None:
            return device.enterprise.location.x, device.enterprise.location.y
        centre = getattr(device.region, "centre", None)
        return (centre.x, centre.y) if centre is not None else None

    def get_initial(self) -> Mapping[str, Any]:
        """Where it stands already."""
        found: dict[str, Any] = {"place": self.obj.place}
        if self.obj.location is not None:
            found |= {"longitude": self.obj.location.x, "latitude": self.obj.location.y}
        return found

    def describe(self, form: Any) -> dict[str, Any]:
        """The map around the place."""
        start = self._start()
        props: dict[str, Any] = {
            "id": "place-map",
            "mode": "panel",
            "visible": [],
            "plan": None,
            "overlays": [
                {
                    "id": "outline",
                    "title": _("Place of the device"),
                    "kind": "point",
                    "data": {
                        "type": "FeatureCollection",
                        "features": [self._feature()] if self.obj.location else [],
                    },
                }
            ],
        }
        if start is not None:
            props["focus"] = {"lon": start[0], "lat": start[1], "zoom": 16}
        if self.obj.enterprise_id is not None:
            for plan in list_plan_outlines(self.obj.enterprise_id, self.actor)[:1]:
                props["plan"] = {
                    "url": plan.picture_url,
                    "corners": plan.corners,
                    "opacity": plan.opacity,
                }
        return {
            **super().describe(form),
            "subtitle": f"{self.obj} · {self.obj.code}",
            "onboarding": 2 if is_onboarding(self.obj) else 0,
            "no_credential": not has_credentials(self.obj),
            "device": self.obj,
            "map": props,
        }

    def _feature(self) -> dict[str, Any]:
        return {
            "type": "Feature",
            "properties": {"label": self.obj.name},
            "geometry": {
                "type": "Point",
                "coordinates": [self.obj.location.x, self.obj.location.y],
            },
        }

    def save(self, form: Any) -> Device:
        """Place it."""
        return place_device(
            device_id=self.obj.pk, actor=self.actor, permission=ONBOARD, **form.cleaned_data
        )

    def success_url(self, saved: Any) -> str:
        """On to the credential, where the device needs one, else to what arrives."""
        if is_onboarding(saved):
            step = "credential" if has_credentials(saved) else "onboard_preview"
            return reverse(f"devices:{step}", args=[saved.pk])
        return str(saved.get_absolute_url())


class OnboardPreviewPage(ActorPage):
    """Step 4: what arrives, live, and the way into service."""

    model = Device
    permission = ONBOARD

    def get(self, request: Any, pk: int) -> HttpResponseBase:
        """Show the points that are waited for."""
        device = get_visible(Device, pk, actor=self.actor)
        require(self.actor, ONBOARD, device)
        points = list(device.points.filter(is_active=True).order_by("pk"))
        page = {
            "title": _("What arrives"),
            "subtitle": f"{device} · {device.code}",
            "breadcrumbs": [{"label": _("Devices"), "url": reverse("devices:list")}],
            "onboarding": 4 if is_onboarding(device) else 0,
            "no_credential": not has_credentials(device),
        }
        context = {
            "page": page,
            "object": device,
            "device": device,
            "points": points,
            "problems": [
                (point, problem)
                for point in points
                if (problem := problem_of_source(device.protocol, point.key, point.source))
            ],
            "connection_problem": problem_of_connection(device.protocol, device.connection),
            "may_change": self.rights.can(self.actor, CHANGE, device),
            "may_commission": is_onboarding(device)
            and self.rights.can(self.actor, SERVICE, device),
            "is_direct": has_credentials(device),
        }
        return render_page(request, "devices/onboard_preview.html", context)


def _points(request: ActorRequest, pk: int) -> tuple[str, dict[str, Point]]:
    if request.actor.is_anonymous:
        from anlan.kernel.errors import SignInRequired

        raise SignInRequired
    device = get_visible(Device, pk, actor=request.actor)
    require(request.actor, ONBOARD, device)
    return device.code, {point.key: point for point in device.points.all()}


@never_cache
async def arrivals(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Stream what the device sends, each reading with its verdict (server-sent events)."""
    try:
        code, points = await sync_to_async(_points)(request, pk)
    except DomainError as error:
        return JsonResponse(problem(error), status=error.status)
    frames = frames_of(code)
    if frames is None or _open[0] >= MOST_PREVIEWS:
        return JsonResponse({"code": "no_preview"}, status=503)
    language = request.LANGUAGE_CODE
    response = StreamingHttpResponse(
        _events(frames, points, language), content_type="text/event-stream"
    )
    response["X-Accel-Buffering"] = "no"
    return response


arrivals.permission = ONBOARD  # type: ignore[attr-defined]


async def _events(
    frames: AsyncIterator[SeenFrame | None], points: Mapping[str, Point], language: str
) -> AsyncIterator[bytes]:
    _open[0] += 1
    try:
        yield b": connected\nretry: 2000\n\n"
        async for frame in frames:
            if frame is None:
                yield b": still here\n\n"
                continue
            with override(language):
                told = judge_frame(frame, points)
            yield b"data: " + orjson.dumps(told) + b"\n\n"
    finally:
        _open[0] -= 1
        close = getattr(frames, "aclose", None)
        if close is not None:
            await close()
