"""Management commands of the applications, run with the right database and broker."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import click

from anlan.operations.installation import Installation

PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def run_management(arguments: Sequence[str], *, broker_account: str = "ingest") -> None:
    """Run one management command in this process, with the installation's environment."""
    installation = Installation()
    with installation.session() as environment:
        os.environ.update(environment)
        if broker_account != "ingest" and installation.broker.running is not None:
            os.environ["ANLAN_MQTT_URL"] = installation.broker.url(broker_account)
        from django.core.management import execute_from_command_line

        execute_from_command_line(["anlan manage", *arguments])


@click.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command; the private database is started if need be."""
    run_management(arguments)


@click.command()
def prepare() -> None:
    """Bring database and static files to this release (after installing or upgrading it)."""
    from anlan.operations import prepare as steps

    installation = Installation()
    with installation.session() as environment:
        os.environ.update(environment)
        sys.exit(steps.main(["--county", installation.county]))


@click.group()
def audit() -> None:
    """Examine the audit chain."""


@audit.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify(arguments: tuple[str, ...]) -> None:
    """Recompute the chain and name every record that was changed behind its back."""
    run_management(["audit_verify", *arguments])


@click.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def replay(arguments: tuple[str, ...]) -> None:
    """Publish recorded real streams over MQTT (needs the running platform)."""
    run_management(["replay_streams", *arguments], broker_account="simulator")


@click.command(context_settings=PASS_ON)
@click.option("--fresh", is_flag=True, help="In a new, temporary installation, removed afterwards.")
@click.option("--loopback", is_flag=True, help="Start and play it all without any network.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def story(fresh: bool, loopback: bool, arguments: tuple[str, ...]) -> None:
    """Play the main job headless; the last line is one JSON object."""
    from anlan.operations.temporary import fresh_platform, started_platform

    def say(message: str) -> None:
        click.echo(message, err=True)

    if loopback:
        from anlan.operations.loopback import cut_off

        cut_off()
    with contextlib.ExitStack() as stack:
        if fresh:
            stack.enter_context(fresh_platform(say))
        elif loopback:  # the installation that is meant, started where there is no network
            stack.enter_context(started_platform(say))
        run_management(["story", *arguments], broker_account="simulator")


@click.command(context_settings=PASS_ON)
@click.argument("name", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(name: str | None, arguments: tuple[str, ...]) -> None:
    """Measure NAME; with ``--json`` the last line is one JSON object. Without NAME: list them."""
    if name in (None, "-h", "--help", "--list"):
        os.environ.update(Installation().environment())
        import django
        from django.core.management import get_commands

        django.setup()
        for command in sorted(get_commands()):
            if command.startswith("bench_"):
                click.echo(command.removeprefix("bench_"))
        return
    sys.stdout.flush()
    run_management([f"bench_{name}", *arguments])
