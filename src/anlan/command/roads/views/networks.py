"""Road networks: versions, reading one in, taking one into use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from anlan.command.roads.choices import STATUS_TONES, NetworkStatus
from anlan.command.roads.forms import UploadForm
from anlan.command.roads.models import RoadNetwork, RoadNetworkContent
from anlan.command.roads.permissions import KEEP, VIEW
from anlan.command.roads.services.networks import take_network, upload_network
from anlan.command.roads.tables import NetworkTable
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import CreatePage, ListPage, ObjectPage, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan_science.roads.network import RoadNetwork as Network

CRUMBS = ((gettext_lazy("Roads and closures"), "roads:closures"),)
NETWORK_CRUMBS = (*CRUMBS, (gettext_lazy("Road networks"), "roads:networks"))
#: Roads drawn on the page of a network, the greater classes first.
MOST_DRAWN = 12_000


class NetworkListPage(ListPage):
    """All versions of the network."""

    model = RoadNetwork
    table_class = NetworkTable
    title = gettext_lazy("Road networks")
    breadcrumbs = CRUMBS
    ordering = ("-version",)
    search_fields = ("name", "source")
    create_url_name = "roads:upload"
    create_permission = KEEP
    create_label = gettext_lazy("Read in a map")
    live_topic = "roads"
    empty_title = gettext_lazy("No road network yet")
    empty_text = gettext_lazy(
        "Read in a map of the county: until then distances are straight lines with a supplement."
    )


class NetworkPage(ObjectPage):
    """One version: where it comes from, how large it is, what could not be read."""

    model = RoadNetwork
    template = "roads/network.html"
    breadcrumbs = NETWORK_CRUMBS
    live_topic = "roads"

    def state(self, obj: RoadNetwork) -> Mapping[str, Any]:
        """Whether it can be used."""
        return {
            "label": pgettext("road network", "in use")
            if obj.is_current
            else obj.get_status_display(),
            "tone": "active" if obj.is_current else STATUS_TONES[obj.status],
        }

    def note(self, obj: RoadNetwork) -> Mapping[str, Any] | None:
        """What went wrong, or that it is invented."""
        if obj.status == NetworkStatus.FAILED and obj.problems:
            return {"text": obj.problems[0]["text"], "tone": "danger"}
        if obj.is_generated:
            return {"text": _("Generated for demonstration; not the real roads."), "tone": "info"}
        return None

    def facts(self, obj: RoadNetwork) -> list[dict[str, Any]]:
        """Origin and size."""
        return [
            fact_group(
                _("Road network"),
                fact(_("Source"), obj.source, wide=True),
                fact(pgettext("of data", "Licence"), obj.licence),
                fact(_("Read in"), at=obj.created_at),
                fact(_("Checksum"), obj.digest[:16]),
            ),
            fact_group(
                _("Size"),
                fact(_("Junctions"), obj.junction_count),
                fact(_("Stretches of road"), obj.road_count),
                fact(_("Length"), f"{obj.length_km:,.0f}", unit="km"),
                fact(
                    _("Cut off"),
                    obj.cut_off_count,
                    help=_("stretches without a way there and back; they are left out"),
                ),
                fact(_("Problems of the file"), obj.problem_count),
            ),
        ]

    def own_verbs(self, obj: RoadNetwork) -> Iterable[Verb]:
        """Take it into use."""
        if (
            obj.status == NetworkStatus.READY
            and not obj.is_current
            and policy_of(RoadNetwork).can(self.actor, KEEP, obj)
        ):
            yield Verb(
                name="take",
                label=_("Take into use"),
                url=reverse("roads:take", args=[obj.pk]),
                style="primary",
                confirm=_("From the next question on all ways are found on this network."),
            )

    def own_panels(self, obj: RoadNetwork) -> Iterable[Mapping[str, Any]]:
        """What could not be read, line by line."""
        if obj.problems:
            yield {
                "id": "problems",
                "title": _("Problems of the file"),
                "count": obj.problem_count,
                "rows": [{"label": p["text"], "where": p["row"]} for p in obj.problems[:50]],
            }

    def describe(self, obj: RoadNetwork) -> dict[str, Any]:
        """Add the network on the map."""
        if obj.status != NetworkStatus.READY or obj.area is None:
            return super().describe(obj)
        return super().describe(obj) | {
            "map": {
                "mode": "panel",
                "visible": ["road_closures"],
                "id": "network-map",
                "focus": {"bounds": list(obj.area.extent)},
                "overlays": [
                    {
                        "id": "network",
                        "title": str(obj),
                        "kind": "zone",  # thin lines
                        "url": reverse("roads:lines", args=[obj.pk]),
                    }
                ],
            }
        }


class UploadPage(CreatePage):
    """Read in a map."""

    model = RoadNetwork
    permission = KEEP
    form_class = UploadForm
    title = gettext_lazy("Read in a map")
    breadcrumbs = NETWORK_CRUMBS
    cancel_url = "/roads/networks/"
    submit_label = gettext_lazy("Read in")
    keeps_draft = False
    success_text: ClassVar = gettext_lazy("The map is being read; the page shows when it is ready.")

    def save(self, form: Any) -> RoadNetwork:
        """Keep the file and queue the job."""
        values = dict(form.cleaned_data)
        file = values.pop("file")
        return upload_network(file_name=file.name, content=file.read(), actor=self.actor, **values)


@require_POST
@requires(KEEP)
def take(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a network into use."""
    network = take_network(network_id=pk, actor=request.actor)
    messages.success(request, _("Ways are now found on this network."))
    return go_to(request, network.get_absolute_url())


@require_GET
@requires(VIEW)
@gzip_page
def lines(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the lines of a network as GeoJSON, the greater classes first, not more than drawn."""
    network = get_visible(RoadNetwork, pk, actor=request.actor)
    packed = RoadNetworkContent.objects.filter(network=network).values_list("packed", flat=True)
    content = packed.first()
    if content is None:
        raise NotVisible
    read = Network.unpack(bytes(content))
    order = np.argsort(read.road_class, kind="stable")[:MOST_DRAWN]
    parts: dict[str, list[Any]] = {}
    for road in order.tolist():
        points = slice(int(read.shape_starts[road]), int(read.shape_starts[road + 1]))
        line = np.column_stack([read.shape_longitude[points], read.shape_latitude[points]])
        parts.setdefault(read.classes[read.road_class[road]], []).append(line.round(5).tolist())
    features = [
        {
            "type": "Feature",
            "properties": {"kind": name},
            "geometry": {"type": "MultiLineString", "coordinates": found},
        }
        for name, found in parts.items()
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})
