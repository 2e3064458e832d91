"""What happens to portfolios, lists and records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class PortfolioChanged(Event):
    """Who answers for what has changed."""

    name: ClassVar[str] = "responsibility.portfolio.changed"
    words = _("division of work changed")
    portfolio_id: int
    person_id: int

    def topics(self) -> list[str]:
        """The pages of responsibility."""
        return ["responsibility"]


@dataclass(frozen=True)
class WorkListMoved(Event):
    """An annual work list was drawn up, confirmed, published, returned, revised or withdrawn."""

    name: ClassVar[str] = "responsibility.work_list.moved"
    words = _("annual work list moved on")
    work_list_id: int
    state: str
    organisation: int
    reason: str = ""

    def topics(self) -> list[str]:
        """The pages of responsibility."""
        return ["responsibility"]


@dataclass(frozen=True)
class DutyRecorded(Event):
    """A duty performed was recorded."""

    name: ClassVar[str] = "responsibility.duty.recorded"
    words = _("duty performance recorded")
    record_id: int
    person_id: int | None
    organisation: int
    kind: str

    def topics(self) -> list[str]:
        """The pages of responsibility."""
        return ["responsibility"]
