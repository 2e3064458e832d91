"""Tables of incidents."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.choices import INCIDENT_TONES
from anlan.command.incidents.models import Incident
from anlan.kernel.pages import LevelColumn, LinkColumn, MomentColumn, StateColumn, Table


class IncidentTable(Table):
    """The list of incidents."""

    number = LinkColumn(verbose_name=_("incident number"))
    title = LinkColumn(verbose_name=_("title"))
    grade = LevelColumn(verbose_name=_("grade"))
    kind = tables.Column(verbose_name=_("kind"))
    category = tables.Column(verbose_name=_("national category"), order_by=("category_id",))
    state = StateColumn(verbose_name=_("state"), tones=INCIDENT_TONES)
    region = tables.Column(verbose_name=_("region"), order_by=("region_id",))
    address = tables.Column(verbose_name=_("place"), orderable=False)
    enterprise = tables.Column(verbose_name=_("enterprise"), order_by=("enterprise_id",))
    source = tables.Column(verbose_name=_("source"), orderable=False)
    occurred_at = MomentColumn(verbose_name=_("occurred at"))
    reported_at = MomentColumn(verbose_name=_("reported at"))
    closed_at = MomentColumn(verbose_name=_("closed at"), orderable=False)

    class Meta(Table.Meta):
        model = Incident
        fields = (
            "number",
            "title",
            "grade",
            "kind",
            "category",
            "state",
            "region",
            "address",
            "enterprise",
            "source",
            "occurred_at",
            "reported_at",
            "closed_at",
        )
        sequence = fields
