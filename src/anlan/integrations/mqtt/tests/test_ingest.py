"""From a message on a real broker to a committed alarm, whatever is killed on the way."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.codec import encode_batch, encode_instant, topic_of
from anlan.integrations.mqtt.ingest import Ingest, mqtt_source
from anlan.kernel import clock
from anlan.monitoring.alarms.models import Alarm, AlarmTrigger
from anlan.monitoring.alarms.public import Pipeline
from anlan.monitoring.alarms.tests.factories import yellow_and_red
from anlan.monitoring.devices.public import REGISTRY_CHANNEL
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry.models import IngestCount

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running(broker):
    """Return a function that starts an ingesting thread; all are stopped at the end."""
    started = []

    def start():
        source = mqtt_source(broker.url)
        ingest = Ingest(source)

        def work():
            try:
                ingest.run()
            finally:
                connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        started.append((ingest, thread))
        assert source.wait_connected(10)
        return ingest

    yield start
    for ingest, thread in started:
        ingest.stop()
        thread.join(20)


@pytest.fixture
def publisher(broker):
    found = Publisher(broker.url, client_id="test-device")
    assert found.start(timeout_s=10)
    yield found
    found.stop()


@pytest.fixture(autouse=True)
def _tables(transactional_db):
    """The tables without a model are not emptied by the test database."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE telemetry_reading, telemetry_late_minute")


def wait(condition, seconds=15.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        transaction.get_autocommit()
        if condition():
            return True
        time.sleep(0.02)
    return False


def stored(point):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT at) FROM telemetry_reading WHERE point_id = %s",
            [point.pk],
        )
        return cursor.fetchone()


def now_ms():
    return time.time_ns() // 1_000_000


def test_a_drifting_detector_raises_yellow_then_red_within_a_second(running, publisher):
    yellow, _red = yellow_and_red()
    point = yellow.point
    running()
    topic = topic_of(point.device.code)

    publisher.publish(topic, encode_instant(now_ms(), {point.key: 0.2}))
    begin = time.monotonic()
    publisher.publish(topic, encode_instant(now_ms() + 1, {point.key: 1.3}))
    assert wait(lambda: Alarm.objects.filter(level=3).exists())
    delay = time.monotonic() - begin
    publisher.publish(topic, encode_instant(now_ms() + 2, {point.key: 2.6}))
    assert wait(lambda: Alarm.objects.filter(level=1).exists())

    assert delay < 1.0
    assert Alarm.objects.count() == 1
    assert AlarmTrigger.objects.count() == 2


def test_garbage_is_counted_and_does_not_stop_what_follows(running, publisher):
    point = PointFactory()
    ingest = running()
    topic = topic_of(point.device.code)
    publisher.publish(topic, b"\xff\x00 not json")
    publisher.publish("anlan/v1/telemetry/nobody", encode_instant(now_ms(), {"a": 1.0}))
    publisher.publish(topic, encode_batch([("no-such-key", now_ms(), 1.0, 0)]))
    publisher.publish(topic, encode_instant(now_ms(), {point.key: 1.0}))

    assert wait(lambda: stored(point)[0] == 1)
    ingest.stop()
    assert wait(lambda: IngestCount.objects.filter(fate="unknown_point", number=2).exists())
    assert IngestCount.objects.filter(fate="malformed", number=1).exists()


def test_rules_changed_while_running_hold_at_once(running, publisher, cast):
    from anlan.monitoring.alarms.services.rules import activate_rule, create_rule

    point = PointFactory()
    running()
    topic = topic_of(point.device.code)
    publisher.publish(topic, encode_instant(now_ms(), {point.key: 50.0}))
    assert wait(lambda: stored(point)[0] == 1)
    rule = create_rule(
        actor=cast.lin,
        name="新规则",
        point_id=point.pk,
        kind="upper",
        level=2,
        upper=10.0,
        basis="测试",
    )
    activate_rule(rule_id=rule.pk, actor=cast.lin, reason="测试")

    def seen():
        publisher.publish(topic, encode_instant(now_ms(), {point.key: 50.0}))
        return Alarm.objects.filter(level=2).exists()

    assert wait(seen)


