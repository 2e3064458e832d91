"""The list of dispatches."""

from __future__ import annotations

from anlan.command.dispatch.choices import DISPATCH_TONES
from anlan.command.dispatch.models import Dispatch
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class DispatchTable(Table):
    """Dispatches with the moments of their way."""

    team = LinkColumn(order_by=("team_id",))
    people = NumberColumn()
    assigned_at = MomentColumn(style="short")
    accepted_at = MomentColumn(style="short")
    arrived_at = MomentColumn(style="short")
    eta_at = MomentColumn(style="short")
    state = StateColumn(tones=DISPATCH_TONES)

    class Meta(Table.Meta):
        model = Dispatch
        fields = (
            "team",
            "incident",
            "people",
            "assigned_by",
            "assigned_at",
            "accepted_at",
            "eta_at",
            "arrived_at",
            "state",
        )
