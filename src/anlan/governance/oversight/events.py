"""What happens to supervision documents; nothing is told of one that is not issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class OrderEvent(Event):
    """Base: which document, of which kind, about which unit."""

    order_id: int
    kind: str
    state: str
    organisation: int
    is_restricted: bool = False

    def topics(self) -> list[str]:
        """The lists and the page; of restricted ones and drafts only the page and the office."""
        own = f"oversight-order:{self.order_id}"
        return [own] if self.is_restricted else ["oversight", own]


@dataclass(frozen=True)
class OrderDrawnUp(OrderEvent):
    """A document was drawn up or proposed."""

    name: ClassVar[str] = "oversight.order.drawn_up"
    words = _("supervision document drawn up")

    def topics(self) -> list[str]:
        """Only who may know of drafts."""
        return [f"oversight-order:{self.order_id}", "oversight-office"]


@dataclass(frozen=True)
class OrderIssued(OrderEvent):
    """A document was approved and went out."""

    name: ClassVar[str] = "oversight.order.issued"
    words = _("supervision document issued")
    subject_type: str = ""
    subject_id: str = ""


@dataclass(frozen=True)
class OrderMoved(OrderEvent):
    """It was signed for, answered, returned, withdrawn."""

    name: ClassVar[str] = "oversight.order.moved"
    words = _("supervision document moved on")


@dataclass(frozen=True)
class OrderOverdue(OrderEvent):
    """The unit has not answered in time."""

    name: ClassVar[str] = "oversight.order.overdue"
    words = _("supervision document not answered in time")


@dataclass(frozen=True)
class OrderClosed(OrderEvent):
    """It was checked and closed."""

    name: ClassVar[str] = "oversight.order.closed"
    words = _("supervision document closed")
