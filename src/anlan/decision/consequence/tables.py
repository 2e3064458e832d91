"""The list of runs."""

from __future__ import annotations

from anlan.decision.consequence.choices import VERIFICATION_TONES
from anlan.decision.consequence.models import ConsequenceRun
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class RunTable(Table):
    """Runs with their wind."""

    made_at = MomentColumn()
    chemical = LinkColumn()
    quantity_t = NumberColumn()
    wind_speed_m_s = NumberColumn()
    wind_from_deg = NumberColumn()
    verification = StateColumn(tones=VERIFICATION_TONES)

    class Meta(Table.Meta):
        model = ConsequenceRun
        fields = (
            "made_at",
            "chemical",
            "scenario",
            "release",
            "enterprise",
            "incident",
            "quantity_t",
            "wind_speed_m_s",
            "wind_from_deg",
            "stability",
            "verification",
            "made_by",
        )
