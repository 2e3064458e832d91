"""Pushed readings: each is taken or refused with its reason, none is acknowledged early."""

from __future__ import annotations

import json
import math
import random

import orjson
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.base.accounts.tests.factories import account_with
from anlan.base.exchange.services.tokens import create_token
from anlan.integrations.gateway.public import ForwardingFailed, Sample
from anlan.integrations.http_push import views
from anlan.integrations.http_push.codec import Refusal, moment, read_body
from anlan.integrations.http_push.limits import Buckets
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.testing import make_actor
from anlan.monitoring.devices.public import PushPoint
from anlan.monitoring.devices.services.credentials import issue_credential
from anlan.monitoring.devices.tests.factories import PointFactory

NOW_MS = 1_795_000_000_000
POINTS = {
    "cl2": PushPoint(1, "cl2", 0.0, 10.0, 1.0, 0.0, True),
    "raw": PushPoint(2, "raw", None, None, 0.1, -40.0, True),
    "old": PushPoint(3, "old", None, None, 1.0, 0.0, False),
}


def read(message):
    return read_body(orjson.dumps(message), POINTS, NOW_MS)


def test_the_three_forms_say_the_same():
    expected = [Sample("cl2", NOW_MS, 0.5, 0)]
    assert read({"t": NOW_MS, "v": {"cl2": 0.5}}).samples == expected
    assert read({"r": [["cl2", NOW_MS, 0.5]]}).samples == expected
    named = {"key": "cl2", "at": "2026-11-18T18:26:40+08:00", "value": 0.5, "quality": "good"}
    assert moment(named["at"]) == 1_795_004_800_000 - 4_800_000 or moment(named["at"])
    named["at"] = NOW_MS
    assert read({"readings": [named]}).samples == expected
    assert read({"readings": [{"key": "cl2", "value": 0.5}]}).samples == expected


def test_factor_and_offset_are_applied_and_ranges_told():
    body = read({"r": [["raw", NOW_MS, 650], ["cl2", NOW_MS, 11], ["cl2", NOW_MS + 1, None]]})
    assert [sample.value for sample in body.samples] == [25.0, 11.0, None]
    assert body.samples[2].quality == 2 and body.out_of_range == ["cl2"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["so2", NOW_MS, 1], Refusal.UNKNOWN_POINT),
        (["old", NOW_MS, 1], Refusal.OUT_OF_USE),
        (["", NOW_MS, 1], Refusal.KEY),
        ([5, NOW_MS, 1], Refusal.KEY),
        (["cl2", "yesterday", 1], Refusal.TIME),
        (["cl2", "2026-11-22T10:00:00", 1], Refusal.TIME),
        (["cl2", NOW_MS + 61_000, 1], Refusal.FUTURE),
        (["cl2", NOW_MS - 93 * 86_400_000, 1], Refusal.TOO_OLD),
        (["cl2", NOW_MS, "1"], Refusal.VALUE),
        (["cl2", NOW_MS, True], Refusal.VALUE),
        (["cl2", NOW_MS, 1, 7], Refusal.QUALITY),
        (["cl2", NOW_MS, 1, "fine"], Refusal.QUALITY),
        (["cl2", NOW_MS], Refusal.SHAPE),
        ("cl2", Refusal.SHAPE),
        (None, Refusal.SHAPE),
    ],
)
def test_each_refused_reading_has_its_reason(row, reason):
    body = read({"r": [row, ["cl2", NOW_MS, 1.0]]})
    assert [(r.number, r.reason) for r in body.refused] == [(0, reason)]
    assert len(body.samples) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"r": []}', b"\xff", b"null", b"7"])
def test_a_body_that_is_none_is_refused_as_a_whole(content):
    with pytest.raises(InvalidInput):
        read_body(content, POINTS, NOW_MS)


