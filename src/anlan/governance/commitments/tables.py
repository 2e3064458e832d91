"""Tables of commitments, periods, reports, unit words and steps."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.commitments.choices import PERIOD_TONES, STATE_TONES
from anlan.governance.commitments.models import (
    Commitment,
    EscalationStep,
    ReportingPeriod,
    UnitAlias,
)
from anlan.governance.commitments.wording import outlook_words
from anlan.kernel.pages import ClockColumn, LinkColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge


class ProgressColumn(tables.Column):  # type: ignore[misc]
    """Reported progress as a bar with its number."""

    def render(self, value: Any) -> Any:
        """Draw the bar."""
        return format_html(
            '<meter class="commitment-meter" min="0" max="100" value="{}">{}%</meter> {}%',
            value,
            value,
            value,
        )

    def value(self, value: Any, **_more: Any) -> Any:
        """Export the number."""
        return value


class OutlookColumn(tables.Column):  # type: ignore[misc]
    """By how many days it is or will be late, in words; nothing when it is on its way."""

    def render(self, record: Any) -> Any:
        """Draw a badge."""
        words = outlook_words(record)
        return state_badge(words, "overdue" if record.is_overdue else "waiting") if words else "—"

    def value(self, record: Any, **_more: Any) -> Any:
        """Export the words."""
        return outlook_words(record)


class CommitmentTable(Table):
    """One line a commitment. Relations sort by their key, which has an index."""

    title = LinkColumn(orderable=False)
    lead = tables.Column(order_by=("lead_id",), orderable=False)
    state = StateColumn(tones=STATE_TONES, orderable=False)
    progress = ProgressColumn(orderable=False)
    deadline = tables.Column(order_by=("deadline",))
    due_at = ClockColumn(verbose_name=_("time left"), orderable=False)
    late_days = OutlookColumn(
        verbose_name=pgettext_lazy("commitment", "outlook"), orderable=False, empty_values=()
    )
    source_name = tables.Column(orderable=False)
    quantity = tables.Column(orderable=False)
    cadence = tables.Column(orderable=False)
    section = tables.Column(orderable=False)
    missed_periods = NumberColumn(orderable=False)
    problem = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Commitment
        fields = (
            "title",
            "lead",
            "state",
            "progress",
            "deadline",
            "due_at",
            "late_days",
            "source_name",
            "quantity",
            "cadence",
            "section",
            "missed_periods",
            "problem",
        )


class PeriodTable(Table):
    """What is owed for which period."""

    commitment = LinkColumn(orderable=False)
    label = tables.Column(orderable=False)
    unit = tables.Column(
        accessor="commitment__lead", verbose_name=_("organisation"), orderable=False
    )
    due_on = tables.Column(order_by=("due_on",), orderable=False)
    state = StateColumn(tones=PERIOD_TONES, orderable=False)
    reported_on = tables.Column(orderable=False)
    text = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = ReportingPeriod
        fields = ("commitment", "label", "unit", "due_on", "state", "reported_on", "text")


class AliasTable(Table):
    """Words and what they mean."""

    word = LinkColumn(orderable=False)
    organisation = tables.Column(orderable=False)
    is_nobody = tables.BooleanColumn(orderable=False)
    learned_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = UnitAlias
        fields = ("word", "organisation", "is_nobody", "learned_by")


class StepTable(Table):
    """When who is told."""

    audience = LinkColumn(orderable=False)
    days = NumberColumn(orderable=False)
    for_periods = tables.BooleanColumn(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = EscalationStep
        fields = ("audience", "days", "for_periods", "is_active")
