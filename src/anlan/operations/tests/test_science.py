"""``anlan science`` as an engineer uses it: without an installation, clear when it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from anlan.operations.cli import cli
from anlan.operations.errors import OperationsError
from anlan.operations.science_tables import check_catalogue, check_standard_tables
from anlan_science.validation.report import EXAMPLES
from anlan_science.validation.tests.reference import reference

TNT = str(EXAMPLES / "swisdak1994_tnt.yaml")


def call(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["science", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_models_are_listed_and_shown_with_units() -> None:
    listed = json.loads(call("list", "--json"))
    assert {"id", "status", "quantity", "functions"} == set(listed[0])
    assert len(listed) > 60
    assert "gaussian_plume" in call("list", "plume") and "scs1972" not in call("list", "plume")
    shown = call("show", "britter_mcquaid1988")
    assert "volume_rate [m³/s]" in shown and "Burro" in shown and "[verified]" in shown
    assert json.loads(call("show", "lees1994", "--json"))["status"] == "verified"


def test_a_case_is_run_in_every_form() -> None:
    assert "published numbers" in call("run", TNT)
    assert json.loads(call("run", "--json", TNT))["agrees"] is True
    assert json.loads(call("run", "--geojson", TNT))["type"] == "FeatureCollection"
    assert call("run", "--plot", TNT).startswith("<svg ")


def test_what_is_wrong_is_said_and_told_by_the_exit_code(tmp_path: Path) -> None:
    text = Path(TNT).read_text(encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text(text.replace("5.05496 kPa", "9 kPa"), encoding="utf-8")
    missed = CliRunner().invoke(cli, ["science", "run", str(case)])
    assert missed.exit_code == 1 and "MISSED" in missed.output
    case.write_text(text.replace("tnt_mass", "tnt"), encoding="utf-8")
    with pytest.raises(OperationsError, match="line 8: steps.0..inputs"):
        call("run", str(case))
    with pytest.raises(OperationsError, match="anlan science list"):
        call("show", "tnt")


def test_missing_reference_data_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(OperationsError, match="nothing was verified and nothing written"):
        call("verify", "--data", str(tmp_path))


def test_neither_django_nor_a_database_is_loaded() -> None:
    source = (
        "import sys; from anlan.operations.cli import cli\n"
        f"try: cli(['science', 'run', {TNT!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        "sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_the_tables_of_the_platform_agree_with_the_reference_data() -> None:
    data = reference()
    findings = [*check_standard_tables(data), *check_catalogue(data)]

    assert [each.points for each in findings[:3]] == [85, 48, 14]
    assert all(each.points >= 15 for each in findings[3:])
    assert not [each for each in findings if each.missed]
