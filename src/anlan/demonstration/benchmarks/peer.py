"""The usual way to collect readings, to compare with: Node-RED writing to InfluxDB.

Node-RED comes from npm into a folder of the measurement, InfluxDB from Debian's package without
being installed. The flow does what one would do by hand, in its favour: one point of InfluxDB a
message with a field for every sensor, and writes gathered into batches.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from anlan.integrations.mqtt.testing import PrivateBroker, free_port

NAME = "Node-RED + InfluxDB"
PACKAGES = ("node-red@4", "node-red-contrib-influxdb@0.7")
INSTALL_S = 600
#: Points are gathered into one write until there are so many, or for so long. [ms]
GATHER_POINTS, GATHER_MS = 1_000, 100

_GATHER = """
let waiting = context.get('waiting') || [];
waiting.push({
    measurement: 'readings',
    tags: {device: msg.topic.split('/').pop()},
    fields: msg.payload.v,
    timestamp: new Date(msg.payload.t),
});
function give() {
    const found = context.get('waiting') || [];
    context.set('waiting', []);
    context.set('timer', null);
    if (found.length) node.send({payload: found});
}
context.set('waiting', waiting);
if (waiting.length >= %d) {
    clearTimeout(context.get('timer'));
    give();
} else if (!context.get('timer')) {
    context.set('timer', setTimeout(give, %d));
}
return null;
"""


class Unavailable(Exception):
    """The peer cannot be had on this machine; the message says why."""


def install(folder: Path) -> tuple[Path, Path]:
    """Return Node-RED's program and InfluxDB's; raises ``Unavailable``."""
    node_red = folder / "node_modules" / "node-red" / "red.js"
    influxd = folder / "influxdb" / "usr" / "bin" / "influxd"
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Unavailable("node and npm are not installed")
    if not node_red.exists():
        command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund"]
        _run([*command, "--ignore-scripts", *PACKAGES], folder, "Node-RED cannot be had from npm")
    if not influxd.exists():
        _run(["apt-get", "download", "influxdb"], folder, "InfluxDB cannot be had from Debian")
        package = next(folder.glob("influxdb_*.deb"))
        target = ["dpkg", "-x", str(package), str(folder / "influxdb")]
        _run(target, folder, "InfluxDB's package cannot be unpacked")
    return node_red, influxd


def _run(command: list[str], folder: Path, complaint: str) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{complaint}: {error}") from error
    if done.returncode:
        raise Unavailable(f"{complaint}: {done.stderr.strip()[-300:]}")


class Influx:
    """A private InfluxDB, asked over HTTP."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.port = free_port()
        folder.mkdir(parents=True, exist_ok=True)
        configuration = folder / "influxdb.conf"
        configuration.write_text(
            f'reporting-disabled = true\nbind-address = "127.0.0.1:{free_port()}"\n'
            f'[meta]\ndir = "{folder}/meta"\n'
            f'[data]\ndir = "{folder}/data"\nwal-dir = "{folder}/wal"\n'
            'index-version = "tsi1"\nquery-log-enabled = false\n'
            f'[http]\nbind-address = "127.0.0.1:{self.port}"\nlog-enabled = false\n'
            "[monitor]\nstore-enabled = false\n"
        )
        with open(folder / "influxdb.log", "wb") as log:
            self.process = subprocess.Popen(
                [str(program), "-config", str(configuration)], stdout=log, stderr=log
            )
        until = time.monotonic() + 60
        while True:
            try:
                self.ask("CREATE DATABASE anlan", database="")
                break
            except (URLError, OSError) as error:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise Unavailable(f"InfluxDB does not start: {error}") from error
                time.sleep(0.2)

    def ask(self, query: str, database: str = "anlan") -> Any:
        """Run a query."""
        body = urlencode({"q": query, "db": database}).encode()
        with urlopen(f"http://127.0.0.1:{self.port}/query", body, timeout=120) as answer:
            return json.loads(answer.read())

    def count(self) -> int:
        """How many readings are stored: the values of all fields."""
        series = self.ask("SELECT count(*) FROM readings")["results"][0].get("series")
        return int(sum(series[0]["values"][0][1:])) if series else 0

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


def write_flow(folder: Path, broker: PrivateBroker, influx: Influx) -> Path:
    """Write settings and flow of a private Node-RED; returns the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    gather = _GATHER % (GATHER_POINTS, GATHER_MS)
    flow: list[dict[str, Any]] = [
        {"id": "tab", "type": "tab", "label": "readings"},
        {
            "id": "broker",
            "type": "mqtt-broker",
            "broker": "127.0.0.1",
            "port": str(broker.port),
            "clientid": "peer",
            "autoConnect": True,
            "protocolVersion": "5",
            "keepalive": "60",
            "cleansession": False,
            "sessionExpiry": "3600",
        },
        {
            "id": "store",
            "type": "influxdb",
            "hostname": "127.0.0.1",
            "port": str(influx.port),
            "protocol": "http",
            "database": "anlan",
            "name": "",
            "usetls": False,
            "influxdbVersion": "1.x",
            "rejectUnauthorized": False,
        },
        {
            "id": "in",
            "type": "mqtt in",
            "z": "tab",
            "topic": "anlan/v1/telemetry/+",
            "qos": "1",
            "datatype": "json",
            "broker": "broker",
            "inputs": 0,
            "wires": [["gather"]],
        },
        {
            "id": "gather",
            "type": "function",
            "z": "tab",
            "func": gather,
            "outputs": 1,
            "wires": [["out"]],
        },
        {
            "id": "out",
            "type": "influxdb batch",
            "z": "tab",
            "influxdb": "store",
            "precision": "ms",
            "retentionPolicy": "",
            "wires": [],
        },
    ]
    (folder / "flows.json").write_text(json.dumps(flow))
    settings = folder / "settings.js"
    settings.write_text(
        "module.exports = {flowFile: 'flows.json', uiHost: '127.0.0.1', "
        f"uiPort: {free_port()}, httpAdminRoot: false, httpNodeRoot: false, "
        "credentialSecret: false, telemetry: {enabled: false}, "
        "logging: {console: {level: 'warn'}}};\n"
    )
    return settings


@contextmanager
def running(
    programs: tuple[Path, Path], broker: PrivateBroker, folder: Path
) -> Iterator[tuple[Influx, subprocess.Popen[bytes]]]:
    """Run the peer on this broker inside the block; raises ``Unavailable``."""
    node_red, influxd = programs
    influx = Influx(influxd, folder / "influx")
    before = broker.sessions()
    settings = write_flow(folder / "node-red", broker, influx)
    # The nodes installed beside Node-RED are found from its own folder.
    modules = settings.parent / "node_modules"
    modules.symlink_to(node_red.parents[1], target_is_directory=True)
    (settings.parent / "package.json").write_text(
        json.dumps({"name": "peer", "dependencies": {"node-red-contrib-influxdb": "*"}})
    )
    command = ["node", str(node_red), "--settings", str(settings)]
    with open(folder / "node-red.log", "wb") as log:
        process = subprocess.Popen(
            [*command, "--userDir", str(settings.parent)],
            stdout=log,
            stderr=log,
            env={**os.environ, "NODE_ENV": "production"},
        )
    try:
        until = time.monotonic() + 90
        while broker.sessions() <= before:
            if time.monotonic() > until or process.poll() is not None:
                written = (folder / "node-red.log").read_text(errors="replace")[-500:]
                raise Unavailable(f"Node-RED does not connect: {written}")
            time.sleep(0.2)
        time.sleep(2.0)
        yield influx, process
    finally:
        process.terminate()
        process.wait(30)
        influx.stop()
