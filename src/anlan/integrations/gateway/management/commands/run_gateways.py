"""``run_gateways``: the process that listens for every device protocol."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.integrations.gateway.forwarder import BrokerForwarder
from anlan.integrations.gateway.running import Gateways, UnknownGateway, parse_wanted


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    help = "Listen for devices of every protocol; forward their readings to the MQTT broker."
    #: `prepare` has examined the installation; every process need not load all pages for it.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --broker, --only, --host and --simulate."""
        parser.add_argument("--broker", default=settings.ANLAN_MQTT_URL, help="mqtt://host:port")
        parser.add_argument(
            "--only",
            default=settings.ANLAN_GATEWAYS,
            help="hj212:9212,sl651:9651 …; empty: those that have devices; none: no gateway",
        )
        parser.add_argument("--host", default=settings.ANLAN_GATEWAY_HOST, help="where to listen")
        parser.add_argument(
            "--simulate", action="store_true", help="let simulated devices speak to the gateways"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        try:
            wanted = parse_wanted(options["only"])
        except UnknownGateway as error:
            raise CommandError(str(error)) from error
        asyncio.run(self._run(wanted, options))

    async def _run(self, wanted: dict[str, int | None] | None, options: dict[str, Any]) -> None:
        forwarder = BrokerForwarder(options["broker"])
        forwarder.start()
        gateways = Gateways(
            forwarder, wanted=wanted, host=options["host"], simulate=options["simulate"]
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, gateways.stopping.set)
        try:
            await gateways.run()
        finally:
            forwarder.stop()
