"""Score the rules and detectors on labelled streams: NAB, SKAB, Tennessee Eastman process."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.demonstration.benchmarks import detection
from anlan.demonstration.benchmarks.detection_data import SHARED, load_nab, load_skab, load_tep
from anlan.demonstration.benchmarks.detection_tables import (
    COMPLETE,
    SELECTION,
    render,
    write_block,
)
from anlan.operations.paths import PROJECT

DOCUMENT = PROJECT / "docs/models/detection.md"
LOADERS = {"nab": load_nab, "skab": load_skab, "tep": load_tep}


class Command(BaseCommand):
    """``anlan bench detection --json``."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the streams lie, and the form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument("--data", type=Path, default=SHARED, help="folder with sensor-nab …")
        parser.add_argument("--nab", type=Path, help="complete collection: NAB's own folder")
        parser.add_argument("--skab", type=Path, help="complete collection: SKAB's own folder")
        parser.add_argument("--tep", type=Path, help="complete collection: Braatz's files")
        parser.add_argument(
            "--write-docs", action="store_true", help="put the tables into docs/models/detection.md"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, score, answer."""
        complete = {name: options[name] for name in LOADERS if options[name] is not None}
        folders = complete or {
            name: options["data"] / f"sensor-{name}"
            for name in LOADERS
            if (options["data"] / f"sensor-{name}").is_dir()
        }
        if not folders:
            raise CommandError(f"no labelled streams in {options['data']}; name them with --data")
        found: dict[str, Any] = {}
        for name, folder in folders.items():
            found[name] = LOADERS[name](folder)
        figures = detection.measure(**found)
        block = COMPLETE if complete else SELECTION
        tables = render(figures, block)
        if options["write_docs"]:
            write_block(DOCUMENT, block, tables)
        if options["json"]:
            answer = figures | {"published": detection.published()}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(tables)
