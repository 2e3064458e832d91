"""Start, stop, look: ``anlan up``, ``anlan down``, ``anlan ports``."""

from __future__ import annotations

import contextlib
import json

import click

from anlan.operations.demo import Options, Platform, run_detached, stop_detached
from anlan.operations.installation import Installation
from anlan.operations.supervisor import find_supervisor, read_state


def say(message: str) -> None:
    """Tell the operator; a terminal that has been closed meanwhile is no reason to stumble."""
    with contextlib.suppress(OSError):
        click.echo(message)


@click.command()
@click.option("--county", help="County to show; by default the one shown last (龙游县 at first).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, help="Port of the web page; by default a free one from 8000.")
@click.option("--no-simulator", is_flag=True, help="Without simulated devices.")
@click.option("--detach", is_flag=True, help="Return when ready; stop with `anlan down`.")
def up(county: str | None, host: str, port: int | None, no_simulator: bool, detach: bool) -> None:
    """Start database, broker, web, worker, ingest and simulator, and keep them running."""
    installation = Installation()
    if not detach:
        options = Options(county or None, host, port, simulator=not no_simulator)
        Platform(installation, options, say).run()
        return
    arguments = ["--host", host]
    arguments += ["--county", county] if county else []
    arguments += ["--port", str(port)] if port else []
    arguments += ["--no-simulator"] if no_simulator else []
    run_detached(installation, arguments, say)
    accounts = read_state(installation.layout).get("accounts")
    if accounts:
        say(accounts)


@click.command()
def down() -> None:
    """Stop the running platform with everything it started."""
    say("stopped" if stop_detached(Installation()) else "not running")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def ports(as_json: bool) -> None:
    """Show the addresses and processes of the running platform."""
    installation = Installation()
    running = find_supervisor(installation.layout) is not None
    state = read_state(installation.layout) if running else {}
    postgres, broker = installation.postgres, installation.broker
    shown = {
        "running": running,
        "address": state.get("address"),
        "county": installation.county,
        "var": str(installation.layout.var),
        "postgres_port": postgres.running.port if postgres.running else None,
        "broker_port": broker.running.port if broker.running else None,
        "processes": state.get("processes", {}),
    }
    if as_json:
        say(json.dumps(shown, ensure_ascii=False))
        return
    say(f"web       {shown['address'] or '-'}")
    say(f"database  127.0.0.1:{shown['postgres_port'] or '-'}  (of its own)")
    say(f"broker    127.0.0.1:{shown['broker_port'] or '-'}  (of its own)")
    say(f"folder    {shown['var']}")
    for name, process in shown["processes"].items():
        say(f"  {name:<10} pid {process['pid'] or '-'}  restarts {process['restarts']}")
