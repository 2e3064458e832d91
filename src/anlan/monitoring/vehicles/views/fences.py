"""Geofences, speed limits and driving rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.monitoring.vehicles.choices import FenceKind, VehicleKind
from anlan.monitoring.vehicles.forms import DAYS, FenceChangeForm, FenceForm, LimitForm, RuleForm
from anlan.monitoring.vehicles.models import (
    DrivingRule,
    Fence,
    FenceCrossing,
    LiveState,
    SpeedLimit,
    Violation,
)
from anlan.monitoring.vehicles.permissions import CHANGE_FENCE, CHANGE_RULE
from anlan.monitoring.vehicles.services.fences import (
    change_fence,
    change_limit,
    change_rule,
    draw_fence,
)
from anlan.monitoring.vehicles.tables import FenceTable, LimitTable, RuleTable
from anlan.monitoring.vehicles.views.crumbs import CRUMBS
from anlan.monitoring.vehicles.views.vehicles import violation_row

FENCE_CRUMBS = (*CRUMBS, (gettext_lazy("Geofences"), "vehicles:fences"))


class FenceListPage(ListPage):
    """Geofences of one's area."""

    model = Fence
    table_class = FenceTable
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter("active", gettext_lazy("In force"), Q(is_active=True)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (Facet("kind", gettext_lazy("kind")),)
    search_fields = ("name",)
    ordering = ("name",)
    select_related = ("region",)
    create_url_name = "vehicles:fence_create"
    create_permission = CHANGE_FENCE
    create_label = gettext_lazy("Draw a geofence")
    empty_title = gettext_lazy("No geofence yet")
    empty_text = gettext_lazy(
        "Areas dangerous goods may not enter, slow zones, and areas a vehicle may not leave are "
        "drawn here; vehicles are judged by them at once."
    )


def _crossing_row(crossing: FenceCrossing) -> Mapping[str, Any]:
    return {
        "label": f"{crossing.vehicle.plate} · {crossing.get_kind_display()}",
        "url": crossing.vehicle.get_absolute_url(),
        "at": crossing.at,
    }


class FencePage(ObjectPage):
    """One geofence: its outline, what it asks, who is inside."""

    model = Fence
    template = "vehicles/fence.html"
    select_related = ("region",)
    breadcrumbs = FENCE_CRUMBS
    edit_url_name = "vehicles:fence_change"
    edit_permission = CHANGE_FENCE
    related: ClassVar = (
        RelatedList(
            "violations",
            gettext_lazy("Violations"),
            Violation,
            lambda rows, fence: rows.filter(fence=fence).order_by("-begun_at"),
            violation_row,
            empty=gettext_lazy("Nobody has broken this fence yet."),
        ),
        RelatedList(
            "crossings",
            gettext_lazy("Entering and leaving"),
            FenceCrossing,
            lambda rows, fence: rows.filter(fence=fence).select_related("vehicle").order_by("-at"),
            _crossing_row,
            empty=gettext_lazy("Nobody has entered or left yet."),
        ),
    )

    def level(self, obj: Fence) -> int | None:
        """How grave it is to break it."""
        return obj.level if obj.kind != FenceKind.WATCH else None

    def note(self, obj: Fence) -> Mapping[str, Any] | None:
        """A fence out of force is said so."""
        if obj.is_active:
            return None
        return {"text": _("This fence is not in force."), "tone": "info"}

    def facts(self, obj: Fence) -> list[dict[str, Any]]:
        """What it asks, of whom, when."""
        kinds = [str(VehicleKind(kind).label) for kind in obj.vehicle_kinds]
        days = [str(label) for day, label in DAYS if day in obj.weekdays]
        hours = (
            f"{obj.begins_at:%H:%M}–{obj.ends_at:%H:%M}"
            if obj.begins_at and obj.ends_at
            else _("all day")
        )
        plates = [vehicle.plate for vehicle in obj.vehicles.order_by("plate")[:50]]
        return [
            fact_group(
                _("Geofence"),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("speed limit here"), obj.limit_km_h, unit="km/h" if obj.limit_km_h else ""),
                fact(_("kinds of vehicle"), "、".join(kinds) or _("all kinds")),
                fact(_("only these vehicles"), " ".join(plates)),
                fact(pgettext("of the day", "hours"), hours),
                fact(_("weekdays"), "、".join(days) or _("every day")),
                fact(_("region"), str(obj.region)),
                fact(_("legal basis"), obj.legal_basis),
            )
        ]

    def own_panels(self, obj: Fence) -> Iterable[Mapping[str, Any]]:
        """Who is inside now."""
        rows = LiveState.objects.filter(fences__contains=[obj.pk]).select_related("vehicle")
        inside = list(rows.order_by("-at")[:20])
        yield {
            "id": "inside",
            "title": _("Inside now"),
            "count": len(inside),
            "rows": [
                {
                    "label": live.vehicle.plate,
                    "url": live.vehicle.get_absolute_url(),
                    "value": f"{live.speed_km_h:.0f} km/h",
                    "at": live.at,
                }
                for live in inside
            ],
            "empty": _("No vehicle is inside."),
        }

    def describe(self, obj: Fence) -> dict[str, Any]:
        """Add the outline on the map."""
        west, south, east, north = obj.area.extent
        return super().describe(obj) | {
            "outline": {
                "mode": "panel",
                "visible": [],
                "id": "fence-map",
                "focus": {"bounds": [west, south, east, north]},
                "overlays": [
                    {
                        "id": "fence",
                        "title": obj.name,
                        "kind": "zone",
                        "level": obj.level,
                        "data": {
                            "type": "Feature",
                            "properties": {"name": obj.name},
                            "geometry": json.loads(obj.area.geojson),
                        },
                    }
                ],
            }
        }


