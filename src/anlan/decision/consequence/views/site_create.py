"""Ordering a quantitative risk assessment: what will be counted is shown before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy, pgettext

from anlan.decision.consequence.choices import Basis
from anlan.decision.consequence.effects.site.case import Settings
from anlan.decision.consequence.models import SiteAssessment
from anlan.decision.consequence.permissions import RUN
from anlan.decision.consequence.selectors.site_area import (
    SiteArea,
    area_of_enterprise,
    area_of_park,
    area_of_text,
)
from anlan.decision.consequence.selectors.site_inputs import SiteVessels, vessels_of
from anlan.decision.consequence.selectors.site_wind import SiteWind, wind_of
from anlan.decision.consequence.services.site_risk import order_assessment, require_site
from anlan.decision.consequence.site_forms import SiteRiskForm
from anlan.decision.consequence.site_words import reason
from anlan.decision.consequence.views.site_risk import CRUMBS
from anlan.kernel.errors import InvalidInput
from anlan.kernel.layers import layer
from anlan.kernel.pages import CreatePage
from anlan.kernel.policy import get_visible

#: Vessels shown before the order; the page of the result has all.
SHOWN = 12
#: Parks offered on the empty form.
PARKS = 12


class SiteRiskCreatePage(CreatePage):
    """A park, an enterprise or a drawn area; everything else is filled in."""

    model = SiteAssessment
    permission = RUN
    template = "consequence/site_new.html"
    form_class = SiteRiskForm
    title = gettext_lazy("Assess the risk of a site")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Compute")
    success_text = gettext_lazy("The assessment is being computed.")
    #: The note of a draft would move the map under the next click.
    keeps_draft = False
    cancel_url = "/consequence/site-risk/"
    law = gettext_lazy("GB 36894-2018; GB/T 37243-2019")
    steps: ClassVar = (
        {
            "id": "site",
            "title": gettext_lazy("Site"),
            "fields": ["title", "boundary", "basis"],
        },
        {
            "id": "assumptions",
            "title": gettext_lazy("Assumptions"),
            "help": gettext_lazy("Leave as they are when nothing better is known."),
            "fields": [
                "temperature_c",
                "humidity_percent",
                "terrain",
                "delayed_ignition",
                "pool_area_m2",
                "gas_pressure_kpa",
            ],
        },
    )

    def load(self, **kwargs: Any) -> None:
        """Fetch the park, the enterprise or the former assessment named in the address."""
        self.area: SiteArea | None = None
        self.problem = ""
        self.former: SiteAssessment | None = None
        former = self._number("former")
        park, enterprise = self._number("park"), self._number("enterprise")
        if former is not None:
            self.former = get_visible(SiteAssessment, former, actor=self.actor)
            park, enterprise = self.former.park_id, self.former.enterprise_id
        try:
            if park is not None:
                self.area = area_of_park(park, self.actor)
            elif enterprise is not None:
                self.area = area_of_enterprise(enterprise, self.actor)
        except InvalidInput as refused:
            self.problem = " ".join(str(text) for text in refused.fields.values())
        if self.area is not None:
            require_site(self.area, self.actor)

    def _number(self, name: str) -> int | None:
        text = self.request.GET.get(name, "")
        return int(text) if text.isdigit() and len(text) < 10 else None

    def form(self, **data: Any) -> Any:
        """Leave the area out where park or enterprise give it."""
        form = super().form(**data)
        if self.area is not None:
            del form.fields["boundary"]
        return form

    def get_initial(self) -> Mapping[str, Any]:
        """The stated defaults, or what the former assessment assumed."""
        settings = (
            Settings(**self.former.inputs["settings"]) if self.former is not None else Settings()
        )
        values = asdict(settings)
        values["basis"] = Basis.IN_USE if values.pop("is_in_use") else Basis.NEW
        if self.former is not None:
            values["title"] = self.former.title
            if self.area is None:
                values["boundary"] = self.former.area[0].geojson
        elif self.area is not None:
            values["title"] = self.area.title
            wind = self.wind()
            if wind is not None and wind.mean_temperature_c is not None:
                values["temperature_c"] = wind.mean_temperature_c
        return values

    def wind(self) -> SiteWind | None:
        """The rose of the site, where the site is known; read once."""
        if self.area is None:
            return None
        if not hasattr(self, "_wind"):
            self._wind = wind_of(self.area.longitude, self.area.latitude, self.actor)
        return self._wind

    def describe(self, form: Any) -> dict[str, Any]:
        """Add what will be counted, what will not and why, the wind, the map."""
        found = super().describe(form)
        found["problem"] = self.problem
        found["area"] = self.area
        found["wind"] = self.wind()
        if self.area is not None:
            vessels = vessels_of(self.area, self.actor)
            found["vessels"] = vessels
            found["shown"] = vessels.counted[:SHOWN]
            found["left_out"] = _left_out(vessels)
        elif self.former is None:
            found["parks"] = self._parks()
        found["map"] = self.small_map(form)
        return found

    def _parks(self) -> list[dict[str, str]]:
        """Parks with a boundary, to begin with one of them."""
        parks = layer("parks")
        rows = parks.rows(self.actor).order_by("name")[:PARKS] if parks is not None else ()
        return [{"label": str(park), "url": f"?park={park.pk}"} for park in rows]

    def small_map(self, form: Any) -> dict[str, Any]:
        """The site on the map; without one the map to draw it on."""
        features: list[Any] = []
        if self.area is not None:
            features.append(_feature(json.loads(self.area.shape.geojson)))
        props: dict[str, Any] = {
            "id": "site-map",
            "mode": "panel",
            "visible": ["enterprises", "parks", "sites"],
            "overlays": [
                {
                    "id": "outline",
                    "title": pgettext("site", "Area"),
                    "kind": "zone",
                    "data": {"type": "FeatureCollection", "features": features},
                }
            ],
        }
        if self.area is not None:
            props["focus"] = {"bounds": list(self.area.shape.extent)}
        elif self.former is not None:
            props["focus"] = {"bounds": list(self.former.area.extent)}
        return props

    def save(self, form: Any) -> SiteAssessment:
        """Order it."""
        area = self.area
        if area is None:
            area = area_of_text(form.cleaned_data["boundary"], form.cleaned_data["title"])
        return order_assessment(
            area=area,
            settings=form.settings(),
            actor=self.actor,
            title=form.cleaned_data["title"],
        )


def _feature(geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {}}


def _left_out(vessels: SiteVessels) -> list[dict[str, Any]]:
    return [{**row, "why": reason(row["reason"])} for row in vessels.left_out]
