"""The measurement of ingest tells the truth: what is missing, double or wrong is found."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from django.db import connection

from anlan.demonstration.benchmarks import ingest, ingest_world, peer
from anlan.demonstration.benchmarks.ingest_compare import compare
from anlan.demonstration.benchmarks.ingest_publisher import (
    Fleet,
    Order,
    packet_of,
    planted_point,
    readings_of,
)
from anlan.integrations.mqtt import wire
from anlan.integrations.mqtt.codec import decode
from anlan.integrations.mqtt.testing import BROKER
from anlan.kernel import clock
from anlan.monitoring.telemetry.public import Writer, columns, unix_ms

DEVICES, EACH, TURNS = 4, 3, 5


def order_of(tmp_path, instants=1):
    return Order(
        host="127.0.0.1",
        port=1,
        client_id="test",
        first=0,
        last=DEVICES,
        points_each=EACH,
        rate=4.0,
        seconds=1.0,
        instants=instants,
        crossings=1.0,
        rule_every=6,
        out=str(tmp_path / "sent.npz"),
    )


@pytest.mark.parametrize("instants", [1, 3])
def test_messages_say_what_the_comparison_expects(tmp_path, instants):
    order = order_of(tmp_path, instants)
    fleet = Fleet(order)
    step_ms = 1000 // instants
    body = fleet.bodies[ingest_world.round_shown(1)][2]
    packet = packet_of(fleet.heads[2], 7, body, 1_795_000_000_000, step_ms)
    (message,), _others = wire.Splitter(1).feed(packet)
    frame = decode(message.topic, message.payload)
    log = [np.array([n], np.int64) for n in (2, 1, 1_795_000_000_000)]
    point, at_ms, value = readings_of(order, *log)

    assert (message.qos, message.number, frame.device_code) == (1, 7, ingest_world.device_code(2))
    keys = [f"p{n - 2 * EACH:02d}" for n in point.tolist()]
    assert list(zip(frame.keys, frame.times_ms, frame.values, strict=True)) == list(
        zip(keys, at_ms.tolist(), value.tolist(), strict=True)
    )


def test_crossings_are_planted_where_rules_are(tmp_path):
    order = order_of(tmp_path)
    assert [planted_point(order, device) for device in range(4)] == [0, None, 0, None]


@pytest.mark.django_db
def test_what_is_missing_or_wrong_is_found(tmp_path):
    order = order_of(tmp_path)
    ids = ingest_world.make_registry(DEVICES, EACH, 2)
    now = unix_ms(clock.now()) // 1000 * 1000
    device = np.tile(np.arange(DEVICES), TURNS)
    turn = np.repeat(np.arange(TURNS), DEVICES)
    at_ms = now - 10_000 + turn * 1000
    crossings = np.empty((0, 3), np.int64)
    np.savez(order.out, device=device, turn=turn, at_ms=at_ms, crossings=crossings)
    point, times, value = readings_of(order, device, turn, at_ms)
    value[3] += 1.0
    kept = np.arange(len(point)) != 10
    writer = Writer()
    writer.load(ids.ravel().tolist())
    rows = columns(point[kept], times[kept], value[kept], np.zeros(kept.sum()))
    writer.confirm(writer.write(rows, clock.now()))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO telemetry_reading SELECT * FROM telemetry_reading ORDER BY at LIMIT 2"
        )
        cursor.execute("SELECT count(*) FROM alarms_alarmrule WHERE state = 'active'")
        assert cursor.fetchone() == (2,)
    found = compare([order], ids, {})

    assert (found.stored, found.lost, found.doubled, found.wrong) == (59, 1, 2, 1)


@pytest.mark.services
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(BROKER is None, reason="mosquitto is not installed")
def test_a_small_run_loses_and_doubles_nothing():
    figures = ingest.run(
        ingest.Plan(seconds=3, rate=2000, devices=40, points_each=5, rules=20, crossings=3)
    )

    assert figures["sent"] == figures["stored"] == figures["compacted"]
    assert (figures["lost"], figures["doubled"], figures["wrong"]) == (0, 0, 0)
    assert figures["crossings"] > 0
    assert (figures["crossings_missing"], figures["crossings_unplanted"]) == (0, 0)
    assert figures["cpu_s"] > 0
    json.dumps(figures)


def test_a_machine_without_the_peer_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(peer.shutil, "which", lambda _name: None)
    with pytest.raises(peer.Unavailable, match="not installed"):
        peer.install(tmp_path)


def test_the_command_explains_its_figures():
    from anlan.demonstration.management.commands.bench_ingest import Command

    text = io.StringIO()
    Command().create_parser("anlan", "bench_ingest").print_help(text)
    for name in ("points_per_s", "lost", "doubled", "alarm_p99_ms", "bytes_per_reading", "ratio"):
        assert name in text.getvalue()
