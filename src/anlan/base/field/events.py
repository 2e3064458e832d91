"""What happened in the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class NoteWritten(Event):
    """Somebody noted something on the spot."""

    name: ClassVar[str] = "field.note.written"
    note_id: int
    region: str

    def topics(self) -> list[str]:
        """The list of notes."""
        return ["field_notes"]


@dataclass(frozen=True)
class NoteCorrected(Event):
    """A note was given another wording."""

    name: ClassVar[str] = "field.note.corrected"
    note_id: int
    region: str

    def topics(self) -> list[str]:
        """The list of notes."""
        return ["field_notes"]


@dataclass(frozen=True)
class RecordArrived(Event):
    """A phone's record arrived; ``outcome`` says what became of it."""

    name: ClassVar[str] = "field.record.arrived"
    words = _("record from the field arrived")
    record_id: int
    command: str
    outcome: str
    region: str

    def topics(self) -> list[str]:
        """The list of records."""
        return ["field_records"]
