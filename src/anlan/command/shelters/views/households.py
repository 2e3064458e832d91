"""The standing list of households that must leave when danger comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.command.shelters.forms import HouseholdForm
from anlan.command.shelters.models import Household
from anlan.command.shelters.permissions import KEEP_HOUSEHOLDS
from anlan.command.shelters.services.households import change_household, create_household
from anlan.command.shelters.tables import HouseholdTable
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

CRUMBS = (
    (gettext_lazy("Evacuation"), "shelters:evacuations"),
    (gettext_lazy("Households to be moved"), "shelters:households"),
)


class HouseholdListPage(ListPage):
    """The list of one's area."""

    model = Household
    table_class = HouseholdTable
    title = gettext_lazy("Households to be moved")
    breadcrumbs = CRUMBS[:1]
    saved_filters: ClassVar = (
        SavedFilter("active", gettext_lazy("On the list"), Q(is_active=True), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("shelter", gettext_lazy("Where to")),)
    search_fields = ("head_name", "code", "place")
    select_related = ("region", "responsible", "shelter")
    ordering = ("code",)
    create_url_name, create_permission = "shelters:household_create", KEEP_HOUSEHOLDS
    import_url_name, import_permission = "shelters:household_import", KEEP_HOUSEHOLDS
    empty_title = gettext_lazy("The list is empty")
    empty_text = gettext_lazy(
        "Households below slopes, dams and along streams, with who fetches them and where to. "
        "Import the list of a township from Excel."
    )


class HouseholdPage(ObjectPage):
    """One household."""

    model = Household
    select_related = ("region", "responsible", "shelter")
    breadcrumbs = CRUMBS
    edit_url_name, edit_permission = "shelters:household_change", KEEP_HOUSEHOLDS

    def number(self, obj: Household) -> str:
        """Its number."""
        return obj.code

    def holder(self, obj: Household) -> Mapping[str, Any] | None:
        """Who fetches them."""
        return {"label": obj.responsible.name} if obj.responsible is not None else None

    def facts(self, obj: Household) -> list[dict[str, Any]]:
        """Who lives there, what threatens them, where they go."""
        return [
            fact_group(
                _("Household to be moved"),
                fact(_("Head of the household"), obj.head_name),
                fact(pgettext("count", "People"), obj.people),
                fact(_("People who need help"), obj.in_need),
                fact(_("Phone"), obj.phone, url=f"tel:{obj.phone}" if obj.phone else ""),
                fact(_("Region"), obj.region),
                fact(_("Door"), obj.place),
                fact(_("Danger"), obj.danger),
                fact(_("Responsible for moving them"), obj.responsible),
                fact(
                    _("Where to"),
                    obj.shelter,
                    url=obj.shelter.get_absolute_url() if obj.shelter is not None else "",
                ),
                fact(_("On the list"), _("yes") if obj.is_active else _("no")),
            )
        ]

    def own_panels(self, obj: Household) -> Iterable[Mapping[str, Any]]:
        """None: what happened stands in the timeline."""
        return ()


class HouseholdCreatePage(CreatePage):
    """Put a household on the list."""

    model = Household
    permission = KEEP_HOUSEHOLDS
    form_class = HouseholdForm
    form_takes_actor = True
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Household:
        """Call the service."""
        values = form.values()
        values.pop("is_active")
        return create_household(actor=self.actor, **values)


class HouseholdChangePage(ChangePage):
    """Correct an entry, or take it off the list."""

    model = Household
    permission = KEEP_HOUSEHOLDS
    form_class = HouseholdForm
    form_takes_actor = True
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """The present values."""
        return dict(super().get_initial()) | {
            "region": self.obj.region_id,
            "shelter": self.obj.shelter_id,
            "responsible": self.obj.responsible_id,
        }

    def save(self, form: Any) -> Household:
        """Call the service."""
        return change_household(household_id=self.obj.pk, actor=self.actor, **form.values())
