"""Sparkplug topics: ``spBv1.0/<group>/<message type>/<edge node>[/<device>]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

NAMESPACE = "spBv1.0"
_NAME = re.compile(r"[^+/#\x00-\x1f]{1,64}")


class MessageType(StrEnum):
    """What a message is about."""

    NBIRTH = "NBIRTH"
    NDEATH = "NDEATH"
    NDATA = "NDATA"
    NCMD = "NCMD"
    DBIRTH = "DBIRTH"
    DDEATH = "DDEATH"
    DDATA = "DDATA"
    DCMD = "DCMD"


#: Message types whose topic names a device.
OF_DEVICES = frozenset(
    {MessageType.DBIRTH, MessageType.DDEATH, MessageType.DDATA, MessageType.DCMD}
)
_TYPES = {kind.value: kind for kind in MessageType}


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic taken apart; ``device`` is empty for messages of the edge node itself."""

    group: str
    kind: MessageType
    node: str
    device: str = ""

    def __str__(self) -> str:
        end = f"/{self.device}" if self.device else ""
        return f"{NAMESPACE}/{self.group}/{self.kind}/{self.node}{end}"

    @property
    def node_identity(self) -> str:
        """How the registry names the edge node: ``group/node``."""
        return f"{self.group}/{self.node}"

    @property
    def identity(self) -> str:
        """How the registry names the sender: ``group/node`` or ``group/node/device``."""
        return f"{self.node_identity}/{self.device}" if self.device else self.node_identity


def parse_topic(written: str) -> Topic | None:
    """Take a topic apart; None when it is not one of Sparkplug B."""
    parts = written.split("/")
    if not 4 <= len(parts) <= 5 or parts[0] != NAMESPACE:
        return None
    kind = _TYPES.get(parts[2])
    if kind is None or (len(parts) == 5) != (kind in OF_DEVICES):
        return None
    if not all(_NAME.fullmatch(part) for part in (parts[1], *parts[3:])):
        return None
    return Topic(parts[1], kind, parts[3], parts[4] if len(parts) == 5 else "")


def state_topic(host_id: str) -> str:
    """Where a host application says that it listens."""
    return f"{NAMESPACE}/STATE/{host_id}"


def check_identity(identity: str) -> None:
    """Raise ``ValueError`` unless it is ``group/node`` or ``group/node/device``."""
    parts = identity.split("/")
    if not 2 <= len(parts) <= 3 or not all(_NAME.fullmatch(part) for part in parts):
        raise ValueError(identity)


def check_metric(name: str) -> None:
    """Raise ``ValueError`` unless a metric can be called so."""
    if not name.strip() or not name.isprintable():
        raise ValueError(name)
