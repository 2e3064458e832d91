"""Test kit: a private cluster of three NATS servers on free ports, which can be killed singly."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

NATS_SERVER = shutil.which("nats-server", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
NODES = 3


def free_ports(number: int) -> list[int]:
    """Return ports that are free now."""
    probes = [socket.socket() for _number in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@dataclass
class Node:
    """One server of the cluster."""

    name: str
    port: int
    configuration: Path
    process: subprocess.Popen[bytes] | None = None


class PrivateCluster:
    """Three servers of our own in a folder, on the loopback, with JetStream on disk."""

    def __init__(self, folder: Path, nodes: int = NODES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        ports = free_ports(2 * nodes)
        clients, routes = ports[:nodes], ports[nodes:]
        self.nodes = []
        for number in range(nodes):
            path = folder / f"node{number}.conf"
            peers = ", ".join(f"nats-route://127.0.0.1:{port}" for port in routes)
            cluster = f"listen: 127.0.0.1:{routes[number]}, routes: [{peers}]"
            path.write_text(
                f"server_name: node{number}\nlisten: 127.0.0.1:{clients[number]}\n"
                f'jetstream {{ store_dir: "{folder}/store{number}", max_file_store: 4GB }}\n'
                f"cluster {{ name: anlan, {cluster} }}\n"
            )
            self.nodes.append(Node(f"node{number}", clients[number], path))

    @property
    def servers(self) -> list[str]:
        """Addresses of all nodes."""
        return [f"nats://127.0.0.1:{node.port}" for node in self.nodes]

    def start(self) -> None:
        """Start every node."""
        for number in range(len(self.nodes)):
            self.start_node(number)

    def start_node(self, number: int) -> None:
        """Start one node and wait until it listens."""
        assert NATS_SERVER, "nats-server is not installed"
        node = self.nodes[number]
        with open(node.configuration.with_suffix(".log"), "ab") as log:
            node.process = subprocess.Popen(
                [NATS_SERVER, "-c", str(node.configuration)], stdout=log, stderr=log
            )
        for _attempt in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", node.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"{node.name} did not start")

    def kill_node(self, number: int) -> None:
        """Kill a node as a power cut would."""
        process = self.nodes[number].process
        assert process is not None
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Stop every node."""
        for node in self.nodes:
            if node.process is not None and node.process.poll() is None:
                node.process.terminate()
        for node in self.nodes:
            if node.process is not None:
                try:
                    node.process.wait(10)
                except subprocess.TimeoutExpired:
                    node.process.kill()
                    node.process.wait()
