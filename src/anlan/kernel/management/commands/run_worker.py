"""The worker process: background jobs and periodic clocks from the PostgreSQL queue."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

#: Jobs under way at once; each is mostly waiting for the database or a gateway.
CONCURRENCY = 4


class Command(BaseCommand):
    """Runs until told to stop; the jobs under way are finished first."""

    help = "Run background jobs and periodic clocks."
    #: `prepare` has examined the installation; every process need not load all pages for it.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --concurrency."""
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY)

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the worker; it listens for new jobs and polls every few seconds besides."""
        call_command(
            "procrastinate",
            "worker",
            "--name=anlan",
            f"--concurrency={options['concurrency']}",
            "--fetch-job-polling-interval=5",
            "--shutdown-graceful-timeout=8",
            "--delete-jobs=successful",
        )
