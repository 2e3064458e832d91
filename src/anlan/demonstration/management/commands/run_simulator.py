"""``run_simulator``: all devices of the demonstration county over real MQTT."""

from __future__ import annotations

import logging
import os
import signal
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from anlan.demonstration.simulator.fleet import load_fleet
from anlan.demonstration.simulator.simulator import Simulator
from anlan.integrations.mqtt.client import Publisher

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    help = "Publish the readings of all simulated devices."
    #: `prepare` has examined the installation; every process need not load all pages for it.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --broker and --leak-after."""
        parser.add_argument("--broker", default=settings.ANLAN_MQTT_URL, help="mqtt://host:port")
        parser.add_argument(
            "--leak-after",
            type=float,
            default=float(os.environ.get("ANLAN_DEMO_LEAK_AFTER_S") or 0),
            help="seconds until the gas leak begins by itself; 0: only on order",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        fleet = load_fleet()
        connection.close()
        publisher = Publisher(
            options["broker"], client_id=f"anlan-simulator-{socket.gethostname()}"
        )
        simulator = Simulator(fleet, publisher, leak_after_s=options["leak_after"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: simulator.stopping.set())
        logger.info(
            "simulating %d points; the leak would be at %s", len(fleet.points), fleet.leak_device
        )
        publisher.start()
        try:
            simulator.run()
        finally:
            publisher.stop()
