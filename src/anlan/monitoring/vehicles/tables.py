"""Vehicles, drivers, fences, trips and violations as tables."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.pages import (
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.kernel.templatetags.anlan import datetime_
from anlan.monitoring.vehicles.choices import ORDER_TONES, STATE_TONES, TRIP_TONES
from anlan.monitoring.vehicles.models import (
    Driver,
    DrivingRule,
    Fence,
    SpeedLimit,
    TerminalOrder,
    Trip,
    Vehicle,
    Violation,
)
from anlan.monitoring.vehicles.selectors.loads import goods_words


class VehicleTable(Table):
    """One line a vehicle, with when it was last heard of."""

    plate = LinkColumn()
    enterprise = tables.Column(order_by=("enterprise_id",))
    driver = tables.Column(orderable=False)
    heard_at = tables.Column(
        verbose_name=_("last heard of"), orderable=False, empty_values=(), accessor="pk"
    )
    speed = tables.Column(
        verbose_name=_("speed"), orderable=False, empty_values=(), accessor="pk",
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
    )  # fmt: skip
    state = StateColumn(tones=STATE_TONES, orderable=False)
    inspection_due_on = tables.DateColumn(format="Y-m-d", orderable=False)

    class Meta(Table.Meta):
        model = Vehicle
        fields = (
            "plate",
            "kind",
            "enterprise",
            "driver",
            "heard_at",
            "speed",
            "state",
            "inspection_due_on",
        )

    def render_heard_at(self, record: Vehicle) -> Any:
        """Show the newest position's time; never is a dash."""
        live = getattr(record, "live", None)
        return datetime_(live.at, "second") if live else "—"

    def value_heard_at(self, record: Vehicle) -> str:
        """Export the moment."""
        live = getattr(record, "live", None)
        return live.at.isoformat(timespec="seconds") if live else ""

    def render_speed(self, record: Vehicle) -> str:
        """Show the newest speed."""
        live = getattr(record, "live", None)
        return f"{live.speed_km_h:.0f} km/h" if live else "—"

    def value_speed(self, record: Vehicle) -> str:
        """Export the figure."""
        live = getattr(record, "live", None)
        return f"{live.speed_km_h:.1f}" if live else ""


