"""From MQTT to stored and judged readings, end to end, with everything a real day has in it.

A broker of its own with persistence, publishers in their own processes, the ingest process as it
runs in service, roll-ups every minute, rules, and crossings planted at known moments. Afterwards
what was sent is compared with what is in the tables, reading by reading.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anlan.demonstration.benchmarks import ingest_world as world
from anlan.demonstration.benchmarks.ingest_compare import compare
from anlan.demonstration.benchmarks.ingest_publisher import Order
from anlan.demonstration.benchmarks.processes import Watched, postgres_of
from anlan.integrations.mqtt.testing import PrivateBroker
from anlan.kernel import clock
from anlan.monitoring.telemetry.public import compact, from_ms, read_stored, roll_up

#: How long what is under way may take to arrive when sending is over. [s]
DRAIN_S = 120.0
#: The table of crossings is looked at this often; alarm latencies are this much too long at most.
LOOK_EVERY_S = 0.01
SAMPLE_EVERY_S = 5.0


@dataclass(frozen=True)
class Plan:
    """How large and how long."""

    seconds: float = 60.0
    #: Readings a second that the publishers offer.
    rate: float = 100_000.0
    devices: int = world.DEVICES
    points_each: int = world.POINTS_EACH
    publishers: int = 1
    instants: int = 1
    rules: int = 5_000
    crossings: float = 2.0
    say: Callable[[str], None] = field(default=lambda _text: None, compare=False)

    @property
    def message_rate(self) -> float:
        """Messages a second of all publishers."""
        return self.rate / self.points_each / self.instants


class CrossingWatch(threading.Thread):
    """Notes when each crossing could first be read by others, over a connection of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="crossing-watch")
        self.seen: dict[tuple[int, int], float] = {}
        self.stopping = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        last = 0
        try:
            while not self.stopping.wait(LOOK_EVERY_S):
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT id, point_id, (extract(epoch FROM raised_at) * 1000)::bigint "
                        "FROM alarms_alarmtrigger WHERE id > %s ORDER BY id",
                        [last],
                    )
                    rows = cursor.fetchall()
                now = time.time() * 1000
                for row_id, point_id, at_ms in rows:
                    self.seen[point_id, at_ms] = now
                    last = row_id
        finally:
            connection.close()


def environment() -> dict[str, str]:
    """The surroundings of child processes: this database, this source tree."""
    kept = connection.settings_dict
    url = (
        f"postgresql://{kept['USER']}:{kept['PASSWORD']}@{kept['HOST']}:{kept['PORT']}"
        f"/{kept['NAME']}"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**os.environ, "DATABASE_URL": url, "PYTHONPATH": path}