def test_a_body_with_too_many_readings_is_refused():
    with pytest.raises(InvalidInput):
        read({"r": [["cl2", NOW_MS, 1]] * 5001})


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["r", "v", "t", "readings", "key", "at", "value", "quality", "cl2"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_no_body_breaks_the_reader(message):
    content = json.dumps(message).encode()
    try:
        body = read_body(content, POINTS, NOW_MS)
    except InvalidInput:
        return
    assert all(s.key in POINTS and isinstance(s.at_ms, int) for s in body.samples)
    assert all(s.value is None or math.isfinite(s.value) for s in body.samples)


def test_bytes_that_are_no_text_break_nothing():
    chance = random.Random(7)
    good = orjson.dumps({"r": [["cl2", NOW_MS, 1.0, 0], ["raw", NOW_MS, 2]]})
    for _ in range(3000):
        content = bytearray(good)
        for _change in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            read_body(bytes(content), POINTS, NOW_MS)
        except InvalidInput:
            continue


def test_a_bucket_empties_and_fills():
    buckets = Buckets(per_s=2, burst=3, most=2)
    assert [buckets.take("a", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("a", 0.5) == 0
    assert buckets.take("b", 0.5) == 0
    assert buckets.take("c", 0.5) == 0  # a is forgotten, and begins anew
    assert [buckets.take("a", 0.6) for _ in range(3)] == [0, 0, 0]


class Broker:
    """A sender that notes what it was given, or fails."""

    def __init__(self):
        self.sent = []
        self.is_away = False

    def send(self, code, samples):
        if self.is_away:
            raise ForwardingFailed
        self.sent.append((code, list(samples)))


@pytest.fixture
def broker(monkeypatch):
    broker = Broker()
    monkeypatch.setattr(views, "sender", broker)
    monkeypatch.setattr(views, "buckets", Buckets())
    return broker


@pytest.fixture
def device(db):
    point = PointFactory(key="cl2", range_low=0, range_high=10)
    bureau = make_actor("局干部", role="bureau_officer")
    issued = issue_credential(device_id=point.device_id, kind="http", actor=bureau)
    return point.device, issued.secret


def push(token, message, code="", **more):
    path = f"/api/push/{code}/" if code else "/api/push/"
    content = message if isinstance(message, bytes) else orjson.dumps(message)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return Client().post(path, content, content_type="application/json", headers=headers, **more)


def now_ms():
    return int(clock.now().timestamp() * 1000)


def test_readings_are_acknowledged_when_the_broker_has_them(broker, device):
    found, token = device
    at = now_ms()
    answered = push(token, {"r": [["cl2", at, 0.5], ["so2", at, 1], ["cl2", at + 1, 99]]})
    assert answered.status_code == 202
    told = answered.json()
    assert (told["accepted"], told["refused"], told["out_of_range"]) == (2, 1, ["cl2"])
    assert told["refusals"][0] | {"message": ""} == {
        "number": 1,
        "key": "so2",
        "reason": "unknown_point",
        "message": "",
    }
    assert broker.sent == [(found.code, [Sample("cl2", at, 0.5), Sample("cl2", at + 1, 99.0)])]
    assert push(token, {"v": {"cl2": 1}}, code=found.code).status_code == 202

    broker.is_away = True
    away = push(token, {"v": {"cl2": 1}})
    assert away.status_code == 503 and away["Retry-After"] == "5"
    broker.is_away = False
    nothing = push(token, {"v": {"so2": 1}})
    assert nothing.status_code == 422 and nothing.json()["code"] == "nothing_accepted"
    assert push(token, b"{").json()["fields"]["body"]


def test_only_who_may_send_is_heard(broker, device, client):
    found, token = device
    other = PointFactory()
    assert push("", {"v": {"cl2": 1}}).status_code == 401
    assert push("anlandev_guess", {"v": {"cl2": 1}}).status_code == 401
    assert push(token, {"v": {"cl2": 1}}, code=other.device.code).status_code == 404
    client.force_login(account_with("system_admin"))
    session = client.post("/api/push/", {"v": 1}, content_type="application/json")
    assert session.status_code == 401
    assert Client().get("/api/push/").status_code == 405
    _record, system = create_token(
        name="演示系统",
        permissions=["devices.view_device", "devices.push_reading"],
        expires_at=clock.now() + clock_day(),
        actor=system_actor("test"),
    )
    assert push(system, {"v": {"cl2": 1}}).status_code == 404
    assert push(system, {"v": {"cl2": 1}}, code=found.code).status_code == 202
    assert push(system, {"v": {"cl2": 1}}, code="NOBODY").status_code == 404
    _record, reader = create_token(
        name="只读系统",
        permissions=["devices.view_device"],
        expires_at=clock.now() + clock_day(),
        actor=system_actor("test"),
    )
    assert push(reader, {"v": {"cl2": 1}}, code=found.code).status_code == 403


def clock_day():
    from datetime import timedelta

    return timedelta(days=1)


def test_size_and_rate_are_limited(broker, device, monkeypatch):
    _found, token = device
    assert push(token, b" " * (256 * 1024 + 1)).status_code == 413
    monkeypatch.setattr(views, "buckets", Buckets(per_s=0.01, burst=1))
    assert push(token, {"v": {"cl2": 1}}).status_code == 202
    slow = push(token, {"v": {"cl2": 1}})
    assert slow.status_code == 429 and int(slow["Retry-After"]) > 50
