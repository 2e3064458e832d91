"""The same messages through the peer, on a broker of the same kind."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from anlan.demonstration.benchmarks import peer
from anlan.demonstration.benchmarks.ingest import SAMPLE_EVERY_S, Plan, orders, start_publishers
from anlan.demonstration.benchmarks.processes import Watched
from anlan.integrations.mqtt.testing import PrivateBroker

#: How long the peer may take to store what is under way when sending is over. [s]
DRAIN_S = 180.0


def run(plan: Plan, programs: Path) -> dict[str, Any]:
    """Measure the peer once; says why when it cannot be had."""
    plan = replace(plan, instants=1, rules=0, crossings=0.0)
    try:
        found = peer.install(programs)
        with tempfile.TemporaryDirectory(prefix="anlan-peer-") as name:
            return _run(plan, found, Path(name))
    except peer.Unavailable as error:
        return {"name": peer.NAME, "points_per_s": None, "unavailable": str(error)}


def _run(plan: Plan, programs: tuple[Path, Path], folder: Path) -> dict[str, Any]:
    broker = PrivateBroker(folder / "broker")
    broker.start()
    publishers = []
    try:
        publishers = start_publishers(plan, orders(plan, broker, folder))
        with peer.running(programs, broker, folder) as (influx, node_red):
            watched = Watched(
                {
                    "node_red": [node_red.pid],
                    "influxdb": [influx.process.pid],
                    "broker": [broker.process.pid if broker.process else 0],
                },
                postgres=0,
                every_s=SAMPLE_EVERY_S,
            )
            watched.start()
            plan.say(f"sending to the peer for {plan.seconds:.0f} s …")
            begun = time.time()
            for process in publishers:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            answers = []
            for process in publishers:
                assert process.stdout is not None
                answers.append(json.loads(process.stdout.readline()))
            sent = sum(answer["confirmed"] for answer in answers) * plan.points_each
            stored, at = _drain(influx, sent)
            watched.stop()
            figures = watched.figures()
    finally:
        for process in publishers:
            if process.poll() is None:
                process.kill()
                process.wait(10)
        broker.stop()
    used = figures["cpu_s"]
    return {
        "name": peer.NAME,
        "cpu_us_per_reading": round(used / max(1, stored) * 1e6, 2),
        "points_per_s": round(stored / (at - begun)),
        "sent": sent,
        "stored": stored,
        "cpu_by_process_s": figures["cpu_by_process_s"],
        "load": figures["load"],
    }


def _drain(influx: peer.Influx, sent: int) -> tuple[int, float]:
    """Wait until all is stored or nothing more comes; return how much, and when it was so far."""
    until = time.monotonic() + DRAIN_S
    last, at, quiet = -1, time.time(), 0
    while time.monotonic() < until and quiet < 10:
        found = influx.count()
        if found > last:
            last, at, quiet = found, time.time(), 0
        else:
            quiet += 1
        if found >= sent:
            break
        time.sleep(0.5)
    return last, at
