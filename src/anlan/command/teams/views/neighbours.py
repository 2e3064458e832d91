"""The list of teams beyond the border."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.teams.forms.standing import NeighbourForm
from anlan.command.teams.models import NeighbourTeam
from anlan.command.teams.permissions import CHANGE_NEIGHBOUR
from anlan.command.teams.rulebook import force_rule
from anlan.command.teams.services.neighbours import change_neighbour, create_neighbour
from anlan.command.teams.tables import NeighbourTable
from anlan.kernel import clock
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


class NeighbourListPage(ListPage):
    """Teams of neighbouring regions that may be asked."""

    model = NeighbourTeam
    table_class = NeighbourTable
    title = gettext_lazy("Teams of neighbouring regions")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All"), Q(is_active=True)),
        SavedFilter(
            "lapsed",
            gettext_lazy("Agreement run out"),
            lambda actor: Q(is_active=True, agreed_until__lt=clock.today()),
            counted=True,
        ),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    search_fields = ("name", "code", "home_region", "office")
    ordering = ("code",)
    create_url_name = "teams:neighbour_create"
    create_permission = CHANGE_NEIGHBOUR
    create_label = gettext_lazy("Register a neighbouring team")
    empty_title = gettext_lazy("No neighbouring team yet")
    empty_text = gettext_lazy(
        "Register whom to ask when no team of the county is left, with office and agreement."
    )


class NeighbourPage(ObjectPage):
    """One neighbouring team."""

    model = NeighbourTeam
    edit_url_name = "teams:neighbour_change"
    edit_permission = CHANGE_NEIGHBOUR
    breadcrumbs = ((gettext_lazy("Teams of neighbouring regions"), "teams:neighbours"),)

    def number(self, obj: Any) -> str:
        """Its code."""
        return str(obj.code)

    def get_subtitle(self, obj: Any) -> str:
        """What it can do."""
        return "、".join(obj.capability_labels)

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """An agreement that has run out is said first."""
        if not obj.has_lapsed:
            return None
        return {
            "text": _("The agreement has run out: ask, but count on nothing."),
            "tone": "warning",
        }

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Whom to ask, and under which agreement."""
        return [
            fact_group(
                "",
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Region it belongs to"), obj.home_region),
                fact(_("People it may send"), obj.people),
                fact(_("Office to ask"), obj.office),
                fact(_("Phone of the office"), obj.office_phone, url=f"tel:{obj.office_phone}"),
                fact(_("Agreement"), obj.agreement, source=force_rule("neighbour").legal_basis),
                fact(_("Agreement runs until"), obj.agreed_until),
            )
        ]


class NeighbourCreatePage(CreatePage):
    """Register a neighbouring team."""

    model = NeighbourTeam
    form_class = NeighbourForm
    permission = CHANGE_NEIGHBOUR
    title = gettext_lazy("Register a neighbouring team")
    subtitle = force_rule("neighbour").legal_basis
    breadcrumbs = ((gettext_lazy("Teams of neighbouring regions"), "teams:neighbours"),)

    def save(self, form: Any) -> NeighbourTeam:
        """Call the service."""
        return create_neighbour(actor=self.actor, **form.cleaned_data)


class NeighbourChangePage(ChangePage):
    """Correct the record of a neighbouring team."""

    model = NeighbourTeam
    form_class = NeighbourForm
    permission = CHANGE_NEIGHBOUR
    breadcrumbs = ((gettext_lazy("Teams of neighbouring regions"), "teams:neighbours"),)

    def get_initial(self) -> Mapping[str, Any]:
        """The present record."""
        values = dict(super().get_initial())
        values.update(longitude=self.obj.location.x, latitude=self.obj.location.y)
        return values

    def save(self, form: Any) -> NeighbourTeam:
        """Call the service."""
        return change_neighbour(neighbour_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
