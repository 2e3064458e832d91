"""The lists of duty checks, leave and swaps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2 import Column

from anlan.command.duty.choices import RELIEF_TONES
from anlan.command.duty.models import DutyCheck, DutyLeave, DutySwap
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge


class DutyCheckTable(Table):
    """Checks with how many answered."""

    asked_at = MomentColumn()
    region = LinkColumn(order_by=("region_id",))
    asked = NumberColumn(verbose_name=_("people asked"), orderable=False)
    answered = NumberColumn(verbose_name=_("answered in time"), orderable=False)
    failed = Column(verbose_name=_("without an answer"), orderable=False)

    class Meta(Table.Meta):
        model = DutyCheck
        fields = ("asked_at", "region", "asked_by", "asked", "answered", "failed", "note")

    def render_failed(self, value: Any) -> Any:
        """Draw what is missing red; nothing missing stays grey."""
        return state_badge(str(value), "overdue") if value else value


class DutyLeaveTable(Table):
    """Leaves with who decides."""

    person = LinkColumn(order_by=("person_id",))
    organisation = Column(order_by=("organisation_id",))
    state = StateColumn(tones=RELIEF_TONES)
    asked_at = MomentColumn(style="short")

    class Meta(Table.Meta):
        model = DutyLeave
        fields = (
            "person",
            "organisation",
            "first_day",
            "last_day",
            "reason",
            "state",
            "decided_by",
            "asked_at",
        )


class DutySwapTable(Table):
    """Swaps with whom they wait for."""

    person = LinkColumn(order_by=("person_id",))
    given_label = Column(orderable=False)
    colleague = Column(order_by=("colleague_id",))
    return_label = Column(orderable=False, verbose_name=pgettext_lazy("duty swap", "in return"))
    state = StateColumn(tones=RELIEF_TONES)
    asked_at = MomentColumn(style="short")

    class Meta(Table.Meta):
        model = DutySwap
        fields = (
            "person",
            "given_label",
            "colleague",
            "return_label",
            "state",
            "decided_by",
            "asked_at",
        )
