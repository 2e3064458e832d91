"""Clocks and their rules as tables."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.base.deadlines.models import ClockRule, Deadline
from anlan.kernel.pages import ClockColumn, LinkColumn, Table


class DeadlineTable(Table):
    """What must be done by when."""

    title = LinkColumn()
    subject_label = tables.Column(linkify=lambda record: record.subject_url or None)
    due_at = ClockColumn()
    rule__legal_basis = tables.Column(verbose_name=_("legal basis"), orderable=False)

    class Meta(Table.Meta):
        model = Deadline
        fields = ("title", "subject_label", "state", "due_at", "started_at", "rule__legal_basis")


class ClockRuleTable(Table):
    """The table of legal clocks."""

    title = LinkColumn()
    amount = tables.Column(verbose_name=_("time limit"))

    class Meta(Table.Meta):
        model = ClockRule
        fields = ("title", "amount", "legal_basis", "is_verified", "code")

    def render_amount(self, value: int, record: ClockRule) -> str:
        """Say the limit with its unit."""
        return f"{value} {record.get_unit_display()}"

    value_amount = render_amount
