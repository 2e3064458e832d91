"""Closures: the list, drawing one, its page, lifting it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.regions.public import extent_of
from anlan.command.roads.choices import EFFECT_TONES, RoadVehicle
from anlan.command.roads.forms import ClosureForm
from anlan.command.roads.models import RoadClosure
from anlan.command.roads.permissions import CLOSE
from anlan.command.roads.services.closures import close_road, lift_closure
from anlan.command.roads.tables import ClosureTable
from anlan.command.roads.views.networks import CRUMBS
from anlan.kernel import clock
from anlan.kernel.pages import (
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


def in_force(_actor: Any) -> Q:
    """What hinders traffic now, or will."""
    return Q(lifted_at__isnull=True) & (Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()))


class ClosureListPage(ListPage):
    """Closures of one's area."""

    model = RoadClosure
    template = "roads/closures.html"
    table_class = ClosureTable
    title = gettext_lazy("Roads and closures")
    saved_filters: ClassVar = (
        SavedFilter("open", pgettext_lazy("road", "In force"), in_force, counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (
        Facet("reason", pgettext_lazy("road", "reason")),
        Facet("effect", pgettext_lazy("road", "effect")),
    )
    search_fields = ("name", "note")
    ordering = ("-begins_at",)
    select_related = ("region",)
    create_url_name = "roads:close"
    create_permission = CLOSE
    create_label = gettext_lazy("Close a road")
    map_layer = "road_closures"
    live_topic = "roads"
    empty_title = gettext_lazy("No road is closed")
    empty_text = gettext_lazy(
        "Draw a flooded or blocked stretch on the map: every way and every time of arrival avoids "
        "it from that moment on."
    )


class ClosurePage(ObjectPage):
    """One closure with its outline."""

    model = RoadClosure
    template = "roads/network.html"
    select_related = ("region",)
    breadcrumbs = CRUMBS
    live_topic = "roads"

    def state(self, obj: RoadClosure) -> Mapping[str, Any]:
        """Whether it still counts."""
        if obj.lifted_at is not None:
            return {"label": pgettext("road", "lifted"), "tone": "done"}
        if not obj.is_in_force(clock.now()):
            return {"label": pgettext("road", "not in force"), "tone": "neutral"}
        return {"label": obj.get_effect_display(), "tone": EFFECT_TONES[obj.effect]}

    def facts(self, obj: RoadClosure) -> list[dict[str, Any]]:
        """Why, for whom, how long."""
        vehicles = "、".join(str(RoadVehicle(v).label) for v in obj.vehicles)
        return [
            fact_group(
                _("Road closure"),
                fact(pgettext("road", "reason"), obj.get_reason_display()),
                fact(pgettext("road", "effect"), obj.get_effect_display()),
                fact(
                    pgettext("road", "speed still possible"),
                    obj.speed_km_h,
                    unit="km/h" if obj.speed_km_h else "",
                ),
                fact(pgettext("road", "for"), vehicles or _("all vehicles")),
                fact(pgettext("road", "from"), at=obj.begins_at),
                *([fact(pgettext("road", "until"), at=obj.ends_at)] if obj.ends_at else []),
                fact(_("region"), str(obj.region)),
                fact(_("note"), obj.note, wide=True),
                fact(pgettext("road", "entered by"), obj.closed_by),
                *(
                    [
                        fact(pgettext("road", "lifted at"), at=obj.lifted_at),
                        fact(pgettext("road", "lifted by"), obj.lifted_by),
                        fact(pgettext("road", "reason of lifting"), obj.lift_reason),
                    ]
                    if obj.lifted_at
                    else []
                ),
            )
        ]

    def own_verbs(self, obj: RoadClosure) -> Iterable[Verb]:
        """Open the road again."""
        if obj.lifted_at is None and policy_of(RoadClosure).can(self.actor, CLOSE, obj):
            yield Verb(
                name="lift",
                label=_("Lift the closure"),
                url=reverse("roads:lift", args=[obj.pk]),
                style="primary",
                needs_reason=True,
            )

    def describe(self, obj: RoadClosure) -> dict[str, Any]:
        """Add the outline on the map."""
        west, south, east, north = obj.area.extent
        margin = 0.004
        return super().describe(obj) | {
            "map": {
                "mode": "panel",
                "visible": [],
                "id": "closure-map",
                "focus": {"bounds": [west - margin, south - margin, east + margin, north + margin]},
                "overlays": [
                    {
                        "id": "closure",
                        "title": obj.name,
                        "kind": "zone",
                        "level": 1 if obj.effect == "closed" else 3,
                        "data": {
                            "type": "Feature",
                            "properties": {"label": obj.name},
                            "geometry": json.loads(obj.area.geojson),
                        },
                    }
                ],
            }
        }


class ClosePage(CreatePage):
    """Draw a closure: a stretch, or with ``?shape=area`` an area."""

    model = RoadClosure
    template = "roads/close.html"
    permission = CLOSE
    form_class = ClosureForm
    title = gettext_lazy("Close a road")
    breadcrumbs = CRUMBS
    cancel_url = "/roads/"
    #: The note of a draft would move the map under the next click.
    keeps_draft = False
    success_text = gettext_lazy("Closed. Ways avoid it from now on.")

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the map, and the choice between a stretch and an area."""
        is_area = self.request.GET.get("shape") == "area"
        bounds = extent_of(level="county")
        return super().describe(form) | {
            "is_area": is_area,
            "map": {
                "mode": "panel",
                "visible": ["road_closures"],
                "id": "fence-map",
                **({"focus": {"bounds": list(bounds)}} if bounds else {}),
                "fence": {
                    "field": "drawn",
                    "area": "",
                    "line": not is_area,
                    "words": {
                        "undo": _("Take the last corner back"),
                        "clear": _("Begin anew"),
                        "hint": _("Click the corners of the area in order.")
                        if is_area
                        else _("Click along the closed stretch, or across the road."),
                    },
                },
            },
        }

    def save(self, form: Any) -> RoadClosure:
        """Close it."""
        return close_road(actor=self.actor, **form.cleaned_data)


@require_POST
@requires(CLOSE)
def lift(request: ActorRequest, pk: int) -> HttpResponse:
    """Lift a closure."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    closure = lift_closure(closure_id=pk, reason=reason, actor=request.actor)
    messages.success(request, _("The road is open again."))
    return go_to(request, closure.get_absolute_url())