def orders(plan: Plan, broker: PrivateBroker, folder: Path) -> list[Order]:
    """Divide the fleet among the publishers."""
    edges = np.linspace(0, plan.devices, plan.publishers + 1).astype(int).tolist()
    every = max(1, plan.devices * plan.points_each // plan.rules) if plan.rules else 1
    return [
        Order(
            host="127.0.0.1",
            port=broker.port,
            client_id=f"bench-{n}",
            first=edges[n],
            last=edges[n + 1],
            points_each=plan.points_each,
            rate=plan.message_rate / plan.publishers,
            seconds=plan.seconds,
            instants=plan.instants,
            crossings=plan.crossings / plan.publishers if plan.rules else 0.0,
            rule_every=every,
            out=str(folder / f"sent-{n}.npz"),
        )
        for n in range(plan.publishers)
    ]


def start_ingest(broker: PrivateBroker, log: Any) -> subprocess.Popen[bytes]:
    """Start the ingest process as in service."""
    return subprocess.Popen(
        [sys.executable, "-m", "django", "run_ingest", "--broker", broker.url],
        env=environment(),
        stdout=log,
        stderr=log,
    )


def start_publishers(plan: Plan, given: list[Order]) -> list[subprocess.Popen[str]]:
    """Start the publishers and wait until all is encoded."""
    found = []
    for order in given:
        process = subprocess.Popen(
            [sys.executable, "-m", "anlan.demonstration.benchmarks.ingest_publisher"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(order)) + "\n")
        process.stdin.flush()
        found.append(process)
    for process in found:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("a publisher did not start")
    return found


def count_stored() -> int:
    """How many readings the store says it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(number), 0) FROM telemetry_ingestcount "
            "WHERE fate IN ('stored', 'late')"
        )
        return int(cursor.fetchone()[0])


def run(plan: Plan) -> dict[str, Any]:
    """Measure once; the tables are those of a scratch database."""
    plan.say(f"writing {plan.devices * plan.points_each:,} points and {plan.rules:,} rules …")
    ids = world.make_registry(plan.devices, plan.points_each, plan.rules)
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as name:
        folder = Path(name)
        broker = PrivateBroker(folder / "broker")
        broker.start()
        try:
            with open(folder / "ingest.log", "wb") as log:
                return _run(plan, ids, broker, folder, log)
        except RuntimeError as error:
            written = (folder / "ingest.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{error}\n{written}") from error
        finally:
            broker.stop()


def _run(
    plan: Plan, ids: NDArray[np.int64], broker: PrivateBroker, folder: Path, log: Any
) -> dict[str, Any]:
    ingest = start_ingest(broker, log)
    publishers: list[subprocess.Popen[str]] = []
    watch = CrossingWatch()
    try:
        plan.say("encoding what the devices will send …")
        given = orders(plan, broker, folder)
        publishers = start_publishers(plan, given)
        _wait_subscribed(broker, ingest, len(publishers))
        watched = Watched(
            {
                "ingest": [ingest.pid],
                "broker": [broker.process.pid if broker.process else 0],
                "publishers": [process.pid for process in publishers],
            },
            postgres=postgres_of(connection),
            every_s=SAMPLE_EVERY_S,
        )
        watch.start()
        roller = start_roller(log)
        watched.start()
        begun = time.time()
        for process in publishers:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        plan.say(f"sending for {plan.seconds:.0f} s …")
        answers = []
        for process in publishers:
            assert process.stdout is not None
            answers.append(json.loads(process.stdout.readline()))
        sent_until = time.time()
        each = plan.points_each * plan.instants
        sent = sum(answer["confirmed"] for answer in answers) * each
        stored_at = _drain(sent, ingest)
        watched.stop()
        watch.stopping.set()
        watch.join(5)
        roller.terminate()
        roller.wait(20)
        ingest.terminate()
        ingest.wait(300)  # newest values of all points are written at the end
    finally:
        everyone: list[subprocess.Popen[Any]] = [ingest, *publishers]
        for process in everyone:
            if process.poll() is None:
                process.kill()
                process.wait(10)
    plan.say("comparing what was sent with what is stored …")
    found = compare(given, ids, watch.seen)
    plan.say("reading and compacting …")
    packed = {**measure_fresh_curves(ids, begun), **measure_compaction()}
    used = watched.figures()
    return {
        "points_per_s": round(found.stored / (stored_at - begun)),
        "sent": sent,
        "stored": found.stored,
        "lost": found.lost,
        "doubled": found.doubled,
        "wrong": found.wrong,
        **found.alarms,
        **used,
        "cpu_us_per_reading": round(used["cpu_s"] / max(1, sent) * 1e6, 2),
        **packed,
        "points": int(ids.size),
        "rules": plan.rules,
        "offered_per_s": round(plan.rate),
        "seconds": plan.seconds,
        "drained_s": round(stored_at - sent_until, 1),
        "messages": sum(answer["confirmed"] for answer in answers),
        "readings_per_message": each,
        "publisher_cpu_s": round(sum(answer["cpu_s"] for answer in answers), 1),
    }


def measure_fresh_curves(ids: NDArray[np.int64], begun: float) -> dict[str, Any]:
    """Time the single readings of a point over the whole run, none of them compacted yet."""
    roll_up(clock.now())
    chance, took = np.random.default_rng(3), []
    for point in chance.choice(ids.ravel(), 20).tolist():
        started = time.perf_counter()
        read_stored(from_ms(begun * 1000), clock.now(), [point])
        took.append((time.perf_counter() - started) * 1000)
    return {"fresh_curve_p50_ms": round(float(np.median(took)), 1)}


def measure_compaction() -> dict[str, Any]:
    """Compact all that is stored, as if some hours had passed; return the size on disk."""
    with connection.cursor() as cursor:
        # Every writer is idle: nothing is waited for.
        cursor.execute("UPDATE telemetry_writerstate SET latest_until = now() + interval '1 day'")
    later = clock.now() + timedelta(hours=3)
    roll_up(later)
    begun, used = time.perf_counter(), time.process_time()
    done = compact(later)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_total_relation_size(relid)), 0) "
            "FROM pg_partition_tree('telemetry_block')"
        )
        size = int(cursor.fetchone()[0])
    return {
        "bytes_per_reading": round(size / done.readings, 2) if done.readings else None,
        "compacted": done.readings,
        "compaction_s": round(time.perf_counter() - begun, 1),
        "compaction_cpu_s": round(time.process_time() - used, 1),
    }


def start_roller(log: Any) -> subprocess.Popen[bytes]:
    """Start the periodic work of the store, as the worker does it in service."""
    code = (
        "import django, time; django.setup()\n"
        "from anlan.monitoring.telemetry.tasks import roll_up_readings\n"
        "while True:\n"
        "    time.sleep(60 - (time.time() - 12) % 60)\n"
        "    roll_up_readings()\n"
    )
    return subprocess.Popen([sys.executable, "-c", code], env=environment(), stdout=log, stderr=log)


def _wait_subscribed(
    broker: PrivateBroker, ingest: subprocess.Popen[bytes], publishers: int
) -> None:
    """Wait until ingest has read the registry and subscribed: its writer's lock and its session."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if ingest.poll() is not None:
            raise RuntimeError("ingest ended before anything was sent")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM telemetry_rollup")
            began = cursor.fetchone()[0]
        if began and broker.sessions() > publishers:
            time.sleep(1.0)
            return
        time.sleep(0.2)
    raise RuntimeError("ingest did not subscribe")


def _drain(sent: int, ingest: subprocess.Popen[bytes]) -> float:
    """Wait until the store counts as many readings as were sent; return when it was so far."""
    until = time.monotonic() + DRAIN_S
    last, at = -1, time.time()
    while time.monotonic() < until:
        found = count_stored()
        if found != last:
            last, at = found, time.time()
        if found >= sent or ingest.poll() is not None:
            break
        time.sleep(0.05)
    return at
