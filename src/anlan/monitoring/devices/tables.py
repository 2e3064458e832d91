"""The list of devices as a table."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import LinkColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import datetime_
from anlan.monitoring.devices.choices import STATE_TONES
from anlan.monitoring.devices.models import Device


class DeviceTable(Table):
    """One line a device. Relations sort by their key, which has an index."""

    code = LinkColumn()
    name = tables.Column(orderable=False)
    enterprise = tables.Column(orderable=False)
    region = tables.Column(order_by=("region_id",))
    period_s = NumberColumn(unit="s", orderable=False)
    state = StateColumn(tones=STATE_TONES, orderable=False)
    heard_at = tables.Column(
        verbose_name=_("last heard of"), orderable=False, empty_values=(), accessor="pk"
    )
    calibration_due_on = tables.DateColumn(format="Y-m-d", orderable=False)

    class Meta(Table.Meta):
        model = Device
        fields = (
            "code",
            "name",
            "kind",
            "enterprise",
            "region",
            "period_s",
            "heard_at",
            "state",
            "calibration_due_on",
        )

    def render_heard_at(self, record: Device) -> Any:
        """Show when a reading last arrived; never is a dash, not a tick."""
        found = getattr(record, "heard_at", None)
        return datetime_(found, "second") if found else "—"

    def value_heard_at(self, record: Device) -> str:
        """Export the moment."""
        found = getattr(record, "heard_at", None)
        return found.isoformat(timespec="seconds") if found else ""
