"""Lists of rounds, patrols, findings, programmes and checklists."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from anlan.governance.patrols.choices import FINDING_TONES, ROUND_TONES, VISIT_TONES
from anlan.governance.patrols.models import Checklist, Finding, Programme, Round, Visit
from anlan.kernel.pages import LevelColumn, LinkColumn, MomentColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge


class OwnTone(StateColumn):
    """A state, red when it is late."""

    def render(self, value: Any, bound_column: Any, record: Any) -> Any:
        """Draw the badge."""
        return state_badge(value, record.tone)


class RoundTable(Table):
    """Rounds with their days."""

    title = LinkColumn(orderable=False)
    field = tables.Column(orderable=False)
    starts_on = MomentColumn(style="day", orderable=False)
    ends_on = MomentColumn(style="day", orderable=False)
    programme = tables.Column(orderable=False)
    state = StateColumn(tones=ROUND_TONES, orderable=False)
    basis = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Round
        fields = ("title", "field", "starts_on", "ends_on", "programme", "state", "basis")


class VisitTable(Table):
    """The plan: who is visited when by whom."""

    name = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    planned_on = MomentColumn(style="day", order_by=("planned_on",))
    team = tables.Column(orderable=False)
    state = OwnTone(tones=VISIT_TONES, orderable=False)
    visited_on = MomentColumn(style="day", orderable=False)
    organisation = tables.Column(orderable=False)
    round = tables.Column(orderable=False)
    number = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Visit
        fields = (
            "name",
            "kind",
            "planned_on",
            "team",
            "state",
            "visited_on",
            "organisation",
            "round",
            "number",
        )


class FindingTable(Table):
    """The register of findings 问题台账."""

    title = LinkColumn(orderable=False)
    severity = LevelColumn(orderable=False)
    kind = tables.Column(orderable=False)
    organisation = tables.Column(orderable=False)
    visit = tables.Column(orderable=False)
    due_on = MomentColumn(style="day", order_by=("due_on",))
    state = OwnTone(tones=FINDING_TONES, orderable=False)
    told_to = tables.Column(orderable=False)
    closed_on = MomentColumn(style="day", orderable=False)
    basis = tables.Column(orderable=False)
    demand = tables.Column(orderable=False)
    text = tables.Column(orderable=False)
    outcome = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Finding
        fields = (
            "title",
            "severity",
            "kind",
            "organisation",
            "visit",
            "due_on",
            "state",
            "told_to",
            "closed_on",
            "basis",
            "demand",
            "text",
            "outcome",
        )


class ProgrammeTable(Table):
    """Programmes with their days and basis."""

    name = LinkColumn(orderable=False)
    starts_on = MomentColumn(style="day", orderable=False)
    ends_on = MomentColumn(style="day", orderable=False)
    basis = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Programme
        fields = ("name", "starts_on", "ends_on", "basis")


class ChecklistTable(Table):
    """Checklists of the platform and the county's own."""

    name = LinkColumn(orderable=False)
    unit_kinds = tables.Column(orderable=False)
    is_standard = tables.BooleanColumn(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = Checklist
        fields = ("name", "unit_kinds", "is_standard", "is_active")

    def render_unit_kinds(self, record: Checklist) -> str:
        """The kinds in words."""
        return record.kind_words
