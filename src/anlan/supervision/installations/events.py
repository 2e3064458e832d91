"""What happened to major hazard installations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from anlan.kernel.events import Event


class _OnInstallation(Event):
    """Events of one installation; its page and the list hear of them."""

    installation_id: int

    def topics(self) -> list[str]:
        """The page and the list."""
        return [f"installation:{self.installation_id}", "installations"]


@dataclass(frozen=True)
class InstallationChanged(_OnInstallation):
    """An installation was entered or its facts changed."""

    name: ClassVar[str] = "installations.installation.changed"
    installation_id: int
    enterprise_id: int
    region: str
    part: str = ""


@dataclass(frozen=True)
class InstallationGraded(_OnInstallation):
    """A calculation gave another level, or made the unit a major hazard installation or none."""

    name: ClassVar[str] = "installations.installation.graded"
    installation_id: int
    enterprise_id: int
    region: str
    run_id: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class FilingChanged(_OnInstallation):
    """A filing took a step."""

    name: ClassVar[str] = "installations.filing.changed"
    filing_id: int
    installation_id: int
    enterprise_id: int
    region: str
    state: str


@dataclass(frozen=True)
class ResponsibleChanged(_OnInstallation):
    """Somebody else answers for an installation in one of the three roles."""

    name: ClassVar[str] = "installations.responsible.changed"
    installation_id: int
    enterprise_id: int
    region: str
    role: str
    person_id: int


@dataclass(frozen=True)
class DutyDone(_OnInstallation):
    """A duty of a responsible person was done."""

    name: ClassVar[str] = "installations.duty.done"
    duty_id: int
    installation_id: int
    enterprise_id: int
    region: str
    is_late: bool


@dataclass(frozen=True)
class DutyMissed(_OnInstallation):
    """A period ended without its duty."""

    name: ClassVar[str] = "installations.duty.missed"
    duty_id: int
    installation_id: int
    enterprise_id: int
    region: str


@dataclass(frozen=True)
class CommitmentSigned(Event):
    """The commitment of a day was signed and announced."""

    name: ClassVar[str] = "installations.commitment.signed"
    commitment_id: int
    enterprise_id: int
    region: str
    on: date
    level: int

    def topics(self) -> list[str]:
        """The list of commitments."""
        return ["commitments"]


@dataclass(frozen=True)
class CommitmentMissed(Event):
    """The hour passed without the commitment of the day."""

    name: ClassVar[str] = "installations.commitment.missed"
    enterprise_id: int
    region: str
    on: date

    def topics(self) -> list[str]:
        """The list of commitments."""
        return ["commitments"]
