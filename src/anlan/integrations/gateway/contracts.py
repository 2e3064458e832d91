"""What a protocol's gateway is made of: readings, where they go, who the devices are.

A gateway decodes the frames of its protocol, forwards canonical readings with ``context.forwarder``
and answers its device only when that returned: then the broker has them. A device that gets no
answer repeats itself; the store recognises what it has already.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from anlan.integrations.gateway.directory import Directory
from anlan.integrations.gateway.presence import Presence
from anlan.integrations.gateway.stats import GatewayStats

#: Quality of a reading, as in the telemetry message.
GOOD, UNCERTAIN, BAD = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One canonical reading: scale and offset are applied, ``None`` means nothing was measured."""

    key: str
    at_ms: int
    value: float | None
    quality: int = GOOD


class ForwardingFailed(Exception):
    """The broker did not confirm in time; the device must not be answered."""


class BadFrame(ValueError):
    """A frame that is not understood: ``reason`` is counted, ``example`` is shown to the officer.

    Raised by splitters and sessions; it costs the frame, never the listener.
    """

    def __init__(self, reason: str, example: bytes = b"") -> None:
        super().__init__(reason)
        self.reason = reason
        self.example = example


class Forwarder(Protocol):
    """Takes readings to the one way into the platform."""

    async def forward(self, device_code: str, samples: Sequence[Sample]) -> None:
        """Return when the broker has confirmed the samples; raises ``ForwardingFailed``."""


@dataclass(slots=True)
class GatewayContext:
    """What a running gateway is given."""

    forwarder: Forwarder
    directory: Directory
    stopping: asyncio.Event
    stats: GatewayStats
    say: logging.Logger
    host: str = "127.0.0.1"
    #: Where to listen; 0 chooses a free port, and ``stats.port`` tells which.
    port: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    #: What the protocol itself tells of sessions that begin and end.
    presence: Presence = field(default_factory=Presence)


@dataclass(frozen=True, slots=True)
class Gateway:
    """A protocol's gateway: ``run`` works until ``context.stopping`` is set."""

    name: str
    protocol: str
    title: Any
    run: Callable[[GatewayContext], Awaitable[None]]
    #: None: it listens on no port of its own (it asks its devices, or hears them elsewhere).
    default_port: int | None = None
    #: Gives the context what only the real process has (tests bring their own).
    prepare: Callable[[GatewayContext], None] | None = None
