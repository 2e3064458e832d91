"""Measure graded risk and hazards of a large county in a scratch database, and the import."""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from anlan.demonstration.benchmarks import dual_prevention, hazards
from anlan.demonstration.benchmarks.imports import ROWS, measure_import
from anlan.demonstration.benchmarks.scratch import scratch_database
from anlan.demonstration.benchmarks.visitor import officer_client
from anlan.kernel.actor import system_actor

#: Figure → what it must stay below.
TARGETS = {
    "regrade_p95_ms": 100.0,
    "rollup_ms": 1000.0,
    "rollup_page_ms": 1000.0,
    "quarterly_ms": 1000.0,
    "quarterly_page_ms": 1000.0,
    "list_p95_ms": 150.0,
    "detail_p95_ms": 150.0,
    "tile_p95_ms": 150.0,
    "import_preview_s": 10.0,
    "import_commit_s": 30.0,
    "import_peak_mb": 500.0,
}


class Command(BaseCommand):
    """``anlan bench hazards --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Sizes of the county, and the form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument("--enterprises", type=int, default=10_000)
        parser.add_argument("--units", type=int, default=200_000)
        parser.add_argument("--hazards", type=int, default=1_000_000)
        parser.add_argument("--import-rows", type=int, default=ROWS)
        parser.add_argument("--share", type=float, default=1.0, help="share of the requests")
        parser.add_argument("--database", default="anlan_bench_hazards")
        parser.add_argument(
            "--no-migrations", action="store_true", help="make the tables straight from the models"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the county, measure, drop it."""
        with scratch_database(options["database"], migrate=not options["no_migrations"]):
            figures = self.measure(options)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:22} {value}")

    def measure(self, options: dict[str, Any]) -> dict[str, Any]:
        """Count the queries with a thousand rows and with all of them, and time everything."""
        started = time.perf_counter()
        actor = system_actor("bench")
        counts = {name: options[name] for name in ("enterprises", "units", "hazards")}
        connection.ensure_connection()
        dual_prevention.make_county(options["enterprises"], actor)
        dual_prevention.add_rows(**counts, first=True, actor=actor)
        client = officer_client(region_prefix=dual_prevention.COUNTY)
        sample = hazards.counted_urls()
        hazards.count_queries(client, sample)  # what is cached once is cached now
        few = hazards.count_queries(client, sample)
        self.stderr.write(f"writing {counts['hazards']:,} hazards …")
        dual_prevention.add_rows(**counts, first=False, actor=actor)
        loaded = time.perf_counter()
        # Writing took minutes, and a session notes its last use once a minute: let it do so first.
        hazards.count_queries(client, sample)
        many = hazards.count_queries(client, sample)
        share = options["share"]
        requests = {
            "list": max(3, round(share * hazards.LIST_REQUESTS)),
            "detail": max(3, round(share * hazards.DETAIL_REQUESTS)),
            "tile": max(3, round(share * hazards.TILE_REQUESTS)),
        }
        figures: dict[str, Any] = hazards.table_sizes()
        figures |= hazards.measure_figures(client)
        figures |= hazards.measure_pages(client, requests)
        figures |= hazards.measure_services(max(2, round(share * hazards.SERVICE_CALLS)))
        figures["load_average"] = round(os.getloadavg()[0], 1)
        figures |= measure_import(options["import_rows"])
        return {
            **figures,
            "queries_constant": few == many,
            "queries_by_page": {"few_rows": few, "all_rows": many},
            "targets": TARGETS,
            "missed": [name for name, limit in TARGETS.items() if figures[name] >= limit],
            "is_met": few == many and all(figures[name] < limit for name, limit in TARGETS.items()),
            "load_s": round(loaded - started, 1),
        }
