"""Tables of what came from the field."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.base.field.choices import OUTCOME_TONES
from anlan.base.field.models import FieldNote, FieldRecord
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import spell_duration


class RecordTable(Table):
    """One line a record, newest first."""

    title = LinkColumn()
    region = tables.Column(order_by=("region_id",))
    person_name = tables.Column(orderable=False)
    made_at = MomentColumn(orderable=False)
    received_at = MomentColumn()
    lag = tables.Column(verbose_name=gettext_lazy("on the way"), orderable=False, empty_values=())
    outcome = StateColumn(tones=OUTCOME_TONES)
    message = tables.Column(orderable=False)
    photo_count = NumberColumn(orderable=False)
    attempts = NumberColumn(orderable=False)
    is_clock_doubtful = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = FieldRecord
        fields = (
            "title",
            "person_name",
            "region",
            "made_at",
            "received_at",
            "lag",
            "outcome",
            "message",
            "photo_count",
            "attempts",
            "is_clock_doubtful",
        )

    def render_lag(self, record: FieldRecord) -> str:
        """How long the record waited on the phone."""
        seconds = record.lag.total_seconds()
        return spell_duration(seconds) if seconds >= 60 else _("at once")

    def value_lag(self, record: FieldRecord) -> int:
        """Export the seconds."""
        return round(record.lag.total_seconds())

    def render_is_clock_doubtful(self, value: bool) -> Any:
        """Say yes or a dash."""
        return _("yes") if value else "—"


class NoteTable(Table):
    """One line a note, newest first."""

    text = LinkColumn(verbose_name=pgettext_lazy("field note", "what was seen"))
    region = tables.Column(order_by=("region_id",))
    author_name = tables.Column(orderable=False)
    noted_at = MomentColumn()

    class Meta(Table.Meta):
        model = FieldNote
        fields = ("text", "region", "author_name", "noted_at")
