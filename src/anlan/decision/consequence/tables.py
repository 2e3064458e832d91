"""The lists of runs and of quantitative risk assessments."""

from __future__ import annotations

from anlan.decision.consequence.choices import (
    SITE_RISK_TONES,
    SOCIETAL_TONES,
    VERIFICATION_TONES,
)
from anlan.decision.consequence.models import ConsequenceRun, SiteAssessment
from anlan.decision.consequence.site_words import power_of_ten
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


class SiteRiskTable(Table):
    """Assessments with what came out."""

    made_at = MomentColumn()
    title = LinkColumn()
    state = StateColumn(tones=SITE_RISK_TONES)
    societal_zone = StateColumn(tones=SOCIETAL_TONES)
    verification = StateColumn(tones=VERIFICATION_TONES)

    class Meta(Table.Meta):
        model = SiteAssessment
        fields = (
            "made_at",
            "title",
            "state",
            "targets_missed",
            "targets_count",
            "societal_zone",
            "loss_of_life",
            "verification",
            "region",
            "made_by",
        )

    def render_loss_of_life(self, value: float) -> str:
        """As a power of ten."""
        return power_of_ten(value)
