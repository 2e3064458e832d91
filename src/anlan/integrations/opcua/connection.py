"""How a device's OPC UA server is reached, and a client with bounds."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from asyncua import ua
from asyncua.client.client import Client
from asyncua.client.ua_client import UaClientState, UASocketProtocol
from asyncua.common.utils import Buffer
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256
from asyncua.ua import ua_binary
from asyncua.ua.uaerrors import UaError

from anlan.integrations.opcua.trust import APPLICATION_URI, TrustStore

# The library writes many lines for every damaged message; the gateway counts instead.
logging.getLogger("asyncua").setLevel(logging.CRITICAL + 1)

POLICIES = {"none": None, "basic256sha256": SecurityPolicyBasic256Sha256}
MODES = {
    "sign": ua.MessageSecurityMode.Sign,
    "sign_and_encrypt": ua.MessageSecurityMode.SignAndEncrypt,
}
TIMEOUT_S, CONNECT_WITHIN_S, CLOSE_WITHIN_S = 4.0, 20.0, 3.0
WATCH_EVERY_S = 5.0
#: Our receive buffer: no chunk is longer (OPC UA part 6, 7.1.2.3). [bytes]
LONGEST_CHUNK = 65_535
#: Chunks of one message that are put together. [chunks]
MOST_CHUNKS = 256


#: Elements of an array beyond the bytes that are left: nulls take none on the wire.
MOST_NULLS = 1_000
#: Elements that the library makes up for an array of several dimensions; points are scalars.
MOST_RESHAPED = 10_000


def _bounded(create: Callable[..., Any]) -> Callable[..., Any]:
    """The library's maker of array readers, with a limit for the number of elements.

    It would read two thousand million nulls, or structures without fields, from ten bytes.
    """

    @functools.cache
    def create_bounded(*kind: Any) -> Callable[[Any], Any]:
        read = create(*kind)

        def read_bounded(data: Any) -> Any:
            if isinstance(data, Buffer):
                number = ua_binary.Primitives.Int32.unpack(data.copy())
                if number > len(data) + MOST_NULLS:
                    raise UaError(f"an array of {number} elements in {len(data)} bytes")
            return read(data)

        return read_bounded

    return create_bounded


def _bound_arrays() -> None:
    """Put the limits into the library, once."""
    ua_binary.MAX_RESHAPE_ELEMENTS = MOST_RESHAPED
    for name in ("_create_list_deserializer", "_create_uatype_array_deserializer"):
        setattr(ua_binary, name, _bounded(getattr(ua_binary, name)))
    ua_binary._create_type_deserializer.cache_clear()
    ua_binary._create_dataclass_deserializer.cache_clear()


_bound_arrays()


class BadConnection(ValueError):
    """The registry does not say how the device is reached."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server, how to speak to it and as whom; devices with the same share a session."""

    url: str
    policy: str = "none"
    mode: str = "sign_and_encrypt"
    user: str = ""
    secret: str = ""

    @classmethod
    def parse(cls, connection: Mapping[str, Any]) -> Server:
        """Read ``{"url": "opc.tcp://…", "security": "Basic256Sha256", "mode": "sign", …}``."""
        url = connection.get("url")
        if not isinstance(url, str) or not url.lower().startswith("opc.tcp://"):
            raise BadConnection("url: not opc.tcp://host:port/path")
        try:
            parts = urlsplit(url)
            if not parts.hostname or not parts.port or "@" in parts.netloc:
                raise BadConnection("url: host and port are needed, and no account")
        except ValueError:
            raise BadConnection("url: not opc.tcp://host:port/path") from None
        found = {}
        for name, known in (("security", POLICIES), ("mode", MODES)):
            value = connection.get(name, "none" if name == "security" else "sign_and_encrypt")
            if not isinstance(value, str) or value.lower() not in known:
                raise BadConnection(f"{name}: one of {', '.join(known)}")
            found[name] = value.lower()
        account = [connection.get(name, "") for name in ("user", "secret")]
        if not all(isinstance(value, str) for value in account):
            raise BadConnection("user and secret: text")
        return cls(url, found["security"], found["mode"], *account)


class BoundedProtocol(UASocketProtocol):
    """The library's connection, that ends when a server sends more than may be."""

    def data_received(self, data: bytes) -> None:
        """Take bytes; the library itself would collect without an end."""
        waiting = len(self.receive_buffer or b"")
        parts = getattr(self._connection, "_incoming_parts", ())
        if waiting > LONGEST_CHUNK or len(parts) > MOST_CHUNKS:
            self.disconnect_socket()
            return
        super().data_received(data)


def make_client(server: Server) -> Client:
    """A client that does not reconnect by itself: the session does, with what it has learned."""
    client = Client(server.url, timeout=TIMEOUT_S, watchdog_intervall=WATCH_EVERY_S)
    client.application_uri = APPLICATION_URI
    client.product_uri = APPLICATION_URI
    client.name = client.description = "Anlan"
    inner = client.uaclient
    make_protocol = inner._make_protocol

    def bounded() -> UASocketProtocol:
        protocol = make_protocol()
        protocol.__class__ = BoundedProtocol
        return protocol

    inner._make_protocol = bounded  # type: ignore[method-assign]
    return client


async def open_session(server: Server, trust: TrustStore) -> Client:
    """Connect, secured as the registry says; raises what went wrong."""
    client = make_client(server)
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            await _secure(client, server, trust)
            if server.user:
                client.set_user(server.user)
                if server.secret:
                    client.set_password(trust.secret(server.secret))
            await client.connect()
    except BaseException:
        await close_session(client)
        raise
    return client


async def _secure(client: Client, server: Server, trust: TrustStore) -> None:
    """Choose the endpoint, and check the server's certificate before anything is told to it."""
    policy = POLICIES[server.policy]
    if policy is None:
        return
    trust.prepare()
    mode = MODES[server.mode]
    endpoints = await client.connect_and_get_server_endpoints()
    endpoint = Client.find_endpoint(endpoints, mode, policy.URI)
    await client.set_security(
        policy,
        certificate=trust.certificate_path,
        private_key=trust.key_path,
        server_certificate=trust.check(endpoint.ServerCertificate),
        mode=mode,
    )


async def close_session(client: Client) -> None:
    """End a session, whatever state it is in, and leave no task of the library behind."""
    if client.state is UaClientState.CONNECTED:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await client.disconnect()
    with contextlib.suppress(Exception):
        client.disconnect_socket()
    tasks = [
        task
        for name in ("_supervisor_task", "_stale_watchdog_task", "_renew_channel_task")
        if (task := getattr(client, name, None)) is not None
    ]
    if (publishing := getattr(client.uaclient, "_publish_task", None)) is not None:
        tasks.append(publishing)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
