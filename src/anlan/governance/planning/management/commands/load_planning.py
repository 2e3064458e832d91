"""Read planning documents in: ``load_planning FILE …``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.governance.planning.services.documents import load_document
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput


class Command(BaseCommand):
    """Reads each file in; what is there already stays as it is."""

    help = "Read planning documents in; their indicators and tasks can then be browsed."

    def add_arguments(self, parser: CommandParser) -> None:
        """The files."""
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read them one by one and say what was found."""
        actor = system_actor("planning")
        for path in options["files"]:
            try:
                document = load_document(
                    content=path.read_bytes(), file_name=path.name, actor=actor
                )
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
            except InvalidInput as error:
                words = "; ".join(str(words) for words in error.fields.values())
                raise CommandError(f"{path.name}: {words}") from error
            self.stdout.write(
                f"{path.name}: {document.indicator_count} indicators, "
                f"{document.task_count} tasks, {document.doubt_count} doubts"
            )
