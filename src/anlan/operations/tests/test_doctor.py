"""The doctor: every complaint comes with advice, and looking changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

import pytest
from click.testing import CliRunner

from anlan.operations import doctor
from anlan.operations.broker import PrivateBroker
from anlan.operations.cli import cli
from anlan.operations.doctor import Case, Finding, Status
from anlan.operations.installation import Installation
from anlan.operations.paths import Layout


def test_an_installation_that_was_never_started(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANLAN_VAR", str(layout.var))
    for name in ("DATABASE_URL", "ANLAN_MQTT_URL"):
        monkeypatch.delenv(name, raising=False)

    result = CliRunner().invoke(cli, ["doctor", "--json"])

    assert result.exit_code == 1
    findings = {finding["subject"]: finding for finding in json.loads(result.output)["findings"]}
    assert findings["database"]["status"] == "failure"
    assert "make demo" in findings["database"]["advice"]
    assert findings["packages"]["status"] == "ok"
    assert all(finding["advice"] for finding in findings.values() if finding["status"] != "ok")
    # Looking has not created a cluster.
    assert not (layout.var / "postgres").exists()


def test_a_crash_in_one_check_is_a_finding_and_the_others_are_heard(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_nothing(case: Case) -> Iterable[Finding]:
        raise RuntimeError("broken")

    monkeypatch.setattr(doctor, "CHECKS", [check_nothing, doctor.check_disk])

    broken, disk = doctor.examine(Case(Installation(layout)))

    assert (broken.status, broken.subject) == (Status.FAILURE, "nothing")
    assert disk.subject == "disk"


def test_a_broker_that_refuses_us_is_told_from_one_that_is_away(layout: Layout) -> None:
    broker = PrivateBroker(layout)
    running = broker.start(dies_with_parent=True)
    try:
        good = broker.url("ingest")
        case = Case(Installation(layout), environment={"ANLAN_MQTT_URL": good})
        (found,) = doctor.check_broker(case)
        assert found.status == Status.OK

        wrong = f"mqtt://ingest:wrong@127.0.0.1:{running.port}"
        case = Case(Installation(layout), environment={"ANLAN_MQTT_URL": wrong})
        (found,) = doctor.check_broker(case)
        assert found.status == Status.FAILURE and "accounts" in found.advice
    finally:
        broker.stop()

    (found,) = doctor.check_broker(case)
    assert found.status == Status.FAILURE and "running" in found.advice


def test_keys_that_others_can_read_are_reported(layout: Layout) -> None:
    key = layout.secrets / "field_keys"
    key.write_text("secret")
    os.chmod(key, 0o644)

    (found,) = doctor.check_secrets(Case(Installation(layout)))

    assert found.status == Status.FAILURE and "field_keys" in found.message
