"""The list of devices as a table."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import LinkColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import datetime_, state_badge
from anlan.monitoring.devices.choices import CONNECTION_TONES, STATE_TONES, Connection
from anlan.monitoring.devices.models import Device, DeviceTemplate, OnlineRate


def percent(value: float | None) -> str:
    """A share as per cent with one digit; a dash where there is none."""
    return "—" if value is None else f"{100 * value:.1f} %"


class DeviceTable(Table):
    """One line a device. Relations sort by their key, which has an index."""

    code = LinkColumn()
    name = tables.Column(orderable=False)
    enterprise = tables.Column(orderable=False)
    region = tables.Column(order_by=("region_id",))
    period_s = NumberColumn(unit="s", orderable=False)
    state = StateColumn(tones=STATE_TONES, orderable=False)
    connection = tables.Column(
        verbose_name=_("connection"), accessor="health__connection", orderable=False
    )
    day_share = tables.Column(
        verbose_name=_("arrived in a day"), accessor="health__day_share", orderable=False
    )
    heard_at = tables.Column(
        verbose_name=_("last heard of"), orderable=False, empty_values=(), accessor="pk"
    )
    calibration_due_on = tables.DateColumn(format="Y-m-d")

    class Meta(Table.Meta):
        model = Device
        fields = (
            "code",
            "name",
            "kind",
            "enterprise",
            "region",
            "protocol",
            "period_s",
            "connection",
            "day_share",
            "heard_at",
            "state",
            "calibration_due_on",
        )

    def render_connection(self, record: Device) -> Any:
        """Online, late, offline, never heard of."""
        connection = Connection(record.health.connection)
        return state_badge(connection.label, CONNECTION_TONES[connection])

    def value_connection(self, record: Device) -> str:
        """Export the word."""
        return str(Connection(record.health.connection).label)

    def render_day_share(self, value: float) -> str:
        """Show it as per cent."""
        return percent(value)

    def render_calibration_due_on(self, value: Any, record: Device) -> Any:
        """Mark what has run out."""
        if value is None:
            return "—"
        text = value.isoformat()
        if record.is_calibration_overdue:
            return state_badge(f"{text} {_('overdue')}", "overdue")
        return text

    def value_calibration_due_on(self, value: Any) -> Any:
        """Export the day."""
        return value

    def render_heard_at(self, record: Device) -> Any:
        """Show when a reading last arrived; never is a dash, not a tick."""
        found = getattr(record, "heard_at", None)
        return datetime_(found, "second") if found else "—"

    def value_heard_at(self, record: Device) -> str:
        """Export the moment."""
        found = getattr(record, "heard_at", None)
        return found.isoformat(timespec="seconds") if found else ""


class TemplateTable(Table):
    """One line a template."""

    name = LinkColumn()
    points = NumberColumn(verbose_name=_("points"), accessor="point_count", orderable=False)
    devices = NumberColumn(verbose_name=_("devices"), accessor="device_count", orderable=False)

    class Meta(Table.Meta):
        model = DeviceTemplate
        fields = (
            "name",
            "code",
            "kind",
            "protocol",
            "period_s",
            "points",
            "calibration_months",
            "devices",
        )


class RateTable(Table):
    """One line a township, an enterprise or a sector."""

    group = LinkColumn(verbose_name=_("name"), accessor="name", orderable=False)
    devices = NumberColumn()
    online = NumberColumn(orderable=False)
    rate = tables.Column()
    expected = NumberColumn(orderable=False)
    arrived = NumberColumn(orderable=False)
    arrival_share = tables.Column(orderable=False)
    bad = NumberColumn(orderable=False)
    computed_at = tables.DateTimeColumn(format="Y-m-d H:i", orderable=False)

    class Meta(Table.Meta):
        model = OnlineRate
        fields = (
            "group",
            "devices",
            "online",
            "rate",
            "expected",
            "arrived",
            "arrival_share",
            "bad",
            "computed_at",
        )

    def render_rate(self, value: float) -> str:
        """Show it as per cent."""
        return percent(value)

    def render_arrival_share(self, value: float) -> str:
        """Show it as per cent."""
        return percent(value)

    def value_rate(self, value: float) -> float:
        """Export the share."""
        return value

    def value_arrival_share(self, value: float) -> float:
        """Export the share."""
        return value
