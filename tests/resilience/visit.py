"""Run inside a network namespace of its own: start the platform, look at its pages, tell what left.

    unshare --net python visit.py <supervisor command …>

The last line of the output is one JSON object. In a namespace with nothing but a loopback every
attempt to reach anything else has no route, and the kernel counts it (``OutNoRoutes``), whichever
process made it; ``strace``, where it is there, tells who and where to.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import httpx

from anlan.operations.paths import Layout
from anlan.operations.supervisor import read_state

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1
PASSWORD = "Anlan-2026-demo"
START_TIMEOUT_S = 180
#: Long enough for every periodic job of a minute to have run, and for a browser to have read on.
STAY_S = 12
CONNECT = re.compile(r"^(\d+) .*connect\(\d+, \{sa_family=(AF_INET6?), (.*?)\}, \d+\)")
PAGES = (
    "/",
    "/map/",
    "/map/wall/",
    "/map/config.json",
    "/alarms/",
    "/incidents/",
    "/incidents/open/",
    "/responses/",
    "/teams/",
    "/enterprises/",
    "/devices/",
    "/deadlines/",
    "/notifications/",
    "/duty/log/",
    "/api/v1/openapi.json",
    "/api/v1/docs",
)
ADDRESS = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?((?:https?:)?//[^"'\s>)]+)""")


def bring_up_loopback() -> None:
    """Without `ip`: the loopback of a new namespace is down."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def interfaces() -> list[str]:
    """The network interfaces of this namespace."""
    lines = Path("/proc/self/net/dev").read_text(encoding="ascii").splitlines()[2:]
    return [line.partition(":")[0].strip() for line in lines]


def without_route() -> int:
    """How many packets or connections had no way out, in this namespace, so far."""
    names, figures = (
        line.split()
        for line in Path("/proc/self/net/snmp").read_text(encoding="ascii").splitlines()
        if line.startswith("Ip:")
    )
    found = int(figures[names.index("OutNoRoutes")])
    path = Path("/proc/self/net/snmp6")
    if path.exists():
        found += sum(
            int(line.split()[1])
            for line in path.read_text(encoding="ascii").splitlines()
            if line.startswith("Ip6OutNoRoutes")
        )
    return found


def try_to_leave() -> bool:
    """Prove the gauge: our own attempt to reach an address kept for documentation is counted."""
    before = without_route()
    with contextlib.suppress(OSError), socket.socket() as wanderer:
        wanderer.settimeout(1)
        wanderer.connect(("192.0.2.1", 443))
    return without_route() > before


def outside(trace: Path) -> list[str]:
    """The connections a trace shows that do not stay on this machine; name servers count too."""
    found = set()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        match = CONNECT.search(line)
        if match is None:
            continue
        pid, _family, where = match.groups()
        is_here = '"127.' in where or '"::1"' in where or '"::ffff:127.' in where
        if not is_here or "htons(53)" in where:
            found.add(f"process {pid}: {where}")
    return sorted(found)


def start(command: list[str], layout: Layout, trace: Path) -> tuple[subprocess.Popen[bytes], float]:
    """Start the platform, under a trace where that is possible, and wait until it is ready."""
    strace = shutil.which("strace")
    traced = (
        [strace, "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect", "-o", str(trace)]
        if strace
        else []
    )
    began = time.monotonic()
    with open(layout.log / "offline.log", "ab") as log:
        process = subprocess.Popen([*traced, *command], stdout=log, stderr=log)
    while not read_state(layout).get("ready"):
        if process.poll() is not None or time.monotonic() - began > START_TIMEOUT_S:
            process.kill()
            sys.exit(
                "the platform does not start: " + (layout.log / "offline.log").read_text()[-2000:]
            )
        time.sleep(0.1)
    return process, time.monotonic() - began


def look_around(address: str) -> tuple[dict[str, int], list[str]]:
    """Sign in as the duty officer; how the pages answered, and what they name outside."""
    answers: dict[str, int] = {}
    named: set[str] = set()
    assets: set[str] = set()
    with httpx.Client(base_url=address, timeout=60, follow_redirects=True) as http:
        http.get("/login/")
        http.post(
            "/login/",
            data={
                "username": "duty_officer",
                "password": PASSWORD,
                "csrfmiddlewaretoken": http.cookies["anlan_csrf"],
            },
        )
        for path in PAGES:
            answer = http.get(path)
            answers[path] = answer.status_code
            named |= {url for url in ADDRESS.findall(answer.text) if address not in url}
            assets |= set(re.findall(r"""(?:src|href)=["'](/static/[^"'#]+)""", answer.text))
        for path in sorted(assets):
            answer = http.get(path)
            answers[path] = answer.status_code
            if path.endswith(".css"):
                named |= set(ADDRESS.findall(answer.text))
        # What the map asks for: a tile of every layer.
        for layer in http.get("/map/config.json").json()["layers"]:
            path = layer["url"].format(z=10, x=851, y=425)
            answers[path] = http.get(path).status_code
    return answers, sorted(named)


def main() -> None:
    """Do it all and print the JSON line."""
    bring_up_loopback()
    layout = Layout.from_environment()
    trace = layout.log / "connect.trace"
    is_counted, own = try_to_leave(), without_route()
    process, seconds = start(sys.argv[1:], layout, trace)
    state = read_state(layout)
    try:
        answers, named = look_around(str(state["address"]))
        time.sleep(STAY_S)
        running = sorted(
            name for name, entry in read_state(layout)["processes"].items() if entry["pid"]
        )
    finally:
        os.kill(int(state["pid"]), signal.SIGTERM)
        process.wait(90)
    seen = {
        "interfaces": interfaces(),
        "start_s": round(seconds, 1),
        "answers": answers,
        "named": named,
        "running": running,
        "restarts": sum(entry["restarts"] for entry in state["processes"].values()),
        "attempts_are_counted": is_counted,
        "without_route": without_route() - own,
        "traced": trace.exists(),
        "connections": outside(trace) if trace.exists() else [],
    }
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
