"""Tables of drills."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.command.drills.choices import DRILL_TONES
from anlan.command.drills.models import CadenceDuty, CadenceRule, Drill, Scenario
from anlan.kernel.pages import (
    ClockColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)


class DrillTable(Table):
    """The list of drills."""

    name = LinkColumn(verbose_name=_("name"))
    kind = tables.Column(verbose_name=_("kind"), orderable=False)
    state = StateColumn(verbose_name=_("state"), tones=DRILL_TONES)
    planned_at = MomentColumn(verbose_name=_("planned for"))
    region = tables.Column(verbose_name=_("region"), order_by=("region_id",))
    organisation = tables.Column(verbose_name=_("organised by"), orderable=False)
    score = NumberColumn(verbose_name=_("score"), orderable=False)
    grade_word = tables.Column(verbose_name=_("result in words"), orderable=False)
    number = tables.Column(verbose_name=_("number"), orderable=False)

    class Meta(Table.Meta):
        model = Drill
        fields = (
            "name",
            "kind",
            "state",
            "planned_at",
            "region",
            "organisation",
            "score",
            "grade_word",
            "number",
        )
        sequence = fields


class ScenarioTable(Table):
    """The library of scenarios."""

    name = LinkColumn(verbose_name=_("name"))
    incident_kind = tables.Column(verbose_name=_("kind of incident"), orderable=False)
    minutes = NumberColumn(verbose_name=_("length in minutes"), orderable=False)
    injects_number = NumberColumn(verbose_name=_("injects"), orderable=False)
    actions_number = NumberColumn(verbose_name=_("expected actions"), orderable=False)
    plan = tables.Column(verbose_name=_("emergency plan"), orderable=False)
    source = tables.Column(verbose_name=_("source"), orderable=False)

    class Meta(Table.Meta):
        model = Scenario
        fields = (
            "name",
            "incident_kind",
            "minutes",
            "injects_number",
            "actions_number",
            "plan",
            "source",
        )
        sequence = fields


class DutyTable(Table):
    """Who must hold a drill by when."""

    organisation = LinkColumn(verbose_name=_("unit"), orderable=False)
    rule = tables.Column(verbose_name=_("rule of drill cadence"), orderable=False)
    region = tables.Column(verbose_name=_("region"), order_by=("region_id",))
    last_on = tables.Column(verbose_name=_("last held on"), orderable=False)
    last_note = tables.Column(verbose_name=_("which drill"), orderable=False)
    due_at = ClockColumn(verbose_name=_("next due by"), order_by=("due_on",))

    class Meta(Table.Meta):
        model = CadenceDuty
        fields = ("organisation", "rule", "region", "last_on", "last_note", "due_at")
        sequence = fields


class RuleTable(Table):
    """How often drills are due, by which clause."""

    title = LinkColumn(verbose_name=_("title"), orderable=False)
    concerns = tables.Column(verbose_name=_("whom it concerns"), orderable=False)
    months = NumberColumn(verbose_name=_("at least once in months"), orderable=False)
    legal_basis = tables.Column(verbose_name=_("legal basis"), orderable=False)
    is_verified = tables.BooleanColumn(
        verbose_name=_("is verified in the primary text"), orderable=False, yesno="✓,—"
    )
    is_active = tables.BooleanColumn(verbose_name=_("is applied"), orderable=False, yesno="✓,—")

    class Meta(Table.Meta):
        model = CadenceRule
        fields = ("title", "concerns", "months", "legal_basis", "is_verified", "is_active")
        sequence = fields
