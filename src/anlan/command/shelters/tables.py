"""The lists of shelters, households and evacuations."""

from __future__ import annotations

import django_tables2 as tables

from anlan.command.shelters.choices import EVACUATION_TONES, STATE_TONES
from anlan.command.shelters.models import Evacuation, Household, Shelter
from anlan.kernel.pages import (
    ClockColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)


class ShelterTable(Table):
    """Shelters with places and state."""

    name = LinkColumn()
    capacity = NumberColumn()
    occupied = NumberColumn()
    state = StateColumn(tones=STATE_TONES)

    class Meta(Table.Meta):
        model = Shelter
        fields = (
            "name",
            "kind",
            "region",
            "organisation",
            "keeper",
            "capacity",
            "occupied",
            "state",
        )


class HouseholdTable(Table):
    """Households of the standing list."""

    head_name = LinkColumn()
    region = tables.Column(order_by=("region_id",))
    people = NumberColumn()

    class Meta(Table.Meta):
        model = Household
        fields = (
            "head_name",
            "code",
            "region",
            "place",
            "people",
            "in_need",
            "danger",
            "responsible",
            "shelter",
        )


class EvacuationTable(Table):
    """Evacuations with their time and state."""

    region = LinkColumn(order_by=("region_id",))
    ordered_at = MomentColumn(style="short")
    due_at = ClockColumn()
    state = StateColumn(tones=EVACUATION_TONES)

    class Meta(Table.Meta):
        model = Evacuation
        fields = ("region", "incident", "ordered_by", "ordered_at", "due_at", "state")
