"""``fuzz_gateway``: damage a protocol's frames for as long as wanted, and tell what broke."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

INTEGRATIONS = "anlan.integrations"


def attacked() -> list[str]:
    """Return the protocols that bring an attack: folders of integrations with a test kit."""
    folder = Path(str(import_module(INTEGRATIONS).__file__)).parent
    kits = [*folder.glob("*/testing.py"), *folder.glob("*/testing/__init__.py")]
    names = {kit.relative_to(folder).parts[0]: kit.read_text("utf-8") for kit in kits}
    return sorted(name for name, text in names.items() if "FUZZ" in text and name != "gateway")


class Command(BaseCommand):
    """Ends with an error when anything crashed."""

    help = "Fuzz listener and codec of a protocol; print crashes, and memory before and after."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name, --seconds and --seed."""
        parser.add_argument("name", help=", ".join(attacked()))
        parser.add_argument("--seconds", type=float, default=60.0)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        from anlan.integrations.gateway.testing import fuzz

        name, there = options["name"], attacked()
        if name not in there:
            raise CommandError(f"no attack on {name!r}; there are: {', '.join(there)}")
        target = import_module(f"{INTEGRATIONS}.{name}.testing").FUZZ
        # What does not listen on TCP brings its own attack.
        attack = target if callable(target) else partial(fuzz, target)
        report = attack(seconds=options["seconds"], seed=options["seed"])
        self.stdout.write(str(report))
        if report.crashes:
            raise CommandError(f"{len(report.crashes)} crashes")
