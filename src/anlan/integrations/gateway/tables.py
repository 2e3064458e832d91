"""The gateways as a table."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.models import GatewayStatus
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, Table
from anlan.kernel.templatetags.anlan import state_badge


class GatewayTable(Table):
    """One line a gateway."""

    name = LinkColumn()
    state = tables.Column(verbose_name=_("state"), orderable=False)
    address = tables.Column(verbose_name=_("listens at"), orderable=False)
    devices = NumberColumn(orderable=False)
    frames = NumberColumn(orderable=False)
    refused = NumberColumn(orderable=False)
    last_frame_at = MomentColumn(style="second", orderable=False)
    seen_at = MomentColumn(style="second", orderable=False)

    class Meta(Table.Meta):
        model = GatewayStatus
        fields = (
            "name",
            "state",
            "address",
            "devices",
            "frames",
            "refused",
            "last_frame_at",
            "seen_at",
        )

    def render_name(self, record: GatewayStatus) -> Any:
        """Show its title, linked."""
        return self.columns["name"].column.render(str(record), record, self)

    def value_name(self, record: GatewayStatus) -> str:
        """Export its title."""
        return str(record)

    def render_state(self, record: GatewayStatus) -> Any:
        """Draw the badge."""
        return state_badge(record.state.label, record.tone)

    def value_state(self, record: GatewayStatus) -> str:
        """Export the words."""
        return str(record.state.label)
