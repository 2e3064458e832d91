"""Parks: the list, the dossier of one, its forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import cos, radians
from typing import Any

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

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
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.enterprises.choices import RiskLevel
from anlan.supervision.enterprises.models import ChemicalHolding, Enterprise, Park
from anlan.supervision.enterprises.models.paper import days_left
from anlan.supervision.enterprises.part_forms import ParkForm
from anlan.supervision.enterprises.part_tables import ParkTable, day_state
from anlan.supervision.enterprises.parts import due_filters
from anlan.supervision.enterprises.permissions import CHANGE_PARK
from anlan.supervision.enterprises.services.parks import (
    create_park,
    read_boundary,
    take_in_enterprises,
    update_park,
)

ENTERPRISES = (gettext_lazy("Enterprises"), "enterprises:list")
PARKS = (gettext_lazy("Parks"), "enterprises:parks")
STEPS = (
    {
        "id": "park",
        "title": gettext_lazy("Park"),
        "fields": ["name", "kind", "region", "operator", "recognition_number", "boundary_text"],
    },
    {
        "id": "rating",
        "title": gettext_lazy("Rating"),
        "fields": ["safety_rating", "rated_on", "rating_due_on"],
    },
    {
        "id": "closure",
        "title": gettext_lazy("Closed management"),
        "fields": [
            "closure",
            "gates",
            "hazmat_gates",
            "hazmat_parking_places",
            "fire_station",
            "note",
        ],
    },
)


class ParkListPage(ListPage):
    """All parks of the county."""

    model = Park
    table_class = ParkTable
    breadcrumbs = (ENTERPRISES,)
    saved_filters = (SavedFilter("all", gettext_lazy("All")), *due_filters("rating_due_on"))
    facets = (
        Facet("kind", gettext_lazy("kind")),
        Facet("safety_rating", gettext_lazy("safety-risk rating")),
        Facet("closure", gettext_lazy("closed management")),
    )
    search_fields = ("search_text",)
    select_related = ("region",)
    ordering = ("name", "pk")
    create_url_name = "enterprises:create_park"
    create_permission = CHANGE_PARK
    create_label = gettext_lazy("Open a park's dossier")
    empty_text = gettext_lazy("Every park has its file here: border, rating, enterprises inside.")

    def queryset(self) -> Any:
        """With the number of enterprises inside that one may see."""
        inside = (
            visible(Enterprise, self.actor)
            .filter(park_id=OuterRef("organisation_id"))
            .order_by()
            .values("park_id")
            .annotate(found=Count("pk"))
        )
        return (
            super()
            .queryset()
            .annotate(
                enterprise_count=Subquery(inside.values("found"), output_field=IntegerField())
            )
        )


def enterprise_row(enterprise: Enterprise) -> dict[str, Any]:
    """An enterprise inside a park."""
    return {
        "label": enterprise.short_name or enterprise.name,
        "url": enterprise.get_absolute_url(),
        "level": enterprise.risk_level,
        "where": enterprise.sector.name,
    }


class ParkPage(ObjectPage):
    """One park, one file."""

    model = Park
    select_related = ("region", "organisation")
    breadcrumbs = (ENTERPRISES, PARKS)
    edit_url_name = "enterprises:change_park"
    edit_permission = CHANGE_PARK
    live_topic = "park:{pk}"
    related = (
        RelatedList(
            "enterprises",
            gettext_lazy("Enterprises in the park"),
            Enterprise,
            lambda rows, park: (
                rows.filter(park_id=park.organisation_id)
                .select_related("sector")
                .order_by("risk_level", "name")
            ),
            enterprise_row,
            url=lambda park: f"{reverse('enterprises:list')}?q={park.name}",
            empty=gettext_lazy("No enterprise names this park in its dossier."),
            limit=30,
        ),
    )

    def get_subtitle(self, obj: Park) -> str:
        """Kind and operator."""
        return " · ".join(x for x in (str(obj.get_kind_display()), obj.operator) if x)

    def state(self, obj: Park) -> Mapping[str, Any] | None:
        """How the next rating stands."""
        return day_state(days_left(obj.rating_due_on), late=_("rating overdue"))

    def map_url(self, obj: Park) -> str:
        """The map at the middle of the park."""
        address = find_url("onemap:map")
        if not address or obj.boundary is None:
            return ""
        middle = obj.boundary.point_on_surface
        return f"{address}?at={middle.x:.6f},{middle.y:.6f}&layer=parks"

    def facts(self, obj: Park) -> list[dict[str, Any]]:
        """Rating, what is inside, how it is closed."""
        rows = visible(Enterprise, self.actor).filter(park_id=obj.organisation_id)
        by_level = dict(
            rows.order_by().values_list("risk_level").annotate(n=Count("pk")).order_by("risk_level")
        )
        words = "，".join(
            f"{label} {by_level[level]}" for level, label in RiskLevel.choices if level in by_level
        )
        hazardous = rows.filter(is_major_hazard=True).count()
        goods = (
            visible(ChemicalHolding, self.actor)
            .filter(enterprise__park_id=obj.organisation_id)
            .values("chemical_id")
            .distinct()
            .count()
        )
        area = None
        if obj.boundary is not None:
            flat = obj.boundary.clone()
            flat.transform(3857)
            shrink = cos(radians(obj.boundary.centroid.y)) ** 2
            area = f"{flat.area * shrink / 1_000_000:.2f}"
        return [
            fact_group(
                _("Rating"),
                fact(_("safety-risk rating"), obj.get_safety_rating_display() or None),
                fact(_("rated on"), obj.rated_on),
                fact(_("next rating due on"), obj.rating_due_on),
                fact(_("recognition number"), obj.recognition_number),
            ),
            fact_group(
                _("Inside"),
                fact(_("enterprises"), sum(by_level.values())),
                fact(_("by risk"), words),
                fact(_("with a major hazard installation"), hazardous),
                fact(_("kinds of dangerous goods"), goods),
            ),
            fact_group(
                _("Closed management"),
                fact(_("closed management"), obj.get_closure_display()),
                fact(_("gates"), obj.gates),
                fact(_("gates for dangerous goods"), obj.hazmat_gates),
                fact(_("parking places for dangerous goods vehicles"), obj.hazmat_parking_places),
                fact(_("fire station"), obj.fire_station),
            ),
            fact_group(
                _("Place and responsibility"),
                fact(_("region"), str(obj.region)),
                fact(_("area"), area, unit="km²"),
                fact(
                    _("park administration"),
                    str(obj.organisation),
                    url=obj.organisation.get_absolute_url(),
                ),
                fact(_("operator"), obj.operator),
                fact(_("note"), obj.note, wide=True),
            ),
        ]

    def own_verbs(self, obj: Park) -> Iterable[Verb]:
        """Taking in who stands inside the border."""
        if self.rights.can(self.actor, CHANGE_PARK, obj):
            yield Verb(
                "fill",
                _("Take in the enterprises inside the boundary"),
                reverse("enterprises:fill_park", args=[obj.pk]),
                blocked_reason=None
                if obj.boundary is not None
                else _("Give the park its boundary first."),
                icon="map-pin",
            )


class ParkCreatePage(CreatePage):
    """Open the dossier of a park."""

    model = Park
    permission = CHANGE_PARK
    title = gettext_lazy("Open a park's dossier")
    breadcrumbs = (ENTERPRISES, PARKS)
    form_class = ParkForm
    form_takes_actor = True
    steps = STEPS

    def save(self, form: ParkForm) -> Park:
        """Call the service."""
        facts = _facts(form)
        region = facts.pop("region")
        return create_park(region_code=region.pk, actor=self.actor, **facts)


class ParkChangePage(ChangePage):
    """Change the dossier of a park."""

    model = Park
    permission = CHANGE_PARK
    breadcrumbs = (ENTERPRISES, PARKS)
    form_class = ParkForm
    form_takes_actor = True
    steps = STEPS

    def get_initial(self) -> Mapping[str, Any]:
        """The present facts, the border as text."""
        found = dict(super().get_initial())
        if self.obj.boundary is not None:
            found["boundary_text"] = self.obj.boundary.geojson
        return found

    def save(self, form: ParkForm) -> Park:
        """Call the service."""
        return update_park(park_id=self.obj.pk, actor=self.actor, **_facts(form))


def _facts(form: ParkForm) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    facts["boundary"] = read_boundary(facts.pop("boundary_text"))
    return facts


@require_POST
@requires(CHANGE_PARK)
def fill(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter the park in the dossiers of the enterprises inside its border."""
    count = take_in_enterprises(park_id=pk, actor=request.actor)
    text = ngettext("%(count)s enterprise taken in.", "%(count)s enterprises taken in.", count)
    messages.success(request, text % {"count": count})
    return go_to(request, reverse("enterprises:park", args=[pk]))
