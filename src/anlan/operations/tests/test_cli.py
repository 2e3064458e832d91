"""The command itself: quick, and clear when it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from anlan.operations.catalogues import catalogues
from anlan.operations.cli import COMMANDS, cli
from anlan.operations.installation import Installation, database_name
from anlan.operations.paths import Layout


def test_help_lists_every_command_without_loading_django() -> None:
    source = (
        "import sys; from anlan.operations.cli import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_loaded(name: str) -> None:
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None and command.name == name
    assert command.help


def test_ports_of_an_installation_that_is_not_running(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANLAN_VAR", str(layout.var))

    result = CliRunner().invoke(cli, ["ports", "--json"])

    shown = json.loads(result.output)
    assert shown["running"] is False and shown["postgres_port"] is None
    assert shown["county"] == "龙游县"


def test_each_county_has_a_database_of_its_own(layout: Layout) -> None:
    installation = Installation(layout)
    assert installation.database == "anlan"

    installation.choose_county("蓟州区")

    assert Installation(layout).county == "蓟州区"
    assert Installation(layout).database == database_name("蓟州区") == "anlan_jizhouqu"


def test_the_environment_of_the_operator_wins(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/anlan")
    monkeypatch.setenv("ANLAN_MQTT_URL", "mqtt://somebody@mq.example:1883")
    monkeypatch.delenv("ANLAN_DEMO", raising=False)

    with Installation(layout).session() as environment:
        assert environment["DATABASE_URL"] == "postgresql://somebody@db.example/anlan"
        assert environment["ANLAN_MQTT_URL"] == "mqtt://somebody@mq.example:1883"
        # An external server is production until somebody says otherwise.
        assert "ANLAN_DEMO" not in environment
    assert not (layout.var / "postgres").exists()


def test_a_secret_is_made_once(layout: Layout) -> None:
    from anlan.operations.credentials import secret

    first = secret(layout, "postgres_password")
    assert len(first) > 30 and secret(layout, "postgres_password") == first
    assert [path.name for path in layout.secrets.iterdir()] == ["postgres_password"]


def test_every_catalogue_lies_in_an_application() -> None:
    assert all(isinstance(path, Path) and "LC_MESSAGES" in path.parts for path in catalogues())
