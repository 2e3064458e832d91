"""The list of teams."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy
from django_tables2 import Column

from anlan.command.teams.choices import READINESS_TONES
from anlan.command.teams.models import Team
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class TeamTable(Table):
    """Teams with what they can do and whether they can be sent."""

    name = LinkColumn()
    capabilities = Column(orderable=False)
    region = Column(order_by=("region_id",))
    leader = Column(order_by=("leader_id",))
    member_count = NumberColumn(unit=pgettext_lazy("unit", "people"))
    readiness = StateColumn(tones=READINESS_TONES)
    readiness_at = MomentColumn(style="short")

    class Meta(Table.Meta):
        model = Team
        fields = (
            "name",
            "kind",
            "capabilities",
            "region",
            "leader",
            "member_count",
            "duty_phone",
            "readiness",
            "readiness_at",
        )

    def render_capabilities(self, record: Any) -> str:
        """Show the capabilities in words."""
        return "、".join(record.capability_labels)

    def value_capabilities(self, record: Any) -> str:
        """Export the words."""
        return "、".join(record.capability_labels)
