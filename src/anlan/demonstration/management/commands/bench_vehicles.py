"""Measure thousands of vehicles in a scratch database: positions, the live map, tracks."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from anlan.demonstration.benchmarks.scratch import scratch_database
from anlan.demonstration.benchmarks.vehicles import measure

#: Figure → what it must stay below.
TARGETS = {
    "batch_p99_ms": 200.0,
    "feed_p95_ms": 200.0,
    "snapshot_p95_ms": 1000.0,
    "track_day_p50_ms": 50.0,
    "bytes_per_position": 12.0,
}


class Command(BaseCommand):
    """``anlan bench vehicles --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many vehicles for how long, and the form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument("--vehicles", type=int, default=5000)
        parser.add_argument("--minutes", type=float, default=10.0)
        parser.add_argument("--database", default="anlan_bench_vehicles")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the fleet, let it drive, drop it."""
        with scratch_database(options["database"], migrate=False):
            connection.ensure_connection()
            figures = measure(options["vehicles"], options["minutes"])
        figures["load_average"] = round(os.getloadavg()[0], 1)
        figures["is_complete"] = figures["positions"] == figures["expected"]
        figures["keeps_up"] = figures["positions_per_s"] > figures["needed_per_s"]
        figures["targets"] = TARGETS
        figures["missed"] = [name for name, most in TARGETS.items() if figures[name] >= most]
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:22} {value}")
