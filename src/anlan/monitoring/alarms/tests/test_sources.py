"""Alarms that other apps raise: on devices, enterprises and areas, joined by their key."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.layers import layer
from anlan.kernel.testing import assert_audited, assert_emitted, assert_not_emitted, assert_state
from anlan.monitoring.alarms import observers
from anlan.monitoring.alarms.choices import AlarmState
from anlan.monitoring.alarms.events import AlarmCleared, AlarmOpened, AlarmRaised
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.public import (
    clear_alarm,
    get_alarm,
    list_open_alarms,
    raise_alarm,
    register_alarm_source,
    register_batch_observer,
)
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    dispose_alarm,
    verify_alarm,
)
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry.public import columns

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 1, 59, 59, tzinfo=UTC)
HAZARDS = system_actor("natural hazards")


@pytest.fixture
def township():
    return PointFactory().device.region_id


def rain(region, **changes):
    values = {
        "source": "natural_hazards",
        "source_key": "flash_flood:330825100",
        "level": 3,
        "title": "山洪黄色预警",
        "reason": "1小时雨量 38 mm，达到准备转移阈值 35 mm",
        "region_code": region,
        "at": AT,
        "actor": HAZARDS,
    }
    return raise_alarm(**(values | changes))


def test_an_area_has_an_alarm_without_a_point(township, cast, frozen_clock):
    alarm = rain(township, value=38.0, unit="mm", longitude=119.1, latitude=28.9)

    assert (alarm.point_id, alarm.device_id, alarm.enterprise_id) == (None, None, None)
    assert (alarm.longitude, alarm.peak_value, alarm.source) == (119.1, 38.0, "natural_hazards")
    assert [a.id for a in list_open_alarms(cast.sun)] == [alarm.id]
    assert get_alarm(alarm.id, actor=cast.zhao).reason.startswith("1小时雨量")
    row = Alarm.objects.get(pk=alarm.id)
    assert row.acknowledge_due_at is not None
    assert_audited("alarms.alarm.opened", row, by=HAZARDS)
    assert_emitted(AlarmOpened, alarm_id=alarm.id, source="natural_hazards", point_id=None)


def test_the_same_thing_joins_and_a_graver_level_raises_it(township, cast, frozen_clock):
    alarm = rain(township, value=38.0)
    acknowledge_alarm(alarm_id=alarm.id, actor=cast.sun)
    assert rain(township, value=40.0).id == alarm.id
    assert_not_emitted(AlarmRaised)
    row = Alarm.objects.get(pk=alarm.id)
    steps = row.steps.count()
    rain(township, value=40.0)
    assert row.steps.count() == steps, "saying the same again writes no history"

    risen = rain(township, level=1, title="山洪红色预警", value=61.0)
    assert (risen.id, risen.level, risen.title) == (alarm.id, 1, "山洪红色预警")
    assert risen.peak_value == 61.0
    assert_state(row, AlarmState.OPEN)
    assert_audited("alarms.alarm.level_raised", row)
    assert_emitted(AlarmRaised, alarm_id=alarm.id, former_level=3)
    assert rain(township, source_key="flash_flood:330825101").id != alarm.id


def test_a_source_clears_what_it_raised_and_people_end_it(township, cast, frozen_clock):
    alarm = rain(township)
    acknowledge_alarm(alarm_id=alarm.id, actor=cast.sun)
    verify_alarm(alarm_id=alarm.id, actor=cast.sun, reason="现场水位上涨")
    clear = {"source": "natural_hazards", "source_key": "flash_flood:330825100", "at": AT}
    clear_alarm(**clear, reason="雨停", actor=HAZARDS)
    clear_alarm(**clear, reason="雨停", actor=HAZARDS)
    row = Alarm.objects.get(pk=alarm.id)
    assert (row.cleared_at, row.steps.filter(kind="cleared").count()) == (AT, 1)
    assert_audited("alarms.alarm.cleared", row)
    assert_emitted(AlarmCleared, alarm_id=alarm.id)

    dispose_alarm(alarm_id=alarm.id, actor=cast.sun, reason="已回迁")
    rain(township)
    assert_state(row, AlarmState.OPEN)
    assert_audited("alarms.alarm.reported", row)


def test_what_is_not_given_comes_from_the_point(frozen_clock):
    point = PointFactory()
    alarm = rain(point.device.region_id, point_id=point.pk, value=1.5)

    assert (alarm.device_id, alarm.unit) == (point.device_id, point.unit)
    assert alarm.enterprise_id == point.device.enterprise_id


def test_what_cannot_be_an_alarm_is_refused(township, cast):
    for changes in ({"source": "rules"}, {"source_key": ""}, {"level": 5}, {"point_id": 10**9}):
        with pytest.raises(InvalidInput):
            rain(township, **changes)
    with pytest.raises((NotPermitted, NotVisible)):
        rain(township, actor=cast.sun)


def test_pages_api_layer_and_search_cope_without_a_point(client, township, frozen_clock):
    register_alarm_source("natural_hazards", "自然灾害")
    alarm = rain(township, longitude=119.1, latitude=28.9)
    user = account_with("duty_officer")
    client.force_login(user)

    page = client.get(f"/alarms/{alarm.id}/").content.decode()
    assert "1小时雨量 38 mm" in page
    assert "自然灾害" in page
    for path in ("/alarms/", "/alarms/?export=csv", "/alarms/open/", "/search/?q=山洪", "/"):
        assert client.get(path, follow=True).status_code == 200, path
    found = client.get(f"/api/v1/alarms/{alarm.id}").json()
    assert (found["point_id"], found["source"]) == (None, "natural_hazards")
    alarms = layer("alarms")
    assert alarms is not None
    assert Alarm.objects.filter(**{f"{alarms.geometry}__isnull": False}).count() == 1
    assert list(alarms.facts(Alarm.objects.get(pk=alarm.id), HAZARDS))


def test_observers_see_fresh_readings_and_their_faults_stop_nothing(monkeypatch):
    monkeypatch.setattr(observers, "_observers", {})
    seen = []

    def broken(readings, point_ids, received_at):
        raise ValueError("fault")

    register_batch_observer("broken", broken)
    register_batch_observer(
        "sum", lambda readings, ids, at: seen.append((ids[readings.point[0]], readings.value.sum()))
    )
    batch = columns([1, 1], [1000, 2000], [1.5, 2.5], [0, 0])
    observers.observe_batch(batch, [11, 22], clock.now())
    observers.observe_batch(batch.where(np.zeros(2, np.bool_)), [11, 22], clock.now())

    assert seen == [(22, 4.0)]
