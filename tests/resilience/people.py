"""People at work: signed in over HTTP, writing notes, watching live pages; and devices speaking."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.codec import encode_instant, topic_of

from .county import PASSWORD, County, wait_for


class Visitor:
    """Somebody signed in."""

    def __init__(self, county: County, username: str) -> None:
        self.http = httpx.Client(base_url=county.address, timeout=30)
        self.http.get("/login/")
        token = self.http.cookies["anlan_csrf"]
        answer = self.http.post(
            "/login/",
            data={"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token},
        )
        assert answer.status_code == 302, f"{username} could not sign in: {answer.status_code}"

    def post(self, path: str, **values: Any) -> httpx.Response:
        """Write through the API or a page's form."""
        headers = {"X-CSRFToken": self.http.cookies["anlan_csrf"]}
        if path.startswith("/api/"):
            return self.http.post(path, json=values, headers=headers)
        return self.http.post(path, data=values, headers=headers)

    def write(self, path: str, **values: Any) -> dict[str, Any]:
        """Write something that must succeed."""
        answer = self.post(path, **values)
        assert answer.status_code in (200, 201), f"{path}: {answer.status_code} {answer.text[:300]}"
        found: dict[str, Any] = answer.json()
        return found

    def confirm_notices(self) -> int:
        """Answer every notice that asks for it, as the inbox offers."""
        page = self.http.get("/notifications/").text
        asked = sorted(set(re.findall(r"/notifications/\d+/confirm/", page)))
        for path in asked:
            assert self.post(path).status_code == 302
        return len(asked)


class Worker(threading.Thread):
    """Something that goes on until it is told to stop."""

    pause_s = 0.2

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self.failure: Exception | None = None

    def run(self) -> None:
        """Work; what goes wrong is told at the end."""
        try:
            while not self.stopping.wait(self.pause_s):
                self.step()
        except Exception as error:
            self.failure = error

    def step(self) -> None:
        """One piece of work."""
        raise NotImplementedError

    def stop(self) -> None:
        """End and tell what went wrong."""
        self.stopping.set()
        self.join(30)
        if self.failure is not None:
            raise self.failure


class Notes(Worker):
    """An officer writes numbered lines into the timeline of an incident."""

    def __init__(self, visitor: Visitor, incident_id: int) -> None:
        super().__init__()
        self.visitor = visitor
        self.path = f"/api/v1/incidents/{incident_id}/timeline/"
        self.number = 0
        self.accepted: list[str] = []

    def step(self) -> None:
        """Write a line; only what was answered with 201 counts."""
        self.number += 1
        text = f"记录{self.number:04d}"
        try:
            answer = self.visitor.post(self.path, text=text)
        except httpx.TransportError:
            return
        if answer.status_code == 201:
            self.accepted.append(text)
        else:
            assert answer.status_code >= 500, f"{answer.status_code} {answer.text[:200]}"


class LivePage(Worker):
    """A browser with a page open: comes back when the stream ends, and counts what it is told."""

    pause_s = 0.5

    def __init__(self, visitor: Visitor, topics: tuple[str, ...]) -> None:
        super().__init__()
        self.visitor = visitor
        self.topics = topics
        self.last_id: str | None = None
        self.connections = 0
        self.reloads = 0
        self.messages = 0

    def step(self) -> None:
        """Hold one connection until it breaks."""
        headers = {"Last-Event-ID": self.last_id} if self.last_id is not None else {}
        timeout = httpx.Timeout(10, read=20)
        try:
            with self.visitor.http.stream(
                "GET", "/live/", params={"topic": self.topics}, headers=headers, timeout=timeout
            ) as answer:
                if answer.status_code == 200:
                    self.connections += 1
                    self._read(answer.iter_lines())
        except httpx.TransportError:
            return

    def _read(self, lines: Iterator[str]) -> None:
        for line in lines:
            if self.stopping.is_set():
                return
            if line.startswith("id:"):
                self.last_id = line[3:].strip()
            elif line == "event: reload":
                self.reloads += 1
            elif line.startswith("data:"):
                self.messages += 1


