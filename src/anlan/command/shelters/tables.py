"""The list of shelters."""

from __future__ import annotations

from anlan.command.shelters.choices import STATE_TONES
from anlan.command.shelters.models import Shelter
from anlan.kernel.pages import LinkColumn, NumberColumn, StateColumn, Table


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
