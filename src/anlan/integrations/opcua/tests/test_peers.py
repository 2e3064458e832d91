"""Conversations with an independent OPC UA server: node-opcua. With ``ANLAN_PEERS=1``."""

from __future__ import annotations

import asyncio
import time

import pytest

from anlan.integrations.gateway.peers import npm_peer, running_peer
from anlan.integrations.gateway.public import BAD, GOOD, UNCERTAIN
from anlan.integrations.gateway.testing import listening, make_device
from anlan.integrations.mqtt.testing import free_port
from anlan.integrations.opcua import session
from anlan.integrations.opcua.trust import TrustStore

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(600)]

NODE_OPCUA = """
const { OPCUAServer, Variant, DataType, StatusCodes, DataValue, OPCUACertificateManager,
        UserManagerOptions } = require('node-opcua');
const port = Number(process.argv[2]);
(async () => {
  const certificates = new OPCUACertificateManager({
    rootFolder: process.argv[3], automaticallyAcceptUnknownCertificate: true });
  await certificates.initialize();
  const server = new OPCUAServer({
    port, resourcePath: '/plant', serverCertificateManager: certificates,
    hostname: '127.0.0.1', alternateHostname: ['127.0.0.1'],
    userManager: { isValidUser: (user, word) => user === 'anlan' && word === 'word' },
    buildInfo: { productName: 'peer' },
  });
  await server.initialize();
  const space = server.engine.addressSpace, own = space.getOwnNamespace();
  const folder = own.addFolder('ObjectsFolder', { browseName: 'Tank' });
  let number = 0, begin = Date.now();
  const add = (nodeId, dataType, value) => own.addVariable({ componentOf: folder,
    browseName: nodeId, nodeId, dataType,
    value: new Variant({ dataType: DataType[dataType], value }) });
  const level = add('s=Tank.Level', 'Double', 0);
  add('i=5001', 'Int32', -7);
  add('s=Tank.Open', 'Boolean', true);
  add('s=Tank.Name', 'String', 'x');
  add('s=Tank.Shaky', 'Double', 1).setValueFromSource(
    { dataType: DataType.Double, value: 3 }, StatusCodes.UncertainLastUsableValue,
    new Date('2026-11-18T08:00:00Z'));
  add('s=Tank.Broken', 'Double', 1).setValueFromSource(
    { dataType: DataType.Double, value: 4 }, StatusCodes.BadSensorFailure);
  setInterval(() => { number += 1;
    level.setValueFromSource({ dataType: DataType.Double, value: number }); }, 100);
  await server.start();
  console.log('uri ' + own.namespaceUri + ' end');
  console.log('ready');
})().catch((error) => { console.error(error); process.exit(1); });
"""

POINTS = {
    "level": "ns=1;s=Tank.Level",
    "count": "ns=1;i=5001",
    "open": "ns=1;s=Tank.Open",
    "name": "ns=1;s=Tank.Name",
    "shaky": "ns=1;s=Tank.Shaky",
    "broken": "ns=1;s=Tank.Broken",
    "missing": "ns=1;s=Tank.Missing",
    "state": "i=2259",
}


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    """The server's address."""
    folder = npm_peer("node-opcua", "2.186.4")
    (folder / "server.js").write_text(NODE_OPCUA)
    port = free_port()
    certificates = tmp_path_factory.mktemp("certificates")
    with running_peer(["node", "server.js", str(port), str(certificates)], folder):
        yield f"opc.tcp://127.0.0.1:{port}/plant"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(session, "BACK_OFF_FIRST_S", 0.2)


async def until_true(condition, within_s=40.0):
    end = time.monotonic() + within_s
    while time.monotonic() < end and not condition():
        await asyncio.sleep(0.05)
    return bool(condition())


def hear(url, folder, *, trust_it=False, **connection):
    """What the gateway hears of the peer."""
    device = make_device("PEER", POINTS, connection={"url": url, **connection}, period_s=0.2)
    trust = TrustStore(folder)

    async def play():
        async with listening("opcua", [device], folder=folder) as gateway:
            if trust_it:
                assert await until_true(lambda: gateway.stats.refused.get("untrusted"))
                (rejected,) = (folder / "rejected").iterdir()
                trust.trust(rejected.read_bytes())
            assert await until_true(
                lambda: len([s for s in gateway.forwarder.of("PEER") if s.key == "level"]) >= 10
            ), gateway.stats
            return gateway.forwarder.of("PEER"), gateway.stats

    return asyncio.run(play())


def judge(samples):
    newest = {sample.key: sample for sample in samples}
    levels = [sample.value for sample in samples if sample.key == "level"]
    assert levels == sorted(levels) and levels[-1] > levels[0]
    assert newest["count"].value == -7.0
    assert newest["open"].value == 1.0
    assert (newest["name"].value, newest["name"].quality) == (None, BAD)
    shaky = [sample for sample in samples if sample.key == "shaky"][0]
    assert (shaky.value, shaky.quality) == (3.0, UNCERTAIN)
    assert shaky.at_ms == 1_794_988_800_000  # 2026-11-18 08:00 UTC, as the source told
    assert (newest["broken"].value, newest["broken"].quality) == (None, BAD)
    assert (newest["missing"].value, newest["missing"].quality) == (None, BAD)
    assert (newest["state"].value, newest["state"].quality) == (0.0, GOOD)


def test_node_opcua_without_security(peer, tmp_path):
    samples, stats = hear(peer, tmp_path)

    judge(samples)
    assert stats.refused == {"node": 1}


@pytest.mark.parametrize("mode", ["sign", "sign_and_encrypt"])
def test_node_opcua_with_security_and_an_account(peer, tmp_path, mode):
    TrustStore(tmp_path).prepare()
    (tmp_path / "secrets" / "peer").write_text("word", encoding="utf-8")

    samples, _stats = hear(
        peer,
        tmp_path,
        trust_it=True,
        security="Basic256Sha256",
        mode=mode,
        user="anlan",
        secret="peer",
    )

    judge(samples)


def test_node_opcua_refuses_a_wrong_password(peer, tmp_path):
    TrustStore(tmp_path).prepare()
    (tmp_path / "secrets" / "peer").write_text("wrong", encoding="utf-8")
    device = make_device(
        "PEER", POINTS, connection={"url": peer, "user": "anlan", "secret": "peer"}, period_s=0.2
    )

    async def play():
        async with listening("opcua", [device], folder=tmp_path) as gateway:
            assert await until_true(lambda: gateway.stats.refused_total >= 2)
            return gateway.stats, gateway.forwarder.samples

    stats, samples = asyncio.run(play())

    assert samples == []
    assert stats.faults == 0
