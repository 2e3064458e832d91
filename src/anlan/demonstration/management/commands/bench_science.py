"""Measure the science: risk field, shallow water, a toxic release with its zones, fire weather."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from anlan.demonstration.benchmarks import science

#: What was promised, by figure: at most, or for cells in a second at least.
AT_MOST = {"risk_field_s": 10, "risk_field_peak_mb": 2048, "toxic_case_ms": 300, "fwi_ms": 100}
AT_LEAST = {"swe_mcells_per_s": 50}


class Command(BaseCommand):
    """``anlan bench science --json``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure; no database is touched."""
        figures = science.run()
        figures |= {
            "is_met": all(figures[name] < limit for name, limit in AT_MOST.items())
            and all(figures[name] >= limit for name, limit in AT_LEAST.items()),
            "load_average": round(os.getloadavg()[0], 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:28} {value}")
