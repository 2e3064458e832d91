"""``manage load_county``: fill the database with a demonstration county."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.demonstration.generator import DEFAULT_SEED
from anlan.demonstration.generator.divisions import UnknownCounty
from anlan.demonstration.loader import CountyIsLoaded, load_county
from anlan.demonstration.public import find_loaded_county


class Command(BaseCommand):
    """Loads a fictitious county on a real administrative tree; a second time changes nothing."""

    help = "Load the demonstration county into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the county's name, the seed and --replace."""
        parser.add_argument("--county", default=settings.ANLAN_COUNTY)
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="empty the database first (all records but the audit trail)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was written, or say that a county is there already."""
        if not settings.ANLAN_DEMO:
            raise CommandError("a demonstration county is loaded only where ANLAN_DEMO=1 is set")
        try:
            report = load_county(
                options["county"],
                options["seed"],
                replace=options["replace"],
                say=self.stdout.write if options["verbosity"] > 1 else lambda _text: None,
            )
        except CountyIsLoaded:
            loaded = find_loaded_county()
            if loaded is None:
                raise CommandError(
                    "the database holds records that are not a demonstration; nothing was changed"
                ) from None
            self.stdout.write(f"{loaded.name} is loaded already; --replace loads it anew")
            return
        except UnknownCounty as error:
            raise CommandError(str(error)) from None
        counts = report.counts
        self.stdout.write(
            f"{report.county.name}: {counts['regions.Region']} regions, "
            f"{counts['organisations.Organisation']} organisations, "
            f"{counts['organisations.Person']} people, "
            f"{counts['enterprises.Enterprise']} enterprises, "
            f"{counts['devices.Point']} points, {counts['teams.Team']} teams; "
            f"{report.total_s:.1f} s"
        )
