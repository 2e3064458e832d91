"""Table of the trail."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from anlan.base.audit.models import AuditRecord
from anlan.base.audit.sentences import sentence
from anlan.kernel.pages import MomentColumn, Table


class AuditTable(Table):
    """Who did what, when, from where."""

    at = MomentColumn(style="second", order_by=("id",))
    actor_name = tables.Column(orderable=False)
    what = tables.Column(
        accessor="object_label", verbose_name=_("what"), orderable=False, empty_values=()
    )
    reason = tables.Column(orderable=False)
    address = tables.Column(orderable=False)
    action = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = AuditRecord
        fields = ("at", "actor_name", "what", "reason", "address", "action")

    def render_what(self, record: AuditRecord) -> Any:
        """The act as a sentence, leading to the record."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), sentence(record))

    def value_what(self, record: AuditRecord) -> str:
        """The sentence in exports."""
        return sentence(record)
