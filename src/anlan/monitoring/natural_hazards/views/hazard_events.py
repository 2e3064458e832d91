"""Floods, slides and fires that did happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import visible
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.natural_hazards.forms import HazardEventForm
from anlan.monitoring.natural_hazards.models import HazardEvent, ProductArea
from anlan.monitoring.natural_hazards.permissions import RECORD_EVENT
from anlan.monitoring.natural_hazards.services.hazard_events import record_event
from anlan.monitoring.natural_hazards.tables import HazardEventTable
from anlan.monitoring.natural_hazards.views.facets import TOWNSHIP
from anlan.monitoring.natural_hazards.words import reason_text

CRUMBS = ((gettext_lazy("Natural hazard events"), "natural_hazards:events"),)
#: What was told before an event is shown so far back.
BEFORE = timedelta(hours=24)


class EventListPage(ListPage):
    """Events of one's area."""

    model = HazardEvent
    table_class = HazardEventTable
    saved_filters: ClassVar = (SavedFilter("all", gettext_lazy("All")),)
    facets: ClassVar = (
        Facet("hazard", gettext_lazy("natural hazard")),
        Facet("level", gettext_lazy("level"), level=True),
        TOWNSHIP,
    )
    search_fields = ("title", "place")
    ordering = ("-began_at", "-pk")
    select_related = ("region",)
    create_url_name = "natural_hazards:event_create"
    create_permission = RECORD_EVENT
    create_label = gettext_lazy("Record an event")
    live_topic = "natural_hazards"
    empty_title = gettext_lazy("No event recorded")
    empty_text = gettext_lazy("Record what happened: warnings are judged by it.")


class EventPage(ObjectPage):
    """One event, and what was told of it before."""

    model = HazardEvent
    select_related = ("region", "geo_point")
    breadcrumbs: ClassVar = CRUMBS
    edit_url_name = "natural_hazards:event_change"
    edit_permission = RECORD_EVENT

    def level(self, obj: HazardEvent) -> int:
        """How bad it was."""
        return obj.level

    def get_subtitle(self, obj: HazardEvent) -> str:
        """What and where."""
        parts = (obj.get_hazard_display(), str(obj.region), obj.place)
        return " · ".join(str(part) for part in parts if part)

    def facts(self, obj: HazardEvent) -> list[dict[str, Any]]:
        """When, how bad, from whom."""
        return [
            fact_group(
                _("Event"),
                fact(_("began at"), at=obj.began_at),
                fact(_("ended at"), at=obj.ended_at),
                fact(
                    _("geological hazard point"),
                    str(obj.geo_point) if obj.geo_point else None,
                    url=obj.geo_point.get_absolute_url() if obj.geo_point else "",
                ),
                fact(_("people moved to safety"), obj.people_moved),
                fact(_("dead, missing and injured"), obj.casualties),
                fact(_("loss"), number(obj.loss_yuan / 10_000, 1), unit=_("10,000 yuan")),
                fact(_("description"), obj.description, wide=True),
                fact(_("source of the record"), obj.source, wide=True),
                fact(_("recorded by"), obj.recorded_by),
            )
        ]

    def own_panels(self, obj: HazardEvent) -> Iterable[dict[str, Any]]:
        """What the products told in the day before."""
        told = visible(ProductArea, self.actor).filter(
            hazard=obj.hazard,
            region_id=obj.region_id[:9].ljust(12, "0"),
            level__isnull=False,
            valid_at__gt=obj.began_at - BEFORE,
            valid_at__lte=obj.began_at,
        )
        yield {
            "id": "told",
            "title": _("What was told in the day before"),
            "rows": [
                {
                    "label": "；".join(reason_text(reason) for reason in area.reasons),
                    "url": area.get_absolute_url(),
                    "level": area.level,
                    "at": area.valid_at,
                }
                for area in told.order_by("valid_at")[:24]
            ],
            "empty": _("No product warned of it."),
        }


class EventCreatePage(CreatePage):
    """Record an event."""

    model = HazardEvent
    permission = RECORD_EVENT
    form_class = HazardEventForm
    form_takes_actor = True
    title = gettext_lazy("Record an event")
    breadcrumbs: ClassVar = CRUMBS
    cancel_url = "/natural_hazards/events/"

    def save(self, form: Any) -> HazardEvent:
        """Write it."""
        return record_event(actor=self.actor, **form.cleaned_data)


class EventChangePage(ChangePage):
    """Correct the record of an event."""

    model = HazardEvent
    permission = RECORD_EVENT
    form_class = HazardEventForm
    form_takes_actor = True
    breadcrumbs: ClassVar = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """What stands there."""
        left_out = ("region_code", "longitude", "latitude")
        names = [name for name in HazardEventForm.base_fields if name not in left_out]
        found = {name: getattr(self.obj, name) for name in names}
        place = self.obj.location
        return {
            **found,
            "region_code": self.obj.region_id,
            "geo_point_id": self.obj.geo_point_id or "",
            "longitude": place.x if place else None,
            "latitude": place.y if place else None,
        }

    def save(self, form: Any) -> HazardEvent:
        """Write it."""
        return record_event(event_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
