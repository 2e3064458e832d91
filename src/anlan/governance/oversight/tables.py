"""Lists of supervision documents and their kinds."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import pgettext_lazy

from anlan.governance.oversight.choices import ORDER_TONES
from anlan.governance.oversight.models import Order, OrderKind
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge


class OrderState(StateColumn):
    """The state, red when the unit is late."""

    def render(self, value: Any, bound_column: Any, record: Any) -> Any:
        """Draw the badge."""
        return state_badge(value, record.tone)


class OrderTable(Table):
    """The register of documents 督办台账."""

    title = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    number = tables.Column(orderable=False)
    organisation = tables.Column(orderable=False)
    state = OrderState(tones=ORDER_TONES, orderable=False)
    issued_at = MomentColumn(style="day", orderable=False)
    due_on = MomentColumn(style="day", orderable=False)
    signed_at = MomentColumn(style="day", orderable=False)
    signed_by = tables.Column(orderable=False)
    answered_at = MomentColumn(style="day", orderable=False)
    closed_at = MomentColumn(style="day", orderable=False)
    subject_label = tables.Column(orderable=False)
    approved_by = tables.Column(orderable=False)
    reason = tables.Column(orderable=False)
    outcome = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Order
        fields = (
            "title",
            "kind",
            "number",
            "organisation",
            "state",
            "issued_at",
            "due_on",
            "signed_at",
            "signed_by",
            "answered_at",
            "closed_at",
            "subject_label",
            "approved_by",
            "reason",
            "outcome",
        )


class OrderKindTable(Table):
    """Kinds with approver, days, next step and basis."""

    name = LinkColumn(orderable=False)
    approver = tables.Column(orderable=False)
    answer_working_days = NumberColumn(
        verbose_name=pgettext_lazy("oversight", "days to answer"), orderable=False
    )
    next_kind = tables.Column(orderable=False)
    legal_basis = tables.Column(orderable=False)
    is_verified = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = OrderKind
        fields = (
            "name",
            "approver",
            "answer_working_days",
            "next_kind",
            "legal_basis",
            "is_verified",
        )
