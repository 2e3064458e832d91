"""What happens at the intake desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class CallMoved(Event):
    """A telephone rings, is answered, or the call is over."""

    name = "intake.call.moved"
    words = _("a call came in or moved on")
    call_id: int
    state: str
    seat: str
    region: str

    def topics(self) -> list[str]:
        """The screens of the seats."""
        return ["calls"]


@dataclass(frozen=True)
class ItemMoved(Event):
    """Something arrived in the queue, changed there or was handled."""

    name = "intake.item.moved"
    words = _("an intake item moved")
    item_id: int
    state: str
    region: str

    def topics(self) -> list[str]:
        """The queue, and the page of the item."""
        return ["intake", f"intake_item:{self.item_id}"]


@dataclass(frozen=True)
class ItemAnswered(Event):
    """What the sender of a report is told of it: ``number`` is his own."""

    name = "intake.item.answered"
    words = _("a sender was told what became of his report")
    item_id: int
    number: str
    state: str
    reason: str
    incident_number: str
    incident_state: str
    handled_at: datetime | None


@dataclass(frozen=True)
class MessageRefused(Event):
    """A system sent what could not be understood."""

    name = "intake.message.refused"
    words = _("a message was not understood")
    message_id: int
    region: str

    def topics(self) -> list[str]:
        """The queue."""
        return ["intake"]


@dataclass(frozen=True)
class ChainSent(Event):
    """Something goes to another level; ``body`` is what the other side reads."""

    name = "intake.chain.sent"
    words = _("a message went to another level")
    link_id: int
    kind: str
    body: dict[str, object]


@dataclass(frozen=True)
class ChainHeard(Event):
    """Something came from another level, or a doubt was found or settled."""

    name = "intake.chain.heard"
    words = _("a message came from another level")
    link_id: int
    kind: str
    region: str
    incident_id: int | None = None

    def topics(self) -> list[str]:
        """The lists of the chain, and the incident."""
        more = [f"incident:{self.incident_id}"] if self.incident_id else []
        return ["intake", *more]
