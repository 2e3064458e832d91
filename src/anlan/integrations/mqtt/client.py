"""Sends telemetry: a thin layer over the MQTT client library.

The publisher keeps what was confirmed to it lately and sends it again after every reconnect: a
broker writes its store out once a second, and one that was killed has lost what it had confirmed
since. Double messages are harmless, readings are stored exactly once.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

logger = logging.getLogger(__name__)

DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}
#: How long the broker keeps session and messages of an absent subscriber. [s]
SESSION_EXPIRY_S = 7 * 86400
#: Unacknowledged messages a subscriber holds at most; the broker waits beyond. [messages]
RECEIVE_MAXIMUM = 20_000
KEEP_ALIVE_S = 20
#: Messages a publisher keeps while there is no broker; of more, the oldest go. [messages]
MOST_WAITING = 500_000
#: The answer of a broker that has nobody to give a message to: it has thrown it away.
NO_MATCHING_SUBSCRIBERS = 0x10
#: Pause before such messages are offered again. [s]
UNHEARD_PAUSE_S = 0.5
#: How long a message may take to be handed to the library. [s]
PATIENCE_S = 5.0
#: Longest pause before a lost client tries again, and when a publisher sends once more. [s]
RECONNECT_MOST_S = 5
RESEND_AFTER_S = RECONNECT_MOST_S + 2.0


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker listens, and with which account."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    tls: bool = False

    @classmethod
    def parse(cls, url: str) -> BrokerAddress:
        """Read ``mqtt://user:password@host:port`` or ``mqtts://…``."""
        parts = urlsplit(url if "//" in url else f"mqtt://{url}")
        if parts.scheme not in DEFAULT_PORTS:
            raise ValueError(f"not an MQTT address: {url!r}; use mqtt://host:port")
        return cls(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "mqtts",
        )


def _new_client(address: BrokerAddress, client_id: str) -> mqtt.Client:
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2,
        client_id=client_id,
        protocol=mqtt.MQTTv5,
    )
    if address.username:
        client.username_pw_set(address.username, address.password)
    if address.tls:
        client.tls_set_context(ssl.create_default_context())
    client.reconnect_delay_set(min_delay=1, max_delay=RECONNECT_MOST_S)
    return client


def _connect(
    client: mqtt.Client, address: BrokerAddress, *, expiry_s: int, receive_maximum: int
) -> None:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = expiry_s
    properties.ReceiveMaximum = receive_maximum
    client.connect_async(
        address.host,
        address.port,
        keepalive=KEEP_ALIVE_S,
        clean_start=False,
        properties=properties,
    )
    client.loop_start()


