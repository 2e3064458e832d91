"""Readings of independent MQTT clients arrive, whatever version, quality of service and form.

``mosquitto_pub`` comes with Debian's clients, paho is another code base than our own subscriber;
MQTT.js is installed from npm with ``ANLAN_PEERS=1``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from anlan.integrations.gateway.peers import npm_peer
from anlan.integrations.mqtt.codec import decode, topic_of
from anlan.integrations.mqtt.subscriber import Subscriber
from anlan.integrations.mqtt.testing import BROKER, PrivateBroker

pytestmark = pytest.mark.services

NOW = 1_795_000_000_000
SINGLE = json.dumps({"t": NOW, "v": {"cl2": 0.31, "温度": 21.4}})
BATCH = json.dumps({"r": [["cl2", NOW, 0.31], ["cl2", NOW + 1, None, 2], ["o2", NOW, 20.9, 1]]})
EXPECTED = {
    SINGLE: [("cl2", NOW, 0.31, 0), ("温度", NOW, 21.4, 0)],
    BATCH: [("cl2", NOW, 0.31, 0), ("cl2", NOW + 1, None, 2), ("o2", NOW, 20.9, 1)],
}
FORMS = pytest.mark.parametrize("payload", [SINGLE, BATCH], ids=["instant", "batch"])
QOS = pytest.mark.parametrize("qos", [0, 1, 2])


@pytest.fixture(scope="module")
def shared_broker(tmp_path_factory):
    """One broker for all clients."""
    if BROKER is None:
        pytest.skip("mosquitto is not installed")
    found = PrivateBroker(tmp_path_factory.mktemp("broker"))
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def ears(shared_broker):
    """The platform's subscriber."""
    found = Subscriber(shared_broker.url, client_id="ears", topics=["anlan/v1/telemetry/+"])
    found.start()
    assert found.wait_connected(10)
    yield found
    found.stop()


def hear(ears, device, number=1):
    """Take what comes from one device; what other tests said is heard and let go."""
    messages = []
    end = time.monotonic() + 10
    while len(messages) < number and time.monotonic() < end:
        heard = ears.take(most=10, within_s=0.2, gather_s=0.01)
        ears.acknowledge(heard)
        messages += [message for message in heard if message.topic == topic_of(device)]
    return messages


def readings(message):
    frame = decode(message.topic, message.payload)
    assert frame.refused == {}
    values = [None if value != value else value for value in frame.values]
    return list(zip(frame.keys, frame.times_ms, values, frame.qualities, strict=True))


def mosquitto_pub(broker, *arguments, stdin=None):
    program = shutil.which("mosquitto_pub")
    if program is None:
        pytest.skip("mosquitto_pub is not installed")
    subprocess.run(
        [program, "-h", "127.0.0.1", "-p", str(broker.port), *arguments],
        input=stdin,
        check=True,
        timeout=20,
    )


@FORMS
@QOS
@pytest.mark.parametrize("version", ["mqttv311", "mqttv5", "mqttv31"])
def test_mosquitto_pub(shared_broker, ears, version, qos, payload):
    mosquitto_pub(
        shared_broker, "-V", version, "-q", str(qos), "-t", topic_of("MOS-1"), "-m", payload
    )

    (message,) = hear(ears, "MOS-1")

    assert readings(message) == EXPECTED[payload]


@FORMS
@QOS
@pytest.mark.parametrize("version", [paho.MQTTv311, paho.MQTTv5], ids=["v311", "v5"])
def test_paho(shared_broker, ears, version, qos, payload):
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="paho", protocol=version)
    client.connect("127.0.0.1", shared_broker.port)
    client.loop_start()
    client.publish(topic_of("PAHO-1"), payload, qos=qos).wait_for_publish(10)

    (message,) = hear(ears, "PAHO-1")
    client.disconnect()
    client.loop_stop()

    assert readings(message) == EXPECTED[payload]


def test_many_lines_of_one_client_arrive_in_order(shared_broker, ears):
    lines = "".join(json.dumps({"t": NOW + n, "v": {"n": n}}) + "\n" for n in range(200))

    mosquitto_pub(
        shared_broker, "-V", "5", "-q", "1", "-t", topic_of("MOS-2"), "-l", stdin=lines.encode()
    )

    found = [readings(message)[0] for message in hear(ears, "MOS-2", 200)]
    assert found == [("n", NOW + n, float(n), 0) for n in range(200)]


@pytest.mark.parametrize("version", ["mqttv311", "mqttv5"])
def test_a_retained_reading_waits_for_the_platform(shared_broker, version):
    device = f"RET-{version}"
    topic = topic_of(device)
    mosquitto_pub(shared_broker, "-V", version, "-q", "1", "-r", "-t", topic, "-m", SINGLE)

    late = Subscriber(shared_broker.url, client_id=f"late-{version}", topics=[topic])
    late.start()
    assert late.wait_connected(10)
    (message,) = hear(late, device)
    late.stop()
    mosquitto_pub(shared_broker, "-r", "-n", "-t", topic)

    assert readings(message) == EXPECTED[SINGLE]


def test_properties_of_version_5_are_read_past(shared_broker, ears):
    mosquitto_pub(
        shared_broker,
        *("-V", "5", "-q", "1", "-t", topic_of("MOS-3"), "-m", SINGLE),
        *("-D", "publish", "content-type", "application/json"),
        *("-D", "publish", "message-expiry-interval", "60"),
        *("-D", "publish", "user-property", "厂区", "一期"),
        *("-D", "publish", "response-topic", "a/b"),
        *("-D", "publish", "correlation-data", "x" * 200),
    )

    assert readings(hear(ears, "MOS-3")[0]) == EXPECTED[SINGLE]


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"\xff\xfe\x00", b'{"t":1}', b"[" * 5_000, b'{"t":"x","v":{"a":1}}']
)
def test_nonsense_is_refused_and_the_next_message_arrives(shared_broker, ears, payload):
    for content in (payload, SINGLE.encode()):
        form = ["-s"] if content else ["-n"]
        arguments = ("-q", "1", "-t", topic_of("MOS-4"), *form)
        mosquitto_pub(shared_broker, *arguments, stdin=content or None)

    bad, good = hear(ears, "MOS-4", 2)

    assert len(decode(bad.topic, bad.payload)) == 0
    assert readings(good) == EXPECTED[SINGLE]


SCRIPT = """
const mqtt = require('mqtt');
const [url, version, qos, topic, payload, retain] = process.argv.slice(2);
const client = mqtt.connect(url, {protocolVersion: Number(version), clientId: 'js-' + version});
client.on('connect', () => client.publish(
  topic, payload, {qos: Number(qos), retain: retain === '1'},
  (error) => { if (error) { console.error(error); process.exit(1); } client.end(); }));
"""


@FORMS
@QOS
@pytest.mark.parametrize("version", [4, 5])
def test_mqtt_js(shared_broker, ears, version, qos, payload):
    folder = npm_peer("mqtt", "5.16.0")
    (folder / "publish.js").write_text(SCRIPT)
    subprocess.run(
        [
            *("node", "publish.js", shared_broker.url, str(version), str(qos)),
            *(topic_of("JS-1"), payload, "0"),
        ],
        cwd=folder,
        check=True,
        timeout=60,
    )

    (message,) = hear(ears, "JS-1")

    assert readings(message) == EXPECTED[payload]
