"""Lists of chains, clues and what stages owe."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.governance.chains.choices import CLUE_TONES, TRACE_TONES
from anlan.governance.chains.models import Chain, Clue, Trace
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge


class TraceStateColumn(StateColumn):
    """The state, red when the unit is late."""

    def render(self, value: Any, bound_column: Any, record: Any) -> Any:
        """Draw the badge."""
        return state_badge(value, record.tone)


class ChainTable(Table):
    """The chains of a county with what runs on them."""

    name = LinkColumn(orderable=False)
    office = tables.Column(orderable=False)
    stage_count = NumberColumn(verbose_name=_("stages"), orderable=False)
    open_count = NumberColumn(verbose_name=_("open clues"), orderable=False)
    late_count = NumberColumn(verbose_name=_("late stages"), orderable=False)
    closed_count = NumberColumn(verbose_name=_("closed clues"), orderable=False)
    draft_count = NumberColumn(verbose_name=_("drafts"), orderable=False)

    class Meta(Table.Meta):
        model = Chain
        fields = (
            "name",
            "office",
            "stage_count",
            "open_count",
            "late_count",
            "closed_count",
            "draft_count",
        )


class ClueTable(Table):
    """The register of clues 线索台账."""

    title = LinkColumn(orderable=False)
    number = tables.Column(orderable=False)
    chain = tables.Column(orderable=False)
    stage = tables.Column(orderable=False)
    place = tables.Column(orderable=False)
    unit_name = tables.Column(orderable=False)
    state = StateColumn(tones=CLUE_TONES, orderable=False)
    open_stages = NumberColumn(verbose_name=_("stages open"), orderable=False)
    late_stages = NumberColumn(verbose_name=_("stages late"), orderable=False)
    found_at = MomentColumn(style="day", orderable=False)
    closed_at = MomentColumn(style="day", orderable=False)
    reported_by = tables.Column(orderable=False)
    text = tables.Column(orderable=False)
    result = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Clue
        fields = (
            "title",
            "number",
            "chain",
            "stage",
            "place",
            "unit_name",
            "state",
            "open_stages",
            "late_stages",
            "found_at",
            "closed_at",
            "reported_by",
            "text",
            "result",
        )


class TraceTable(Table):
    """What stages owe."""

    clue = LinkColumn(orderable=False)
    number = tables.Column(accessor="clue__number", verbose_name=_("number"), orderable=False)
    chain = tables.Column(accessor="clue__chain", verbose_name=_("chain"), orderable=False)
    stage = tables.Column(orderable=False)
    direction = tables.Column(orderable=False)
    organisation = tables.Column(orderable=False)
    state = TraceStateColumn(tones=TRACE_TONES, orderable=False)
    due_on = MomentColumn(style="day", orderable=False)
    signed_by = tables.Column(orderable=False)
    answered_at = MomentColumn(style="day", orderable=False)
    outcome = tables.Column(orderable=False)
    reason = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Trace
        fields = (
            "clue",
            "number",
            "chain",
            "stage",
            "direction",
            "organisation",
            "state",
            "due_on",
            "signed_by",
            "answered_at",
            "outcome",
            "reason",
        )
