"""Work where there is no network: this process and all it starts see nothing but a loopback."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

from anlan.operations.errors import OperationsError

CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def cut_off() -> None:
    """Leave every network for good; a packet to anywhere else finds no route and is counted."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(CLONE_NEWNET) != 0:
        raise OperationsError(
            "this machine does not let us make a network namespace: "
            + os.strerror(ctypes.get_errno()),
            hint="run it as root, or leave --loopback out",
        )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name = b"lo"
        asked = fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16sH14x", name, 0))
        flags = struct.unpack("16sH14x", asked)[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", name, flags | IFF_UP))


def interfaces() -> list[str]:
    """The network interfaces this process sees."""
    lines = Path("/proc/self/net/dev").read_text(encoding="ascii").splitlines()[2:]
    return sorted(line.partition(":")[0].strip() for line in lines)


def without_route() -> dict[str, int]:
    """How often something here found no way out, by version of the protocol."""
    net = Path("/proc/self/net")
    lines = net.joinpath("snmp").read_text(encoding="ascii").splitlines()
    names, values = (line.split() for line in lines if line.startswith("Ip:"))
    found = {"ipv4": int(values[names.index("OutNoRoutes")]), "ipv6": 0}
    snmp6 = net / "snmp6"
    if snmp6.exists():
        for line in snmp6.read_text(encoding="ascii").splitlines():
            name, value = line.split()
            if name == "Ip6OutNoRoutes":
                found["ipv6"] = int(value)
    return found
