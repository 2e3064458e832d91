"""A conversation with an independent edge node: the JavaScript client of Eclipse Tahu.

With ``ANLAN_PEERS=1``.
"""

from __future__ import annotations

import asyncio
import time

import pytest

from anlan.integrations.gateway.peers import npm_peer, running_peer
from anlan.integrations.gateway.public import BAD
from anlan.integrations.gateway.testing import listening, make_device

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(300)]

TAHU = """
const sparkplug = require('sparkplug-client');
const client = sparkplug.newClient({
  serverUrl: process.argv[2], username: '', password: '', groupId: 'plant', edgeNode: 'tahu',
  clientId: 'tahu', version: 'spBv1.0',
});
const now = () => Date.now();
const birth = () => ({ timestamp: now(), metrics: [
  { name: 'Level', alias: 1, type: 'Float', value: 2.5, timestamp: now() },
  { name: 'Small', type: 'Int8', value: -5, timestamp: now() },
  { name: 'Count', type: 'UInt32', value: 4000000000, timestamp: now() },
  { name: 'Large', type: 'Int64', value: -7, timestamp: now() },
  { name: 'Open', type: 'Boolean', value: true, timestamp: now() },
  { name: 'Maker', type: 'String', value: 'x', timestamp: now() },
]});
let number = 0;
const allBirths = () => {
  client.publishNodeBirth({ timestamp: now(), metrics: [
    { name: 'Node Control/Rebirth', type: 'Boolean', value: false },
    { name: 'Radio/RSSI', type: 'Int32', value: -61 },
  ]});
  client.publishDeviceBirth('tank', birth());
};
client.on('birth', () => { allBirths(); console.log('ready'); });
client.on('ncmd', (order) => {
  if (order.metrics.some((m) => m.name === 'Node Control/Rebirth' && m.value)) allBirths();
});
setInterval(() => {
  number += 1;
  client.publishDeviceData('tank', { timestamp: now(), metrics: [
    { name: 'Level', type: 'Float', value: 2.5 + number, timestamp: now() },
    { name: 'Small', type: 'Int8', value: -5, timestamp: now() },
  ]});
  if (number === 20) client.publishDeviceDeath('tank', { timestamp: now(), metrics: [] });
  if (number === 25) client.publishDeviceBirth('tank', birth());
}, 100);
client.on('error', (error) => { console.error(error); process.exit(1); });
"""

DEVICES = [
    make_device("TAHU", {"rssi": "Radio/RSSI"}, identity="plant/tahu"),
    make_device(
        "TAHU-TANK",
        {
            "level": "Level",
            "small": "Small",
            "count": "Count",
            "large": "Large",
            "open": "Open",
            "maker": "Maker",
        },
        identity="plant/tahu/tank",
    ),
]


async def until_true(condition, within_s=30.0):
    end = time.monotonic() + within_s
    while time.monotonic() < end and not condition():
        await asyncio.sleep(0.02)
    return bool(condition())


def newest(gateway, code):
    return {sample.key: sample.value for sample in gateway.forwarder.of(code)}


def test_tahu(broker):
    folder = npm_peer("sparkplug-client", "3.2.4")
    (folder / "edge.js").write_text(TAHU)
    peer = running_peer(["node", "edge.js", broker.url], folder)

    async def play():
        async with listening("sparkplug", DEVICES, broker=broker.url) as gateway:
            await asyncio.to_thread(peer.__enter__)
            gone_at = None
            try:
                assert await until_true(lambda: len(newest(gateway, "TAHU-TANK")) == 6)
                first = newest(gateway, "TAHU-TANK") | newest(gateway, "TAHU")
                assert await until_true(lambda: (newest(gateway, "TAHU-TANK")["level"] or 0) > 10)
                assert await until_true(lambda: "plant/tahu/tank" not in gateway.stats.devices)
                gone = newest(gateway, "TAHU-TANK")
                assert await until_true(lambda: "plant/tahu/tank" in gateway.stats.devices)
                refused = dict(gateway.stats.refused)
            finally:
                await asyncio.to_thread(peer.__exit__, None, None, None)
            assert await until_true(lambda: not gateway.stats.devices)
            gone_at = gateway.forwarder.of("TAHU-TANK")[-1]
            return first, gone, gone_at, refused, gateway.stats

    first, gone, last, refused, stats = asyncio.run(play())

    assert first["level"] >= 2.5
    assert (first["small"], first["count"], first["large"], first["open"]) == (-5, 4e9, -7, 1)
    assert (first["maker"], first["rssi"]) == (None, -61)
    assert set(gone.values()) == {None}
    assert (last.value, last.quality) == (None, BAD)
    assert set(refused) <= {"not_born"}
    assert stats.faults == 0


def test_tahu_is_asked_for_its_birth(broker):
    folder = npm_peer("sparkplug-client", "3.2.4")
    (folder / "edge.js").write_text(TAHU)

    async def play():
        async with listening("sparkplug", DEVICES, broker=broker.url) as gateway:
            assert await until_true(lambda: newest(gateway, "TAHU-TANK"), 60)
            return gateway.stats

    with running_peer(["node", "edge.js", broker.url], folder):
        stats = asyncio.run(play())

    assert stats.faults == 0
