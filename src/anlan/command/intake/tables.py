"""Tables of intake."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.intake.choices import CALL_TONES, ITEM_TONES
from anlan.command.intake.models import (
    Call,
    ChainLink,
    ChainReport,
    Instruction,
    IntakeItem,
    IntakeMessage,
    IntakeSource,
    KindMapping,
    ReportDoubt,
)
from anlan.kernel.pages import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    StateColumn,
    Table,
)


class ItemTable(Table):
    """The queue."""

    title = LinkColumn()
    channel = tables.Column()
    external_number = tables.Column(orderable=False)
    kind = tables.Column(orderable=False)
    region = tables.Column(orderable=False)
    address = tables.Column(orderable=False)
    received_at = MomentColumn()
    state = StateColumn(tones=ITEM_TONES, orderable=False)
    incident = tables.Column(orderable=False)
    handled_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = IntakeItem
        fields = (
            "received_at",
            "title",
            "channel",
            "external_number",
            "kind",
            "region",
            "address",
            "state",
            "incident",
            "handled_by",
        )
        sequence = fields


class CallTable(Table):
    """Calls; numbers are masked."""

    started_at = MomentColumn()
    number = LinkColumn(accessor="masked_number", orderable=False)
    direction = tables.Column(orderable=False)
    state = StateColumn(tones=CALL_TONES, orderable=False)
    seat = tables.Column(accessor="seat_name", orderable=False, verbose_name=_("seat"))
    incident = tables.Column(orderable=False)
    called_back_at = MomentColumn(orderable=False)
    called_back_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Call
        fields = (
            "started_at",
            "number",
            "direction",
            "state",
            "seat",
            "incident",
            "called_back_at",
            "called_back_by",
        )
        sequence = fields


class MessageTable(Table):
    """What systems sent."""

    received_at = MomentColumn(orderable=False)
    source = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    error = tables.Column(orderable=False)
    repeats = tables.Column(orderable=False)
    settled_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = IntakeMessage
        fields = ("received_at", "source", "kind", "error", "repeats", "settled_by")
        sequence = fields

    def render_source(self, value: Any, record: IntakeMessage) -> Any:
        """Lead to the message, not to its source."""
        from django.utils.html import format_html

        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)


class SourceTable(Table):
    """Connected systems."""

    name = LinkColumn(orderable=False)
    code = tables.Column(orderable=False)
    kind = tables.Column(orderable=False)
    channel = tables.Column(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)
    last_heard_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = IntakeSource
        fields = ("name", "code", "kind", "channel", "is_active", "last_heard_at")
        sequence = fields


class MappingTable(Table):
    """How kinds of senders become ours."""

    word = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    source = tables.Column(orderable=False, default=_("every source"))

    class Meta(Table.Meta):
        model = KindMapping
        fields = ("word", "kind", "source")
        sequence = fields


class LinkTable(Table):
    """Levels above and below."""

    name = LinkColumn(orderable=False)
    code = tables.Column(orderable=False)
    role = tables.Column(orderable=False)
    region = tables.Column(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)
    last_heard_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = ChainLink
        fields = ("name", "code", "role", "region", "is_active", "last_heard_at")
        sequence = fields


class ReportTable(Table):
    """Reports between levels."""

    sent_at = MomentColumn()
    title = tables.Column(orderable=False)
    grade = LevelColumn(orderable=False)
    kind = tables.Column(orderable=False)
    thread = tables.Column(orderable=False)
    link = tables.Column(orderable=False)
    is_ours = tables.BooleanColumn(orderable=False)
    receipt_number = tables.Column(orderable=False)
    incident = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = ChainReport
        fields = (
            "sent_at",
            "title",
            "grade",
            "kind",
            "thread",
            "link",
            "is_ours",
            "receipt_number",
            "incident",
        )
        sequence = fields


class InstructionTable(Table):
    """Instructions up and down."""

    given_at = MomentColumn()
    text = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    given_by = tables.Column(orderable=False)
    link = tables.Column(orderable=False)
    incident = tables.Column(orderable=False)
    due_at = ClockColumn(orderable=False)
    answered_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = Instruction
        fields = (
            "given_at",
            "text",
            "kind",
            "given_by",
            "link",
            "incident",
            "due_at",
            "answered_at",
        )
        sequence = fields

    def render_due_at(self, value: Any, record: Instruction) -> Any:
        """A clock that is met stands still."""
        from anlan.kernel.templatetags.anlan import clock

        return clock(value, "met" if record.answered_at else "")


class DoubtTable(Table):
    """Doubts about reports."""

    found_at = MomentColumn()
    subject = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    link = tables.Column(orderable=False)
    is_ours = tables.BooleanColumn(orderable=False)
    reason = tables.Column(orderable=False)
    settled_at = MomentColumn(orderable=False, verbose_name=pgettext_lazy("doubt", "settled at"))

    class Meta(Table.Meta):
        model = ReportDoubt
        fields = ("found_at", "subject", "kind", "link", "is_ours", "reason", "settled_at")
        sequence = fields