def test_killing_the_broker_and_the_connections_loses_and_doubles_nothing(
    running, publisher, broker
):
    yellow, _red = yellow_and_red()
    point = yellow.point
    running()
    topic = topic_of(point.device.code)
    start = now_ms() - 60_000
    for number in range(600):
        value = 5.0 if number >= 300 else 0.1
        publisher.publish(topic, encode_instant(start + number * 100, {point.key: value}))
        if number in (150, 400):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        if number == 250:
            broker.kill()
            broker.start()
        time.sleep(0.002)

    def all_stored():
        # The device goes on speaking; what it repeats is known and changes nothing.
        publisher.publish(topic, encode_instant(start + 599 * 100, {point.key: 5.0}))
        time.sleep(0.5)
        return stored(point)[0] >= 600

    assert wait(all_stored, 40)
    assert stored(point) == (600, 600)
    assert Alarm.objects.count() == 1
    assert AlarmTrigger.objects.count() == 2


def test_a_restarted_ingester_raises_nothing_again(running, publisher):
    yellow, _red = yellow_and_red()
    point = yellow.point
    first = running()
    topic = topic_of(point.device.code)
    publisher.publish(topic, encode_instant(now_ms(), {point.key: 1.5}))
    assert wait(lambda: Alarm.objects.exists())
    first.stop()
    time.sleep(0.5)
    Alarm.objects.update(state="closed")  # closed by people while the signal stands

    running()
    publisher.publish(topic, encode_instant(now_ms(), {point.key: 1.6}))
    assert wait(lambda: stored(point)[0] == 2)
    publisher.publish(topic, encode_instant(now_ms(), {point.key: 0.1}))
    assert wait(lambda: AlarmTrigger.objects.filter(cleared_at__isnull=False).exists())
    assert Alarm.objects.count() == 1


def test_a_device_added_while_the_registry_is_read_is_learned_of_too(monkeypatch):
    pipeline = Pipeline()
    pipeline.open()
    load = pipeline.engine.load
    late = []

    def load_slowly(ids):
        if not late:
            late.append(PointFactory())
            with connection.cursor() as cursor:
                cursor.execute(f"NOTIFY {REGISTRY_CHANNEL}")
                cursor.execute("SELECT 1")  # the word arrives in the middle of the reading
        load(ids)

    monkeypatch.setattr(pipeline.engine, "load", load_slowly)
    pipeline.reload()
    assert late[0].device.code not in pipeline.directory
    pipeline.keep_up(clock.now())
    assert late[0].device.code in pipeline.directory


def test_changes_of_the_registry_are_taken_over_without_reading_all_of_it(monkeypatch, cast):
    from anlan.monitoring.devices.models import Device

    known = PointFactory()
    pipeline = Pipeline()
    pipeline.open()
    monkeypatch.setattr(pipeline, "reload", lambda: pytest.fail("all was read again"))
    new = PointFactory(device=known.device)
    other = PointFactory()
    assert pipeline.refresh()

    keys = pipeline.directory[known.device.code]
    assert keys == {known.key: 0, new.key: 1}
    assert pipeline.directory[other.device.code] == {other.key: 2}
    assert pipeline.writer.point_ids.tolist() == pipeline.engine.ids == [known.pk, new.pk, other.pk]

    new.key = "renamed"
    new.save()
    other.device.state = "retired"
    other.device.save()
    assert pipeline.refresh()
    assert pipeline.directory[known.device.code] == {known.key: 0, "renamed": 1}
    assert pipeline.directory[other.device.code] == {}

    Device.objects.filter(pk=known.device.pk).delete()
    assert not pipeline.refresh()  # deleted: nothing says so but the number


def test_points_keep_their_numbers_when_all_is_read_again():
    first, second = PointFactory(), PointFactory()
    pipeline = Pipeline()
    pipeline.open()
    first.is_active = False
    first.save()
    pipeline.reload()

    assert pipeline.directory[second.device.code] == {second.key: 1}
    assert first.key not in pipeline.directory.get(first.device.code, {})
