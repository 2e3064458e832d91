"""Shelters: list, page, counting people in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.command.shelters.choices import STATE_TONES
from anlan.command.shelters.forms import CountForm
from anlan.command.shelters.models import Shelter, ShelterMovement
from anlan.command.shelters.permissions import OPERATE
from anlan.command.shelters.services.shelters import (
    close_shelter,
    open_shelter,
    register_people,
)
from anlan.command.shelters.states import SHELTER
from anlan.command.shelters.tables import ShelterTable
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb

CRUMBS = ((gettext_lazy("Shelters"), "shelters:list"),)


class ShelterListPage(ListPage):
    """All shelters of one's area."""

    model = Shelter
    table_class = ShelterTable
    title = gettext_lazy("Shelters")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All"), Q(is_active=True)),
        SavedFilter(
            "open", pgettext_lazy("shelter", "Open"), Q(is_active=True, state="open"), counted=True
        ),
    )
    facets = (Facet("kind", gettext_lazy("Kind")), Facet("state", gettext_lazy("State")))
    search_fields = ("name", "code", "address")
    select_related = ("region", "organisation", "keeper")
    ordering = ("code",)
    map_layer = "shelters"
    live_topic = "shelters"
    empty_title = gettext_lazy("No shelter yet")
    empty_text = gettext_lazy("Places where people who had to leave their homes can stay.")


def movement_row(movement: ShelterMovement) -> Mapping[str, Any]:
    """People in or out."""
    return {
        "label": f"{movement.change:+d}",
        "where": movement.note,
        "value": str(movement.occupied_after),
        "holder": movement.actor_name,
        "at": movement.at,
    }


class ShelterPage(ObjectPage):
    """One shelter."""

    model = Shelter
    machine = SHELTER
    state_tones = STATE_TONES
    transition_url_name = "shelters:transition"
    select_related = ("region", "organisation", "keeper")
    live_topic = "shelters"
    breadcrumbs = CRUMBS
    related = (
        RelatedList(
            "movements",
            gettext_lazy("People in and out"),
            ShelterMovement,
            lambda rows, shelter: rows.filter(shelter=shelter),
            movement_row,
        ),
    )

    def number(self, obj: Any) -> str:
        """Its code."""
        return str(obj.code)

    def holder(self, obj: Any) -> Mapping[str, Any] | None:
        """The keeper."""
        return {"label": obj.keeper.name} if obj.keeper is not None else None

    def map_url(self, obj: Any) -> str:
        """The map at it."""
        return f"/map/?layer=shelters&at={obj.location.x:.6f},{obj.location.y:.6f}"

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Places and record."""
        return [
            fact_group(
                _("Places"),
                fact(_("Capacity"), obj.capacity, unit=pgettext("unit", "people")),
                fact(_("People in it"), obj.occupied, unit=pgettext("unit", "people")),
                fact(_("Free places"), obj.free_places),
                *([fact(_("Open since"), at=obj.opened_at)] if obj.opened_at else []),
            ),
            fact_group(
                _("Shelter"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Belongs to"), obj.organisation),
                fact(_("Region"), obj.region),
                fact(_("Address"), obj.address),
                fact(_("Duty phone"), obj.duty_phone),
                fact(_("Area"), obj.area_m2, unit="m²"),
            ),
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Count people while it is open."""
        if obj.state == "open" and policy_of(Shelter).can(self.actor, OPERATE, obj):
            yield Verb(
                name="count",
                label=_("People in or out"),
                url=reverse("shelters:count", args=[obj.pk]),
                method="get",
                icon="users",
            )


class ShelterTransition(TransitionView):
    """Open and close."""

    model = Shelter
    machine = SHELTER
    services: ClassVar = {"open": open_shelter, "close": close_shelter}
    id_argument = "shelter_id"


class CountPage(ChangePage):
    """Count people in or out."""

    model = Shelter
    form_class = CountForm
    permission = OPERATE
    breadcrumbs = CRUMBS
    title = gettext_lazy("People in or out")
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """People mostly come in first."""
        return {"direction": "in"}

    def save(self, form: Any) -> Shelter:
        """Call the service."""
        values = form.cleaned_data
        change = values["people"] if values["direction"] == "in" else -values["people"]
        try:
            return register_people(
                shelter_id=self.obj.pk, change=change, note=values["note"], actor=self.actor
            )
        except InvalidInput as error:
            raise InvalidInput(fields={"people": error.fields.get("change", str(error))}) from None
