"""What happens to demonstration units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class CaseEvent(Event):
    """Base: which unit, of which kind, where, how it stands."""

    case_id: int
    kind: str
    state: str
    organisation: int
    region: str

    def topics(self) -> list[str]:
        """The lists and the page."""
        return ["accreditation", f"accreditation-case:{self.case_id}"]


@dataclass(frozen=True)
class CaseMoved(CaseEvent):
    """It was named, submitted, reviewed, published, answered."""

    name: ClassVar[str] = "accreditation.case.moved"
    words = _("demonstration unit moved on")


@dataclass(frozen=True)
class CaseAwarded(CaseEvent):
    """The title was awarded."""

    name: ClassVar[str] = "accreditation.case.awarded"
    words = _("demonstration unit awarded")
    number: str = ""


@dataclass(frozen=True)
class CaseExited(CaseEvent):
    """The title ended."""

    name: ClassVar[str] = "accreditation.case.exited"
    words = _("demonstration unit exited")
    trigger: str = ""


@dataclass(frozen=True)
class RecheckOpened(CaseEvent):
    """A re-check began."""

    name: ClassVar[str] = "accreditation.recheck.opened"
    words = _("re-check of a demonstration unit opened")
    round_id: int = 0


@dataclass(frozen=True)
class RecheckConcluded(CaseEvent):
    """A re-check was passed or not."""

    name: ClassVar[str] = "accreditation.recheck.concluded"
    round_id: int = 0
    is_passed: bool = True


@dataclass(frozen=True)
class RecheckOverdue(CaseEvent):
    """The unit has not handed in its re-check in time."""

    name: ClassVar[str] = "accreditation.recheck.overdue"
    words = _("re-check of a demonstration unit overdue")
    round_id: int = 0


@dataclass(frozen=True)
class ExitProposed(CaseEvent):
    """A re-check or the end of the title is proposed."""

    name: ClassVar[str] = "accreditation.proposal.made"
    words = _("re-check or exit of a demonstration unit proposed")
    proposal_id: int = 0


@dataclass(frozen=True)
class KindChanged(Event):
    """A kind or a target is another one."""

    name: ClassVar[str] = "accreditation.kind.changed"
    kind: str

    def topics(self) -> list[str]:
        """Lists and figures."""
        return ["accreditation"]
