"""``story``: play the main job in a browser against the running platform."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.demonstration.public import find_loaded_county
from anlan.demonstration.story.play import PLAYS, run_play
from anlan.demonstration.story.score import StoryError
from anlan.demonstration.story.world import World
from anlan.operations.loopback import interfaces, without_route


class Command(BaseCommand):
    """Exit code 1 when a step fails; each play ends with a line that is one JSON object."""

    help = "Play the main job, from a signal to a closed action, in a headless browser."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add addresses, pictures and where to keep what was made."""
        parser.add_argument("--address", default="", help="where the platform answers")
        parser.add_argument("--broker", default="", help="mqtt://simulator:…@host:port")
        parser.add_argument("--screenshots", default="", help="folder for the handbook's pictures")
        parser.add_argument("--keep", default="", help="folder for the report and for failures")
        parser.add_argument(
            "--play", action="append", choices=sorted(PLAYS), help="which story; may be repeated"
        )
        parser.add_argument("--until", default="", help="end after this scene")
        parser.add_argument(
            "--kill-web",
            action="store_true",
            help="the web process is killed while people act; nothing acknowledged may be lost",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Play one after another; a play that fails does not keep the next one back."""
        address = (options["address"] or settings.ANLAN_BASE_URL or "").rstrip("/")
        broker = options["broker"] or settings.ANLAN_MQTT_URL
        if not address or not broker:
            raise CommandError("The platform is not running here: start it with `anlan up`.")
        if find_loaded_county() is None:
            raise CommandError("This database holds no demonstration county; the story needs it.")
        screenshots = options["screenshots"]
        is_whole = True
        for name in options["play"] or ["response"]:
            try:
                score, _stage = run_play(
                    World(address, broker),
                    name=name,
                    keep=Path(options["keep"] or settings.ANLAN_VAR / "story").resolve(),
                    screenshots=Path(screenshots).resolve() if screenshots else None,
                    say=lambda text: self.stderr.write(text),
                    until=options["until"],
                    kills_web=options["kill_web"],
                )
            except StoryError as error:
                raise CommandError(str(error)) from error
            net = {"interfaces": interfaces(), "without_route": without_route()}
            told = {"play": name, **net} | score.as_dict()
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            is_whole = is_whole and score.is_whole
        if not is_whole:
            sys.exit(1)
