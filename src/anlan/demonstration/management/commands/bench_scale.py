"""Measure ingestion over a NATS JetStream cluster of three nodes with 1, 2 and 4 workers."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.demonstration.benchmarks.detection_tables import write_block
from anlan.demonstration.benchmarks.scale import DEVICES, measure
from anlan.integrations.nats.testing import NATS_SERVER
from anlan.operations.paths import PROJECT
from anlan.operations.temporary import temporary_layout

DOCUMENT = PROJECT / "docs/scale-out.md"


class Command(BaseCommand):
    """``anlan bench scale --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Sizes, and the form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
        parser.add_argument("--devices", type=int, default=DEVICES)
        parser.add_argument("--rounds", type=int, default=10, help="messages of every device")
        parser.add_argument(
            "--write-docs", action="store_true", help="put the curve into docs/scale-out.md"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start everything in a temporary folder, measure, remove it."""
        if not NATS_SERVER:
            raise CommandError("nats-server is not installed: apt-get install nats-server")
        with temporary_layout() as layout:
            figures = measure(
                layout,
                workers=options["workers"],
                rounds=options["rounds"],
                devices=options["devices"],
                say=self.stderr.write,
            )
        table = render(figures)
        if options["write_docs"]:
            write_block(DOCUMENT, "curve", table)
        self.stdout.write(json.dumps(figures) if options["json"] else table)


def render(figures: dict[str, Any]) -> str:
    """Return the curve as a table."""
    first = figures["curve"][0]["readings_per_s"]
    lines = [
        f"{figures['points']:,} points, {figures['readings_per_message']} readings a message,"
        f" {figures['nodes']} nodes, {figures['replicas']} copies, {figures['cores']} cores for"
        " everything (nodes, database, workers, publisher).",
        "",
        "| workers | sent | stored | s | readings/s | to one | a CPU s of workers | load before |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in figures["curve"]:
        lines.append(
            f"| {one['workers']} | {one['sent']:,} | {one['stored']:,} | {one['seconds']}"
            f" | {one['readings_per_s']:,} | {one['readings_per_s'] / first:.2f}"
            f" | {one['readings_per_cpu_s']:,} | {one['load_average_before']} |"
        )
    return "\n".join(lines)