@dataclass
class Device:
    """A device only this test speaks for."""

    code: str
    point_id: int
    sent: dict[int, float] = field(default_factory=dict)  # unix ms → value
    refused: set[int] = field(default_factory=set)  # said before anybody knew it


class Devices(Worker):
    """Devices that publish numbered readings with QoS 1."""

    pause_s = 0.05

    def __init__(self, county: County, number: int) -> None:
        super().__init__()
        self.county = county
        self.devices = [_register(county, f"resilience-{n}") for n in range(number)]
        self.publisher = Publisher(county.broker_url, client_id="resilience-devices")
        assert self.publisher.start(timeout_s=10)
        self.number = 0
        # Ingest learns of new devices in a moment; what they say before is refused as unknown.
        wait_for(self._is_known, "ingest does not learn of the devices")

    def _is_known(self) -> bool:
        before = [dict(device.sent) for device in self.devices]
        self.step()
        time.sleep(1)
        if self._missing([dict(device.sent) for device in self.devices]) == 0:
            return True
        for device, sent in zip(self.devices, before, strict=True):
            device.refused |= device.sent.keys() - sent.keys()
            device.sent = sent
        return False

    def step(self) -> None:
        """Every device publishes one reading."""
        for device in self.devices:
            self.number += 1
            now = max(int(time.time() * 1000), max(device.sent, default=0) + 1)
            device.sent[now] = self.number / 1000
            self.publisher.publish(
                topic_of(device.code), encode_instant(now, {"x": device.sent[now]})
            )

    def wait_stored(self, timeout_s: float = 60.0) -> int:
        """Everything confirmed is stored once, with its value; returns how many readings."""
        expected = [dict(device.sent) for device in self.devices]
        begun = time.monotonic()
        wait_for(lambda: self._missing(expected) == 0, "readings are missing", timeout_s, 0.5)
        self.caught_up_s = time.monotonic() - begun
        for device, sent in zip(self.devices, expected, strict=True):
            rows = self._stored(device)
            stored = [(at, value) for at, value in rows if at in sent]
            assert len(stored) == len(sent), "readings are stored twice"
            assert dict(stored) == sent, "readings are stored with another value"
            known = device.sent.keys() | device.refused
            assert {at for at, _value in rows} <= known, "readings nobody sent"
        return sum(map(len, expected))

    def _missing(self, expected: list[dict[int, float]]) -> int:
        return sum(
            len(set(sent) - {at for at, _value in self._stored(device)})
            for device, sent in zip(self.devices, expected, strict=True)
        )

    def _stored(self, device: Device) -> list[tuple[int, float]]:
        return [
            (int(at), float(value))
            for at, value in self.county.ask(
                "SELECT round(extract(epoch FROM at) * 1000), value FROM telemetry_reading"
                " WHERE point_id = %s",
                device.point_id,
            )
        ]


def _register(county: County, code: str) -> Device:
    """Add a device beside those of the county, which the simulator speaks for."""
    from anlan.monitoring.devices.constants import REGISTRY_CHANNEL

    ((point_id,),) = county.ask(
        """
        WITH model AS (
            SELECT point AS point, device AS device FROM devices_point point
            JOIN devices_device device ON device.id = point.device_id
            WHERE device.protocol = 'mqtt' ORDER BY device.id LIMIT 1),
        device AS (
            INSERT INTO devices_device
            SELECT (jsonb_populate_record(device, jsonb_build_object(
                'id', nextval(pg_get_serial_sequence('devices_device', 'id')),
                'code', %s::text, 'name', '演示探头', 'enterprise_id', NULL, 'period_s', 1))).*
            FROM model RETURNING id)
        INSERT INTO devices_point
        SELECT (jsonb_populate_record(point, jsonb_build_object(
            'id', nextval(pg_get_serial_sequence('devices_point', 'id')),
            'device_id', device.id, 'key', 'x', 'name', '演示测点', 'quantity', 'temperature',
            'unit', '℃', 'decimals', 3))).*
        FROM model, device
        RETURNING id
        """,
        code,
    )
    county.ask(f"NOTIFY {REGISTRY_CHANNEL}")
    return Device(code, int(point_id))
