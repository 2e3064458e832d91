"""The channel interface. In the page always; others are registered by ``integrations``.

Notices of a drill stay in the page. A channel that reaches nobody but those who sign in, and that
is to be practised with, says ``serves_drills = True``; whatever does not say so carries none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a channel is given: the address it needs and the words."""

    name: str
    phone: str
    email: str
    title: str
    body: str
    url: str
    level: int | None


class TransportError(Exception):
    """A channel could not deliver; ``permanent`` errors are not tried again."""

    def __init__(self, text: str, *, permanent: bool = False) -> None:
        super().__init__(text)
        self.permanent = permanent


class Channel(Protocol):
    """One way to reach a person."""

    @property
    def code(self) -> str:
        """Short name, kept with each delivery."""
        ...

    @property
    def label(self) -> Message:
        """Name shown to people."""
        ...

    def is_configured(self) -> bool:
        """Whether the gateway it needs is set up."""
        ...

    def can_reach(self, envelope: Envelope) -> bool:
        """Whether the person has the address this channel needs."""
        ...

    def send(self, envelope: Envelope) -> None:
        """Deliver or raise ``TransportError``; must end within 15 seconds."""
        ...


_channels: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Make a channel available."""
    _channels[channel.code] = channel


def configured_channels() -> dict[str, Channel]:
    """Return the channels whose gateways are set up."""
    return {code: c for code, c in _channels.items() if c.is_configured()}


def serves_drills(channel: Channel) -> bool:
    """Whether notices of a drill may go this way: only where the channel itself says so."""
    return getattr(channel, "serves_drills", False) is True