class DriverTable(Table):
    """Drivers with their qualification."""

    name = LinkColumn()
    enterprise = tables.Column(order_by=("enterprise_id",))
    qualification = tables.Column(
        accessor="masked_qualification",
        verbose_name=pgettext_lazy("driver", "qualification number"),
        orderable=False,
    )
    valid_to = tables.DateColumn(format="Y-m-d", orderable=False)
    may_carry_goods = tables.BooleanColumn(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = Driver
        fields = (
            "name",
            "enterprise",
            "qualification",
            "valid_to",
            "may_carry_goods",
            "is_active",
        )


class FenceTable(Table):
    """Fences with what they ask and when."""

    name = LinkColumn()
    hours = tables.Column(
        verbose_name=pgettext_lazy("of the day", "hours"),
        orderable=False,
        empty_values=(),
        accessor="pk",
    )
    limit_km_h = NumberColumn(unit="km/h", orderable=False)
    level = LevelColumn(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = Fence
        fields = ("name", "kind", "region", "hours", "limit_km_h", "level", "is_active")

    def render_hours(self, record: Fence) -> str:
        """The hours of the day, or all day."""
        if record.begins_at is None or record.ends_at is None:
            return str(_("all day"))
        return f"{record.begins_at:%H:%M}–{record.ends_at:%H:%M}"

    value_hours = render_hours


class TripTable(Table):
    """Trips with vehicle, goods and way."""

    number = LinkColumn()
    vehicle = tables.Column(order_by=("vehicle_id",))
    goods = tables.Column(verbose_name=_("goods"), orderable=False, empty_values=(), accessor="pk")
    planned_from = MomentColumn()
    state = StateColumn(tones=TRIP_TONES, orderable=False)

    class Meta(Table.Meta):
        model = Trip
        fields = (
            "number",
            "vehicle",
            "enterprise",
            "goods",
            "origin",
            "destination",
            "planned_from",
            "state",
        )

    def render_goods(self, record: Trip) -> str:
        """Substances with tonnes."""
        return goods_words(record.goods.all())

    value_goods = render_goods


class OrderTable(Table):
    """What was sent to terminals, and what they answered."""

    created_at = MomentColumn(verbose_name=pgettext_lazy("terminal", "ordered at"))
    vehicle = tables.Column(order_by=("vehicle_id",), linkify=True)
    words = tables.Column(verbose_name=pgettext_lazy("terminal", "order"), orderable=False)
    ordered_by = tables.Column(orderable=False)
    state = StateColumn(tones=ORDER_TONES, orderable=False)
    answered_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = TerminalOrder
        fields = ("created_at", "vehicle", "kind", "words", "ordered_by", "state", "answered_at")


class ViolationTable(Table):
    """Violations with vehicle, figure and how long."""

    level = LevelColumn(orderable=False)
    begun_at = MomentColumn(linkify=True)
    vehicle = tables.Column(order_by=("vehicle_id",), linkify=True)
    value = tables.Column(
        orderable=False, attrs={"td": {"class": "number"}, "th": {"class": "number"}}
    )
    lasts = tables.Column(verbose_name=_("lasted"), orderable=False, empty_values=(), accessor="pk")

    class Meta(Table.Meta):
        model = Violation
        fields = (
            "begun_at",
            "level",
            "vehicle",
            "rule",
            "value",
            "lasts",
            "enterprise",
            "driver",
            "fence",
        )

    def render_value(self, record: Violation) -> str:
        """What was seen, beside what is permitted."""
        seen = f"{record.value:g} {record.unit}"
        return f"{seen} / {record.limit:g}" if record.limit else seen

    def value_value(self, record: Violation) -> Any:
        """Export the figure."""
        return record.value

    def render_lasts(self, record: Violation) -> str:
        """Minutes, or that it goes on."""
        if record.ended_at is None:
            return str(_("goes on"))
        minutes = (record.ended_at - record.begun_at).total_seconds() / 60
        return _("%(minutes)s min") % {"minutes": f"{minutes:.0f}" if minutes >= 1 else "< 1"}

    def value_lasts(self, record: Violation) -> float:
        """Export minutes."""
        end = record.ended_at or clock.now()
        return round((end - record.begun_at).total_seconds() / 60, 1)


class LimitTable(Table):
    """Speed limits with their clause."""

    vehicle_kind = tables.Column(orderable=False)
    road_class = tables.Column(orderable=False)
    limit_km_h = NumberColumn(unit="km/h", orderable=False)
    legal_basis = tables.Column(orderable=False)
    is_verified = tables.BooleanColumn(orderable=False)
    change = tables.Column(verbose_name="", orderable=False, empty_values=(), accessor="pk")

    class Meta(Table.Meta):
        model = SpeedLimit
        fields = (
            "vehicle_kind",
            "road_class",
            "limit_km_h",
            "legal_basis",
            "is_verified",
            "change",
        )

    def render_change(self, record: SpeedLimit) -> Any:
        """The way to its form."""
        url = reverse("vehicles:limit_change", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, _("Change"))

    def value_change(self, record: SpeedLimit) -> str:
        """Nothing to export."""
        return ""


class RuleTable(Table):
    """Driving rules with hours and clause."""

    name = tables.Column(
        orderable=False, linkify=lambda record: reverse("vehicles:rule_change", args=[record.pk])
    )
    kind = tables.Column(orderable=False)
    hours = tables.Column(
        verbose_name=pgettext_lazy("of the day", "hours"),
        orderable=False,
        empty_values=(),
        accessor="pk",
    )
    minutes = NumberColumn(orderable=False)
    rest_minutes = NumberColumn(orderable=False)
    tolerance_m = NumberColumn(unit="m", orderable=False)
    level = LevelColumn(orderable=False)
    legal_basis = tables.Column(orderable=False)
    is_verified = tables.BooleanColumn(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = DrivingRule
        fields = (
            "name",
            "kind",
            "hours",
            "minutes",
            "rest_minutes",
            "tolerance_m",
            "level",
            "legal_basis",
            "is_verified",
            "is_active",
        )

    render_hours = FenceTable.render_hours
    value_hours = FenceTable.render_hours
