"""A fleet of devices in a process of its own: encoded beforehand, sent at a steady rate, QoS 1.

Run as ``python -m anlan.demonstration.benchmarks.ingest_publisher`` with its order as JSON on
standard input; it says ``ready`` when everything is encoded, begins on the next line it reads, and
leaves what it sent in a file. Only the broker's confirmations count as sent.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from anlan.demonstration.benchmarks.ingest_world import (
    CROSSING,
    device_code,
    draw_values,
    round_shown,
)
from anlan.integrations.mqtt import wire
from anlan.integrations.mqtt.codec import topic_of

#: Messages under way at most, and sent at once.
WINDOW, BURST = 4_000, 64
#: Stands for the time in a message encoded beforehand.
_TIME = b"1000000000000"


@dataclass
class Order:
    """What a publisher shall do."""

    host: str
    port: int
    client_id: str
    first: int
    last: int
    points_each: int
    #: Messages a second of this publisher, and for how long.
    rate: float
    seconds: float
    #: Instants in a message: 1 is the form of one instant, more is the form of columns.
    instants: int
    #: Crossings a second of this publisher, at every n-th point of the county.
    crossings: float
    rule_every: int
    out: str


class Fleet:
    """The messages of devices, ready but for their time and number."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.keys = [f"p{k:02d}" for k in range(order.points_each)]
        self.values = draw_values(order.first, order.last, order.points_each)
        self.heads = [self._head(n) for n in range(order.first, order.last)]
        self.bodies = self._bodies()

    def _head(self, device: int) -> bytes:
        raw = topic_of(device_code(device)).encode()
        return struct.pack(">H", len(raw)) + raw

    def _bodies(self) -> list[list[list[bytes]]]:
        """Payload by round and device, cut where the times stand."""
        found = []
        for shown in range(len(self.values)):
            rows = self.values[shown].tolist()
            if self.order.instants == 1:
                found.append([self._instant(row) for row in rows])
            else:
                nearby = [round_shown(shown + n) for n in range(self.order.instants)]
                blocks = self.values[nearby]
                found.append([self._columns(blocks[:, d].tolist()) for d in range(len(rows))])
        return found

    def _instant(self, row: list[float]) -> list[bytes]:
        payload = orjson.dumps({"t": int(_TIME), "v": dict(zip(self.keys, row, strict=True))})
        return payload.split(_TIME)

    def _columns(self, block: list[list[float]]) -> list[bytes]:
        times = [int(_TIME)] * self.order.instants
        return orjson.dumps({"k": self.keys, "t": times, "v": block}).split(_TIME)

    def crossing(self, device: int, shown: int, point: int) -> list[bytes]:
        """The message of a device one of whose points crosses its limit."""
        row = self.values[shown, device].tolist()
        row[point] = CROSSING
        if self.order.instants == 1:
            return self._instant(row)
        nearby = [round_shown(shown + n) for n in range(self.order.instants)]
        block = self.values[nearby, device].tolist()
        block[-1][point] = CROSSING
        return self._columns(block)


