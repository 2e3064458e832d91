"""``fuzz_gateway``: damage a protocol's frames for as long as wanted, and tell what broke."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.integrations.gateway.registry import find_gateway, gateways


class Command(BaseCommand):
    """Ends with an error when anything crashed."""

    help = "Fuzz listener and codec of a gateway; print crashes, and memory before and after."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name, --seconds and --seed."""
        parser.add_argument("name", help="hj212, sl651, gbt26875, jt808 …")
        parser.add_argument("--seconds", type=float, default=60.0)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        from anlan.integrations.gateway.testing import fuzz

        name = options["name"]
        gateway = find_gateway(name)
        if gateway is None:
            raise CommandError(f"no gateway {name!r}; there are: {', '.join(gateways())}")
        package = gateway.run.__module__.rsplit(".", 1)[0]
        try:
            target = import_module(f"{package}.testing").FUZZ
        except (ImportError, AttributeError) as error:
            raise CommandError(f"{package} has no testing.FUZZ: {error}") from error
        # A gateway that asks its devices, or hears them elsewhere, brings its own attack.
        attack = target if callable(target) else partial(fuzz, target)
        report = attack(seconds=options["seconds"], seed=options["seed"])
        self.stdout.write(str(report))
        if report.crashes:
            raise CommandError(f"{len(report.crashes)} crashes")
