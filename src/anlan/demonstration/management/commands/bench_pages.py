"""Measure list pages, dossiers and map tiles over a million enterprises in a scratch database."""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.urls import reverse

from anlan.demonstration.benchmarks import million, pages
from anlan.demonstration.benchmarks.scratch import scratch_database

TARGET_MS = 150


class Command(BaseCommand):
    """``anlan bench pages --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size of the table, and the form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument("--rows", type=int, default=1_000_000)
        parser.add_argument(
            "--no-migrations", action="store_true", help="make the tables straight from the models"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables, measure, drop them."""
        with scratch_database("anlan_bench_pages", migrate=not options["no_migrations"]):
            figures = self.measure(options["rows"])
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:20} {value}")

    def measure(self, rows: int) -> dict[str, Any]:
        """Count the queries with a thousand rows and with all of them, and time the pages."""
        started = time.perf_counter()
        connection.ensure_connection()
        million.make_places()
        few = min(1000, rows)
        million.add_enterprises(1, few)
        client = self.sign_in()
        sample = [reverse("enterprises:list") + query for query in pages.COUNTED]
        pages.count_queries(client, sample)  # what is cached once is cached now
        counts_few = pages.count_queries(client, sample)
        self.stderr.write(f"writing {rows:,} enterprises …")
        step = 100_000
        for first in range(few + 1, rows + 1, step):
            million.add_enterprises(first, min(first + step - 1, rows))
        ids = pages.add_parts(200)
        million.settle()
        loaded = time.perf_counter()
        # Writing took minutes, and a session notes its last use once a minute: let it do so first.
        pages.count_queries(client, sample)
        counts_many = pages.count_queries(client, sample)
        figures = pages.run(client, ids)
        worst = max(figures["list_p95_ms"], figures["detail_p95_ms"])
        if figures["tile_requests"]:
            worst = max(worst, figures["tile_p95_ms"])
        return {
            "rows": rows,
            **figures,
            "queries_constant": counts_few == counts_many,
            "queries_per_list_page": max(counts_many),
            "queries_by_page": {"few_rows": counts_few, "all_rows": counts_many},
            "target_ms": TARGET_MS,
            "is_met": worst < TARGET_MS,
            "load_s": round(loaded - started, 1),
            "load_average": round(os.getloadavg()[0], 1),
        }

    def sign_in(self) -> Client:
        """An officer of the whole province, signed in by account."""
        from anlan.demonstration.benchmarks.visitor import officer_client

        return officer_client()
