"""The list of permits."""

from __future__ import annotations

from django_tables2 import Column

from anlan.kernel.pages import LinkColumn, MomentColumn, StateColumn, Table
from anlan.supervision.permits.choices import STATE_TONES
from anlan.supervision.permits.models import WorkPermit


class PermitTable(Table):
    """Permits with kind, place and time."""

    number = LinkColumn()
    enterprise = Column(order_by=("enterprise_id",))
    kind = Column(order_by=("kind_id",))
    grade = Column(accessor="grade_label", order_by=("grade",))
    planned_from = MomentColumn()
    planned_to = MomentColumn()
    state = StateColumn(tones=STATE_TONES)

    class Meta(Table.Meta):
        model = WorkPermit
        fields = (
            "number",
            "enterprise",
            "kind",
            "grade",
            "place",
            "planned_from",
            "planned_to",
            "guardian",
            "state",
        )
