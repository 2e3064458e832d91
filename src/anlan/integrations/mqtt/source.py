"""Where the ingest loop gets its messages from: a broker of whatever kind.

The loop knows no broker. A source hands out messages that are not acknowledged yet and keeps them
for redelivery until they are: after ``acknowledge`` the broker may forget them, before it never.
Messages may come twice and in any order; the store recognises what it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class SourceMessage(Protocol):
    """A telemetry message: topic ``anlan/v1/telemetry/<device code>`` and payload (``codec``)."""

    @property
    def topic(self) -> str:
        """Where it was published to."""

    @property
    def payload(self) -> bytes:
        """What was published."""


class Source(Protocol):
    """A broker's side of the ingest loop; used by one thread."""

    def start(self) -> None:
        """Begin to connect; a broker that is away is waited for, not complained about."""

    def take(self, *, most: int, within_s: float, gather_s: float) -> Sequence[SourceMessage]:
        """Return a batch of at most ``most`` messages; empty when none came ``within_s``.

        After the first message others are waited for ``gather_s`` at most.
        """

    def acknowledge(self, messages: Sequence[Any]) -> None:
        """Confirm messages of ``take`` that are stored; those of a lost connection are let be."""

    def stop(self) -> None:
        """Disconnect; what is not acknowledged comes again to whoever connects next."""
