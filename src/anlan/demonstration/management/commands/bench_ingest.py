"""Measure the way of readings from MQTT to stored and judged, over 440,000 points."""

from __future__ import annotations

import json
import os
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from anlan.demonstration.benchmarks import ingest, ingest_peer, ingest_world
from anlan.demonstration.benchmarks.scratch import scratch_database
from anlan.demonstration.benchmarks.server import durable_server

EXPLANATION = """
points_per_s   readings stored, judged and committed, from the first one sent to the last one
               stored, divided by that time
sent           readings in messages that the broker confirmed
stored         of these, found in the tables; lost: not found; doubled: found more than once;
               wrong: found with another value
alarm_p50_ms, alarm_p99_ms
               from the moment a reading was stamped and sent to the moment at which another
               connection could read the crossing it caused (looked for every 10 ms)
cpu_s          processor time of ingest, broker and database server together; publishers apart
peak_rss_mb    largest memory of the ingest process; rss_mb_samples: one every five seconds
bytes_per_reading
               size on disk of the compacted readings with all indexes, divided by their number
load           load average of the machine, one sample every five seconds
peer           Node-RED writing to InfluxDB, same broker, same messages; null unless --peer
ratio          points_per_s divided by that of the peer
cpu_us_per_reading, cpu_ratio
               processor time a reading costs, and how many times as much the peer needs: on a
               busy machine, or below what both can take, this tells more than the ratio
fresh_curve_p50_ms
               one point's single readings of the whole run, before they are compacted
"""


def durability() -> dict[str, str]:
    """How safe a commit is on the server that was measured."""
    found = {}
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            found[name] = str(cursor.fetchone()[0])
    return found


class Command(BaseCommand):
    """``anlan bench ingest --seconds 60 --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long, how fast, in which form."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXPLANATION
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument("--seconds", type=float, default=60.0)
        parser.add_argument("--rate", type=float, default=105_000, help="readings offered a second")
        parser.add_argument("--devices", type=int, default=ingest_world.DEVICES)
        parser.add_argument("--points-each", type=int, default=ingest_world.POINTS_EACH)
        parser.add_argument("--publishers", type=int, default=1, help="sending processes")
        parser.add_argument(
            "--instants", type=int, default=1, help="instants in a message (form of columns)"
        )
        parser.add_argument("--rules", type=int, default=5_000)
        parser.add_argument("--crossings", type=float, default=2.0, help="planted a second")
        parser.add_argument(
            "--peer",
            action="store_true",
            help="afterwards the same messages to Node-RED and InfluxDB, fetched from npm and "
            "Debian into --peer-folder",
        )
        parser.add_argument("--peer-folder", type=Path, default=None)
        parser.add_argument(
            "--configured-server",
            action="store_true",
            help="measure on the configured database server instead of one of its own, "
            "which has durable commits whatever the configured one has",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables, measure, drop them."""
        plan = ingest.Plan(
            seconds=options["seconds"],
            rate=options["rate"],
            devices=options["devices"],
            points_each=options["points_each"],
            publishers=options["publishers"],
            instants=options["instants"],
            rules=options["rules"],
            crossings=options["crossings"],
            say=lambda text: self.stderr.write(text),
        )
        load_before = round(os.getloadavg()[0], 2)
        server = nullcontext() if options["configured_server"] else durable_server()
        with server, scratch_database("anlan_bench_ingest"):
            figures = {**ingest.run(plan), **durability(), "load_before": load_before}
        figures |= {"peer": None, "ratio": None}
        if options["peer"]:
            folder = options["peer_folder"] or Path(tempfile.gettempdir()) / "anlan-peer"
            other = ingest_peer.run(plan, folder)
            figures["peer"] = other
            if other["points_per_s"]:
                figures["ratio"] = round(figures["points_per_s"] / other["points_per_s"], 2)
                figures["cpu_ratio"] = round(
                    other["cpu_us_per_reading"] / figures["cpu_us_per_reading"], 2
                )
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:22} {value}")
