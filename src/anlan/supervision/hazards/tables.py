"""Tables of hazards, listings and hand-overs."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.supervision.hazards.choices import LISTING_TONES, STATE_TONES, TRANSFER_TONES
from anlan.supervision.hazards.models import (
    Hazard,
    HazardCategory,
    HazardLimit,
    HazardTransfer,
    ListedSupervision,
)


class HazardTable(Table):
    """One line a hazard. Relations sort by their key, which has an index."""

    number = LinkColumn(orderable=False)
    title = LinkColumn(orderable=False)
    level = LevelColumn(order_by=("level",))
    state = StateColumn(tones=STATE_TONES)
    enterprise = tables.Column(order_by=("enterprise_id",), orderable=False)
    region = tables.Column(orderable=False)
    source = tables.Column(order_by=("source",))
    category = tables.Column(orderable=False)
    due_at = ClockColumn(order_by=("due_at",))
    reported_at = MomentColumn(order_by=("reported_at",))
    sector = tables.Column(orderable=False)
    department = tables.Column(orderable=False)
    responsible = tables.Column(orderable=False)
    recurrence_count = NumberColumn(orderable=False)
    closed_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = Hazard
        fields = (
            "number",
            "title",
            "level",
            "state",
            "enterprise",
            "region",
            "source",
            "category",
            "due_at",
            "reported_at",
            "sector",
            "department",
            "responsible",
            "recurrence_count",
            "closed_at",
        )


class ListingTable(Table):
    """Listed hazards."""

    hazard = LinkColumn(orderable=False)
    level = tables.Column(orderable=False)
    state = StateColumn(tones=LISTING_TONES)
    supervisor = tables.Column(orderable=False)
    listed_at = MomentColumn(orderable=False)
    due_at = ClockColumn()

    class Meta(Table.Meta):
        model = ListedSupervision
        fields = ("hazard", "level", "state", "supervisor", "listed_at", "due_at")


class TransferTable(Table):
    """Hand-overs."""

    hazard = LinkColumn(orderable=False)
    from_organisation = tables.Column(orderable=False)
    to_organisation = tables.Column(orderable=False)
    state = StateColumn(tones=TRANSFER_TONES)
    offered_at = MomentColumn(orderable=False)
    reason = tables.Column(orderable=False)
    answer = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = HazardTransfer
        fields = (
            "hazard",
            "from_organisation",
            "to_organisation",
            "state",
            "offered_at",
            "reason",
            "answer",
        )


class LimitTable(Table):
    """Limits with their basis."""

    title = LinkColumn(orderable=False)
    value = NumberColumn(orderable=False)
    unit = tables.Column(orderable=False)
    legal_basis = tables.Column(orderable=False)
    is_verified = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = HazardLimit
        fields = ("title", "value", "unit", "legal_basis", "is_verified")


class CategoryTable(Table):
    """Causes in their families."""

    name = LinkColumn(orderable=False)
    family = tables.Column(orderable=False)
    code = tables.Column(orderable=False)
    source = tables.Column(orderable=False)
    is_active = tables.BooleanColumn(verbose_name=_("in use"), orderable=False)

    class Meta(Table.Meta):
        model = HazardCategory
        fields = ("name", "family", "code", "source", "is_active")
