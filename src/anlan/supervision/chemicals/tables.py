"""The catalogue as a table."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import LinkColumn, NumberColumn, Table
from anlan.supervision.chemicals.models import Chemical


class ChemicalTable(Table):
    """Substances with the figures asked for first."""

    name = LinkColumn()
    hazard_labels = tables.Column(verbose_name=_("hazards"), orderable=False)
    lel_percent = NumberColumn(unit="%")
    idlh_ppm = NumberColumn(unit="ppm")
    threshold_t = NumberColumn(unit="t")

    class Meta(Table.Meta):
        model = Chemical
        fields = (
            "name",
            "cas",
            "un_number",
            "state",
            "hazard_labels",
            "lel_percent",
            "idlh_ppm",
            "threshold_t",
        )

    def render_hazard_labels(self, value: list[str]) -> str:
        """Join the words."""
        return "、".join(value)

    value_hazard_labels = render_hazard_labels
