"""Thresholds with their sources, and how well each has done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
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
from anlan.monitoring.natural_hazards.forms import ThresholdForm
from anlan.monitoring.natural_hazards.models import Threshold, VerificationScore
from anlan.monitoring.natural_hazards.permissions import CHANGE_THRESHOLD
from anlan.monitoring.natural_hazards.selectors.scores import percent, score_line
from anlan.monitoring.natural_hazards.services.stations import save_threshold
from anlan.monitoring.natural_hazards.tables import ThresholdTable
from anlan.monitoring.natural_hazards.words import number

CRUMBS = ((gettext_lazy("Natural hazard thresholds"), "natural_hazards:thresholds"),)


class ThresholdListPage(ListPage):
    """All thresholds in use."""

    model = Threshold
    table_class = ThresholdTable
    saved_filters: ClassVar = (
        SavedFilter("used", gettext_lazy("In use"), Q(is_active=True)),
        SavedFilter(
            "unverified",
            gettext_lazy("Source not compared"),
            Q(is_active=True, is_verified=False),
        ),
        SavedFilter(
            "own",
            gettext_lazy("Of townships and catchments"),
            Q(is_active=True) & (Q(region__isnull=False) | Q(catchment__isnull=False)),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (
        Facet("hazard", gettext_lazy("natural hazard")),
        Facet("indicator", gettext_lazy("indicator")),
        Facet("level", gettext_lazy("level"), level=True),
    )
    ordering = ("hazard", "indicator", "-level", "id")
    select_related = ("region", "catchment")
    search_fields = ("data_source", "clause")
    hidden_columns = ("clause",)
    create_url_name = "natural_hazards:threshold_create"
    create_permission = CHANGE_THRESHOLD
    create_label = gettext_lazy("Set a threshold")
    empty_title = gettext_lazy("No threshold yet")
    empty_text = gettext_lazy("Without thresholds no product has a level: set them here.")


class ThresholdPage(ObjectPage):
    """One threshold: where it holds, by which source, how well it has done."""

    model = Threshold
    select_related = ("region", "catchment")
    breadcrumbs: ClassVar = CRUMBS
    edit_url_name = "natural_hazards:threshold_change"
    edit_permission = CHANGE_THRESHOLD

    def level(self, obj: Threshold) -> int:
        """Its level."""
        return obj.level

    def get_subtitle(self, obj: Threshold) -> str:
        """Of what, where."""
        return f"{obj.get_hazard_display()} · {obj.place}"

    def note(self, obj: Threshold) -> Mapping[str, Any] | None:
        """Whether the source was compared."""
        if not obj.is_active:
            return {"text": _("This threshold is not in use."), "tone": "info"}
        if not obj.is_verified:
            text = _("The figure was not compared with the primary text.")
            return {"text": text, "tone": "warning"}
        return None

    def facts(self, obj: Threshold) -> list[dict[str, Any]]:
        """Figure and source."""
        return [
            fact_group(
                _("Threshold"),
                fact(_("indicator"), obj.get_indicator_display()),
                fact(_("limit"), number(obj.limit), unit=obj.unit),
                fact(_("source of the figure"), obj.data_source, wide=True),
                fact(_("clause"), obj.clause, wide=True),
            )
        ]

    def own_panels(self, obj: Threshold) -> Iterable[dict[str, Any]]:
        """How well it has warned."""
        scores = VerificationScore.objects.filter(threshold=obj).order_by("-made_at")[:8]
        yield {
            "id": "scores",
            "title": _("How well was warned"),
            "rows": [
                {
                    "label": score_line(row),
                    "value": percent(row.critical_success_index),
                    "at": row.made_at,
                }
                for row in scores
            ],
            "empty": _("It was not held against recorded events yet."),
        }


class ThresholdCreatePage(CreatePage):
    """Set a threshold."""

    model = Threshold
    permission = CHANGE_THRESHOLD
    form_class = ThresholdForm
    form_takes_actor = True
    title = gettext_lazy("Set a threshold")
    breadcrumbs: ClassVar = CRUMBS
    cancel_url = "/natural_hazards/thresholds/"

    def save(self, form: Any) -> Threshold:
        """Write it."""
        return save_threshold(actor=self.actor, **form.cleaned_data)


class ThresholdChangePage(ChangePage):
    """Change a threshold."""

    model = Threshold
    permission = CHANGE_THRESHOLD
    form_class = ThresholdForm
    form_takes_actor = True
    breadcrumbs: ClassVar = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """What stands there."""
        names = ("hazard", "indicator", "level", "limit", "data_source", "clause")
        found = {name: getattr(self.obj, name) for name in (*names, "is_verified", "is_active")}
        region = self.obj.region_id or ""
        return {**found, "region_code": region, "catchment_id": self.obj.catchment_id or ""}

    def save(self, form: Any) -> Threshold:
        """Write it."""
        return save_threshold(threshold_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
