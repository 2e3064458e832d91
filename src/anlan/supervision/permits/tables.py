"""The list of permits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2 import BooleanColumn, Column

from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.supervision.permits.choices import STATE_TONES
from anlan.supervision.permits.models import WorkKind, WorkPermit


class PermitTable(Table):
    """Permits with kind, place and time."""

    number = LinkColumn()
    enterprise = Column(order_by=("enterprise_id",))
    kind = Column(order_by=("kind_id",))
    grade = Column(
        accessor="grade_label", order_by=("grade",), verbose_name=pgettext_lazy("permit", "grade")
    )
    planned_from = MomentColumn()
    planned_to = MomentColumn()
    state = StateColumn(tones=STATE_TONES)

    class Meta(Table.Meta):
        model = WorkPermit
        fields = (
            "number",
            "enterprise",
            "kind",
            "grade",
            "place",
            "planned_from",
            "planned_to",
            "guardian",
            "state",
        )


class KindTable(Table):
    """Kinds with the longest hours of each grade and their clause."""

    name = LinkColumn(orderable=False)
    limits = Column(verbose_name=_("grades and hours"), orderable=False)
    gas_test_minutes = NumberColumn(orderable=False)
    needs_guardian = BooleanColumn(orderable=False)
    is_fire = BooleanColumn(orderable=False)
    legal_basis = Column(orderable=False)
    is_verified = BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = WorkKind
        fields = (
            "name",
            "limits",
            "gas_test_minutes",
            "needs_guardian",
            "is_fire",
            "legal_basis",
            "is_verified",
        )
