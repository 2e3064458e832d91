"""Texts to drivers and settings of terminals: their forms, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel.pages import ChangePage, Facet, ListPage, SavedFilter
from anlan.monitoring.vehicles.choices import OrderKind, OrderState
from anlan.monitoring.vehicles.forms import TerminalForm, TextForm
from anlan.monitoring.vehicles.models import TerminalOrder, Vehicle
from anlan.monitoring.vehicles.permissions import SET_TERMINAL, TEXT_DRIVER
from anlan.monitoring.vehicles.services.orders import set_terminal, text_driver
from anlan.monitoring.vehicles.tables import OrderTable
from anlan.monitoring.vehicles.views.crumbs import CRUMBS


def order_row(order: TerminalOrder) -> Mapping[str, Any]:
    """One order in a small list: what was ordered, by whom, what came of it."""
    return {
        "label": order.words,
        "where": order.ordered_by,
        "state": {"label": OrderState(order.state).label, "tone": order.tone},
        "at": order.answered_at or order.created_at,
    }


class TextPage(ChangePage):
    """Write to the driver of a vehicle."""

    model = Vehicle
    permission = TEXT_DRIVER
    form_class = TextForm
    submit_label = pgettext_lazy("terminal", "Send")
    success_text = gettext_lazy("Sent to the terminal; its answer appears on this page.")
    breadcrumbs = CRUMBS
    keeps_draft = False

    def get_title(self) -> str:
        """To whom."""
        return _("Text to the driver of %(plate)s") % {"plate": self.obj.plate}

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is written yet."""
        return {}

    def save(self, form: Any) -> TerminalOrder:
        """Send it."""
        return text_driver(vehicle_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class TerminalPage(ChangePage):
    """Change settings of the terminal of a vehicle."""

    model = Vehicle
    permission = SET_TERMINAL
    form_class = TerminalForm
    submit_label = pgettext_lazy("terminal", "Send")
    success_text = gettext_lazy("Sent to the terminal; its answer appears on this page.")
    breadcrumbs = CRUMBS
    keeps_draft = False

    def get_title(self) -> str:
        """Whose terminal."""
        return _("Settings of the terminal of %(plate)s") % {"plate": self.obj.plate}

    def get_initial(self) -> Mapping[str, Any]:
        """What the terminal was last set to, where it said that it is done."""
        orders = self.obj.orders.filter(kind=OrderKind.SETTINGS, state=OrderState.DONE)
        known: dict[str, Any] = {}
        for order in orders.order_by("-pk")[:10]:
            known = {**order.settings, **known}
        return known

    def save(self, form: Any) -> TerminalOrder:
        """Send what was changed."""
        return set_terminal(vehicle_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class OrderListPage(ListPage):
    """All texts and settings that were sent, with the answers of the terminals."""

    model = TerminalOrder
    table_class = OrderTable
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "open",
            gettext_lazy("Without an answer yet"),
            Q(state__in=[OrderState.WAITING, OrderState.SENT]),
            counted=True,
        ),
        SavedFilter(
            "failed",
            gettext_lazy("Not carried out"),
            ~Q(state__in=[OrderState.WAITING, OrderState.SENT, OrderState.DONE]),
        ),
    )
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        Facet("state", gettext_lazy("state")),
    )
    search_fields = ("vehicle__search_text",)
    search_placeholder = gettext_lazy("Plate or operator")
    ordering = ("-created_at",)
    select_related = ("vehicle",)
    empty_title = gettext_lazy("Nothing was sent to a terminal yet")
    empty_text = gettext_lazy(
        "Open a vehicle and choose “Text to the driver” or “Set the terminal”; the terminal’s "
        "answer then stands here."
    )
