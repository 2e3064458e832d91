"""The registers of risk as tables."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    StateColumn,
    Table,
)
from anlan.supervision.risk.choices import ASSESSMENT_TONES, CHECK_TONES
from anlan.supervision.risk.models import Assessment, ControlCheck, RegradeRecord, RiskUnit


class UnitTable(Table):
    """One line a unit, present level first."""

    name = LinkColumn()
    # Both directions of the list's own order run along one index.
    current_level = LevelColumn(order_by=("current_level", "-id"))
    residual_level = LevelColumn(orderable=False)
    inherent_level = LevelColumn(orderable=False)
    enterprise = tables.Column(order_by=("enterprise_id",))
    risk_object = tables.Column(orderable=False)
    region = tables.Column(orderable=False)
    control_level = tables.Column(orderable=False)
    department = tables.Column(orderable=False)
    responsible = tables.Column(orderable=False)
    assessed_on = MomentColumn(style="day", orderable=False)

    class Meta(Table.Meta):
        model = RiskUnit
        fields = (
            "name",
            "code",
            "current_level",
            "residual_level",
            "inherent_level",
            "enterprise",
            "risk_object",
            "region",
            "control_level",
            "department",
            "responsible",
            "assessed_on",
        )


class CheckTable(Table):
    """One line a check: what, where, until when, what was found."""

    control = LinkColumn(verbose_name=_("what is checked"), orderable=False)
    unit = tables.Column(orderable=False)
    enterprise = tables.Column(orderable=False)
    checker = tables.Column(orderable=False)
    due_at = ClockColumn()
    state = StateColumn(tones=CHECK_TONES, orderable=False)
    finding = tables.Column(orderable=False)
    checked_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = ControlCheck
        fields = (
            "control",
            "unit",
            "enterprise",
            "checker",
            "due_at",
            "state",
            "finding",
            "checked_at",
            "checked_by",
        )

    def render_due_at(self, value: Any, record: ControlCheck) -> Any:
        """A clock while it runs, the plain moment afterwards."""
        from anlan.kernel.templatetags.anlan import clock, datetime_

        return clock(value) if record.state == "due" else datetime_(value, "minute")


class RegradeTable(Table):
    """One line a change of level."""

    at = MomentColumn()
    enterprise = tables.Column(orderable=False)
    unit = tables.Column(orderable=False)
    from_level = LevelColumn(orderable=False)
    to_level = LevelColumn(orderable=False)
    why = LinkColumn(orderable=False)

    class Meta(Table.Meta):
        model = RegradeRecord
        fields = ("at", "enterprise", "unit", "from_level", "to_level", "why", "actor_name")


class AssessmentTable(Table):
    """One line a version."""

    version = LinkColumn(orderable=False)
    enterprise = LinkColumn(order_by=("enterprise_id",))
    state = StateColumn(tones=ASSESSMENT_TONES, orderable=False)
    submitted_at = MomentColumn(orderable=False)
    in_force_at = MomentColumn(orderable=False)
    due_on = MomentColumn(style="day", orderable=False)

    class Meta(Table.Meta):
        model = Assessment
        fields = (
            "enterprise",
            "version",
            "state",
            "trigger",
            "made_by",
            "submitted_at",
            "in_force_at",
            "due_on",
        )
