"""``make diagrams``: the state diagrams of all machines, written from their tables."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from anlan.kernel.states import StateMachine, all_machines

TARGET = Path("docs/domains/states.md")


class Command(BaseCommand):
    """Writes ``docs/domains/states.md``; with --check only tells whether it is current."""

    help = "Write the state diagrams from the state tables."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        text = diagrams()
        path = settings.PROJECT / TARGET
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                self.stderr.write(f"{TARGET} is stale: run make diagrams")
                sys.exit(1)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def diagrams() -> str:
    """Return the page: for each machine its diagram and its table of steps."""
    with translation.override("en"):
        parts = [
            "# States\n\nWritten by `make diagrams` from the apps' `states.py`; not by hand.\n"
        ]
        # The kernel has no machine of its own; tests build some on its models.
        for label in sorted(m for m in all_machines() if not m.startswith("kernel.")):
            parts.append(_section(label, all_machines()[label]))
    return "\n".join(parts)


def _section(label: str, machine: StateMachine) -> str:
    try:
        name = str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return ""
    rows = [
        f"| {t.name} | {', '.join(t.sources)} | {t.target} | `{t.permission}` |"
        f" {'yes' if t.guard else ''} | {'yes' if t.needs_reason else ''} |"
        for t in machine.transitions
    ]
    return "\n".join(
        [
            f"## {label} ({name})\n",
            "```mermaid",
            machine.mermaid().rstrip(),
            "```\n",
            "| step | from | to | permission | guarded | reason |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
