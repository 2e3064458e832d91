"""``replay_streams`` (``anlan replay``): recorded real streams against their labels."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.base.regions.models import Region
from anlan.demonstration.replay.replay import IngestSilent, Report, replay
from anlan.demonstration.replay.streams import (
    FOLDERS,
    RecordingsAbsent,
    find_folder,
    load_streams,
)


class Command(BaseCommand):
    """Needs the broker and the ingest process to run."""

    help = "Publish recorded streams and compare the alarms with their labels."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("sets", nargs="*", help=f"data sets: {', '.join(FOLDERS)}")
        parser.add_argument("--data", default="", help="folder of the recordings")
        parser.add_argument("--broker", default=settings.ANLAN_MQTT_URL, help="mqtt://host:port")
        parser.add_argument(
            "--speed", type=float, default=0.0, help="stream time per real time; 0: unlimited"
        )
        parser.add_argument("--region", default="", help="region code the devices stand in")
        parser.add_argument("--only", default="", help="streams whose name contains this")
        parser.add_argument("--keep", action="store_true", help="leave the devices in service")
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and report."""
        try:
            streams = load_streams(find_folder(options["data"]), options["sets"])
        except RecordingsAbsent as error:
            raise CommandError(str(error)) from error
        streams = [s for s in streams if options["only"] in s.name]
        if not streams:
            raise CommandError(f"no stream is called like {options['only']!r}")
        regions = Region.objects.order_by("level", "code")
        region = (
            regions.filter(code=options["region"]).first()
            or regions.filter(level="county").first()
            or regions.first()
        )
        if region is None:
            raise CommandError("there is no region in the database: load a county first")
        try:
            report = replay(
                streams,
                options["broker"],
                region.code,
                speed=options["speed"],
                keep=options["keep"],
                tell=lambda text: self.stderr.write(text),
            )
        except IngestSilent as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._table(report)

    def _table(self, report: Report) -> None:
        head = ("stream", "readings", "alarms", "hits", "misses", "false", "delay s")
        lines = [head] + [
            tuple(
                "-" if value is None else str(value)
                for value in (
                    s.stream,
                    s.readings,
                    s.alarms,
                    s.hits,
                    s.misses,
                    s.false_alarms,
                    s.mean_delay_s,
                )
            )
            for s in report.streams
        ]
        widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
        for line in lines:
            cells = [line[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
            self.stdout.write("  ".join(cells))
        total = report.as_dict()
        self.stdout.write(
            f"{total['readings']} readings in {total['seconds']} s: {total['hits']} hits, "
            f"{total['misses']} misses, {total['false_alarms']} false alarms, "
            f"mean delay {total['mean_delay_s']} s"
        )
