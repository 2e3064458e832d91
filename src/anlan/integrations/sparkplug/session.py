"""What a Sparkplug host application knows of its edge nodes, without any I/O.

Metrics are named once, at birth; after that a number (alias) may stand for the name. A message
that is missing in the sequence may have been a birth with other numbers. From then on, until the
node is born again, values that only carry a number are not taken: a reading under a wrong name is
worse than one that is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from anlan.integrations.sparkplug.codec import (
    BAD,
    DataType,
    MalformedPayload,
    Metric,
    Payload,
    decode_payload,
    encode_payload,
    is_number,
)
from anlan.integrations.sparkplug.topics import MessageType, Topic, parse_topic

#: Sequence numbers go from 0 to 255 and begin again.
SEQUENCE = 256
#: A node is asked for its birth again at most this often, then half as often each time. [ms]
REBIRTH_AFTER_MS = 5_000
REBIRTH_AT_MOST_MS = 300_000
#: Limits for what one edge node may make the host remember.
MAX_ALIASES = 20_000
MAX_DEVICES = 1_000
BD_SEQ = "bdSeq"
REBIRTH = "Node Control/Rebirth"


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric's value at its time, under the name of its birth."""

    name: str
    at_ms: int
    value: float | None
    quality: int


@dataclass(slots=True)
class Outcome:
    """What follows from a message: readings, who came and went, orders, and why it was refused."""

    identity: str = ""
    measured: list[Measured] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    #: Born again without a death between: out of sight until their own births follow.
    renewed: list[str] = field(default_factory=list)
    orders: list[tuple[str, bytes]] = field(default_factory=list)
    refused: str = ""
    #: Metrics that could not be named or read.
    left_out: int = 0


@dataclass(slots=True)
class _Named:
    """A metric as its birth declared it."""

    name: str
    datatype: int


@dataclass(slots=True)
class EdgeNode:
    """An edge node since its last birth."""

    is_online: bool = False
    is_sure: bool = False  # nothing is missing since the birth
    bd_seq: float | None = None
    next_seq: int = 0
    aliases: dict[tuple[str, int], _Named] = field(default_factory=dict)
    types: dict[tuple[str, str], int] = field(default_factory=dict)
    devices: set[str] = field(default_factory=set)
    asked_at_ms: int | None = None
    ask_after_ms: int = REBIRTH_AFTER_MS


