"""How ingestion grows with its workers: the same readings over a NATS cluster by 1, 2, 4."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.demonstration.benchmarks.lean import Database, Worker, device_code, register, wait_until
from anlan.integrations.mqtt.public import encode_batch
from anlan.integrations.nats.claims import SHARD_BASE, WRITER_LOCK
from anlan.integrations.nats.partitions import PARTITIONS
from anlan.integrations.nats.publisher import JetStreamPublisher
from anlan.integrations.nats.testing import PrivateCluster
from anlan.operations.paths import Layout

DEVICES, POINTS_EACH = 400, 25
#: Instants in a message: 200 readings.
INSTANTS = 8
STEP_MS = 1_000
#: Messages that wait for confirmation at most while a backlog is written.
WINDOW = 4_000


@dataclass
class Scene:
    """Database, cluster and publisher of a measurement."""

    database: Database
    cluster: PrivateCluster
    publisher: JetStreamPublisher
    layout: Layout
    devices: int
    next_ms: int = 0

    def workers(self, number: int) -> list[Worker]:
        """So many workers, not started."""
        arguments = ["run_nats_ingest"]
        for server in self.cluster.servers:
            arguments += ["--server", server]
        return [
            Worker(self.database, arguments, self.layout.log / f"worker{index}.log")
            for index in range(number)
        ]

    def partitions(self) -> list[int]:
        """How many partitions each worker that has some holds, fewest first."""
        rows = self.database.ask(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND objid BETWEEN %s AND %s GROUP BY pid ORDER BY 1",
            WRITER_LOCK + SHARD_BASE,
            WRITER_LOCK + SHARD_BASE + PARTITIONS - 1,
        )
        return [int(number) for (number,) in rows]

    def written(self) -> int:
        """Rows written to the tables of readings; late by a second: counting is a load."""
        ((number,),) = self.database.ask(
            "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables"
            " WHERE relname LIKE 'telemetry_reading%%' OR relname LIKE 'telemetry_late_reading%%'"
        )
        return int(number)

    def frames(self, rounds: int) -> list[tuple[str, bytes]]:
        """Encode so many rounds of a message from every device, at times not used before."""
        found = []
        numbers = np.random.default_rng(self.next_ms)
        for _round in range(rounds):
            values = np.round(numbers.random((self.devices, INSTANTS, POINTS_EACH)) * 80, 2)
            for device in range(self.devices):
                found.append((device_code(device), self._frame(values[device])))
            self.next_ms += INSTANTS * STEP_MS
        return found

    def _frame(self, values: NDArray[np.float64]) -> bytes:
        return encode_batch(
            (f"p{key:02d}", self.next_ms + instant * STEP_MS, value, 0)
            for instant, row in enumerate(values.tolist())
            for key, value in enumerate(row)
        )


def measure(
    layout: Layout,
    *,
    workers: Sequence[int],
    rounds: int,
    devices: int = DEVICES,
    say: Callable[[str], None] = lambda _text: None,
) -> dict[str, Any]:
    """Let 1, 2, 4 … workers store the same number of readings; return the curve."""
    database, cluster = Database(layout), PrivateCluster(layout.var / "nats")
    publisher = JetStreamPublisher(cluster.servers)
    try:
        cluster.start()
        database.start()
        database.copy_tables()
        register(database, devices, POINTS_EACH)
        if not publisher.start(timeout_s=60):
            raise RuntimeError("the NATS cluster takes nothing")
        # Backwards from now, so that nothing is stamped in the future.
        begin = int(time.time() * 1000) - (len(workers) * rounds + 1) * INSTANTS * STEP_MS
        scene = Scene(database, cluster, publisher, layout, devices, begin)
        curve = [_one(scene, number, rounds, say) for number in workers]
    finally:
        publisher.stop()
        database.stop()
        cluster.stop()
    return {
        "curve": curve,
        "points": devices * POINTS_EACH,
        "readings_per_message": INSTANTS * POINTS_EACH,
        "nodes": len(cluster.nodes),
        "replicas": 3,
        "cores": os.cpu_count(),
    }


def _one(scene: Scene, number: int, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Start so many workers, wait until they have shared the partitions, and time a backlog."""
    workers = scene.workers(number)
    frames = scene.frames(rounds)
    readings = len(frames) * INSTANTS * POINTS_EACH
    before = scene.database.count()
    try:
        for worker in workers:
            worker.start()
        share = sorted(len(range(rank, PARTITIONS, number)) for rank in range(number))
        wait_until(
            lambda: scene.partitions() == share,
            "the partitions are not shared:\n" + "\n".join(one.said() for one in workers),
            180,
        )
        time.sleep(3)  # until everyone reads its partitions
        load = os.getloadavg()[0]
        cpu_before = sum(worker.cpu_s for worker in workers)
        written, began = scene.written(), time.monotonic()
        for code, frame in frames:
            scene.publisher.publish(code, frame)
            if scene.publisher.unconfirmed > WINDOW:
                scene.publisher.wait_below(WINDOW // 2, 60)
        scene.publisher.wait_below(1, 120)
        published = time.monotonic() - began
        wait_until(
            lambda: scene.written() - written >= readings,
            "readings are missing:\n" + "\n".join(one.said() for one in workers),
            300,
        )
        lasted = time.monotonic() - began
        cpu_s = sum(worker.cpu_s for worker in workers) - cpu_before
    finally:
        for worker in workers:
            worker.stop()
    stored = scene.database.count() - before
    figures = {
        "workers": number,
        "sent": readings,
        "stored": stored,
        "seconds": round(lasted, 2),
        "readings_per_s": round(readings / lasted),
        "published_in_s": round(published, 2),
        "workers_cpu_s": round(cpu_s, 2),
        "readings_per_cpu_s": round(readings / max(cpu_s, 0.01)),
        "load_average_before": round(load, 1),
    }
    say(str(figures))
    return figures
