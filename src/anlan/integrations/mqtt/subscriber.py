"""Receives telemetry for the ingest loop: a session that is kept, acknowledged late, reconnected.

One thread reads the socket and cuts it into messages; the caller takes them in batches and
acknowledges what is stored, many in one write. What was not acknowledged comes again after a
reconnect, of the broker or of this process.
"""

from __future__ import annotations

import logging
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from queue import Empty, SimpleQueue

from anlan.integrations.mqtt import wire
from anlan.integrations.mqtt.client import (
    KEEP_ALIVE_S,
    RECEIVE_MAXIMUM,
    RECONNECT_MOST_S,
    SESSION_EXPIRY_S,
    BrokerAddress,
)
from anlan.integrations.mqtt.wire import Message

logger = logging.getLogger(__name__)

#: How long the broker may take to answer, or to take what is sent to it. [s]
PATIENCE_S = 10.0
#: The socket is looked at this often when it is silent. [s]
LOOK_EVERY_S = 0.5
#: Pause before a connection that was there is opened again. [s]
RECONNECT_FIRST_S = 1.0
#: Read at once; less than the second is followed by a short rest, so that more comes together.
CHUNK_BYTES, FULL_BYTES, REST_S = 1 << 18, 1 << 15, 0.002


class Subscriber:
    """Receives messages into a queue; the caller takes them in batches and acknowledges later."""

    def __init__(
        self,
        url: str,
        *,
        client_id: str,
        topics: Sequence[str],
        receive_maximum: int = RECEIVE_MAXIMUM,
        expiry_s: int = SESSION_EXPIRY_S,
    ) -> None:
        self.address = BrokerAddress.parse(url)
        self.client_id = client_id
        self.topics = tuple(topics)
        self.dropped = 0  # messages of QoS 0 that came faster than they could be stored
        self.connections = 0
        self.faults = 0  # errors of ours, each told in the log with its place
        self._limit = receive_maximum
        self._expiry_s = expiry_s
        self._queue: SimpleQueue[list[Message]] = SimpleQueue()
        self._left: list[Message] = []
        self._received = self._taken = 0
        self._is_open = False  # the broker has taken the session
        self._connected = threading.Event()
        self._stopping = threading.Event()
        self._socket: socket.socket | None = None
        # OpenSSL does not let two threads use a connection at once; plain sockets do.
        self._sending = threading.Lock()
        self._thread: threading.Thread | None = None
        self._sent_at = 0.0

    def start(self) -> None:
        """Begin to connect; a broker that is away is waited for."""
        self._thread = threading.Thread(target=self._run, name="mqtt-subscriber", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Disconnect and keep the session, so that nothing is missed while away."""
        self._stopping.set()
        with suppress(OSError):
            self._send(bytes([wire.DISCONNECT, 0]))
        self._hang_up()
        if self._thread is not None:
            self._thread.join(PATIENCE_S)

    @property
    def is_connected(self) -> bool:
        """Whether the broker is there and has taken the subscription."""
        return self._connected.is_set()

    def wait_connected(self, timeout_s: float) -> bool:
        """Wait for the broker; tells whether it came."""
        return self._connected.wait(timeout_s)

    @property
    def waiting(self) -> int:
        """Messages received and not yet taken."""
        return self._received - self._taken

    def take(self, *, most: int, within_s: float, gather_s: float) -> list[Message]:
        """Take a batch: wait ``within_s`` for the first message, then ``gather_s`` for more."""
        found, self._left = self._left, []
        until = time.monotonic() + (gather_s if found else within_s)
        while len(found) < most:
            left = until - time.monotonic()
            try:
                more = self._queue.get(timeout=left) if left > 0 else self._queue.get_nowait()
            except Empty:
                break
            if not found:
                until = time.monotonic() + gather_s
            found += more
        if len(found) > most:
            found, self._left = found[:most], found[most:]
        self._taken += len(found)
        return found

    def acknowledge(self, messages: Iterable[Message]) -> None:
        """Confirm stored messages; those of a former connection will come again and be known."""
        session = self.connections
        numbers = [m.number for m in messages if m.qos and m.session == session]
        if numbers:
            try:
                self._send(wire.puback(numbers))
            except OSError:
                self._hang_up()

    # The thread that reads -----------------------------------------------------------------------

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            connections = self.connections
            try:
                self._converse()
            except (OSError, wire.ProtocolError) as error:
                if not self._stopping.is_set():
                    logger.info("broker connection ended: %s", error)
            except Exception:
                # Whatever it is: without this thread nothing more would ever be heard.
                self.faults += 1
                logger.exception("the subscriber met a fault and connects again")
            self._connected.clear()
            self._close()
            came = self.connections != connections
            first = RECONNECT_FIRST_S
            pause = first if came else min(RECONNECT_MOST_S, max(first, pause * 2))

    def _converse(self) -> None:
        address = self.address
        found = socket.create_connection((address.host, address.port), timeout=PATIENCE_S)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.tls:
            context = ssl.create_default_context()
            found = context.wrap_socket(found, server_hostname=address.host)
        self._socket = found
        self._is_open = False
        self._send(
            wire.connect(
                self.client_id,
                username=address.username,
                password=address.password,
                keep_alive_s=KEEP_ALIVE_S,
                session_expiry_s=self._expiry_s,
                receive_maximum=self._limit,
            )
        )
        splitter = wire.Splitter(self.connections + 1)
        keep_alive_s, heard_at = float(KEEP_ALIVE_S), time.monotonic()
        began_at = pinged_at = heard_at
        while not self._stopping.is_set():
            chunk = self._receive(found)
            now = time.monotonic()
            if now - heard_at > 1.5 * keep_alive_s:
                raise wire.ProtocolError("the broker is silent")
            if now - began_at > PATIENCE_S and not self._connected.is_set():
                raise wire.ProtocolError("the broker does not take the subscription")
            if chunk is not None:
                messages, others = splitter.feed(chunk)
                if messages or others:  # a packet that never ends is silence, too
                    heard_at = now
                for packet in others:
                    keep_alive_s = self._answer(packet) or keep_alive_s
                if messages:
                    self._put(messages)
                if len(chunk) < FULL_BYTES:
                    time.sleep(REST_S)
            # Acknowledging alone gets no answer: a broker that has nothing to say is asked, too.
            if now - max(pinged_at, min(self._sent_at, heard_at)) > keep_alive_s / 2:
                pinged_at = now
                self._send(bytes([wire.PINGREQ, 0]))
        self._connected.clear()

    def _receive(self, found: socket.socket) -> bytes | None:
        """Read what is there; None when nothing came for a while."""
        tls = isinstance(found, ssl.SSLSocket)
        pending = isinstance(found, ssl.SSLSocket) and found.pending()
        if not pending and not select.select([found], [], [], LOOK_EVERY_S)[0]:
            return None
        with self._sending if tls else nullcontext():
            chunk = found.recv(CHUNK_BYTES)
        if not chunk:
            raise ConnectionResetError("closed by the broker")
        return chunk

    def _answer(self, packet: wire.Packet) -> float | None:
        """Go on in the opening of a session; returns the keep-alive the broker asks for."""
        if packet.kind == wire.CONNACK:
            if self._is_open:
                raise wire.ProtocolError("the broker takes the session twice")
            reason, keep_alive = wire.read_connack(packet.body)
            if reason >= wire.FAILURE:
                logger.warning("broker refused the subscriber: reason %#x", reason)
                raise ConnectionRefusedError(f"reason {reason:#x}")
            self._is_open = True
            self.connections += 1
            self._send(wire.subscribe(1, self.topics))
            return float(min(keep_alive, KEEP_ALIVE_S)) if keep_alive else None
        if packet.kind == wire.SUBACK:
            for topic, reason in zip(self.topics, wire.read_suback(packet.body), strict=False):
                if reason >= wire.FAILURE:
                    logger.error("broker refused the subscription of %s: %#x", topic, reason)
            self._connected.set()
        elif packet.kind == wire.DISCONNECT:
            reason = packet.body[0] if packet.body else 0
            raise ConnectionResetError(f"the broker disconnects, reason {reason:#x}")
        elif packet.kind != wire.PINGRESP:
            raise wire.ProtocolError(f"a packet of kind {packet.kind:#x}")
        return None

    def _put(self, messages: list[Message]) -> None:
        if self.waiting > self._limit:
            # QoS 1 is held back by the broker; QoS 0 is not.
            kept = [message for message in messages if message.qos]
            self.dropped += len(messages) - len(kept)
            messages = kept
        self._received += len(messages)
        self._queue.put(messages)

    # Sending -------------------------------------------------------------------------------------

    def _send(self, data: bytes) -> None:
        with self._sending:
            found = self._socket
            if found is None:
                raise ConnectionResetError("not connected")
            found.sendall(data)
            self._sent_at = time.monotonic()

    def _hang_up(self) -> None:
        """End the connection, on any thread; the one that reads notices and closes it.

        Closed under its feet the socket would be none, and reading from it no error it expects.
        """
        found = self._socket
        if found is not None:
            with suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        found = self._socket
        if found is not None:
            self._hang_up()
            with suppress(OSError):
                found.close()
            self._socket = None
