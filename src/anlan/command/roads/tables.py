"""Lists of networks and closures."""

from __future__ import annotations

import django_tables2 as tables

from anlan.command.roads.choices import EFFECT_TONES, STATUS_TONES
from anlan.command.roads.models import RoadClosure, RoadNetwork
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class NetworkTable(Table):
    """Versions of the network."""

    name = LinkColumn(orderable=False)
    source = tables.Column(orderable=False)
    status = StateColumn(tones=STATUS_TONES, orderable=False)
    is_current = tables.BooleanColumn(orderable=False)
    junction_count = NumberColumn(orderable=False)
    length_km = NumberColumn(orderable=False)

    class Meta(Table.Meta):
        model = RoadNetwork
        fields = (
            "version",
            "name",
            "source",
            "status",
            "is_current",
            "junction_count",
            "length_km",
        )


class ClosureTable(Table):
    """Closures with reason and time."""

    name = LinkColumn(orderable=False)
    reason = tables.Column(orderable=False)
    effect = StateColumn(tones=EFFECT_TONES, orderable=False)
    region = tables.Column(orderable=False)
    begins_at = MomentColumn()
    ends_at = MomentColumn(orderable=False)
    lifted_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = RoadClosure
        fields = ("name", "reason", "effect", "region", "begins_at", "ends_at", "lifted_at")
