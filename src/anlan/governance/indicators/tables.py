"""Lists of indicators and evaluations."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.indicators.choices import (
    EVALUATION_TONES,
    STANDING_TONES,
    VALUE_TONES,
    TargetKind,
)
from anlan.governance.indicators.models import Evaluation, Indicator, IndicatorValue
from anlan.governance.indicators.wording import machine_words, number_words
from anlan.kernel.pages import LinkColumn, NumberColumn, StateColumn, Table


class FigureColumn(NumberColumn):
    """A figure in the unit of its indicator."""

    def render(self, value: Any, record: Any = None) -> Any:
        """Show the figure as people write it."""
        unit = record.unit if isinstance(record, Indicator) else record.indicator.unit
        return number_words(value, unit)


class IndicatorTable(Table):
    """Indicators with how they stand."""

    name = LinkColumn(verbose_name=_("indicator"), orderable=False)
    state = StateColumn(verbose_name=_("standing"), tones=STANDING_TONES, orderable=False)
    target = tables.Column(verbose_name=pgettext_lazy("planning", "target"), orderable=False)
    actual = FigureColumn(verbose_name=_("latest value"), orderable=False)
    actual_on = tables.DateColumn(verbose_name=_("as of"), format="Y-m-d", orderable=False)
    forecast = FigureColumn(verbose_name=_("foreseen"), orderable=False)
    organisation = tables.Column(verbose_name=_("responsible unit"), orderable=False)
    target_on = tables.DateColumn(verbose_name=_("target day"), format="Y-m-d")
    is_binding = tables.BooleanColumn(
        verbose_name=pgettext_lazy("planning", "binding"), orderable=False, yesno="✓,—"
    )
    plan_name = tables.Column(verbose_name=_("plan"), orderable=False)

    def render_target(self, value: str, record: Indicator) -> str:
        """Say the target as it is judged; the printed words when nobody could read them."""
        return value if record.target_kind == TargetKind.UNCLEAR else machine_words(record)

    def value_target(self, value: str) -> str:
        """Export the printed words."""
        return value

    class Meta(Table.Meta):
        model = Indicator
        fields = (
            "name",
            "state",
            "target",
            "actual",
            "actual_on",
            "forecast",
            "organisation",
            "target_on",
            "is_binding",
            "plan_name",
        )
        sequence = fields


class ValueTable(Table):
    """Values of all indicators, for who confirms them."""

    indicator = LinkColumn(verbose_name=_("indicator"), orderable=False)
    period_end = tables.DateColumn(
        verbose_name=_("last day of the period"), format="Y-m-d", orderable=False
    )
    value = FigureColumn(verbose_name=_("value"), orderable=False)
    state = StateColumn(verbose_name=_("state"), tones=VALUE_TONES, orderable=False)
    origin = tables.Column(verbose_name=_("origin"), orderable=False)
    entered_by = tables.Column(verbose_name=_("entered by"), orderable=False)
    evidence = tables.Column(verbose_name=_("evidence"), orderable=False)
    note = tables.Column(verbose_name=_("reason or remark"), orderable=False)

    class Meta(Table.Meta):
        model = IndicatorValue
        fields = (
            "indicator",
            "period_end",
            "value",
            "state",
            "origin",
            "entered_by",
            "evidence",
            "note",
        )
        sequence = fields


class EvaluationTable(Table):
    """Evaluations of plans."""

    title = LinkColumn(verbose_name=_("title"), orderable=False)
    kind = tables.Column(verbose_name=_("kind"), orderable=False)
    as_of = tables.DateColumn(verbose_name=_("as of"), format="Y-m-d", orderable=False)
    state = StateColumn(verbose_name=_("state"), tones=EVALUATION_TONES, orderable=False)
    made_by = tables.Column(verbose_name=_("made by"), orderable=False)
    approved_by = tables.Column(verbose_name=_("approved by"), orderable=False)

    class Meta(Table.Meta):
        model = Evaluation
        fields = ("title", "kind", "as_of", "state", "made_by", "approved_by")
        sequence = fields