def drawing(
    area: str = "", bounds: list[float] | None = None, *, field: str = "area", hint: str = ""
) -> dict[str, Any]:
    """Return the map on which a fence, or in another field a line, is drawn."""
    return {
        "mode": "panel",
        "visible": [],
        "id": "fence-map",
        **({"focus": {"bounds": bounds}} if bounds else {}),
        "fence": {
            "field": field,
            "area": area,
            "line": field != "area",
            "words": {
                "undo": _("Take the last corner back"),
                "clear": _("Begin anew"),
                "hint": hint or _("Click the corners of the area in order."),
            },
        },
    }


class FenceCreatePage(CreatePage):
    """Draw a geofence."""

    model = Fence
    template = "vehicles/fence_form.html"
    permission = CHANGE_FENCE
    form_class = FenceForm
    form_takes_actor = True
    title = gettext_lazy("Draw a geofence")
    breadcrumbs = FENCE_CRUMBS
    cancel_url = "/vehicles/fences/"

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the map."""
        return super().describe(form) | {"map": drawing()}

    def save(self, form: Any) -> Fence:
        """Draw it."""
        values = dict(form.cleaned_data)
        values["region_id"] = values.pop("region")
        values["vehicle_ids"] = values.pop("plates")
        return draw_fence(actor=self.actor, **values)


class FenceChangePage(ChangePage):
    """Change a geofence."""

    model = Fence
    template = "vehicles/fence_form.html"
    permission = CHANGE_FENCE
    form_class = FenceChangeForm
    form_takes_actor = True
    breadcrumbs = FENCE_CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """Its present values, the outline as GeoJSON."""
        return dict(super().get_initial()) | {"area": self.obj.area.geojson}

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the map at the outline."""
        bounds = list(self.obj.area.extent)
        return super().describe(form) | {"map": drawing(self.obj.area.geojson, bounds)}

    def save(self, form: Any) -> Fence:
        """Change it."""
        return change_fence(fence_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class LimitListPage(ListPage):
    """Speed limits by kind of vehicle and class of road."""

    model = SpeedLimit
    template = "vehicles/limits.html"
    table_class = LimitTable
    breadcrumbs = CRUMBS
    facets: ClassVar = (Facet("vehicle_kind", gettext_lazy("kind of vehicle")),)
    ordering = ("vehicle_kind", "-limit_km_h", "road_class")
    empty_title = gettext_lazy("No speed limit yet")
    empty_text = gettext_lazy("The limits come with the platform; load its reference tables.")


class LimitChangePage(ChangePage):
    """Change a speed limit with its clause."""

    model = SpeedLimit
    permission = CHANGE_RULE
    form_class = LimitForm
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Speed limits"), "vehicles:limits"))

    def save(self, form: Any) -> SpeedLimit:
        """Change it."""
        return change_limit(limit_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class RuleListPage(ListPage):
    """Driving rules: night hours, longest driving, silence."""

    model = DrivingRule
    template = "vehicles/limits.html"
    table_class = RuleTable
    breadcrumbs = CRUMBS
    ordering = ("kind", "code")
    empty_title = gettext_lazy("No driving rule yet")
    empty_text = gettext_lazy("The rules come with the platform; load its reference tables.")


class RuleChangePage(ChangePage):
    """Change a driving rule with its clause."""

    model = DrivingRule
    permission = CHANGE_RULE
    form_class = RuleForm
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Driving rules"), "vehicles:rules"))

    def save(self, form: Any) -> DrivingRule:
        """Change it."""
        return change_rule(rule_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
