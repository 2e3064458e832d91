"""The command ``anlan``: everything an operator does, one verb each.

Commands are imported when they are called, so that ``anlan --help`` answers at once.
"""

from __future__ import annotations

import importlib
import sys

import click

from anlan.operations.errors import OperationsError

# name → (module, attribute, what the list of commands says)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "up": ("running", "up", "Start the whole platform on this machine (what `make demo` calls)."),
    "down": ("running", "down", "Stop the platform started with `anlan up`."),
    "ports": ("running", "ports", "Show addresses, ports and processes of the running platform."),
    "web": ("serving", "web", "Serve pages, API and live updates (in production, by systemd)."),
    "manage": ("managing", "manage", "Run a Django management command against this installation."),
    "prepare": ("managing", "prepare", "Migrate the database and collect static files."),
    "audit": ("managing", "audit", "Examine the audit chain: `anlan audit verify`."),
    "replay": ("managing", "replay", "Publish recorded streams; compare alarms with their labels."),
    "story": ("managing", "story", "Play the main job, from a signal to a closed action."),
    "bench": ("managing", "bench", "Measure: `anlan bench pages --json`."),
    "science": ("science", "science", "Show models, run published cases: `anlan science list`."),
    "packs": ("packs", "packs", "Examine and count the sector packs: `anlan packs lint`."),
    "planning": ("planning", "planning", "Read planning documents: `anlan planning extract FILE`."),
    "doctor": ("examining", "doctor", "Examine this installation and say what to do."),
    "backup": ("keeping", "backup", "Write database and files into one archive."),
    "restore": ("keeping", "restore", "Bring an archive back."),
    "test": ("testing", "test", "Run the tests with a database of their own."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports them when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        found = getattr(importlib.import_module(f"anlan.operations.commands.{module}"), attribute)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="anlan")
def cli() -> None:
    """Operate 安澜 Anlan: emergency management and work safety for a county."""


def main() -> None:
    """Entry point: known failures are said in words, without a traceback."""
    try:
        cli(prog_name="anlan")
    except OperationsError as error:
        click.echo(f"anlan: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
