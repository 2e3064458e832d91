"""Load the tables of laws, clocks, criteria and templates that the apps bring."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from anlan.kernel.actor import system_actor


class Command(BaseCommand):
    """Runs ``reference.load(actor)`` of every app that has one; may be run again at any time."""

    help = "Load reference data of all apps (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, each app in one transaction."""
        actor = system_actor("installation")
        for config in apps.get_app_configs():
            path = f"{config.name}.reference"
            if config.name.startswith("anlan.") and find_spec(path) is not None:
                with transaction.atomic():
                    import_module(path).load(actor)
                self.stdout.write(f"reference data of {config.label} loaded")
