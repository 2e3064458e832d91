"""A small county of devices with readings in the store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from anlan.base.exchange.services.tokens import create_token
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry.public import Writer, columns, unix_ms


def token_for(permissions, scope="330825"):
    """A system's token."""
    _record, token = create_token(
        name="演示系统",
        permissions=permissions,
        expires_at=clock.now() + timedelta(days=1),
        scope_kind="region",
        scope_value=scope,
        actor=system_actor("test"),
    )
    return token


@pytest.fixture
def points(db):
    """Two points of one device, one of another; ten readings of the first."""
    first = PointFactory(
        key="cl2", name="氯气浓度", device__name="一号探测器", device__place="罐区"
    )
    second = PointFactory(device=first.device, quantity="temperature", name="温度", unit="℃")
    third = PointFactory(device__name="二号探测器", name="氨气浓度")
    return [first, second, third]


@pytest.fixture
def readings(points):
    """One reading a minute up to now, the last of bad quality."""
    from anlan.monitoring.telemetry.services.rollup import begin_books

    now = clock.now().replace(microsecond=0)
    begin_books(now)
    times = [unix_ms(now - timedelta(minutes=9 - n)) for n in range(10)]
    writer = Writer(0)
    writer.load([points[0].pk])
    values = [float(n) for n in range(9)] + [float("nan")]
    written = writer.write(columns([0] * 10, times, values, [0] * 9 + [2]), now)
    writer.confirm(written)
    writer.flush(now, force=True)
    return times


@pytest.fixture
def ask(points):
    """Ask the interface with a token; returns status and JSON."""
    client = Client(HTTP_AUTHORIZATION=f"Bearer {token_for(['devices.view_device'])}")

    def get(path, status=200, **query):
        given = {f"${name}": value for name, value in query.items()}
        answered = client.get(f"/sensorthings/v1.1{path}", given)
        assert answered.status_code == status, answered.content
        return answered.json() if "json" in answered["Content-Type"] else answered

    get.client = client
    return get
