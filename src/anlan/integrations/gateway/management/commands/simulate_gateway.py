"""``simulate_gateway``: registered devices of a protocol, simulated, speak to a listener."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.integrations.gateway.directory import DirectoryWatcher
from anlan.integrations.gateway.registry import find_gateway
from anlan.integrations.gateway.simulation import SimulationContext, find_simulator, simulators


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT, or for --seconds."""

    help = "Let the registered devices of a protocol, simulated, speak to its gateway."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name and where the listener is."""
        parser.add_argument("name", help="hj212, sl651, gbt26875 …")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, help="default: the port of the running gateway")
        parser.add_argument("--seconds", type=float, default=0.0, help="0: until stopped")
        parser.add_argument("--period", type=float, help="instead of every device's own [s]")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        from anlan.integrations.gateway.models import GatewayStatus

        name = options["name"]
        simulator, gateway = find_simulator(name), find_gateway(name)
        if simulator is None or gateway is None:
            raise CommandError(f"no simulator {name!r}; there are: {', '.join(simulators())}")
        if options["port"] is None:
            known = GatewayStatus.objects.filter(name=name).first()
            options["port"] = (known.port if known else None) or gateway.default_port or 0
        watcher = DirectoryWatcher([gateway.protocol])
        watcher.start()
        if not watcher.wait_loaded(10):
            raise CommandError("the registry of devices could not be read")
        directory = watcher.directories[gateway.protocol]
        if not directory.devices():
            raise CommandError(f"no device speaks {gateway.title}; register one first")

        async def run() -> SimulationContext:
            stopping = asyncio.Event()
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stopping.set)
            if options["seconds"]:
                loop.call_later(options["seconds"], stopping.set)
            context = SimulationContext(
                directory=directory,
                host=options["host"],
                port=options["port"],
                stopping=stopping,
                say=logging.getLogger(f"anlan.simulation.{name}"),
                period_s=options["period"],
            )
            await simulator.run(context)
            return context

        context = asyncio.run(run())
        watcher.stop()
        self.stdout.write(
            f"{name}: {len(directory.devices())} devices, {context.sent} frames sent, "
            f"{context.answered} answers, {context.failures} lost connections"
        )
