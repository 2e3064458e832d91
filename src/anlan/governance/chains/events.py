"""What happens to chains and to the clues along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class ChainPublished(Event):
    """A version was put in force."""

    name: ClassVar[str] = "chains.version.published"
    words = _("chain put in force")
    chain_id: int
    version_id: int
    region: str

    def topics(self) -> list[str]:
        """The picture of the chain."""
        return [f"chain:{self.chain_id}"]


@dataclass(frozen=True)
class ClueEvent(Event):
    """Base: which clue, on which chain, where."""

    clue_id: int
    chain_id: int
    state: str
    region: str

    def topics(self) -> list[str]:
        """The list, the page of the clue and the picture of the chain."""
        return ["clues", f"clue:{self.clue_id}", f"chain:{self.chain_id}"]


@dataclass(frozen=True)
class ClueReported(ClueEvent):
    """A problem was found at one stage."""

    name: ClassVar[str] = "chains.clue.reported"
    words = _("clue along a chain reported")


@dataclass(frozen=True)
class ClueMoved(ClueEvent):
    """It was sent, checked, taken up again, withdrawn, or a stage moved."""

    name: ClassVar[str] = "chains.clue.moved"
    words = _("clue along a chain moved on")
    trace_id: int = 0
    unit: int = 0


@dataclass(frozen=True)
class ClueClosed(ClueEvent):
    """Every stage has answered and it was closed."""

    name: ClassVar[str] = "chains.clue.closed"
    words = _("clue along a chain closed")


@dataclass(frozen=True)
class StageLate(ClueEvent):
    """A stage has not answered in time and the next leader was told."""

    name: ClassVar[str] = "chains.stage.late"
    words = _("stage of a chain late")
    trace_id: int = 0
    unit: int = 0
    rank: int = 0
