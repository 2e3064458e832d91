"""What a device sends is seen at the broker, good and refused."""

from __future__ import annotations

import asyncio

import pytest

from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.testing import BROKER, PrivateBroker
from anlan.integrations.mqtt.watching import read_frame, watch_device


def test_a_message_is_told_reading_by_reading():
    seen = read_frame(
        "anlan/v1/telemetry/GD-1", b'{"r":[["cl2",1795000000000,0.5],["cl2",1795000001000,null,2]]}'
    )
    assert [(r.key, r.value, r.quality) for r in seen.readings] == [
        ("cl2", 0.5, 0),
        ("cl2", None, 2),
    ]
    assert read_frame("anlan/v1/telemetry/GD-1", b"\xff{").refused == {"not_json": 1}


@pytest.mark.skipif(BROKER is None, reason="mosquitto is not installed")
def test_only_the_watched_device_is_seen(tmp_path, settings):
    broker = PrivateBroker(tmp_path / "broker")
    broker.start()
    settings.ANLAN_MQTT_URL = broker.url
    publisher = Publisher(broker.url, client_id="device")
    publisher.start(timeout_s=5)

    async def watch():
        frames = watch_device("GD-1")

        async def send():
            for number in range(50):
                publisher.publish("anlan/v1/telemetry/GD-2", b'{"t":1795000000000,"v":{"other":1}}')
                publisher.publish(
                    "anlan/v1/telemetry/GD-1", b'{"t":1795000000000,"v":{"cl2":%d}}' % number
                )
                await asyncio.sleep(0.1)

        sending = asyncio.create_task(send())
        frame = await asyncio.wait_for(anext(frames), 8)
        sending.cancel()
        await frames.aclose()
        return frame

    try:
        frame = asyncio.run(watch())
    finally:
        publisher.stop()
        broker.stop()
    assert frame is not None and frame.readings[0].key == "cl2"
