"""The list of enterprises as a table."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import (
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.supervision.enterprises.choices import STATUS_TONES
from anlan.supervision.enterprises.models import Enterprise


class EnterpriseTable(Table):
    """One line an enterprise. Relations sort by their key, which has an index."""

    name = LinkColumn()
    sector = tables.Column(order_by=("sector_id",))
    region = tables.Column(order_by=("region_id",))
    risk_level = LevelColumn()
    employees = NumberColumn()
    status = StateColumn(tones=STATUS_TONES)
    is_major_hazard = tables.BooleanColumn(verbose_name=_("major hazard"), orderable=False)
    claimed_region = tables.Column(verbose_name=_("claimed by"), orderable=False)
    category = tables.Column(order_by=("category", "risk_level"))
    address = tables.Column(orderable=False)
    updated_at = MomentColumn()

    class Meta(Table.Meta):
        model = Enterprise
        fields = (
            "name",
            "uscc",
            "sector",
            "category",
            "region",
            "risk_level",
            "employees",
            "status",
            "is_major_hazard",
            "claimed_region",
            "address",
            "updated_at",
        )

    def render_is_major_hazard(self, value: bool) -> Any:
        """Say yes or a dash."""
        return _("yes") if value else "—"

    def value_is_major_hazard(self, value: bool) -> Any:
        """Export yes or no."""
        return str(_("yes") if value else _("no"))
