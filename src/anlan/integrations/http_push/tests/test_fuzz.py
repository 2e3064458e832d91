"""Hostile pushes are refused, whatever they hold; ``ANLAN_FUZZ_SECONDS`` makes it longer."""

from __future__ import annotations

import os

import pytest

from anlan.integrations.http_push import views
from anlan.integrations.http_push.testing import (
    FUZZ,
    LENGTHS,
    Asking,
    FuzzReport,
    make_world,
    undisturbed,
)
from anlan.monitoring.devices.models import Device

pytestmark = pytest.mark.django_db


def test_hostile_pushes_break_nothing():
    report = FUZZ(seconds=float(os.environ.get("ANLAN_FUZZ_SECONDS", "1.5")))

    assert report.crashes == []
    assert report.frames > 20 and report.probes > 0 and report.reasons["202"] > 0
    assert not Device.objects.filter(code__startswith="FUZZ-").exists()


def test_the_attack_notices_what_breaks(monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "read_body", broken)
    report = FUZZ(seconds=0.1)
    assert any("ZeroDivisionError" in crash for crash in report.crashes) and report.probes == 0


@pytest.fixture
def asking():
    with undisturbed(views):
        yield Asking(FuzzReport("test"), meant=frozenset({503}))


@pytest.mark.parametrize("length", [one for one in LENGTHS if one not in ("", "0", "5")])
def test_a_length_that_is_none_is_refused(asking, length):
    world = make_world()
    answered = asking.ask(
        "POST",
        b"/api/push/",
        b'{"v":{"cl2":1}}',
        CONTENT_LENGTH=length,
        HTTP_AUTHORIZATION=f"Bearer {world.device_token}",
    )
    assert asking.report.crashes == [] and answered.status_code in (413, 422)


def test_a_code_that_no_device_has_and_a_body_that_breaks_off(asking):
    world = make_world()
    system = f"Bearer {world.system_token}"
    answered = asking.ask("POST", b"/api/push/\x00/", b"{}", HTTP_AUTHORIZATION=system)
    assert answered.status_code == 404
    device = f"Bearer {world.device_token}"
    answered = asking.ask("POST", b"/api/push/", b"{}", is_broken=True, HTTP_AUTHORIZATION=device)
    assert answered.status_code == 422 and asking.report.crashes == []
