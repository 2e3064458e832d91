"""Free ports, remembered so that an address stays the same from one start to the next."""

from __future__ import annotations

import contextlib
import json
import socket
import zlib

from anlan.operations.errors import OperationsError
from anlan.operations.paths import Layout

# Below 32768, where Linux begins to hand out ports to outgoing connections: a port chosen here
# is not taken by somebody's browser between two starts.
POSTGRES_BASE = 15432
BROKER_BASE = 11883
WEB_BASE = 8000
SPREAD = 1000
BACKLOG = 2048  # connections waiting to be accepted


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nothing listens on the port (connections in TIME_WAIT do not count)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def first_free(start: int, host: str = "127.0.0.1", *, tries: int = 200) -> int:
    """The first free port from ``start`` upwards."""
    for port in range(start, min(start + tries, 65536)):
        if is_free(port, host):
            return port
    raise OperationsError(f"no free port between {start} and {start + tries}")


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket, to be inherited by the program that serves on it.

    Held from the moment the port is chosen, so that nobody else takes it while the program is
    still being prepared; callers wait a moment, instead of being refused, while it is started
    again.

    Raises:
        OSError: the port is taken or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def listen_first_free(start: int, host: str = "127.0.0.1", *, tries: int = 200) -> socket.socket:
    """A socket listening on the first free port from ``start`` upwards."""
    for port in range(start, min(start + tries, 65536)):
        with contextlib.suppress(OSError):
            return listen(port, host)
    raise OperationsError(f"no free port between {start} and {start + tries}")


def remembered(layout: Layout) -> dict[str, int]:
    """The ports last used by this installation, by service name."""
    try:
        stored = json.loads((layout.run / "ports.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): int(port) for name, port in stored.items()}


def remember(layout: Layout, name: str, port: int) -> None:
    """Keep the port of a service for its next start."""
    layout.prepare()
    ports = remembered(layout) | {name: port}
    draft = layout.run / "ports.json.new"
    draft.write_text(json.dumps(ports), encoding="utf-8")
    draft.replace(layout.run / "ports.json")


def choose(layout: Layout, name: str, base: int) -> int:
    """The remembered port of a service if it is still free, otherwise a free one.

    The search starts at a place derived from the folder, so that two installations on one machine
    (or two tests at once) seldom try the same number.
    """
    port = remembered(layout).get(name)
    if port is not None and is_free(port):
        return port
    return first_free(base + zlib.crc32(str(layout.var).encode()) % SPREAD)
