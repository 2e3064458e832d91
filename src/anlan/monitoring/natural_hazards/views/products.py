"""Present dangers by township, the products, and what a township was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.regions.public import names_of
from anlan.kernel.pages import (
    ActorPage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import visible
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.monitoring.natural_hazards.choices import AREA_HAZARDS, DangerKind, Hazard, Indicator
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    HazardProduct,
    IncomingWarning,
    ProductArea,
)
from anlan.monitoring.natural_hazards.permissions import MAKE
from anlan.monitoring.natural_hazards.selectors.overview import present_dangers
from anlan.monitoring.natural_hazards.tables import ProductTable
from anlan.monitoring.natural_hazards.tasks import make_products_now
from anlan.monitoring.natural_hazards.views.danger_maps import danger_url
from anlan.monitoring.natural_hazards.words import figure_text, figure_value, reason_text

#: Layers shown on the small map of each hazard.
LAYERS = {
    Hazard.FLASH_FLOOD: "hazard_flash_flood",
    Hazard.LANDSLIDE: "hazard_landslide",
    Hazard.FOREST_FIRE: "hazard_forest_fire",
}


class OverviewPage(ActorPage):
    """Townships by hazards: one glance tells where what is to be feared, and why."""

    model = ProductArea
    live_topic = "natural_hazards"

    def get(self, request: Any) -> HttpResponse:
        """Show the present dangers and the warnings in force."""
        dangers = present_dangers(self.actor)
        wanted = request.GET.get("hazard", "")
        hazard = Hazard(wanted) if wanted in LAYERS else dangers.gravest_hazard
        warnings = visible(IncomingWarning, self.actor).filter(state="in_force")
        page = {
            "title": _("Natural hazards"),
            "live_topic": self.live_topic,
            "may_make": self.actor.has(MAKE),
            "hazards": [
                {
                    "label": each.label,
                    "url": f"{reverse('natural_hazards:overview')}?hazard={each}",
                    "active": each == hazard,
                }
                for each in AREA_HAZARDS
            ],
            "danger_maps": [
                {"label": kind.label, "icon": icon, "url": danger_url(kind, request)}
                for kind, icon in ((DangerKind.FIRE, "flame"), (DangerKind.RAIN, "cloud-rain"))
            ],
            "map": {
                "id": "hazard-map",
                "mode": "panel",
                "visible": [LAYERS[hazard], "geo_points", "natural_stations"],
            },
        }
        context = {
            "page": page,
            "hazard": hazard,
            "dangers": dangers,
            "warnings": warnings.order_by("level", "-sent_at")[:8],
        }
        return render_page(request, "natural_hazards/overview.html", context)


@require_POST
@requires(MAKE)
def make_now(request: ActorRequest) -> HttpResponse:
    """Have the products of the last full hour made now."""
    make_products_now.defer_once("natural_hazards.make_products_now")
    messages.success(request, _("The products are being made; this page follows by itself."))
    return go_to(request, reverse("natural_hazards:overview"))


class ProductListPage(ListPage):
    """All products, newest first."""

    model = HazardProduct
    table_class = ProductTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("warned", gettext_lazy("With a level"), Q(level__isnull=False)),
    )
    facets: ClassVar = (
        Facet("hazard", gettext_lazy("natural hazard")),
        Facet("level", gettext_lazy("level"), level=True),
    )
    ordering = ("-valid_at", "hazard")
    live_topic = "natural_hazards"
    empty_title = gettext_lazy("No product yet")
    empty_text = gettext_lazy("Products are made every hour from what the stations measure.")


def area_rows(areas: Iterable[ProductArea]) -> list[dict[str, Any]]:
    """Return the townships of a product as rows, the gravest first."""
    found = sorted(areas, key=lambda a: (a.level or 9, a.is_known, a.region_id))
    names = names_of([area.region_id for area in found])
    return [
        {
            "name": names.get(area.region_id, area.region_id),
            "url": area.get_absolute_url(),
            "level": area.level,
            "is_known": area.is_known,
            "reasons": [reason_text(reason) for reason in area.reasons],
            "figures": [figure_text(figure) for figure in area.figures],
        }
        for area in found
    ]


class ProductPage(ObjectPage):
    """One product: the map and the townships with their reasons."""

    model = HazardProduct
    template = "natural_hazards/product.html"
    select_related = ("region",)
    breadcrumbs: ClassVar = (
        (gettext_lazy("Natural hazards"), "natural_hazards:overview"),
        (gettext_lazy("Products"), "natural_hazards:products"),
    )

    def get_title(self, obj: HazardProduct) -> str:
        """The hazard and the county."""
        return _("%(place)s: danger of %(hazard)s") % {
            "place": obj.region,
            "hazard": obj.get_hazard_display(),
        }

    def level(self, obj: HazardProduct) -> int | None:
        """The gravest level."""
        return obj.level

    def note(self, obj: HazardProduct) -> Mapping[str, Any] | None:
        """What is not known."""
        if not obj.areas_unknown:
            return None
        text = _("%(count)d townships have no data: nothing is said of them.")
        return {"text": text % {"count": obj.areas_unknown}, "tone": "warning"}

    def facts(self, obj: HazardProduct) -> list[dict[str, Any]]:
        """When, of what."""
        return [
            fact_group(
                _("Product"),
                fact(_("valid at"), at=obj.valid_at),
                fact(pgettext("product", "made at"), at=obj.made_at),
                fact(_("townships judged"), obj.areas_judged),
                fact(_("townships without data"), obj.areas_unknown),
                fact(pgettext_lazy("science", "models"), "、".join(obj.models_used) or None),
            )
        ]

    def timeline(self, obj: HazardProduct) -> None:
        """A product does not change."""
        return None

    def describe(self, obj: HazardProduct) -> dict[str, Any]:
        """Add the townships one may see."""
        page = super().describe(obj)
        page["areas"] = area_rows(visible(ProductArea, self.actor).filter(product=obj))
        return page


class AreaPage(ObjectPage):
    """One township in one product: reasons, figures, who lives below hazard points."""

    model = ProductArea
    template = "natural_hazards/area.html"
    select_related = ("region", "product")
    breadcrumbs: ClassVar = ((gettext_lazy("Natural hazards"), "natural_hazards:overview"),)

    def get_title(self, obj: ProductArea) -> str:
        """The township and the hazard."""
        return _("%(place)s: danger of %(hazard)s") % {
            "place": obj.region,
            "hazard": obj.get_hazard_display(),
        }

    def level(self, obj: ProductArea) -> int | None:
        """Its level."""
        return obj.level

    def note(self, obj: ProductArea) -> Mapping[str, Any] | None:
        """Unknown is never safe; an old one says so."""
        if not obj.is_known:
            return {"text": _("No station told anything: the danger is not known."), "tone": "info"}
        if not obj.is_current:
            return {"text": _("A newer product has been made since."), "tone": "info"}
        return None

    def facts(self, obj: ProductArea) -> list[dict[str, Any]]:
        """Figures that were looked at."""
        return [
            fact_group(
                pgettext("danger", "Figures"),
                fact(_("valid at"), at=obj.valid_at),
                *(
                    fact(
                        Indicator(figure["indicator"]).label,
                        figure_value(figure),
                        source=figure["place"],
                    )
                    for figure in obj.figures
                ),
            )
        ]

    def timeline(self, obj: ProductArea) -> None:
        """A product does not change."""
        return None

    def own_panels(self, obj: ProductArea) -> Iterable[dict[str, Any]]:
        """What stood before, and the hazard points of the township."""
        before = visible(ProductArea, self.actor).filter(
            hazard=obj.hazard, region_id=obj.region_id, valid_at__lt=obj.valid_at
        )
        yield {
            "id": "before",
            "title": _("Hours before"),
            "rows": [
                {
                    "label": "；".join(reason_text(r) for r in area.reasons)
                    or (
                        _("nothing to warn of")
                        if area.is_known
                        else pgettext("danger", "not known")
                    ),
                    "url": area.get_absolute_url(),
                    "level": area.level,
                    "at": area.valid_at,
                }
                for area in before.order_by("-valid_at")[:12]
            ],
            "empty": _("This is the first product."),
        }
        if obj.hazard == Hazard.LANDSLIDE:
            points = visible(GeoHazardPoint, self.actor).filter(
                region__code__startswith=obj.region_id[:9]
            )
            points = points.exclude(state="removed").order_by("-threatened_people")
            yield {
                "id": "points",
                "title": _("Geological hazard points"),
                "rows": [
                    {
                        "label": point.name,
                        "url": point.get_absolute_url(),
                        "value": _("%(count)d people") % {"count": point.threatened_people},
                    }
                    for point in points[:12]
                ],
                "empty": _("No hazard point is known here."),
            }

    def describe(self, obj: ProductArea) -> dict[str, Any]:
        """Add the reasons with their sources."""
        page = super().describe(obj)
        page["reasons"] = [{**reason, "text": reason_text(reason)} for reason in obj.reasons]
        page["product_url"] = obj.product.get_absolute_url()
        return page
