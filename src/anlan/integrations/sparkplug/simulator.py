"""Simulated edge nodes: born, speaking by alias, born again when asked, dead by will."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings

from anlan.integrations.gateway.public import SimulationContext, end_tasks, wire_value
from anlan.integrations.sparkplug.codec import (
    DataType,
    MalformedPayload,
    Metric,
    decode_payload,
    encode_payload,
)
from anlan.integrations.sparkplug.link import Link, Will
from anlan.integrations.sparkplug.session import BD_SEQ, REBIRTH, SEQUENCE
from anlan.integrations.sparkplug.topics import MessageType, Topic
from anlan.monitoring.devices.public import GatewayDevice


@dataclass(slots=True)
class SimulatedNode:
    """An edge node with its own metrics and devices; its messages, without a connection."""

    group: str
    name: str
    context: SimulationContext
    devices: dict[str, GatewayDevice] = field(default_factory=dict)
    bd_seq: int = -1
    seq: int = 0

    def _topic(self, kind: MessageType, device: str = "") -> str:
        return str(Topic(self.group, kind, self.name, device))

    def _next(self) -> int:
        seq, self.seq = self.seq, (self.seq + 1) % SEQUENCE
        return seq

    def will(self) -> Will:
        """The death that belongs to the next birth."""
        self.bd_seq = (self.bd_seq + 1) % SEQUENCE
        return Will(*self.death())

    def death(self) -> tuple[str, bytes]:
        """What the node says itself when it leaves in order."""
        return self._topic(MessageType.NDEATH), encode_payload([self._bd_seq()])

    def _bd_seq(self) -> Metric:
        return Metric(name=BD_SEQ, datatype=DataType.INT64, value=self.bd_seq)

    def births(self) -> list[tuple[str, bytes]]:
        """The birth of the node and of each of its devices."""
        self.seq = 0
        now = time.time_ns() // 1_000_000
        own = [
            self._bd_seq(),
            Metric(name=REBIRTH, datatype=DataType.BOOLEAN, value=False, time_ms=now),
        ]
        found = []
        node = self.devices.get("")
        first = self._topic(MessageType.NBIRTH)
        metrics = own + (self._metrics(node, "", is_birth=True) if node else [])
        found.append((first, encode_payload(metrics, time_ms=now, seq=self._next())))
        for name, device in self.devices.items():
            if name:
                metrics = self._metrics(device, name, is_birth=True)
                payload = encode_payload(metrics, time_ms=now, seq=self._next())
                found.append((self._topic(MessageType.DBIRTH, name), payload))
        return found

    def data(self, name: str) -> tuple[str, bytes]:
        """What the node, or one of its devices, measures now."""
        kind = MessageType.DDATA if name else MessageType.NDATA
        metrics = self._metrics(self.devices[name], name, is_birth=False)
        now = time.time_ns() // 1_000_000
        return self._topic(kind, name), encode_payload(metrics, time_ms=now, seq=self._next())

    def _metrics(self, device: GatewayDevice, name: str, *, is_birth: bool) -> list[Metric]:
        """Metrics of a device; the name stands only in the birth."""
        now_s = time.time()
        first = 1000 * (1 + sorted(self.devices).index(name))
        return [
            Metric(
                name=point.source if is_birth else "",
                alias=first + number,
                time_ms=int(now_s * 1000),
                datatype=DataType.DOUBLE if is_birth else DataType.UNKNOWN,
                value=float(wire_value(self.context.value(device, point, now_s), point)),
            )
            for number, point in enumerate(device.points)
        ]


def nodes_of(context: SimulationContext, devices: Sequence[GatewayDevice]) -> list[SimulatedNode]:
    """Put registered devices together to edge nodes."""
    nodes: dict[str, SimulatedNode] = {}
    for device in devices:
        group, _, rest = device.identity.partition("/")
        name, _, of_node = rest.partition("/")
        if name:
            node = nodes.setdefault(f"{group}/{name}", SimulatedNode(group, name, context))
            node.devices[of_node] = device
    return list(nodes.values())


async def _speak(context: SimulationContext, node: SimulatedNode, url: str) -> None:
    """Keep a node connected and speaking."""
    orders = str(Topic(node.group, MessageType.NCMD, node.name))
    link = Link(url, client_id=node.name, topics=[(orders, 1)], make_will=node.will)
    link.start()
    due = dict.fromkeys(node.devices, 0.0)
    try:
        while not context.stopping.is_set():
            try:
                message = await asyncio.wait_for(link.arrived.get(), 0.1)
            except TimeoutError:
                pass
            else:
                if message.payload == b"0" and message.is_connection:
                    context.connected.discard(node.name)
                elif message.is_connection or _asks_birth(message.payload):
                    context.connected.add(node.name)
                    for topic, payload in node.births():
                        link.publish(topic, payload)
                        context.sent += 1
            now = time.monotonic()
            for name, device in node.devices.items():
                if link.is_connected and node.seq and now >= due[name]:
                    due[name] = now + (context.period_s or device.period_s)
                    link.publish(*node.data(name))
                    context.sent += 1
    finally:
        context.connected.discard(node.name)
        await link.leave(*node.death())


def _asks_birth(payload: bytes) -> bool:
    try:
        order = decode_payload(payload).find(REBIRTH)
    except MalformedPayload:
        return False
    return order is not None and bool(order.value)


async def simulate(context: SimulationContext) -> None:
    """Simulate all registered edge nodes until told to stop; they follow the registry."""
    url = str(settings.ANLAN_MQTT_URL or "")
    version = -1
    while not context.stopping.is_set():
        version = context.directory.version
        nodes = nodes_of(context, context.directory.devices())
        tasks = [asyncio.create_task(_speak(context, node, url)) for node in nodes] if url else []
        try:
            while context.directory.version == version and await context.pause(0.5):
                pass
        finally:
            await end_tasks(tasks)
