"""The gateway channel speaks plain HTTP to a real server."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from anlan.base.notifications.public import Envelope, TransportError
from anlan.integrations.sms.transport import GatewayChannel

ENVELOPE = Envelope(
    "甲演示", "00012345678", "", "红色报警", "氯气浓度超限", "http://x/alarms/1/", 1
)


@pytest.fixture
def gateway():
    class Handler(BaseHTTPRequestHandler):
        status = 200
        received: list = []

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            self.received.append(json.loads(self.rfile.read(length)))
            self.send_response(self.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server, Handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_is_handed_over(gateway, settings):
    server, handler = gateway
    settings.ANLAN_SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/"
    channel = GatewayChannel.sms()
    assert channel.is_configured() and channel.can_reach(ENVELOPE)
    channel.send(ENVELOPE)
    assert handler.received[0]["to"] == "00012345678"
    assert handler.received[0]["text"].startswith("【安澜】红色报警")


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (429, False), (404, True)])
def test_refusals_say_whether_to_try_again(gateway, settings, status, permanent):
    server, handler = gateway
    handler.status = status
    settings.ANLAN_VOICE_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/"
    with pytest.raises(TransportError) as refused:
        GatewayChannel.voice().send(ENVELOPE)
    assert refused.value.permanent is permanent


def test_a_gateway_that_is_not_there_is_tried_again(settings):
    settings.ANLAN_SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    with pytest.raises(TransportError) as refused:
        GatewayChannel.sms().send(ENVELOPE)
    assert not refused.value.permanent
