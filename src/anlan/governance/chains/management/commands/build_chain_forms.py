"""Build the Word forms of chains from their recipes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from anlan.governance.chains.papers import build_all


class Command(BaseCommand):
    """Writes ``data/documents`` anew; commit the result with the recipe."""

    help = "Build the Word forms of chains from their recipes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write every form."""
        for path in build_all():
            self.stdout.write(path.name)
