"""Two ingesters over three NATS nodes: one of each is killed, nothing is lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from anlan.demonstration.benchmarks.fleet import Fleet, compare
from anlan.demonstration.benchmarks.lean import Database, Worker, register, wait_until
from anlan.integrations.nats.claims import SHARD_BASE, WRITER_LOCK
from anlan.integrations.nats.partitions import PARTITIONS
from anlan.integrations.nats.publisher import JetStreamPublisher
from anlan.integrations.nats.testing import NATS_SERVER, PrivateCluster
from anlan.operations.temporary import temporary_layout

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not NATS_SERVER, reason="nats-server is not installed (apt-get install nats-server)"
    ),
]

#: 48 devices of ten points, ten readings a second each: 4,800 readings a second.
DEVICES, POINTS_EACH = 48, 10


@dataclass
class Scene:
    """A cluster, a database, two workers and devices that speak."""

    cluster: PrivateCluster
    database: Database
    workers: list[Worker]
    publisher: JetStreamPublisher
    fleet: Fleet

    def partitions(self) -> list[int]:
        """How many partitions each worker that has some holds, fewest first."""
        rows = self.database.ask(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND objid BETWEEN %s AND %s GROUP BY pid ORDER BY 1",
            WRITER_LOCK + SHARD_BASE,
            WRITER_LOCK + SHARD_BASE + PARTITIONS - 1,
        )
        return [int(number) for (number,) in rows]

    def said(self) -> str:
        """The ends of the workers' logs."""
        return "\n".join(worker.said() for worker in self.workers)

    def wait_stored(self) -> None:
        """Everything said until now is stored."""
        sent = self.fleet.sent
        wait_until(lambda: self.database.count() >= sent, f"readings are missing:\n{self.said()}")


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    """Everything under way, both workers at work."""
    with temporary_layout() as layout:
        cluster = PrivateCluster(layout.var / "nats")
        database = Database(layout)
        arguments = ["run_nats_ingest"]
        for server in cluster.servers:
            arguments += ["--server", server]
        workers = [
            Worker(database, arguments, layout.log / f"worker{number}.log") for number in range(2)
        ]
        publisher = JetStreamPublisher(cluster.servers)
        fleet: Fleet | None = None
        try:
            cluster.start()
            database.start()
            database.copy_tables(rows=True)
            points = register(database, DEVICES, POINTS_EACH)
            assert publisher.start(), "the cluster takes nothing"
            for worker in workers:
                worker.start()
            fleet = Fleet(points, publisher.publish, 7)
            scene = Scene(cluster, database, workers, publisher, fleet)
            fleet.start()
            wait_until(
                lambda: scene.partitions() == [PARTITIONS // 2] * 2,
                f"the partitions are not shared:\n{scene.said()}",
            )
            yield scene
        finally:
            if fleet is not None:
                fleet.stopping.set()
            publisher.stop()
            for worker in workers:
                worker.stop()
            database.stop()
            cluster.stop()


def test_a_node_and_a_worker_are_killed_and_every_reading_is_stored_once(scene: Scene) -> None:
    scene.wait_stored()
    scene.workers[0].kill()
    wait_until(lambda: scene.partitions() == [PARTITIONS], f"nobody takes over:\n{scene.said()}")
    scene.cluster.kill_node(1)
    scene.wait_stored()

    scene.workers[0].start()
    scene.cluster.start_node(1)
    wait_until(
        lambda: scene.partitions() == [PARTITIONS // 2] * 2,
        f"the partitions are not shared again:\n{scene.said()}",
    )
    scene.fleet.stop()
    assert scene.publisher.wait_below(1, 60), "the cluster does not confirm everything"
    scene.wait_stored()
    for worker in scene.workers:
        worker.stop()

    found = compare(scene.database, scene.fleet)
    assert found.crossings_expected > 0
    assert found.is_exact, found
