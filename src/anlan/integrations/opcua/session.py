"""One session with a server: subscribe to the nodes of its devices, and hear until it breaks."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asyncua import ua
from asyncua.client.client import Client
from asyncua.common.node import Node
from asyncua.common.subscription import DataChangeEvent, OverflowPolicy, Subscription
from asyncua.common.subscription import StatusChangeEvent as StatusChange
from asyncua.ua.attribute_ids import AttributeIds
from asyncua.ua.uaerrors import UaError

from anlan.integrations.gateway.public import BAD, GatewayContext, Outbox, Sample, end_tasks
from anlan.integrations.opcua.connection import (
    BadConnection,
    Server,
    close_session,
    open_session,
)
from anlan.integrations.opcua.trust import TrustStore, Untrusted
from anlan.integrations.opcua.values import BadNode, NodeAddress, Reading, parse_node, read_value
from anlan.monitoring.devices.public import GatewayDevice, GatewayPoint

BACK_OFF_FIRST_S, BACK_OFF_MOST_S = 1.0, 60.0
#: Notifications are put together for this long. [s]
GATHER_S = 0.2
#: Nodes whose values do not change are asked now and then, so that silence means absence. [s]
QUIET_AFTER_S = 5.0
ASK_EVERY_S = 1.0
#: Values between two publications that the server keeps for us. [values]
QUEUE_ON_SERVER = 100
MOST_WAITING = 100_000
NODES_AT_ONCE = 500
SHORTEST_PERIOD_S = 0.05


class Lost(Exception):
    """The session is of no use any more."""


@dataclass(slots=True)
class Watched:
    """A point and its node."""

    device: GatewayDevice
    point: GatewayPoint
    address: NodeAddress
    node: Node | None = None
    heard_at: float = 0.0
    last_source_ms: int = -1


def prepare(devices: Sequence[GatewayDevice], context: GatewayContext) -> list[Watched]:
    """The points of devices with their nodes; what is no node is counted with an example."""
    found: list[Watched] = []
    for device in devices:
        for point in device.points:
            try:
                address = parse_node(point.source)
            except BadNode as error:
                context.stats.refuse("address", str(error).encode(), f"{device.code}/{point.key}")
            else:
                found.append(Watched(device, point, address))
    return found


class ServerSession:
    """Keeps a session with one server; a lost one is opened again, ever more rarely."""

    def __init__(
        self,
        context: GatewayContext,
        outbox: Outbox,
        server: Server,
        trust: TrustStore,
        devices: Sequence[GatewayDevice],
    ) -> None:
        self.context = context
        self.outbox = outbox
        self.server = server
        self.trust = trust
        self.devices = tuple(devices)
        self.is_connected = False
        self.is_out_of_reach = False
        self.watched = prepare(devices, context)
        self._by_node: dict[ua.NodeId, list[Watched]] = {}
        self._waiting: dict[str, list[Sample]] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        failures = 0
        while True:
            began = time.monotonic()
            try:
                await self._once()
            except (Untrusted, Lost) as error:
                reason = "untrusted" if isinstance(error, Untrusted) else "connection_lost"
                self._refuse(reason, error)
            except TimeoutError as error:
                self._refuse("no_answer", error)
            except (OSError, UaError) as error:
                self._refuse("no_connection", error)
            except Exception as error:
                # A server may send what the library does not foresee; that costs the session.
                self._refuse("malformed", error)
            failures = 1 if time.monotonic() - began > BACK_OFF_MOST_S else failures + 1
            pause = min(BACK_OFF_MOST_S, BACK_OFF_FIRST_S * 2 ** min(failures - 1, 10))
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))

    def _refuse(self, reason: str, error: Exception) -> None:
        text = f"{type(error).__name__} {error}"
        self.context.stats.refuse(reason, text.encode(), self.server.url)
        self.context.stats.problem = f"{self.server.url}: {text}"[:200]
        if not self.is_out_of_reach:
            self.is_out_of_reach = True
            for device in self.devices:
                self.context.presence.left(device.code, time.time_ns() // 1_000_000)

    async def _once(self) -> None:
        """Connect, subscribe, hear."""
        client = await open_session(self.server, self.trust)
        self.context.stats.connections_total += 1
        try:
            await self._resolve(client)
            subscriptions = await self._subscribe(client)
            self._came()
            await self._hear(client, subscriptions)
        finally:
            self._flush()
            self._left()
            await asyncio.shield(close_session(client))

    async def _resolve(self, client: Client) -> None:
        """Find out what the namespaces are called here."""
        uris = {one.address.namespace_uri for one in self.watched} - {""}
        known: dict[str, int] = {}
        if uris:
            found = list(await client.get_namespace_array())
            known = {uri: found.index(uri) for uri in uris if uri in found}
        self._by_node = {}
        for one in self.watched:
            uri = one.address.namespace_uri
            one.node = None
            if uri and uri not in known:
                self._bad(one, f"namespace {uri}")
                continue
            one.node = client.get_node(one.address.resolve(known.get(uri) if uri else None))
            self._by_node.setdefault(one.node.nodeid, []).append(one)

    async def _subscribe(self, client: Client) -> list[Subscription]:
        """One subscription for each period; what the server does not know is bad."""
        periods: dict[float, dict[ua.NodeId, Node]] = {}
        for one in self.watched:
            if one.node is not None:
                period_s = max(one.device.period_s, SHORTEST_PERIOD_S)
                periods.setdefault(period_s, {}).setdefault(one.node.nodeid, one.node)
        made: list[Subscription] = []
        for period_s, nodes in periods.items():
            subscription = await client.create_subscription(
                period_s * 1000, queue_maxsize=MOST_WAITING, overflow=OverflowPolicy.DROP_OLDEST
            )
            made.append(subscription)
            wanted = list(nodes.values())
            for here in range(0, len(wanted), NODES_AT_ONCE):
                some = wanted[here : here + NODES_AT_ONCE]
                handles = await subscription.subscribe_data_change(
                    some,
                    queuesize=QUEUE_ON_SERVER,
                    sampling_interval=ua.Double(period_s * 1000),
                )
                answers = handles if isinstance(handles, list) else [handles]
                for node, answer in zip(some, answers, strict=False):
                    if isinstance(answer, ua.StatusCode):
                        for one in self._by_node.pop(node.nodeid, ()):
                            self._bad(one, answer.name)
        return made

    def _bad(self, one: Watched, why: str) -> None:
        """A point that the server cannot give is bad, and counted with its reason."""
        self.context.stats.refuse("node", why.encode(), f"{one.device.code}/{one.point.key}")
        self._put(one, Reading(time.time_ns() // 1_000_000, None, BAD, False))

    async def _hear(self, client: Client, subscriptions: Sequence[Subscription]) -> None:
        """Take notifications until the connection breaks; raises ``Lost``."""
        hearing = [asyncio.create_task(self._take(one)) for one in subscriptions]
        asking = asyncio.create_task(self._ask_quiet(client))
        lost = asyncio.create_task(_wait_lost(client))
        flushing = asyncio.create_task(self._keep_flushing())
        tasks = (*hearing, asking, lost, flushing)
        try:
            done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            raise Lost("the subscription ended")
        finally:
            await end_tasks(tasks)
            for task in tasks:
                if not task.cancelled():
                    task.exception()

    async def _take(self, subscription: Subscription) -> None:
        async for event in subscription:
            if isinstance(event, DataChangeEvent):
                self._changed(event.node.nodeid, event.data.monitored_item.Value)
            elif isinstance(event, StatusChange) and not event.notification.Status.is_good():
                raise Lost(f"subscription: {event.notification.Status.name}")

    def _changed(self, node_id: ua.NodeId, data: ua.DataValue) -> None:
        """A value of a node changed."""
        self.context.stats.frame()
        now_ms = time.time_ns() // 1_000_000
        reading = read_value(data, now_ms)
        for one in self._by_node.get(node_id, ()):
            one.heard_at = time.monotonic()
            self._put(one, reading)

    async def _ask_quiet(self, client: Client) -> None:
        """Ask nodes of which nothing came for a while whether they still show the same."""
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            now = time.monotonic()
            quiet = [
                one
                for ones in self._by_node.values()
                for one in ones[:1]
                if now - one.heard_at >= max(QUIET_AFTER_S, one.device.period_s)
            ]
            for here in range(0, len(quiet), NODES_AT_ONCE):
                some = [one.node for one in quiet[here : here + NODES_AT_ONCE] if one.node]
                answers = await client.uaclient.read_attributes(
                    [node.nodeid for node in some], AttributeIds.Value
                )
                if len(answers) != len(some):
                    raise Lost("an answer of another length")
                for node, data in zip(some, answers, strict=True):
                    self._confirmed(node.nodeid, data)

    def _confirmed(self, node_id: ua.NodeId, data: ua.DataValue) -> None:
        """An unchanged value was confirmed: it holds at the server's present moment too."""
        self.context.stats.frame()
        now_ms = time.time_ns() // 1_000_000
        reading = read_value(data, now_ms)
        for one in self._by_node.get(node_id, ()):
            one.heard_at = time.monotonic()
            if reading.is_of_source and reading.at_ms == one.last_source_ms:
                self._put(one, Reading(now_ms, reading.value, reading.quality, False))
            else:
                self._put(one, reading)

    def _put(self, one: Watched, reading: Reading) -> None:
        """Scale a reading and let it wait for the next message."""
        value = reading.value
        if value is not None:
            value = value * one.point.scale + one.point.offset
        if reading.is_of_source:
            one.last_source_ms = reading.at_ms
        self._waiting.setdefault(one.device.code, []).append(
            Sample(one.point.key, reading.at_ms, value, reading.quality)
        )

    async def _keep_flushing(self) -> None:
        while True:
            await asyncio.sleep(GATHER_S)
            self._flush()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for code, samples in waiting.items():
            self.outbox.put(code, samples)

    def _came(self) -> None:
        self.is_connected = True
        self.is_out_of_reach = False
        self.context.stats.problem = ""
        for device in self.devices:
            self.context.stats.device_came(device.identity)
            self.context.presence.came(device.code, time.time_ns() // 1_000_000)

    def _left(self) -> None:
        if self.is_connected:
            self.is_connected = False
            for device in self.devices:
                self.context.stats.device_left(device.identity)


async def _wait_lost(client: Client) -> None:
    """Return when the connection is no longer there; raises ``Lost``."""
    connected = client.state
    while client.state is connected:
        await asyncio.sleep(0.2)
    raise Lost(f"the connection is {client.state.value}")


@dataclass(slots=True)
class Sessions:
    """All sessions; follows the registry."""

    context: GatewayContext
    outbox: Outbox
    folder: Path
    running: dict[Server, tuple[ServerSession, asyncio.Task[None]]] = field(default_factory=dict)

    async def run(self) -> None:
        """Hear all devices until told to stop."""
        directory = self.context.directory
        self.outbox.start()
        self.context.stats.is_listening = True
        version = -1
        try:
            while not self.context.stopping.is_set():
                if directory.version != version:
                    version = directory.version
                    await self.refresh()
                self.context.stats.connections = sum(
                    session.is_connected for session, _task in self.running.values()
                )
                await directory.wait_changed(version, timeout_s=0.5)
        finally:
            await self._end(list(self.running))
            await self.outbox.stop()
            self.context.stats.is_listening = False

    async def refresh(self) -> None:
        """Start and end sessions so that they are those of the registry."""
        wanted = self._wanted()
        await self._end(
            [
                server
                for server, (session, _task) in self.running.items()
                if wanted.get(server) != session.devices
            ]
        )
        trust = TrustStore(self.folder)
        for server, devices in wanted.items():
            if server not in self.running:
                session = ServerSession(self.context, self.outbox, server, trust, devices)
                self.running[server] = (session, asyncio.create_task(session.run()))

    def _wanted(self) -> Mapping[Server, tuple[GatewayDevice, ...]]:
        found: dict[Server, tuple[GatewayDevice, ...]] = {}
        for device in self.context.directory.devices():
            try:
                server = Server.parse(device.connection)
            except BadConnection as error:
                self.context.stats.refuse("connection", str(error).encode(), device.code)
            else:
                found[server] = (*found.get(server, ()), device)
        return found

    async def _end(self, servers: Sequence[Server]) -> None:
        await end_tasks([self.running.pop(server)[1] for server in servers])
