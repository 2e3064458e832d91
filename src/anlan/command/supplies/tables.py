"""Tables of supplies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.supplies.models import StockItem, Warehouse
from anlan.kernel.pages import LinkColumn, NumberColumn, Table


class WarehouseTable(Table):
    """Warehouses with keeper and number of articles."""

    name = LinkColumn()
    articles = NumberColumn(verbose_name=_("Articles"))
    short = NumberColumn(verbose_name=_("Below the minimum"))

    class Meta(Table.Meta):
        model = Warehouse
        fields = (
            "name",
            "kind",
            "region",
            "organisation",
            "keeper",
            "duty_phone",
            "articles",
            "short",
        )


class StockTable(Table):
    """Lines of stock over all warehouses."""

    name = LinkColumn()
    quantity = NumberColumn()
    minimum = NumberColumn()

    class Meta(Table.Meta):
        model = StockItem
        fields = ("name", "category", "warehouse", "quantity", "unit", "minimum", "expires_on")
