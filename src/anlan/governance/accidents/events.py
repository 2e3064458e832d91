"""What happens to accidents of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class AccidentEvent(Event):
    """Base: which accident, where, whose, how grave."""

    accident_id: int
    number: str
    occurred_on: date
    region: str
    organisation: int | None
    deaths: int
    grade: int

    def topics(self) -> list[str]:
        """The register, the figures and the accident's own page."""
        return ["accidents", f"accident:{self.accident_id}"]


@dataclass(frozen=True)
class AccidentRegistered(AccidentEvent):
    """An accident stands in the register."""

    name: ClassVar[str] = "accidents.accident.registered"
    words = _("accident registered")


@dataclass(frozen=True)
class AccidentVerified(AccidentEvent):
    """Its facts were verified."""

    name: ClassVar[str] = "accidents.accident.verified"


@dataclass(frozen=True)
class AccidentConfirmed(AccidentEvent):
    """It counts from now on."""

    name: ClassVar[str] = "accidents.accident.confirmed"
    words = _("accident confirmed for the statistics")


@dataclass(frozen=True)
class RemovalProposed(AccidentEvent):
    """Somebody proposes not to count it."""

    name: ClassVar[str] = "accidents.removal.proposed"
    words = _("removal of an accident proposed")


@dataclass(frozen=True)
class RemovalRefused(AccidentEvent):
    """It goes on as before."""

    name: ClassVar[str] = "accidents.removal.refused"


@dataclass(frozen=True)
class AccidentRemoved(AccidentEvent):
    """It is not counted."""

    name: ClassVar[str] = "accidents.accident.removed"
    words = _("accident no longer counted")


@dataclass(frozen=True)
class FiguresChanged(AccidentEvent):
    """Other figures are in force."""

    name: ClassVar[str] = "accidents.figures.changed"
    change_id: int


@dataclass(frozen=True)
class YearlyFigureChanged(Event):
    """A denominator, a target, a department's figure or a rule is another one."""

    name: ClassVar[str] = "accidents.yearly.changed"
    kind: str
    row_id: int

    def topics(self) -> list[str]:
        """The figures."""
        return ["accidents"]


@dataclass(frozen=True)
class MonthClosed(Event):
    """A month was closed, or opened again."""

    name: ClassVar[str] = "accidents.month.closed"
    words = _("month of accident statistics closed or reopened")
    month: date
    is_reopened: bool

    def topics(self) -> list[str]:
        """The figures."""
        return ["accidents"]