class Host:
    """The state of a host application; ``receive`` takes one message after the other."""

    def __init__(self, is_expected: Callable[[str], bool]) -> None:
        #: Whether a node (``group/node``) is registered; of others nothing is remembered.
        self.is_expected = is_expected
        self.nodes: dict[str, EdgeNode] = {}

    def receive(self, topic: str, payload: bytes, now_ms: int) -> Outcome:
        """Take a message; never raises for what a node sent."""
        address = parse_topic(topic)
        if address is None:
            return Outcome(refused="topic")
        if not self.is_expected(address.node_identity):
            return Outcome(address.identity, refused="unknown_device")
        try:
            decoded = decode_payload(payload)
        except MalformedPayload:
            return Outcome(address.identity, refused="malformed")
        node = self.nodes.setdefault(address.node_identity, EdgeNode())
        outcome = Outcome(address.identity, left_out=decoded.left_out)
        match address.kind:
            case MessageType.NBIRTH:
                self._node_birth(node, address, decoded, outcome, now_ms)
            case MessageType.NDEATH:
                self._node_death(node, address, decoded, outcome)
            case MessageType.DBIRTH:
                self._device_birth(node, address, decoded, outcome, now_ms)
            case MessageType.DDEATH:
                self._device_death(node, address, decoded, outcome, now_ms)
            case MessageType.NDATA | MessageType.DDATA:
                self._data(node, address, decoded, outcome, now_ms)
            case _:
                pass  # orders of other hosts
        return outcome

    def ask_all(self, identities: set[str], now_ms: int) -> list[tuple[str, bytes]]:
        """Orders to be born again for nodes of which nothing is known (after our own start)."""
        orders: list[tuple[str, bytes]] = []
        for identity in sorted(identities):
            node = self.nodes.setdefault(identity, EdgeNode())
            if not node.is_online:
                group, _, name = identity.partition("/")
                self._ask(node, Topic(group, MessageType.NCMD, name), orders, now_ms)
        return orders

    def forget(self, identity: str) -> None:
        """Drop what is known of a node that is no longer registered."""
        self.nodes.pop(identity, None)

    def lose_sight(self) -> list[str]:
        """The host's own connection broke: nothing is sure. Returns who counts as gone."""
        gone: list[str] = []
        for identity, node in self.nodes.items():
            gone += self._end(identity, node)
            node.is_sure = False
            node.ask_after_ms, node.asked_at_ms = REBIRTH_AFTER_MS, None
        return gone

    def _node_birth(
        self, node: EdgeNode, address: Topic, payload: Payload, outcome: Outcome, now_ms: int
    ) -> None:
        """A node is there: names, numbers and the sequence begin anew."""
        born = payload.find(BD_SEQ)
        if payload.seq is None or not 0 <= payload.seq < SEQUENCE or born is None:
            outcome.refused = "birth"
            return
        outcome.renewed += self._end(address.node_identity, node)
        node.aliases.clear()
        node.types.clear()
        node.bd_seq = born.number()
        node.next_seq = (payload.seq + 1) % SEQUENCE
        node.is_online = node.is_sure = True
        node.ask_after_ms, node.asked_at_ms = REBIRTH_AFTER_MS, None
        outcome.came.append(address.node_identity)
        self._name(node, "", payload)
        self._measure(node, "", payload, outcome, now_ms)

    def _node_death(
        self, node: EdgeNode, address: Topic, payload: Payload, outcome: Outcome
    ) -> None:
        """The broker tells that a node's connection ended: the one it was born with, or a former.

        A will that the broker delivers late belongs to a former connection and says nothing.
        """
        died = payload.find(BD_SEQ)
        if died is None or died.number() != node.bd_seq:
            outcome.refused = "old_death" if died is not None else "death"
            return
        outcome.left += self._end(address.node_identity, node)
        node.is_sure = False

    def _device_birth(
        self, node: EdgeNode, address: Topic, payload: Payload, outcome: Outcome, now_ms: int
    ) -> None:
        if not self._follows(node, address, payload, outcome, now_ms):
            return
        if address.device not in node.devices:
            if len(node.devices) >= MAX_DEVICES:
                outcome.refused = "too_many"
                return
            node.devices.add(address.device)
            outcome.came.append(address.identity)
        # A device may be born again with other numbers.
        for key in [key for key in node.aliases if key[0] == address.device]:
            del node.aliases[key]
        for name in [name for name in node.types if name[0] == address.device]:
            del node.types[name]
        self._name(node, address.device, payload)
        self._measure(node, address.device, payload, outcome, now_ms)

    def _device_death(
        self, node: EdgeNode, address: Topic, payload: Payload, outcome: Outcome, now_ms: int
    ) -> None:
        if self._follows(node, address, payload, outcome, now_ms):
            self._drop_device(node, address.identity, address.device, outcome)

    @staticmethod
    def _drop_device(node: EdgeNode, identity: str, device: str, outcome: Outcome) -> None:
        if device in node.devices:
            node.devices.discard(device)
            outcome.left.append(identity)

    def _data(
        self, node: EdgeNode, address: Topic, payload: Payload, outcome: Outcome, now_ms: int
    ) -> None:
        if not self._follows(node, address, payload, outcome, now_ms):
            return
        if address.device and address.device not in node.devices:
            outcome.refused = "not_born"
            self._ask(node, address, outcome.orders, now_ms)
            return
        self._measure(node, address.device, payload, outcome, now_ms)

    def _follows(
        self, node: EdgeNode, address: Topic, payload: Payload, outcome: Outcome, now_ms: int
    ) -> bool:
        """Check that the node is born and that no message is missing; ask for a birth otherwise."""
        if not node.is_online:
            outcome.refused = "not_born"
            self._ask(node, address, outcome.orders, now_ms)
            return False
        if payload.seq is None or not 0 <= payload.seq < SEQUENCE:
            outcome.refused = "sequence"
            self._ask(node, address, outcome.orders, now_ms)
            return False
        if payload.seq != node.next_seq:
            node.is_sure = False
            outcome.refused = "gap"
        node.next_seq = (payload.seq + 1) % SEQUENCE
        if not node.is_sure:
            self._ask(node, address, outcome.orders, now_ms)
        return True

    def _name(self, node: EdgeNode, device: str, payload: Payload) -> None:
        """Remember names and types of a birth."""
        for metric in payload.metrics:
            if not metric.name or len(node.types) >= MAX_ALIASES:
                continue
            node.types[device, metric.name] = metric.datatype
            if metric.alias is not None:
                node.aliases[device, metric.alias] = _Named(metric.name, metric.datatype)

    def _measure(
        self, node: EdgeNode, device: str, payload: Payload, outcome: Outcome, now_ms: int
    ) -> None:
        """Name the metrics of a message and read their values."""
        for metric in payload.metrics:
            named = self._named(node, device, metric)
            if named is None:
                outcome.left_out += 1
                continue
            at_ms = metric.time_ms or payload.time_ms or now_ms
            value = metric.number(named.datatype)
            if metric.value is not None and not is_number(value):
                value = None
            quality = BAD if value is None else metric.quality
            outcome.measured.append(Measured(named.name, at_ms, value, quality))

    @staticmethod
    def _named(node: EdgeNode, device: str, metric: Metric) -> _Named | None:
        if metric.name:
            born = node.types.get((device, metric.name), DataType.UNKNOWN)
            return _Named(metric.name, metric.datatype or born)
        if not node.is_sure or metric.alias is None:
            return None
        return node.aliases.get((device, metric.alias))

    def _end(self, identity: str, node: EdgeNode) -> list[str]:
        """A node and its devices are gone; returns who that is."""
        gone = [f"{identity}/{device}" for device in sorted(node.devices)]
        if node.is_online:
            gone.append(identity)
        node.devices.clear()
        node.is_online = False
        return gone

    @staticmethod
    def _ask(node: EdgeNode, address: Topic, orders: list[tuple[str, bytes]], now_ms: int) -> None:
        """Order a node to be born again, ever more rarely while it does not answer."""
        if node.asked_at_ms is not None:
            if now_ms - node.asked_at_ms < node.ask_after_ms:
                return
            node.ask_after_ms = min(node.ask_after_ms * 2, REBIRTH_AT_MOST_MS)
        node.asked_at_ms = now_ms
        order = Metric(name=REBIRTH, datatype=DataType.BOOLEAN, value=True, time_ms=now_ms)
        topic = Topic(address.group, MessageType.NCMD, address.node)
        orders.append((str(topic), encode_payload([order], time_ms=now_ms)))
