"""What happened to packs, ledgers and duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from anlan.kernel.events import Event


@dataclass(frozen=True)
class PackPublished(Event):
    """A version of a pack came into force: criteria, checklists and cadences may have changed."""

    name: ClassVar[str] = "ledgers.pack.published"
    pack_id: int
    code: str
    version_id: int

    def topics(self) -> list[str]:
        """The catalogue."""
        return ["packs"]


@dataclass(frozen=True)
class CriterionConfirmed(Event):
    """An officer compared a criterion with the official text."""

    name: ClassVar[str] = "ledgers.criterion.confirmed"
    criterion_id: int
    code: str

    def topics(self) -> list[str]:
        """The catalogue."""
        return ["packs"]


@dataclass(frozen=True)
class LedgerRowSaved(Event):
    """A row was added, changed or removed (``how``)."""

    name: ClassVar[str] = "ledgers.row.saved"
    ledger_id: int
    row_id: int
    region: str
    how: str

    def topics(self) -> list[str]:
        """The ledger."""
        return [f"ledger:{self.ledger_id}"]


@dataclass(frozen=True)
class LedgerRowsDue(Event):
    """Rows of one keeper are due soon or overdue; told once for each due day."""

    name: ClassVar[str] = "ledgers.rows.due"
    ledger_id: int
    organisation_id: int | None
    region: str
    count: int
    first_due_on: date


@dataclass(frozen=True)
class DutyCompleted(Event):
    """A duty of a cadence was reported as done."""

    name: ClassVar[str] = "ledgers.duty.completed"
    duty_id: int
    cadence_id: int
    region: str

    def topics(self) -> list[str]:
        """The duties."""
        return ["duties"]


@dataclass(frozen=True)
class TargetReported(Event):
    """A department reported how a target stands."""

    name: ClassVar[str] = "ledgers.target.reported"
    target_id: int
    pack_id: int
    state: str

    def topics(self) -> list[str]:
        """The targets."""
        return ["targets"]


@dataclass(frozen=True)
class DutiesMissed(Event):
    """The day of some duties passed without a report."""

    name: ClassVar[str] = "ledgers.duties.missed"
    cadence_id: int
    count: int
    due_on: date

    def topics(self) -> list[str]:
        """The duties."""
        return ["duties"]
