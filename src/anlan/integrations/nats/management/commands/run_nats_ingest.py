"""``run_nats_ingest``: one of several processes that take readings from a NATS cluster."""

from __future__ import annotations

import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from anlan.integrations.nats.worker import PartitionedIngest
from anlan.kernel.sessions import leave_pool


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT; start as many as there are cores for."""

    help = "Take readings from a NATS JetStream cluster, store and judge them."
    #: `prepare` has examined the installation; every process need not load all pages for it.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --server."""
        parser.add_argument(
            "--server",
            action="append",
            required=True,
            help="nats://host:port; once for every node",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        logging.getLogger("anlan").setLevel(logging.INFO)
        leave_pool()
        worker = PartitionedIngest(options["server"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
