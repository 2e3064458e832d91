"""Alarms and rules as tables."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.pages import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.kernel.templatetags.anlan import clock as clock_tag
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.alarms.choices import (
    ALARM_TONES,
    CHECK_TONES,
    GROUP_TONES,
    REVIEW_TONES,
    RULE_TONES,
    SUPPRESSION_TONES,
    LadderRole,
)
from anlan.monitoring.alarms.models import (
    Alarm,
    AlarmGroup,
    AlarmRule,
    AlarmSetting,
    RiskIndex,
    RuleReview,
    RuleSchedule,
    SpotCheck,
    Suppression,
)


def reading(value: float | None) -> str:
    """Show a measured value without the digits that only the binary fraction has."""
    return number(None if value is None else float(f"{value:.6g}"))


class AlarmTable(Table):
    """One line an alarm. Relations sort by their key, which has an index."""

    level = LevelColumn(order_by=("level", "-raised_at"))
    title = LinkColumn(orderable=False)
    enterprise = tables.Column(order_by=("enterprise_id", "-raised_at"))
    region = tables.Column(order_by=("region_id", "-raised_at"))
    peak_value = tables.Column(verbose_name=_("peak"), orderable=False)
    state = StateColumn(tones=ALARM_TONES, orderable=False)
    raised_at = MomentColumn(style="short")
    due_at = ClockColumn(verbose_name=_("next step"), orderable=False)
    holder = tables.Column(orderable=False)
    first_value = NumberColumn(orderable=False)
    acknowledged_at = MomentColumn(style="second", orderable=False)

    class Meta(Table.Meta):
        model = Alarm
        fields = (
            "level",
            "title",
            "state",
            "due_at",
            "holder",
            "peak_value",
            "raised_at",
            "region",
            "enterprise",
            "first_value",
            "acknowledged_at",
        )
        row_attrs = {**Table.Meta.row_attrs, "data-level": lambda record: record.level}

    def render_peak_value(self, value: float, record: Alarm) -> Any:
        """Show the value with its unit."""
        return f"{reading(value)} {record.unit}"

    def value_peak_value(self, value: float) -> float:
        """Export the number itself."""
        return value

    def render_due_at(self, value: Any, record: Alarm) -> Any:
        """Show which step and how long remains."""
        label = record.next_step.label if record.next_step else ""
        return clock_tag({"due_at": value, "label": label})


class RuleTable(Table):
    """One line a version of a rule."""

    level = LevelColumn()
    name = LinkColumn(order_by=("name", "level", "-version"))
    kind = tables.Column(orderable=False)
    applies_to = tables.Column(
        verbose_name=_("holds for"), accessor="pk", empty_values=(), orderable=False
    )
    limit = tables.Column(verbose_name=_("limit"), accessor="pk", empty_values=(), orderable=False)
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
            "applies_to",
            "kind",
            "limit",
            "state",
            "basis",
            "on_delay_s",
            "basis_verified",
            "version",
        )

    def render_applies_to(self, record: AlarmRule) -> str:
        """Show the point, or the class."""
        return record.applies_to

    value_applies_to = render_applies_to

    def render_limit(self, record: AlarmRule) -> str:
        """Show the limits with their unit."""
        limits = " / ".join(number(v) for v in (record.lower, record.upper) if v is not None)
        return f"{limits} {record.unit}".strip() or "—"

    value_limit = render_limit

    def render_basis_verified(self, value: bool) -> Any:
        """Say whether somebody compared it with the primary text."""
        return _("verified") if value else _("not verified")


class GroupTable(Table):
    """One line a storm of alarms."""

    level = LevelColumn()
    title = LinkColumn(orderable=False)
    number = NumberColumn(orderable=False)
    cause = tables.Column(orderable=False)
    region = tables.Column(orderable=False)
    state = StateColumn(tones=GROUP_TONES, orderable=False)
    first_at = MomentColumn(style="second", orderable=False)
    latest_at = MomentColumn(style="second")

    class Meta(Table.Meta):
        model = AlarmGroup
        fields = (
            "level",
            "title",
            "number",
            "cause",
            "region",
            "state",
            "first_at",
            "latest_at",
        )


class SuppressionTable(Table):
    """One line a window."""

    thing = LinkColumn(verbose_name=_("what is quiet"), orderable=False)
    reason = tables.Column(orderable=False)
    starts_at = MomentColumn()
    ends_at = MomentColumn(orderable=False)
    actor_name = tables.Column(verbose_name=_("asked for by"), orderable=False)
    decided_by = tables.Column(orderable=False)
    state = StateColumn(tones=SUPPRESSION_TONES, orderable=False)

    class Meta(Table.Meta):
        model = Suppression
        fields = (
            "thing",
            "reason",
            "starts_at",
            "ends_at",
            "actor_name",
            "decided_by",
            "state",
        )


class ReviewTable(Table):
    """One line a review of a rule."""

    rule = LinkColumn(orderable=False)
    false = NumberColumn()
    raised = NumberColumn(orderable=False)
    evidence = tables.Column(orderable=False)
    owner = tables.Column(orderable=False)
    state = StateColumn(tones=REVIEW_TONES, orderable=False)
    created_at = MomentColumn()

    class Meta(Table.Meta):
        model = RuleReview
        fields = ("rule", "false", "raised", "evidence", "owner", "state", "created_at")


class RiskIndexTable(Table):
    """One line an enterprise."""

    level = LevelColumn(orderable=False)
    enterprise = LinkColumn(orderable=False)
    region = tables.Column(orderable=False)
    value = NumberColumn()
    online_rate = tables.Column(orderable=False)
    open_alarms = NumberColumn(orderable=False)
    computed_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = RiskIndex
        fields = (
            "level",
            "enterprise",
            "region",
            "value",
            "online_rate",
            "open_alarms",
            "computed_at",
        )

    def render_online_rate(self, value: float) -> str:
        """Show per cent."""
        return f"{value:.0%}"


class ScheduleTable(Table):
    """One line a version of a schedule."""

    name = LinkColumn(orderable=False)
    days = tables.Column(orderable=False)
    begins_at = tables.TimeColumn(format="H:i", orderable=False)
    ends_at = tables.TimeColumn(format="H:i", orderable=False)
    rules_in_force = NumberColumn(verbose_name=_("rules in force"), orderable=False)
    version = NumberColumn(orderable=False)

    class Meta(Table.Meta):
        model = RuleSchedule
        fields = ("name", "days", "begins_at", "ends_at", "rules_in_force", "version")


class SettingTable(Table):
    """One line a version of a setting."""

    kind = LinkColumn(orderable=False)
    version = NumberColumn(orderable=False)
    basis = tables.Column(orderable=False)
    basis_verified = tables.BooleanColumn(orderable=False)
    published_by = tables.Column(orderable=False)
    created_at = MomentColumn(verbose_name=_("published at"), orderable=False)

    class Meta(Table.Meta):
        model = AlarmSetting
        fields = ("kind", "version", "basis", "basis_verified", "published_by", "created_at")

    def render_basis_verified(self, value: bool) -> Any:
        """Say whether somebody compared it with the primary text."""
        return _("verified") if value else _("not verified")


class SpotCheckTable(Table):
    """One line a check."""

    person = LinkColumn(orderable=False)
    role = tables.Column(orderable=False)
    asked_at = MomentColumn(verbose_name=pgettext_lazy("spot check", "asked at"), style="second")
    answered_at = MomentColumn(
        verbose_name=pgettext_lazy("spot check", "answered at"), style="second", orderable=False
    )
    delay = tables.Column(verbose_name=_("answered after"), empty_values=(None,), orderable=False)
    asked_by = tables.Column(verbose_name=pgettext_lazy("spot check", "asked by"), orderable=False)
    state = StateColumn(tones=CHECK_TONES, orderable=False)

    class Meta(Table.Meta):
        model = SpotCheck
        fields = ("person", "role", "asked_at", "answered_at", "delay", "asked_by", "state")

    def render_role(self, value: str) -> str:
        """The role in words."""
        return str(dict(LadderRole.choices).get(value, value))

    def render_delay(self, value: Any) -> str:
        """In seconds."""
        return f"{value.total_seconds():.0f} s"

    value_delay = render_delay
