"""Warehouses, stock and booking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.supplies.forms import AdjustForm
from anlan.command.supplies.models import StockItem, StockMovement, Warehouse
from anlan.command.supplies.permissions import ADJUST
from anlan.command.supplies.services.stock import adjust_stock
from anlan.command.supplies.tables import StockTable, WarehouseTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import policy_of

CRUMBS = ((gettext_lazy("Emergency supplies"), "supplies:list"),)


class WarehouseListPage(ListPage):
    """All warehouses of one's area."""

    model = Warehouse
    table_class = WarehouseTable
    title = gettext_lazy("Emergency supplies")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All"), Q(is_active=True)),
        SavedFilter(
            "short",
            gettext_lazy("Below the minimum"),
            lambda actor: Q(
                is_active=True,
                pk__in=StockItem.objects.filter(quantity__lt=F("minimum")).values("warehouse_id"),
            ),
            counted=True,
        ),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    search_fields = ("name", "code", "address")
    select_related = ("region", "organisation", "keeper")
    ordering = ("code",)
    map_layer = "warehouses"
    live_topic = "supplies"
    empty_title = gettext_lazy("No warehouse yet")
    empty_text = gettext_lazy("Warehouses of your area and what lies in them.")

    def queryset(self) -> QuerySet[Any]:
        """Count the articles and those below their minimum."""
        rows: QuerySet[Any] = super().queryset()
        counted: QuerySet[Any] = rows.annotate(
            articles=Count("stock"),
            short=Count("stock", filter=Q(stock__quantity__lt=F("stock__minimum"))),
        )
        return counted


class StockListPage(ListPage):
    """Every line of stock, to find where an article lies."""

    model = StockItem
    table_class = StockTable
    title = gettext_lazy("Stock")
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter("there", gettext_lazy("In stock"), Q(quantity__gt=0)),
        SavedFilter(
            "short", gettext_lazy("Below the minimum"), Q(quantity__lt=F("minimum")), counted=True
        ),
        SavedFilter(
            "expired",
            gettext_lazy("Expired"),
            lambda actor: Q(quantity__gt=0, expires_on__lt=clock.today()),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("category", gettext_lazy("Category")),)
    search_fields = ("name", "code", "warehouse__name")
    select_related = ("warehouse",)
    ordering = ("name", "-quantity")
    live_topic = "supplies"


def movement_row(movement: StockMovement) -> Mapping[str, Any]:
    """A booking."""
    return {
        "label": movement.item.name,
        "where": movement.reason,
        "value": f"{movement.change:+d}",
        "holder": movement.actor_name,
        "at": movement.at,
    }


class WarehousePage(ObjectPage):
    """One warehouse with its stock."""

    model = Warehouse
    select_related = ("region", "organisation", "keeper")
    live_topic = "supplies"
    breadcrumbs = CRUMBS
    related = (
        RelatedList(
            "movements",
            gettext_lazy("Bookings"),
            StockMovement,
            lambda rows, warehouse: rows.filter(item__warehouse=warehouse).select_related("item"),
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
        return f"/map/?layer=warehouses&at={obj.location.x:.6f},{obj.location.y:.6f}"

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """The record."""
        return [
            fact_group(
                _("Warehouse"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Belongs to"), obj.organisation),
                fact(_("Region"), obj.region),
                fact(_("Address"), obj.address),
                fact(_("Duty phone"), obj.duty_phone),
            )
        ]

    def own_panels(self, obj: Any) -> list[Mapping[str, Any]]:
        """The stock; a keeper may book each line."""
        may = policy_of(Warehouse).can(self.actor, ADJUST, obj)
        rows = []
        for item in obj.stock.order_by("category", "name"):
            state = None
            if item.is_expired:
                state = {"label": _("expired"), "tone": "overdue"}
            elif item.is_short:
                state = {"label": _("below the minimum"), "tone": "waiting"}
            rows.append(
                {
                    "label": item.name,
                    "url": reverse("supplies:adjust", args=[item.pk]) if may else "",
                    "where": str(item.expires_on or ""),
                    "value": f"{item.quantity} / {item.minimum} {item.unit}",
                    "state": state,
                }
            )
        return [
            {
                "id": "stock",
                "title": _("Stock"),
                "count": len(rows),
                "rows": rows,
                "wide": True,
                "empty": _("Nothing lies here."),
            }
        ]


class AdjustPage(ChangePage):
    """Book a line of stock."""

    model = StockItem
    form_class = AdjustForm
    permission = ADJUST
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Book it")
    keeps_draft = False

    def get_title(self) -> str:
        """The article and what is there."""
        return str(self.obj)

    def get_initial(self) -> Mapping[str, Any]:
        """Mostly supplies are issued."""
        return {"kind": "issued"}

    def save(self, form: Any) -> StockItem:
        """Call the service."""
        return adjust_stock(item_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
