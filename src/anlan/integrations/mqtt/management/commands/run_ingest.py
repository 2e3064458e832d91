"""``run_ingest``: the process that takes readings from the broker."""

from __future__ import annotations

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from anlan.integrations.mqtt.ingest import Ingest, mqtt_source
from anlan.kernel.sessions import leave_pool


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT; finishes the batch in hand."""

    help = "Take readings from the MQTT broker, store and judge them."
    #: `prepare` has examined the installation; every process need not load all pages for it.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --broker and --shard."""
        parser.add_argument("--broker", default=settings.ANLAN_MQTT_URL, help="mqtt://host:port")
        parser.add_argument("--shard", type=int, default=0, help="number of this ingester")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        leave_pool()
        shard = options["shard"]
        ingest = Ingest(mqtt_source(options["broker"], shard=shard), shard=shard)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ingest.stop())
        ingest.run()
