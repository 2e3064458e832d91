"""What a gateway counts while it runs; shown on the page of the gateways."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

#: Identities that spoke without being registered: the newest are kept.
MOST_UNKNOWN = 50
#: Addresses that registered devices send and no point listens to: of so many devices, so many each.
MOST_STRANGE_DEVICES, MOST_STRANGE_EACH = 100, 60
#: Bytes of an example that are kept.
EXAMPLE_BYTES = 160


@dataclass(frozen=True, slots=True)
class Refused:
    """The last frame that was not taken."""

    reason: str
    example: str
    peer: str
    at: float


@dataclass(slots=True)
class GatewayStats:
    """Counters of one gateway since its process began. Only its own event loop writes them."""

    port: int | None = None
    is_listening: bool = False
    problem: str = ""
    connections: int = 0
    connections_total: int = 0
    frames: int = 0
    samples: int = 0
    answers: int = 0
    bytes_in: int = 0
    unconfirmed: int = 0  # frames the broker did not confirm in time
    faults: int = 0  # our own errors while handling a frame
    refused: dict[str, int] = field(default_factory=dict)
    last_refused: Refused | None = None
    last_frame_at: float | None = None
    last_fault: str = ""
    unknown: OrderedDict[str, int] = field(default_factory=OrderedDict)
    #: By device code: address in its protocol and the value seen last.
    strange: OrderedDict[str, dict[str, float | None]] = field(default_factory=OrderedDict)
    #: Connected devices by identity, with the number of their connections.
    devices: dict[str, int] = field(default_factory=dict)

    def frame(self, size: int = 0) -> None:
        """Count a frame that was understood."""
        self.frames += 1
        self.bytes_in += size
        self.last_frame_at = time.time()

    def refuse(self, reason: str, example: bytes = b"", peer: str = "") -> None:
        """Count what was not taken, and keep it as the example."""
        self.refused[reason] = self.refused.get(reason, 0) + 1
        self.last_refused = Refused(reason, example[:EXAMPLE_BYTES].hex(" "), peer, time.time())

    def unknown_device(self, identity: str) -> None:
        """Note a device that speaks and is not registered."""
        identity = identity[:64]
        self.unknown[identity] = self.unknown.pop(identity, 0) + 1
        if len(self.unknown) > MOST_UNKNOWN:
            self.unknown.popitem(last=False)

    def unknown_source(self, device_code: str, address: str, value: float | None) -> None:
        """Note what a registered device sends and no point of it listens to."""
        found = self.strange.get(device_code)
        if found is None:
            found = self.strange[device_code] = {}
            if len(self.strange) > MOST_STRANGE_DEVICES:
                self.strange.popitem(last=False)
        if address in found or len(found) < MOST_STRANGE_EACH:
            found[address[:64]] = value

    def device_came(self, identity: str) -> None:
        """Note that a registered device has a connection."""
        self.devices[identity] = self.devices.get(identity, 0) + 1

    def device_left(self, identity: str) -> None:
        """Note that one connection of a device ended."""
        left = self.devices.get(identity, 0) - 1
        if left > 0:
            self.devices[identity] = left
        else:
            self.devices.pop(identity, None)

    @property
    def refused_total(self) -> int:
        """Everything that was not taken."""
        return sum(self.refused.values())
