"""Measure dispatch on roads: nearest teams, isochrones, joint assignment, closures."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from anlan.command.roads.models import RoadClosure
from anlan.demonstration.benchmarks import dispatch

#: What was promised, by figure.
LESS_THAN = {"nearest_ms": 20, "isochrone_ms": 100, "assignment_s": 1}
TRUE = ("assignment_optimal", "closure_respected", "agrees_with_networkx")


class Command(BaseCommand):
    """``anlan bench dispatch --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure; the rows of the database are as before afterwards."""
        if RoadClosure._meta.db_table not in connection.introspection.table_names():
            call_command("migrate", verbosity=0, interactive=False)  # a platform not yet started
        figures = dispatch.run()
        figures |= {
            "is_met": all(figures[name] < limit for name, limit in LESS_THAN.items())
            and all(figures[name] for name in TRUE),
            "load_average": round(os.getloadavg()[0], 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:28} {value}")
