"""The way to a real broker: confirmed readings, and a broker that is away."""

from __future__ import annotations

import pytest

from anlan.integrations.gateway.public import ForwardingFailed, Sample
from anlan.integrations.http_push import sender as module
from anlan.integrations.http_push.sender import Sender
from anlan.integrations.mqtt.public import Subscriber
from anlan.integrations.mqtt.testing import BROKER, PrivateBroker

pytestmark = pytest.mark.skipif(BROKER is None, reason="mosquitto is not installed")


def test_a_push_is_confirmed_by_the_broker(tmp_path, settings, monkeypatch):
    broker = PrivateBroker(tmp_path / "broker")
    broker.start()
    try:
        settings.ANLAN_MQTT_URL = broker.url
        hearing = Subscriber(broker.url, client_id="hearing", topics=["anlan/v1/telemetry/+"])
        hearing.start()
        assert hearing.wait_connected(10)
        sender = Sender()
        sender.send("GD-1", [Sample("cl2", 1_795_000_000_000, 0.5), Sample("cl2", 1, None, 2)])
        (message,) = hearing.take(most=1, within_s=5, gather_s=0)
        hearing.stop()
        assert message.topic == "anlan/v1/telemetry/GD-1"
        assert message.payload == b'{"r":[["cl2",1795000000000,0.5],["cl2",1,null,2]]}'
    finally:
        broker.stop()
    monkeypatch.setattr(module, "CONFIRM_WITHIN_S", 0.2)
    away = Sender()
    with pytest.raises(ForwardingFailed):
        away.send("GD-1", [Sample("cl2", 2, 1.0)])
