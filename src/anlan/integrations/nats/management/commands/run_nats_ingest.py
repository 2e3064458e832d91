"""``run_nats_ingest``: one of several processes that take readings from a NATS cluster."""

from __future__ import annotations

import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from anlan.integrations.nats.worker import PartitionedIngest


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT; start as many as there are cores for."""

    help = "Take readings from a NATS JetStream cluster, store and judge them."

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
        _leave_pool()
        worker = PartitionedIngest(options["server"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()


def _leave_pool() -> None:
    """Partitions are held by the session; one that goes back to a pool would hold them on."""
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()
    connection.settings_dict["OPTIONS"].pop("pool", None)
