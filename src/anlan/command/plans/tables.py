"""The list of plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.plans.choices import STATE_TONES
from anlan.command.plans.models import Plan
from anlan.kernel.pages import LinkColumn, StateColumn, Table


class PlanTable(Table):
    """Plans with kind, version, day of issue and review."""

    name = LinkColumn()
    state = StateColumn(tones=STATE_TONES)

    class Meta(Table.Meta):
        model = Plan
        fields = (
            "name",
            "kind",
            "code",
            "version",
            "issued_on",
            "review_due_on",
            "is_verified",
            "state",
        )
        empty_text = _("No plan yet")
