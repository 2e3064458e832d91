"""The connection of a Sparkplug host application (or of a simulated edge node) to the broker.

MQTT 5, clean start, a will, and a birth of one's own after every connection. Messages arrive on
the library's thread and are handed to the event loop; their number there is bounded.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from anlan.integrations.mqtt.public import BrokerAddress

KEEP_ALIVE_S = 20
RECONNECT_MOST_S = 5
LEAVE_WITHIN_S = 2.0
#: Messages waiting for the event loop; beyond they are dropped and the sequence shows a gap.
MOST_WAITING = 50_000


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says of us when the connection breaks."""

    topic: str
    payload: bytes
    is_retained: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message; without a topic: the connection came (payload 1) or went (payload 0)."""

    topic: str
    payload: bytes

    @property
    def is_connection(self) -> bool:
        """Whether it tells of the connection."""
        return not self.topic


CAME, WENT = Arrived("", b"1"), Arrived("", b"0")


class Link:
    """One connection; ``arrived`` is read in the event loop."""

    def __init__(
        self,
        url: str,
        *,
        client_id: str,
        topics: Sequence[tuple[str, int]],
        make_will: Callable[[], Will],
    ) -> None:
        self.address = BrokerAddress.parse(url)
        self.topics = tuple(topics)
        self.arrived: asyncio.Queue[Arrived] = asyncio.Queue()
        self.dropped = 0
        self.is_connected = False
        self._loop = asyncio.get_running_loop()
        self._make_will = make_will
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5
        )
        if self.address.username:
            self._client.username_pw_set(self.address.username, self.address.password)
        if self.address.tls:
            self._client.tls_set_context(ssl.create_default_context())
        self._client.reconnect_delay_set(min_delay=1, max_delay=RECONNECT_MOST_S)
        self._client.on_pre_connect = self._on_pre_connect
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    def start(self) -> None:
        """Begin to connect; a broker that is away is waited for."""
        self._renew_will()
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = 0
        self._client.connect_async(
            self.address.host,
            self.address.port,
            keepalive=KEEP_ALIVE_S,
            clean_start=True,
            properties=properties,
        )
        self._client.loop_start()

    def stop(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    async def leave(self, topic: str, payload: bytes, *, is_retained: bool = False) -> None:
        """Say a last word and disconnect in order, so that the broker does not send the will.

        What arrives meanwhile would reset the connection before the broker has read the goodbye:
        nothing is heard any more, and the last word is confirmed.
        """
        if self.is_connected:
            if self.topics:
                self._client.unsubscribe([name for name, _qos in self.topics])
            said = self._client.publish(topic, payload, qos=1, retain=is_retained)
            end = self._loop.time() + LEAVE_WITHIN_S
            while not said.is_published() and self.is_connected and self._loop.time() < end:
                await asyncio.sleep(0.01)
        self.stop()

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 0, is_retained: bool = False
    ) -> bool:
        """Send a message; tells whether there is a connection to send it on."""
        if not self.is_connected:
            return False
        self._client.publish(topic, payload, qos=qos, retain=is_retained)
        return True

    def _renew_will(self) -> None:
        will = self._make_will()
        self._client.will_set(will.topic, will.payload, qos=1, retain=will.is_retained)

    def _on_pre_connect(self, _client: mqtt.Client, _data: Any) -> None:
        self._renew_will()

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        if reason.is_failure:
            return
        if self.topics:
            client.subscribe(list(self.topics))
        self.is_connected = True
        self._hand(CAME)

    def _on_disconnect(
        self, _client: mqtt.Client, _data: Any, _flags: Any, _reason: Any, _properties: Any
    ) -> None:
        was, self.is_connected = self.is_connected, False
        if was:
            self._hand(WENT)

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        if self.arrived.qsize() > MOST_WAITING:
            self.dropped += 1
            return
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        self._hand(Arrived(topic, bytes(message.payload)))

    def _hand(self, message: Arrived) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.arrived.put_nowait, message)


def state_payload(is_online: bool, time_ms: int) -> bytes:
    """What a host application says of itself under ``spBv1.0/STATE/…``."""
    return json.dumps({"online": is_online, "timestamp": time_ms}).encode()
