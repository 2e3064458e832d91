"""Simulated control systems: OPC UA servers at the addresses that the registry gives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from asyncua import ua
from asyncua.crypto import cert_gen
from asyncua.server.server import Server as UaServer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from anlan.integrations.gateway.public import SimulationContext, end_tasks, wire_value
from anlan.integrations.opcua.connection import BadConnection, Server
from anlan.integrations.opcua.values import BadNode, NodeAddress, parse_node
from anlan.monitoring.devices.public import GatewayDevice, GatewayPoint

SERVER_URI = "urn:anlan:simulated-plant"
NAMESPACES = 8


async def make_server(
    url: str, nodes: Iterable[NodeAddress], folder: Path | None = None
) -> tuple[UaServer, dict[NodeAddress, ua.NodeId]]:
    """A server with variables at the nodes; ``folder``: with security, its certificate there."""
    server = UaServer()
    await server.init()
    server.set_endpoint(url)
    server.set_server_name("Simulated plant")
    policies = [ua.SecurityPolicyType.NoSecurity]
    if folder is not None:
        certificate, key = make_certificate(folder)
        await server.set_application_uri(SERVER_URI)
        await server.load_certificate(certificate)
        await server.load_private_key(key)
        policies += [
            ua.SecurityPolicyType.Basic256Sha256_Sign,
            ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
        ]
    server.set_security_policy(policies)
    for number in range(2, NAMESPACES):
        await server.register_namespace(f"{SERVER_URI}:{number}")
    made: dict[NodeAddress, ua.NodeId] = {}
    for address in nodes:
        if address in made:
            continue
        uri = address.namespace_uri
        node_id = address.resolve(await server.register_namespace(uri) if uri else None)
        name = ua.QualifiedName(str(node_id.Identifier), node_id.NamespaceIndex)
        await server.nodes.objects.add_variable(node_id, name, 0.0, ua.VariantType.Double)
        made[address] = node_id
    return server, made


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """The simulated plant's certificate and key, made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate_path, key_path = folder / "server.der", folder / "server.pem"
    if not certificate_path.is_file():
        key = cert_gen.generate_private_key()
        certificate = cert_gen.generate_self_signed_app_certificate(
            key,
            "Simulated plant",
            {"organizationName": "Anlan"},
            [x509.UniformResourceIdentifier(SERVER_URI), x509.DNSName("localhost")],
            extended=[ExtendedKeyUsageOID.SERVER_AUTH],
        )
        key_path.write_bytes(cert_gen.dump_private_key_as_pem(key))
        key_path.chmod(0o600)
        certificate_path.write_bytes(certificate.public_bytes(Encoding.DER))
    return certificate_path, key_path


def _moment(at: datetime) -> ua.DateTime:
    return ua.DateTime.fromtimestamp(at.timestamp(), UTC)


async def show(
    server: UaServer,
    node_id: ua.NodeId,
    value: float,
    *,
    status: int = 0,
    at: datetime | None = None,
) -> None:
    """Let a variable show a value, with its status and the moment of measurement."""
    now = datetime.now(UTC)
    data = ua.DataValue(
        ua.Variant(value, ua.VariantType.Double),
        ua.StatusCode(ua.UInt32(status)),
        SourceTimestamp=_moment(at or now),
        ServerTimestamp=_moment(now),
    )
    await server.write_attribute_value(node_id, data)


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


async def simulate(context: SimulationContext) -> None:
    """Simulate the registered servers that are on this machine until told to stop."""
    while not context.stopping.is_set():
        version = context.directory.version
        by_url: dict[str, list[tuple[GatewayDevice, GatewayPoint, NodeAddress]]] = {}
        for device in context.directory.devices():
            try:
                url = Server.parse(device.connection).url
            except BadConnection:
                continue
            if _is_local(url):
                by_url.setdefault(url, []).extend(_points(device))
        tasks = [asyncio.create_task(_serve(context, url, rows)) for url, rows in by_url.items()]
        try:
            while context.directory.version == version and await context.pause(0.5):
                pass
        finally:
            await end_tasks(tasks)


def _points(device: GatewayDevice) -> list[tuple[GatewayDevice, GatewayPoint, NodeAddress]]:
    found = []
    for point in device.points:
        try:
            found.append((device, point, parse_node(point.source)))
        except BadNode:
            continue
    return found


async def _serve(
    context: SimulationContext,
    url: str,
    rows: list[tuple[GatewayDevice, GatewayPoint, NodeAddress]],
) -> None:
    """One simulated server, showing new values in the period of each device."""
    try:
        server, nodes = await make_server(url, [address for _d, _p, address in rows])
        await server.start()
    except OSError as error:
        context.failures += 1
        context.say.warning("no simulated server at %s: %s", url, error)
        return
    context.connected.add(url)
    due = dict.fromkeys((device.code for device, _p, _a in rows), 0.0)
    try:
        while True:
            now = time.monotonic()
            for code in [code for code, moment in due.items() if moment <= now]:
                for device, point, address in rows:
                    if device.code == code:
                        value = wire_value(context.value(device, point, time.time()), point)
                        await show(server, nodes[address], value)
                        context.sent += 1
                        due[code] = now + (context.period_s or device.period_s)
            await asyncio.sleep(0.1)
    finally:
        context.connected.discard(url)
        await server.stop()