class Line:
    """One connection to the broker with a window of unconfirmed messages."""

    def __init__(self, order: Order) -> None:
        self.socket = socket.create_connection((order.host, order.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(
            wire.connect(
                order.client_id,
                username="",
                password="",
                keep_alive_s=60,
                session_expiry_s=0,
                receive_maximum=100,
            )
        )
        self.splitter = wire.Splitter(1)
        self.sent = self.confirmed = self.unheard = 0
        self.opened = False
        while not self.opened:
            self.listen(30)

    def listen(self, wait_s: float) -> None:
        """Read confirmations that are there, or wait for some."""
        if not select.select([self.socket], [], [], wait_s)[0]:
            return
        chunk = self.socket.recv(1 << 16)
        if not chunk:
            raise ConnectionResetError("the broker closed the connection")
        for packet in self.splitter.feed(chunk)[1]:
            if packet.kind == wire.PUBACK:
                self.confirmed += 1
                self.unheard += len(packet.body) > 2 and packet.body[2] != 0
            elif packet.kind == wire.CONNACK:
                if packet.body[1] >= wire.FAILURE:
                    raise ConnectionRefusedError(f"reason {packet.body[1]:#x}")
                self.opened = True

    def send(self, packets: list[bytes]) -> None:
        """Send messages; waits while the window is full."""
        while self.sent - self.confirmed + len(packets) > WINDOW:
            self.listen(10)
        self.socket.sendall(b"".join(packets))
        self.sent += len(packets)
        self.listen(0)

    def finish(self) -> None:
        """Wait until everything is confirmed."""
        until = time.monotonic() + 120
        while self.confirmed < self.sent and time.monotonic() < until:
            self.listen(1)
        self.socket.sendall(bytes([wire.DISCONNECT, 0]))
        self.socket.close()


@dataclass
class Logbook:
    """What was sent: device, round and first time of each message, and the planted crossings."""

    device: list[int]
    shown: list[int]
    at_ms: list[int]
    crossings: list[tuple[int, int, int]]


def packet_of(head: bytes, number: int, body: list[bytes], at_ms: int, step_ms: int) -> bytes:
    """Put a message together: its number, its times."""
    parts = [head, struct.pack(">HB", number, 0), body[0]]
    for n, rest in enumerate(body[1:]):
        parts.append(b"%d" % (at_ms + n * step_ms))
        parts.append(rest)
    content = b"".join(parts)
    length, size = bytearray(), len(content)
    while True:
        size, low = divmod(size, 128)
        length.append(low | 0x80 if size else low)
        if not size:
            break
    return b"\x32" + bytes(length) + content


def run(fleet: Fleet, line: Line) -> Logbook:
    """Send every device's messages in turn, at the rate that was ordered."""
    order, log = fleet.order, Logbook([], [], [], [])
    devices = order.last - order.first
    period_ms = devices / order.rate * 1000
    step_ms = max(1, int(period_ms / order.instants))
    begun, number, sent, next_crossing = time.monotonic(), 0, 0, 0.5
    crossing_every = 1 / order.crossings if order.crossings else float("inf")
    used: set[int] = set()
    while (elapsed := time.monotonic() - begun) < order.seconds:
        due = int(elapsed * order.rate) - sent
        if due < min(BURST, order.rate * 0.01):
            line.listen(0.004)
            continue
        packets = []
        now_ms = time.time_ns() // 1_000_000
        for _n in range(min(due, BURST)):
            turn, device = divmod(sent, devices)
            shown = round_shown(turn)
            at_ms = now_ms - (order.instants - 1) * step_ms
            body = fleet.bodies[shown][device]
            if elapsed >= next_crossing:
                point = planted_point(order, device)
                key = (order.first + device) * order.points_each + (point or 0)
                if point is not None and key not in used:
                    used.add(key)
                    body = fleet.crossing(device, shown, point)
                    log.crossings.append((order.first + device, point, now_ms))
                    next_crossing += crossing_every
            number = number % 65_535 + 1
            packets.append(packet_of(fleet.heads[device], number, body, at_ms, step_ms))
            log.device.append(order.first + device)
            log.shown.append(turn)
            log.at_ms.append(at_ms)
            sent += 1
        line.send(packets)
    return log


def planted_point(order: Order, device: int) -> int | None:
    """A point of the device that has a rule, if there is one."""
    base = (order.first + device) * order.points_each
    point = -base % order.rule_every
    return point if point < order.points_each else None


def readings_of(
    order: Order, device: NDArray[np.int64], turn: NDArray[np.int64], at_ms: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return point number, time and value of everything in a log but for the crossings' values."""
    values = draw_values(order.first, order.last, order.points_each)
    period_ms = (order.last - order.first) / order.rate * 1000
    step_ms = max(1, int(period_ms / order.instants))
    points, times, found = [], [], []
    keys = np.arange(order.points_each)
    shown = np.array([round_shown(n) for n in range(int(turn.max(initial=0)) + 1)])
    for instant in range(order.instants):
        rounds = shown[turn]
        if order.instants > 1:
            rounds = np.array([round_shown(int(n) + instant) for n in rounds])
        points.append((device[:, None] * order.points_each + keys).ravel())
        times.append(np.repeat(at_ms + instant * step_ms, order.points_each))
        found.append(values[rounds, device - order.first].ravel())
    return np.concatenate(points), np.concatenate(times), np.concatenate(found)


def say(text: str) -> None:
    """Tell who started this process."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do what standard input orders."""
    order = Order(**json.loads(sys.stdin.readline()))
    fleet, line = Fleet(order), Line(order)
    say("ready")
    sys.stdin.readline()
    used = time.process_time()
    log = run(fleet, line)
    line.finish()
    used = time.process_time() - used
    np.savez(
        order.out,
        device=np.array(log.device, np.int64),
        turn=np.array(log.shown, np.int64),
        at_ms=np.array(log.at_ms, np.int64),
        crossings=np.array(log.crossings, np.int64).reshape(-1, 3),
    )
    answer: dict[str, Any] = {
        "sent": line.sent,
        "confirmed": line.confirmed,
        "unheard": line.unheard,
        "cpu_s": used,
    }
    say(json.dumps(answer))


if __name__ == "__main__":
    main()
