"""Alarms and rules as tables."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.alarms.choices import ALARM_TONES, RULE_TONES
from anlan.monitoring.alarms.models import Alarm, AlarmRule


class AlarmTable(Table):
    """One line an alarm. Relations sort by their key, which has an index."""

    level = LevelColumn(order_by=("level", "-raised_at"))
    title = LinkColumn(orderable=False)
    enterprise = tables.Column(order_by=("enterprise_id", "-raised_at"))
    region = tables.Column(order_by=("region_id", "-raised_at"))
    peak_value = tables.Column(verbose_name=_("peak"), orderable=False)
    state = StateColumn(tones=ALARM_TONES, orderable=False)
    raised_at = MomentColumn(style="second")
    acknowledge_due_at = ClockColumn(orderable=False)
    holder = tables.Column(orderable=False)
    first_value = NumberColumn(orderable=False)
    acknowledged_at = MomentColumn(style="second", orderable=False)

    class Meta(Table.Meta):
        model = Alarm
        fields = (
            "level",
            "title",
            "enterprise",
            "region",
            "first_value",
            "peak_value",
            "state",
            "raised_at",
            "acknowledge_due_at",
            "holder",
            "acknowledged_at",
        )
        row_attrs = {**Table.Meta.row_attrs, "data-level": lambda record: record.level}

    def render_peak_value(self, value: float, record: Alarm) -> Any:
        """Show the value with its unit."""
        return f"{number(value)} {record.unit}"

    def value_peak_value(self, value: float) -> float:
        """Export the number itself."""
        return value


class RuleTable(Table):
    """One line a version of a rule."""

    level = LevelColumn()
    name = LinkColumn(order_by=("name", "level", "-version"))
    kind = tables.Column(orderable=False)
    applies_to = tables.Column(
        verbose_name=_("holds for"), accessor="pk", empty_values=(), orderable=False
    )
    lower = NumberColumn(orderable=False)
    upper = NumberColumn(orderable=False)
    unit = tables.Column(orderable=False)
    on_delay_s = NumberColumn(unit="s", orderable=False)
    basis = tables.Column(orderable=False)
    basis_verified = tables.BooleanColumn(orderable=False)
    state = StateColumn(tones=RULE_TONES, orderable=False)
    version = NumberColumn(orderable=False)

    class Meta(Table.Meta):
        model = AlarmRule
        fields = (
            "level",
            "name",
            "kind",
            "applies_to",
            "lower",
            "upper",
            "unit",
            "on_delay_s",
            "basis",
            "basis_verified",
            "state",
            "version",
        )

    def render_applies_to(self, record: AlarmRule) -> str:
        """Show the point, or the class."""
        return record.applies_to

    value_applies_to = render_applies_to

    def render_basis_verified(self, value: bool) -> Any:
        """Say whether somebody compared it with the primary text."""
        return _("verified") if value else _("not verified")
