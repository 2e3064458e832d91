"""Lists of documents, tasks and indicators."""

from __future__ import annotations

import django_tables2 as tables

from anlan.governance.planning.choices import DOCUMENT_TONES, ITEM_TONES
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class DocumentTable(Table):
    """Documents with what was read in them."""

    name = LinkColumn(orderable=False)
    state = StateColumn(tones=DOCUMENT_TONES, orderable=False)
    file_name = tables.Column(orderable=False)
    indicator_count = NumberColumn(orderable=False)
    task_count = NumberColumn(orderable=False)
    doubt_count = NumberColumn(orderable=False)
    created_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = PlanningDocument
        fields = (
            "name",
            "state",
            "file_name",
            "indicator_count",
            "task_count",
            "doubt_count",
            "created_at",
        )


class TaskTable(Table):
    """Tasks with units, deadline, number and cadence."""

    title = LinkColumn(orderable=False)
    state = StateColumn(tones=ITEM_TONES, orderable=False)
    lead_units = tables.Column(orderable=False)
    support_units = tables.Column(orderable=False)
    quantity = tables.Column(orderable=False)
    cadence = tables.Column(orderable=False)
    document = tables.Column(orderable=False)
    plan_name = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = PlannedTask
        fields = (
            "title",
            "state",
            "lead_units",
            "support_units",
            "deadline",
            "quantity",
            "cadence",
            "plan_name",
            "document",
        )


class IndicatorTable(Table):
    """Indicators with baseline and target."""

    name = LinkColumn(orderable=False)
    state = StateColumn(tones=ITEM_TONES, orderable=False)
    unit = tables.Column(orderable=False)
    baseline = tables.Column(orderable=False)
    target = tables.Column(orderable=False)
    is_binding = tables.BooleanColumn(orderable=False, null=True)
    document = tables.Column(orderable=False)
    plan_name = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = PlannedIndicator
        fields = (
            "name",
            "state",
            "target",
            "unit",
            "baseline",
            "is_binding",
            "deadline",
            "plan_name",
            "document",
        )
