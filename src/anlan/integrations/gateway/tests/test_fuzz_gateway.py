"""Every protocol can be attacked by its name, which is that of its folder."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.core.management import CommandError, call_command

from anlan.integrations.gateway.management.commands.fuzz_gateway import attacked
from anlan.integrations.gateway.registry import gateways
from anlan.integrations.gateway.testing import FuzzReport


def test_every_gateway_and_every_other_way_in_brings_an_attack():
    names = attacked()
    assert set(names) == {*gateways(), "mqtt", "http_push", "sensorthings"}
    for name, gateway in gateways().items():
        assert gateway.run.__module__.startswith(f"anlan.integrations.{name}.")
    for name in names:
        assert import_module(f"anlan.integrations.{name}.testing").FUZZ


def test_crashes_end_the_command_with_an_error(monkeypatch, capsys):
    report = FuzzReport("hj212")
    monkeypatch.setattr("anlan.integrations.hj212.testing.FUZZ", lambda **_options: report)
    call_command("fuzz_gateway", "hj212", seconds=1)
    assert "crashes 0" in capsys.readouterr().out
    report.crash("ZeroDivisionError from 00")
    with pytest.raises(CommandError, match="1 crashes"):
        call_command("fuzz_gateway", "hj212", seconds=1)
    with pytest.raises(CommandError, match="no attack on 'nothing'; there are: .*sensorthings"):
        call_command("fuzz_gateway", "nothing")
