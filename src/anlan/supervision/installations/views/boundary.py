"""Drawing the boundary of a plant: by clicks on the map, from a plan of the dossier, as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import ChangePage
from anlan.supervision.enterprises.contracts import PlanOutline
from anlan.supervision.enterprises.public import get_enterprise, list_plan_outlines
from anlan.supervision.installations.forms import BoundaryForm
from anlan.supervision.installations.models import Installation
from anlan.supervision.installations.permissions import KEEP
from anlan.supervision.installations.services.installations import set_boundary

#: The map opens so near when only a point is known.
ZOOM = 15


class BoundaryPage(ChangePage):
    """From where the 500 m are drawn in which people are counted."""

    model = Installation
    permission = KEEP
    template = "installations/boundary.html"
    title = gettext_lazy("Draw the plant boundary")
    breadcrumbs = ((gettext_lazy("Major hazard installations"), "installations:list"),)
    form_class = BoundaryForm
    #: The note of a draft would move the map under the next click.
    keeps_draft = False
    law = gettext_lazy(
        "GB 18218-2018, 4.3.4: permanent residents within 500 m outside the plant boundary"
    )
    success_text = gettext_lazy("The boundary is kept and the people were counted anew.")

    def load(self, **kwargs: Any) -> None:
        """Read the plans of the dossier as well."""
        super().load(**kwargs)
        self.plans = list_plan_outlines(self.obj.enterprise_id, self.actor)

    def get_initial(self) -> Mapping[str, Any]:
        """The present boundary, or the outline of the plan that was chosen."""
        chosen = self.chosen()
        if chosen is not None:
            return {"boundary": outline_text(chosen), "is_for_plant": True}
        return {
            "boundary": self.obj.boundary.geojson if self.obj.boundary else "",
            "is_for_plant": True,
        }

    def chosen(self) -> PlanOutline | None:
        """The plan asked for in the address."""
        wanted = self.request.GET.get("plan", "")
        return next((plan for plan in self.plans if str(plan.id) == wanted), None)

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the map and the plans to choose from."""
        return {
            **super().describe(form),
            "subtitle": f"{self.obj.enterprise} · {self.obj}",
            "map": self.small_map(),
            "plans": self.plans,
        }

    def small_map(self) -> dict[str, Any]:
        """The plant on the map: the picture of a plan below, the vessels, the line drawn."""
        firm = get_enterprise(self.obj.enterprise_id, self.actor)
        vessels = [h for h in firm.chemicals if h.longitude is not None]
        plan = self.chosen() or (self.plans[0] if self.plans else None)
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [h.longitude, h.latitude]},
                "properties": {"label": h.container},
            }
            for h in vessels
        ]
        props: dict[str, Any] = {
            "id": "boundary-map",
            "mode": "panel",
            "visible": ["enterprises"],
            "overlays": [
                _overlay("outline", _("Plant boundary"), "zone", []),
                _overlay("vessels", _("Vessels and stores"), "point", features),
            ],
        }
        if plan is not None and plan.picture_url:
            corners = [list(corner) for corner in plan.corners]
            props["plan"] = {"url": plan.picture_url, "corners": corners, "opacity": plan.opacity}
        if self.obj.boundary is not None:
            props["focus"] = {"bounds": list(self.obj.boundary.extent)}
        elif plan is not None:
            xs, ys = [c[0] for c in plan.corners], [c[1] for c in plan.corners]
            props["focus"] = {"bounds": [min(xs), min(ys), max(xs), max(ys)]}
        elif self.obj.location is not None:
            point = self.obj.location
            props["focus"] = {"lon": point.x, "lat": point.y, "zoom": ZOOM}
        elif firm.longitude is not None:
            props["focus"] = {"lon": firm.longitude, "lat": firm.latitude, "zoom": ZOOM}
        return props

    def save(self, form: BoundaryForm) -> Installation:
        """Call the service."""
        return set_boundary(installation_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


def outline_text(plan: PlanOutline) -> str:
    """The corners of a plan as one polygon."""
    ring = [list(corner) for corner in (*plan.corners, plan.corners[0])]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _overlay(name: str, title: str, kind: str, features: list[Any]) -> dict[str, Any]:
    data = {"type": "FeatureCollection", "features": features}
    return {"id": name, "title": title, "kind": kind, "data": data}
