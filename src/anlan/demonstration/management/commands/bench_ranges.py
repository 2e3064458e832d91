"""Measure curves over a year, three days, an hour of single readings, and 1,000 newest values."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand

from anlan.demonstration.benchmarks import ingest_world, ranges
from anlan.demonstration.benchmarks.scratch import scratch_database
from anlan.demonstration.benchmarks.server import durable_server
from anlan.demonstration.benchmarks.visitor import officer_client

YEAR_TARGET_MS, LATEST_TARGET_MS = 200, 20


class Command(BaseCommand):
    """``anlan bench ranges --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The form of the answer, and the server."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument(
            "--configured-server", action="store_true", help="not a server of its own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables, measure, drop them."""
        server = nullcontext() if options["configured_server"] else durable_server()
        with server, scratch_database("anlan_bench_ranges"):
            self.stderr.write("writing 440,000 points and a year of readings …")
            ingest_world.make_registry(ingest_world.DEVICES, ingest_world.POINTS_EACH, 0)
            figures = ranges.run(officer_client())
        figures |= {
            "is_met": figures["year_p95_ms"] < YEAR_TARGET_MS
            and figures["latest_1000_p95_ms"] < LATEST_TARGET_MS,
            "load_average": round(os.getloadavg()[0], 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:22} {value}")
