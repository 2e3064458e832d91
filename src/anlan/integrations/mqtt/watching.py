"""What one device sends, seen at the broker while somebody installs it. Nothing is stored here."""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import AsyncIterator
from typing import Any

from django.conf import settings
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from anlan.integrations.mqtt.client import BrokerAddress
from anlan.integrations.mqtt.codec import decode, topic_of
from anlan.kernel import clock
from anlan.monitoring.devices.public import SeenFrame, SeenReading, register_frames

#: Without a message the watcher says so this often. [s]
QUIET_S = 10.0
#: A preview ends by itself; the page opens a new one. [s]
LONGEST_S = 1800.0
#: Messages that wait to be shown; a device that sends faster is shown in part.
MOST_WAITING = 100
SHOWN_CHARS = 300


def read_frame(topic: str, payload: bytes) -> SeenFrame:
    """Return a message as the installer sees it: what was understood, what was refused."""
    frame = decode(topic, payload)
    readings = tuple(
        SeenReading(key, at, None if math.isnan(value) else value, quality)
        for key, at, value, quality in zip(
            frame.keys, frame.times_ms, frame.values, frame.qualities, strict=True
        )
    )
    return SeenFrame(
        received_at=clock.now(),
        size=len(payload),
        readings=readings,
        refused={str(reason): number for reason, number in frame.refused.items()},
        text=payload[:SHOWN_CHARS].decode("utf-8", "replace"),
    )


@register_frames
async def watch_device(device_code: str) -> AsyncIterator[SeenFrame | None]:
    """Yield the messages of a device as they come; None when it is quiet."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[SeenFrame] = asyncio.Queue(MOST_WAITING)
    topic = topic_of(device_code)

    def offer(frame: SeenFrame) -> None:
        if not waiting.full():
            waiting.put_nowait(frame)

    def heard(_client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        frame = read_frame(message.topic, bytes(message.payload))
        if not loop.is_closed():
            loop.call_soon_threadsafe(offer, frame)

    def connected(
        client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        if not reason.is_failure:
            client.subscribe(topic, qos=0)

    address = BrokerAddress.parse(settings.ANLAN_MQTT_URL)
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=f"anlan-preview-{secrets.token_hex(6)}"
    )
    if address.username:
        client.username_pw_set(address.username, address.password)
    if address.tls:
        client.tls_set()
    client.on_connect = connected
    client.on_message = heard
    client.connect_async(address.host, address.port, keepalive=30)
    client.loop_start()
    until = loop.time() + LONGEST_S
    try:
        while loop.time() < until:
            try:
                yield await asyncio.wait_for(waiting.get(), QUIET_S)
            except TimeoutError:
                yield None
    finally:
        client.disconnect()
        await loop.run_in_executor(None, client.loop_stop)