class Publisher:
    """Sends messages with QoS 1; what was confirmed lately is sent again after a reconnect.

    The ``overlap_s`` are those before the connection was lost, however long it stays away. A
    message that the broker has nobody to give to is offered again until somebody listens.
    ``most_in_flight`` stays at the 20 that brokers take unless configured otherwise: one that
    gets more than it announced ends the connection. The rest waits here, in order, because the
    library forgets that limit after a reconnect and drops what exceeds 65,535 message numbers.
    """

    def __init__(
        self, url: str, *, client_id: str, overlap_s: float = 10.0, most_in_flight: int = 20
    ) -> None:
        self.address = BrokerAddress.parse(url)
        self.overlap_s = overlap_s
        self.resent = 0
        self.dropped = 0
        #: Told of every message the broker took for somebody: ``(topic, payload)``, on the
        #: client's thread; must return at once and call nothing of the publisher.
        self.on_confirmed: Callable[[str, bytes], None] | None = None
        self._most = most_in_flight
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._in_flight = 0
        self._sent: dict[int, tuple[str, bytes]] = {}
        self._answered_early: dict[int, int] = {}
        self._recent: deque[tuple[float, str, bytes]] = deque()
        self._is_feeding = False
        self._unheard: deque[tuple[str, bytes]] = deque()
        self._unheard_until = 0.0
        self._once_more: tuple[float, list[tuple[str, bytes]]] | None = None
        # Guards all of the above; never held while the library is called, which has locks too.
        self._change = threading.Condition()
        self._connected = threading.Event()
        self._was_connected = False
        self._controls: dict[str, Callable[[bytes], None]] = {}
        self._client = _new_client(self.address, client_id)
        self._client.max_inflight_messages_set(most_in_flight)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish

    def start(self, *, timeout_s: float = 0.0) -> bool:
        """Begin to connect; wait up to ``timeout_s`` and tell whether the broker is there."""
        _connect(self._client, self.address, expiry_s=3600, receive_maximum=100)
        return self._connected.wait(timeout_s) if timeout_s else self._connected.is_set()

    def stop(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def __enter__(self) -> Publisher:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def publish(self, topic: str, payload: bytes) -> None:
        """Send a message; without a broker it waits in memory."""
        with self._change:
            if self._once_more is not None and time.monotonic() >= self._once_more[0]:
                self._waiting.extend(self._once_more[1])
                self._once_more = None
            self._waiting.append((topic, payload))
            if len(self._waiting) > MOST_WAITING:
                self._waiting.popleft()
                self.dropped += 1
        self._feed()

    @property
    def unconfirmed(self) -> int:
        """Messages the broker has not confirmed."""
        return len(self._waiting) + len(self._unheard) + self._in_flight

    def wait_confirmed(self, timeout_s: float) -> bool:
        """Wait until the broker has confirmed everything; tells whether it has."""
        return self.wait_below(1, timeout_s)

    def wait_below(self, number: int, timeout_s: float) -> bool:
        """Wait until fewer than ``number`` messages are unconfirmed (flow control of a replay)."""
        with self._change:
            return self._change.wait_for(lambda: self.unconfirmed < number, timeout_s)

    def subscribe(self, topic: str, handler: Callable[[bytes], None]) -> None:
        """Listen to control messages on the same connection: ``handler(payload)``."""
        self._controls[topic] = handler
        self._client.on_message = self._on_control
        if self._connected.is_set():
            self._client.subscribe(topic, qos=1)

    def _on_control(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        handler = self._controls.get(message.topic)
        if handler is not None:
            handler(bytes(message.payload))

    def _feed(self) -> None:
        """Hand waiting messages to the library while the broker takes more; one thread at a time.

        Whoever comes while another is at it may go: that one looks again after each message.
        """
        while True:
            with self._change:
                if not self._may_feed():
                    return
                self._is_feeding = True
                topic, payload = self._waiting.popleft()
                self._in_flight += 1
            number = self._client.publish(topic, payload, qos=1).mid
            with self._change:
                self._is_feeding = False
                self._sent[number] = (topic, payload)
                if number in self._answered_early:
                    self._settle(number, self._answered_early.pop(number))
                self._change.notify_all()

    def _may_feed(self) -> bool:
        if self._is_feeding or self._in_flight >= self._most or not self._connected.is_set():
            return False
        if self._unheard:  # before anything newer, and when it is known which they are
            if self._in_flight or time.monotonic() < self._unheard_until:
                return False
            self._waiting.extendleft(reversed(self._unheard))
            self._unheard.clear()
        return bool(self._waiting)

    def _settle(self, number: int, answer: int) -> None:
        """Take the broker's answer to a message."""
        topic, payload = self._sent.pop(number)
        if answer != NO_MATCHING_SUBSCRIBERS:
            self._keep(topic, payload)
            if self.on_confirmed is not None:
                self.on_confirmed(topic, payload)
            return
        self._unheard.append((topic, payload))
        now = time.monotonic()
        if now >= self._unheard_until:
            self._unheard_until = now + UNHEARD_PAUSE_S
            again = threading.Timer(UNHEARD_PAUSE_S + 0.01, self._feed)
            again.daemon = True
            again.start()

    def _keep(self, topic: str, payload: bytes) -> None:
        """Keep a confirmed message for the overlap; nothing is forgotten while disconnected."""
        now = time.monotonic()
        self._recent.append((now, topic, payload))
        while self._recent[0][0] < now - self.overlap_s:
            self._recent.popleft()

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, properties: Any
    ) -> None:
        if reason.is_failure:
            logger.warning("broker refused the publisher: %s", reason)
            return
        allowed = getattr(properties, "ReceiveMaximum", None) or 65_535
        if allowed < self._most:
            logger.warning("the broker takes only %d messages in flight", allowed)
        for topic in self._controls:
            client.subscribe(topic, qos=1)
        if self._was_connected:
            self._begin_again(client)
        self._was_connected = True
        self._connected.set()
        self._feed()

    def _begin_again(self, client: mqtt.Client) -> None:
        """Put what was confirmed lately, then what was in flight, before everything that waits.

        Left to itself the library would send what was in flight first: newer readings before the
        older ones that the broker has forgotten, which then come too late to be judged.
        """
        with self._change:
            self._change.wait_for(lambda: not self._is_feeding, PATIENCE_S)
            with client._out_message_mutex:
                client._out_messages.clear()
                client._inflight_messages = 0
            again = [(topic, payload) for _at, topic, payload in self._recent]
            in_flight = [*self._unheard, *self._sent.values()]
            self._recent.clear()
            self._unheard.clear()
            self._in_flight -= len(self._sent)
            self._sent.clear()
            self._answered_early.clear()
            self._waiting.extendleft(reversed(again + in_flight))
            self.resent += len(again)
            # Once more when subscribers are back too: the broker may have forgotten them.
            self._once_more = (time.monotonic() + RESEND_AFTER_S, again)

    def _on_disconnect(
        self, _client: mqtt.Client, _data: Any, _flags: Any, _reason: Any, _properties: Any
    ) -> None:
        self._connected.clear()

    def _on_publish(
        self, _client: mqtt.Client, _data: Any, number: int, reason: Any, _properties: Any
    ) -> None:
        with self._change:
            self._in_flight -= 1
            if number in self._sent:
                self._settle(number, reason.value)
            else:  # faster than the thread that sent it
                self._answered_early[number] = reason.value
            self._change.notify_all()
        self._feed()
