"""Where a web hook may go: never into our own network unless its keeper said so.

The name is resolved once and the connection goes to that very address, so that a name that points
elsewhere a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect, and the name to present there."""

    url: str
    host: str
    name: str


def check_form(url: str) -> None:
    """Raise ``InvalidInput`` unless the address is http(s) with a host and without a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    good = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    if not good or port == 0:
        raise InvalidInput(
            fields={"url": _("Write an address that begins with https:// or http://.")}
        )


def resolve(url: str, *, may_be_internal: bool) -> Target:
    """Return the address to connect to. Raises ``InvalidInput`` for an internal one or none."""
    check_form(url)
    parts = urlsplit(url)
    name = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InvalidInput(fields={"url": _("The name of this address is not known.")}) from None
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if not may_be_internal and not all(_is_outside(address) for address in addresses):
        raise InvalidInput(
            fields={"url": _("This address is inside our own network, which is not allowed.")}
        )
    address = addresses[0]
    host = f"[{address}]" if address.version == 6 else str(address)
    target = urlunsplit((parts.scheme, f"{host}:{port}", parts.path or "/", parts.query, ""))
    default_port = 443 if parts.scheme == "https" else 80
    return Target(target, name if port == default_port else f"{name}:{port}", name)


def _is_outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    checked = mapped or address
    return checked.is_global and not checked.is_multicast
