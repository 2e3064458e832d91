"""The Sparkplug B host application: hears the edge nodes on the platform's own broker."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.public import (
    BAD,
    Gateway,
    GatewayContext,
    Outbox,
    Sample,
    Simulator,
    register_gateway,
    register_simulator,
)
from anlan.integrations.sparkplug.link import Arrived, Link, Will, state_payload
from anlan.integrations.sparkplug.session import Host, Outcome
from anlan.integrations.sparkplug.simulator import simulate
from anlan.integrations.sparkplug.topics import (
    NAMESPACE,
    check_identity,
    check_metric,
    state_topic,
)
from anlan.monitoring.devices.public import (
    NOT_REACHED,
    GatewayDevice,
    Protocol,
    ProtocolWriting,
    register_writing,
)

#: Name under which the platform announces itself to edge nodes that wait for their host.
HOST_ID = "anlan"
#: After a connection of our own, retained births and running nodes are given this long. [s]
ASK_AFTER_S = 1.0
ASK_EVERY_S = 5.0
#: Messages taken before other work of the process has its turn.
MOST_AT_ONCE = 500


class HostApplication:
    """One run of the gateway."""

    def __init__(self, context: GatewayContext, url: str) -> None:
        self.context = context
        self.outbox = Outbox(context)
        self.host = Host(self._is_expected)
        self._version = -1
        self._nodes: set[str] = set()
        self._points: dict[str, tuple[GatewayDevice, dict[str, list[int]]]] = {}
        self._online_ms = now_ms()
        self.link = Link(
            url,
            client_id=f"{HOST_ID}-sparkplug-host",
            topics=[(state_topic(HOST_ID), 1), (f"{NAMESPACE}/#", 1)],
            make_will=self._will,
        )

    async def run(self) -> None:
        """Work until told to stop."""
        self.outbox.start()
        self.link.start()
        asking = asyncio.create_task(self._keep_asking())
        try:
            while not self.context.stopping.is_set():
                try:
                    message = await asyncio.wait_for(self.link.arrived.get(), 0.25)
                except TimeoutError:
                    continue
                self._take(message)
                for _message in range(min(self.link.arrived.qsize(), MOST_AT_ONCE)):
                    self._take(self.link.arrived.get_nowait())
        finally:
            asking.cancel()
            last_word = state_payload(False, now_ms())
            await self.link.leave(state_topic(HOST_ID), last_word, is_retained=True)
            await self.outbox.stop()
            self.context.stats.is_listening = False

    def _take(self, message: Arrived) -> None:
        if message.is_connection:
            self._connection(message.payload == b"1")
        else:
            self.receive(message.topic, message.payload)

    def _will(self) -> Will:
        self._online_ms = now_ms()
        return Will(state_topic(HOST_ID), state_payload(False, self._online_ms), True)

    def _connection(self, is_there: bool) -> None:
        stats = self.context.stats
        stats.is_listening = is_there
        if is_there:
            stats.connections_total += 1
            stats.problem = ""
            self._say_online()
            return
        stats.problem = "the broker is away"
        for identity in self.host.lose_sight():
            self._left(identity, tell=False)

    def _say_online(self) -> None:
        self.link.publish(
            state_topic(HOST_ID), state_payload(True, self._online_ms), qos=1, is_retained=True
        )

    async def _keep_asking(self) -> None:
        """Ask nodes that were born before we came to be born again."""
        await asyncio.sleep(ASK_AFTER_S)
        while True:
            if self.link.is_connected:
                self._refresh()
                for topic, order in self.host.ask_all(self._nodes, now_ms()):
                    self.link.publish(topic, order)
            await asyncio.sleep(ASK_EVERY_S)

    def _is_expected(self, node_identity: str) -> bool:
        self._refresh()
        return node_identity in self._nodes

    def _refresh(self) -> None:
        """Follow the registry."""
        directory = self.context.directory
        if directory.version == self._version:
            return
        self._version = directory.version
        self._points.clear()
        nodes: set[str] = set()
        for device in directory.devices():
            parts = device.identity.split("/")
            if 2 <= len(parts) <= 3:
                nodes.add("/".join(parts[:2]))
        for identity in self._nodes - nodes:
            self.host.forget(identity)
        self._nodes = nodes

    def receive(self, topic: str, payload: bytes) -> Outcome | None:
        """Take one message from the broker."""
        stats = self.context.stats
        if topic.startswith(f"{NAMESPACE}/STATE/"):
            # Somebody else's late will must not tell the nodes that we are gone.
            if topic == state_topic(HOST_ID) and b"false" in payload.lower():
                self._say_online()
            return None
        outcome = self.host.receive(topic, payload, now_ms())
        if outcome.refused == "unknown_device":
            stats.unknown_device(outcome.identity)
        if outcome.refused:
            stats.refuse(outcome.refused, payload, outcome.identity)
        else:
            stats.frame(len(payload))
        if outcome.left_out:
            stats.refused["metric"] = stats.refused.get("metric", 0) + outcome.left_out
        for identity in outcome.left:
            self._left(identity, tell=True)
        for identity in outcome.renewed:
            self._left(identity, tell=False)
        for identity in outcome.came:
            device = self.context.directory.by_identity(identity)
            if device is not None:
                stats.device_came(identity)
                self.context.presence.came(device.code, now_ms())
        if outcome.measured:
            self._forward(outcome)
        for order_topic, order in outcome.orders:
            self.link.publish(order_topic, order)
        return outcome

    def _left(self, identity: str, *, tell: bool) -> None:
        """A node or device is gone: what it showed last is no longer of now."""
        device = self.context.directory.by_identity(identity)
        if device is None:
            return
        self.context.stats.device_left(identity)
        if tell:
            at = now_ms()
            self.context.presence.left(device.code, at)
            self.outbox.put(device.code, [Sample(p.key, at, None, BAD) for p in device.points])

    def _forward(self, outcome: Outcome) -> None:
        found = self._points_of(outcome.identity)
        if found is None:
            return
        device, by_source = found
        samples: list[Sample] = []
        for measured in outcome.measured:
            for number in by_source.get(measured.name, ()):
                point = device.points[number]
                value = measured.value
                if value is not None:
                    value = value * point.scale + point.offset
                samples.append(Sample(point.key, measured.at_ms, value, measured.quality))
        self.outbox.put(device.code, samples)

    def _points_of(self, identity: str) -> tuple[GatewayDevice, dict[str, list[int]]] | None:
        """The registered device and its points by metric name."""
        self._refresh()
        if identity not in self._points:
            device = self.context.directory.by_identity(identity)
            if device is None:
                return None
            by_source: defaultdict[str, list[int]] = defaultdict(list)
            for number, point in enumerate(device.points):
                by_source[point.source].append(number)
            self._points[identity] = (device, dict(by_source))
        return self._points[identity]


def now_ms() -> int:
    """The present moment in unix milliseconds."""
    return time.time_ns() // 1_000_000


async def run(context: GatewayContext) -> None:
    """Hear Sparkplug edge nodes until told to stop."""
    url = str(context.options.get("broker") or settings.ANLAN_MQTT_URL or "")
    if not url:
        context.stats.problem = "there is no broker"
        await context.stopping.wait()
        return
    await HostApplication(context, url).run()


register_gateway(
    Gateway(
        name="sparkplug", protocol=Protocol.SPARKPLUG, title=_("Sparkplug B edge nodes"), run=run
    )
)
register_simulator(Simulator("sparkplug", simulate))
register_writing(
    Protocol.SPARKPLUG,
    ProtocolWriting(
        identity=_("Write group/node for an edge node, group/node/device for what stands behind."),
        source=_("Write the name of the metric as its birth tells it, for example Tank/Level."),
        connection=NOT_REACHED,
        check_identity=check_identity,
        check_source=check_metric,
    ),
)
