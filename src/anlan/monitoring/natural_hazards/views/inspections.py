"""The three inspections, and reporting from a hazard point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from anlan.base.files.public import store_upload
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    FormPage,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.monitoring.natural_hazards.choices import INSPECTION_TONES, InspectionState
from anlan.monitoring.natural_hazards.forms import ObservationForm, PlanForm
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
)
from anlan.monitoring.natural_hazards.permissions import OBSERVE, PLAN_INSPECTION
from anlan.monitoring.natural_hazards.selectors.observations import observation_row
from anlan.monitoring.natural_hazards.services.inspections import (
    accept_inspection,
    cancel_inspection,
    plan_inspections,
    record_observation,
    return_inspection,
)
from anlan.monitoring.natural_hazards.states import INSPECTION
from anlan.monitoring.natural_hazards.tables import InspectionTable

CRUMBS = ((gettext_lazy("Three inspections"), "natural_hazards:inspections"),)
POINTS = ((gettext_lazy("Geological hazard points"), "natural_hazards:geo_points"),)


class InspectionListPage(ListPage):
    """The inspections of one's area."""

    model = GeoInspection
    table_class = InspectionTable
    saved_filters: ClassVar = (
        SavedFilter(
            "open",
            pgettext_lazy("inspection", "To be done"),
            Q(state=InspectionState.PLANNED),
            counted=True,
        ),
        SavedFilter(
            "overdue",
            gettext_lazy("Overdue"),
            lambda actor: Q(state=InspectionState.PLANNED, due_at__lt=clock.now()),
            counted=True,
            level=1,
        ),
        SavedFilter(
            "recorded",
            gettext_lazy("To be confirmed"),
            Q(state=InspectionState.RECORDED),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        Facet("year", gettext_lazy("year")),
        Facet("finding", pgettext_lazy("hazard point", "what was found")),
    )
    search_fields = ("geo_point__search_text",)
    ordering = ("due_at", "id")
    select_related = ("geo_point",)
    hidden_columns = ("round",)
    create_url_name = "natural_hazards:plan"
    create_permission = PLAN_INSPECTION
    create_label = gettext_lazy("Plan inspections")
    live_topic = "natural_hazards"
    empty_title = gettext_lazy("No inspection here")
    empty_text = gettext_lazy("Inspections before, in and after the flood season stand here.")


class InspectionPage(ObjectPage):
    """One inspection and what it found."""

    model = GeoInspection
    machine = INSPECTION
    state_tones = INSPECTION_TONES
    select_related = ("geo_point__region", "geo_point__responsible")
    breadcrumbs: ClassVar = CRUMBS
    transition_url_name = "natural_hazards:inspection_step"
    transition_forms: ClassVar = {"record": "natural_hazards:record"}
    related: ClassVar = (
        RelatedList(
            "observations",
            gettext_lazy("What was seen"),
            GeoObservation,
            lambda rows, inspection: rows.filter(inspection=inspection),
            observation_row,
            empty=gettext_lazy("Nothing was reported yet."),
        ),
    )

    def due(self, obj: GeoInspection) -> Any:
        """Until when, while it is to be done."""
        return obj.due_at if obj.state == InspectionState.PLANNED else None

    def holder(self, obj: GeoInspection) -> Mapping[str, Any] | None:
        """Who answers for the point."""
        person = obj.geo_point.responsible
        return {"label": str(person), "url": ""} if person else None

    def facts(self, obj: GeoInspection) -> list[dict[str, Any]]:
        """What, where, what was found."""
        return [
            fact_group(
                _("Inspection"),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("year"), obj.year),
                fact(_("round"), obj.round),
                fact(
                    _("geological hazard point"),
                    str(obj.geo_point),
                    url=obj.geo_point.get_absolute_url(),
                ),
                fact(_("region"), str(obj.geo_point.region)),
                fact(_("last day"), at=obj.due_at),
            ),
            fact_group(
                _("Result"),
                fact(
                    pgettext("hazard point", "what was found"),
                    obj.get_finding_display() if obj.finding else None,
                ),
                fact(_("recorded by"), obj.recorded_by),
                fact(_("recorded at"), at=obj.recorded_at),
                fact(_("note"), obj.note, wide=True),
            ),
        ]

    def verbs(self, obj: GeoInspection) -> list[dict[str, Any]]:
        """Return the buttons; who recorded does not confirm."""
        found = super().verbs(obj)
        for verb in found:
            if verb["name"] == "accept" and obj.recorded_by_id == self.actor.id:
                verb["blocked_reason"] = _("Who recorded an inspection does not confirm it.")
        return found

    def own_verbs(self, obj: GeoInspection) -> Iterable[Verb]:
        """The point's cards."""
        yield Verb(
            "cards",
            _("Print the cards"),
            reverse("natural_hazards:cards", args=[obj.geo_point_id]),
            method="get",
            icon="printer",
        )


