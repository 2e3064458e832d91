"""Lists of leads and of rules."""

from __future__ import annotations

from django_tables2 import Column

from anlan.kernel.pages import LevelColumn, LinkColumn, MomentColumn, StateColumn, Table
from anlan.supervision.crosschecks.choices import STATE_TONES
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead


class LeadTable(Table):
    """Leads, what disagrees, who has them."""

    title = LinkColumn()
    level = LevelColumn()
    rule = Column(order_by=("rule_id",))
    enterprise = Column(order_by=("enterprise_id",))
    region = Column(order_by=("region_id",))
    opened_at = MomentColumn()
    holder = Column(order_by=("holder_id",))
    state = StateColumn(tones=STATE_TONES)

    class Meta(Table.Meta):
        model = Lead
        fields = ("level", "title", "rule", "enterprise", "region", "opened_at", "holder", "state")


class RuleTable(Table):
    """Rules with what they compare."""

    name = LinkColumn()
    level = LevelColumn()
    last_run_at = MomentColumn()

    class Meta(Table.Meta):
        model = CrossCheckRule
        fields = ("name", "text", "level", "is_active", "legal_basis", "is_verified", "last_run_at")
