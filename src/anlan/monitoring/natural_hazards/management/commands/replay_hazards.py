"""``replay_hazards FOLDER``: rules of rain and stages on recorded series, printed as a table."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel import tables
from anlan.monitoring.natural_hazards.choices import RAIN_WINDOWS, Hazard
from anlan.monitoring.natural_hazards.recorded_water import judge_folder, judge_stages
from anlan.monitoring.natural_hazards.recordings import (
    Frequency,
    Outcome,
    count_warnings,
    judge_rain,
    read_csv,
)

MM_PER_M = 1000.0
THRESHOLDS = Path(__file__).resolve().parents[2] / "data" / "thresholds.csv"


class Command(BaseCommand):
    """Judge rules on the recordings of a folder with rain-river-series and usgs-water."""

    help = "Hold rules of rain and stages of rivers against recorded series."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the recordings are, and in which form the answer is wanted."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and print."""
        water, short = judge_folder(options["folder"] / "usgs-water")
        outcomes = [*outcomes_of(options["folder"]), *water]
        counts = frequencies_of(options["folder"])
        if not outcomes and not counts:
            raise CommandError(f"no recordings in {options['folder']}")
        if options["json"]:
            rows = [outcome.as_row() for outcome in outcomes]
            found = {
                "rules": rows,
                "frequencies": [asdict(count) for count in counts],
                "too_short": short,
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        head = ("record", "rule", "limit", "events", "hits", "misses", "false", "POD", "FAR")
        self.stdout.write(" | ".join((*head, "CSI", "lead h")))
        for outcome in outcomes:
            self.stdout.write(" | ".join(str(value) for value in outcome.as_row().values()))
        for count in counts:
            self.stdout.write(
                f"{count.record} | {count.indicator} ≥ {count.limit:g} mm (level {count.level}) | "
                f"{count.warnings} warnings, {count.a_year:.1f} a year"
            )
        for name in short:
            self.stdout.write(f"too short to judge: {name}")


def outcomes_of(folder: Path) -> list[Outcome]:
    """Judge every recording that is there."""
    found: list[Outcome] = []
    rain, river = (folder / "rain-river-series" / f"nb5_{x}.csv" for x in ("prec", "riv"))
    if rain.exists() and river.exists():
        found += judge_rain(read_csv(rain, factor=MM_PER_M), read_csv(river))
    if river.exists():
        found += judge_stages(read_csv(river))
    return found


def frequencies_of(folder: Path) -> list[Frequency]:
    """Count how often the starting thresholds of flash floods would have warned."""
    hourly = folder / "rain-river-series" / "vlissingen_prec_hourly.csv"
    if not hourly.exists():
        return []
    rows = tables.read_csv(THRESHOLDS)
    limits = [
        (r["indicator"], RAIN_WINDOWS[r["indicator"]], int(r["level"]), float(r["limit"]))
        for r in rows
        if r["hazard"] == Hazard.FLASH_FLOOD
    ]
    return count_warnings(read_csv(hourly, factor=MM_PER_M), limits)