class InspectionStep(TransitionView):
    """Confirm, send back, cancel."""

    model = GeoInspection
    machine = INSPECTION
    id_argument = "inspection_id"
    services: ClassVar = {
        "accept": accept_inspection,
        "return_": return_inspection,
        "cancel": cancel_inspection,
    }


class PlanPage(FormPage):
    """Plan one of the three inspections."""

    model = GeoInspection
    permission = PLAN_INSPECTION
    form_class = PlanForm
    form_takes_actor = True
    title = gettext_lazy("Plan inspections")
    breadcrumbs: ClassVar = CRUMBS
    submit_label = gettext_lazy("Plan inspections")
    cancel_url = "/natural_hazards/inspections/"
    success_text = gettext_lazy("The inspections are planned.")

    def save(self, form: Any) -> None:
        """Plan, and say how many."""
        planned = plan_inspections(actor=self.actor, **form.values())
        text = ngettext("%(count)d point to look at.", "%(count)d points to look at.", planned)
        messages.info(self.request, text % {"count": planned})

    def success_url(self, saved: Any) -> str:
        """The list."""
        return reverse("natural_hazards:inspections")


class ObservePage(ChangePage):
    """Report what is seen at a hazard point; made for a phone."""

    model = GeoHazardPoint
    permission = OBSERVE
    form_class = ObservationForm
    title = gettext_lazy("Report what is seen")
    breadcrumbs: ClassVar = POINTS
    submit_label = pgettext_lazy("hazard point", "Send the report")
    success_text = gettext_lazy("Your report was received.")
    inspection: GeoInspection | None = None

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing yet."""
        return {}

    @property
    def point(self) -> GeoHazardPoint:
        """The point that is looked at."""
        return self.inspection.geo_point if self.inspection else self.obj

    def save(self, form: Any) -> Any:
        """Record, keep the photo, lead to the point or the inspection."""
        values = dict(form.cleaned_data)
        photo = values.pop("photos", None)
        with transaction.atomic():
            record_observation(
                geo_point_id=self.point.pk,
                inspection_id=self.inspection.pk if self.inspection else None,
                actor=self.actor,
                **values,
            )
            if photo:
                store_upload(uploaded=photo, subject=self.point, actor=self.actor)
        return self.obj

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the point, and the signs to watch there."""
        page = super().describe(form)
        signs = self.point.signs_to_watch
        page["subtitle"] = f"{self.point.name}　{signs}".strip()
        return page


class RecordPage(ObservePage):
    """Record an inspection."""

    model = GeoInspection  # type: ignore[assignment]
    title = pgettext_lazy("inspection of a hazard point", "Record the inspection")
    breadcrumbs: ClassVar = CRUMBS

    def load(self, **kwargs: Any) -> None:
        """Fetch the inspection with its point."""
        self.obj = self.inspection = get_visible(GeoInspection, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, OBSERVE, self.obj)
