"""Table of approvals."""

from __future__ import annotations

import django_tables2 as tables

from anlan.base.workflow.models import Approval
from anlan.kernel.pages import LinkColumn, MomentColumn, StateColumn, Table

TONES = {"running": "waiting", "approved": "done", "returned": "active", "cancelled": "neutral"}


class ApprovalTable(Table):
    """Approvals."""

    subject_label = LinkColumn()
    definition = tables.Column(order_by=("definition_id",))
    state = StateColumn(tones=TONES)
    started_by_name = tables.Column(orderable=False)
    started_at = MomentColumn()
    ended_at = MomentColumn()

    class Meta(Table.Meta):
        model = Approval
        fields = (
            "subject_label",
            "definition",
            "state",
            "started_by_name",
            "started_at",
            "ended_at",
        )
