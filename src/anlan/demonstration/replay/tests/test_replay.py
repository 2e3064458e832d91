"""A recording goes the whole way, over the broker into alarms, and is scored."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from django.db import connection

from anlan.base.regions.tests.factories import RegionFactory
from anlan.demonstration.replay.replay import replay
from anlan.demonstration.replay.streams import Rule, Stream
from anlan.integrations.mqtt.ingest import Ingest, mqtt_source
from anlan.integrations.mqtt.testing import BROKER, PrivateBroker
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.devices.models import Device

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(tmp_path):
    if BROKER is None:
        pytest.skip("mosquitto is not installed")
    found = PrivateBroker(tmp_path / "broker")
    found.start()
    source = mqtt_source(found.url)
    ingest = Ingest(source)

    def work():
        try:
            ingest.run()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert source.wait_connected(10)
    yield found
    ingest.stop()
    thread.join(20)
    found.stop()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE telemetry_reading, telemetry_late_minute")


def test_alarms_of_a_recording_are_compared_with_its_labels(broker):
    time = np.arange(600.0)
    values = np.zeros((600, 1))
    values[200:220] = 5.0  # labelled
    values[400:405] = 5.0  # not labelled
    stream = Stream(
        name="test",
        period_s=1.0,
        channels=("value",),
        time=time,
        values=values,
        windows=((198.0, 225.0), (500.0, 510.0)),
        rules=(Rule(0, 3, "upper", {"upper": 1.0}),),
        merge_s=10.0,
    )
    report = replay([stream], broker.url, RegionFactory().pk)
    [result] = report.streams

    assert (result.hits, result.misses, result.false_alarms) == (1, 1, 1)
    assert result.mean_delay_s == 2.0
    assert report.readings == 600
    assert Device.objects.get().state == "retired"
    assert set(Alarm.objects.values_list("state", flat=True)) == {"false_alarm"}
