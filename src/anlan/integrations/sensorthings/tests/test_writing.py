"""Observations created by others take the one way in."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client

from anlan.integrations.gateway.public import ForwardingFailed
from anlan.integrations.http_push.limits import Buckets
from anlan.integrations.sensorthings import writing
from anlan.integrations.sensorthings.tests.conftest import token_for
from anlan.kernel import clock
from anlan.kernel.testing import make_actor
from anlan.monitoring.devices.services.credentials import issue_credential

pytestmark = pytest.mark.django_db


class Broker:
    """Notes what it is given."""

    def __init__(self):
        self.sent = []
        self.is_away = False

    def send(self, code, samples):
        if self.is_away:
            raise ForwardingFailed
        self.sent += [(code, sample) for sample in samples]


@pytest.fixture
def broker(monkeypatch):
    broker = Broker()
    monkeypatch.setattr(writing, "sender", broker)
    monkeypatch.setattr(writing, "buckets", Buckets())
    return broker


def post(token, path, body):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return Client().post(
        f"/sensorthings/v1.1{path}",
        orjson.dumps(body),
        content_type="application/json",
        headers=headers,
    )


def test_a_device_creates_its_observations(broker, points):
    first, _second, other = points
    bureau = make_actor("局干部", role="bureau_officer")
    token = issue_credential(device_id=first.device_id, kind="http", actor=bureau).secret
    now = clock.now().replace(microsecond=0)
    made = post(
        token,
        "/Observations",
        {
            "Datastream": {"@iot.id": first.pk},
            "phenomenonTime": now.isoformat(),
            "result": 1.5,
            "resultQuality": "uncertain",
        },
    )
    assert made.status_code == 201
    at = int(now.timestamp() * 1000)
    assert made["Location"].endswith(f"/Observations('{first.pk}-{at}')")
    code, sample = broker.sent[0]
    assert (code, sample.key, sample.at_ms, sample.value, sample.quality) == (
        first.device.code,
        "cl2",
        at,
        1.5,
        1,
    )
    path = f"/Datastreams({first.pk})/Observations"
    assert post(token, path, {"result": 2}).status_code == 201
    assert post(token, path, {"result": "much"}).status_code == 400
    assert post(token, path, {"value": 1}).status_code == 400
    assert post(token, "/Observations", {"result": 1}).status_code == 400
    assert post(token, f"/Datastreams({other.pk})/Observations", {"result": 1}).status_code == 404
    assert post("", path, {"result": 1}).status_code == 401
    broker.is_away = True
    assert post(token, path, {"result": 1}).status_code == 503


def test_another_system_creates_many_at_once(broker, points):
    first, second, _third = points
    system = token_for(["devices.view_device", "devices.push_reading"])
    now = clock.now().replace(microsecond=0).isoformat()
    arrays = [
        {
            "Datastream": {"@iot.id": point.pk},
            "components": ["phenomenonTime", "result"],
            "dataArray": [[now, 1], ["yesterday", 2], [now, None]],
        }
        for point in (first, second)
    ]
    made = post(system, "/CreateObservations", arrays)
    assert made.status_code == 201
    told = made.json()
    assert [one == "error" for one in told] == [False, True, False] * 2
    assert len(broker.sent) == 4
    assert post(system, "/CreateObservations", {}).status_code == 400
    assert (
        post(system, "/CreateObservations", [{"Datastream": {"@iot.id": "x"}}]).status_code == 400
    )
    reader = token_for(["devices.view_device"])
    assert post(reader, "/CreateObservations", arrays).status_code == 403
