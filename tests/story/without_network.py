"""Runs a command where nothing but the loopback device is up, and tells what tried to get out.

    unshare --net -- python without_network.py RESULT.json COMMAND …

A packet or connection to anywhere else finds no route; the kernel counts each such attempt. The
exit code is that of the command.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys
from pathlib import Path

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def raise_loopback() -> None:
    """Switch the loopback device on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name = b"lo"
        asked = fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16sH14x", name, 0))
        flags = struct.unpack("16sH14x", asked)[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", name, flags | IFF_UP))


def attempts() -> dict[str, int]:
    """How often the kernel found no route, by protocol version."""
    lines = Path("/proc/net/snmp").read_text(encoding="ascii").splitlines()
    names, values = (line.split() for line in lines if line.startswith("Ip:"))
    version_4 = int(values[names.index("OutNoRoutes")])
    version_6 = 0
    for line in Path("/proc/net/snmp6").read_text(encoding="ascii").splitlines():
        name, value = line.split()
        if name == "Ip6OutNoRoutes":
            version_6 = int(value)
    return {"ipv4": version_4, "ipv6": version_6}


def main() -> int:
    """Run the command and write the counts down."""
    result, *command = sys.argv[1:]
    raise_loopback()
    before = attempts()
    code = subprocess.run(command, check=False).returncode
    after = attempts()
    Path(result).write_text(
        json.dumps({version: after[version] - before[version] for version in after}),
        encoding="ascii",
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
