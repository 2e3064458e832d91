"""On-line and arrival figures are computed from what arrived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import NotPermitted
from anlan.monitoring.devices import readings
from anlan.monitoring.devices.models import ArrivalBook, DeviceHealth, OnlineRate
from anlan.monitoring.devices.public import get_online_rate
from anlan.monitoring.devices.readings import newest_readings
from anlan.monitoring.devices.services.devices import retire_device
from anlan.monitoring.devices.services.health import (
    count_arrivals,
    forget_rates,
    mark_absent,
    mark_present,
    renew_rates,
    watch_connections,
)
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry.models import LatestReading
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db


def hear(point, at):
    LatestReading.objects.update_or_create(
        pk=point.pk, defaults={"at": at, "value": 1.0, "received_at": at}
    )


def test_connections_follow_the_newest_reading():
    now = clock.now()
    fresh, late, silent, never = (PointFactory() for _ in range(4))
    hear(fresh, now)
    hear(late, now - timedelta(seconds=60))
    hear(silent, now - timedelta(hours=1))
    assert watch_connections(now) == 4
    found = dict(DeviceHealth.objects.values_list("device_id", "connection"))
    assert [found[p.device_id] for p in (fresh, late, silent, never)] == [
        "online",
        "stale",
        "offline",
        "unknown",
    ]
    assert watch_connections(now) == 0  # nothing changed, nothing written
    hear(late, now + timedelta(seconds=10))
    assert watch_connections(now + timedelta(seconds=11)) == 1
    assert DeviceHealth.objects.get(device_id=late.device_id).since == now + timedelta(seconds=11)


def connection_of(device):
    return DeviceHealth.objects.get(device=device).connection


def test_a_device_that_took_its_leave_is_offline_until_it_is_heard_again(cast):
    now = clock.now()
    gone, other = PointFactory(), PointFactory()
    for point in (gone, other):
        hear(point, now - timedelta(seconds=1))
    watch_connections(now)
    system = system_actor("ingest")
    codes = [gone.device.code, "NOBODY"]

    assert mark_absent(device_codes=codes, at=now, actor=system) == 1

    health = DeviceHealth.objects.get(device=gone.device)
    assert (health.connection, health.since, health.absent_since) == ("offline", now, now)
    assert connection_of(other.device) == "online"
    # What the gateway tells of the moment of death is not a sign of life.
    hear(gone, now)
    LatestReading.objects.filter(pk=gone.pk).update(received_at=now + timedelta(seconds=1))
    assert newest_readings([gone], 5)[gone.pk].connection == "offline"
    assert watch_connections(now + timedelta(seconds=2)) == 0
    # A reading that bears a later time and came before the leave is none either: a fast clock.
    LatestReading.objects.filter(pk=gone.pk).update(
        at=now + timedelta(seconds=9), received_at=now - timedelta(seconds=1)
    )
    assert watch_connections(now + timedelta(seconds=2)) == 0

    hear(gone, now + timedelta(seconds=5))
    assert watch_connections(now + timedelta(seconds=6)) == 1
    health.refresh_from_db()
    assert (health.connection, health.absent_since) == ("online", None)
    assert newest_readings([gone], 5)[gone.pk].connection == "online"
    with pytest.raises(NotPermitted):
        mark_absent(device_codes=codes, at=now, actor=cast.zhao)


def test_a_new_session_ends_an_absence_at_once_and_an_old_one_does_not():
    now = clock.now()
    device = PointFactory().device
    system = system_actor("ingest")
    mark_absent(device_codes=[device.code], at=now, actor=system)
    assert connection_of(device) == "offline"  # before it was ever judged
    before, after = now - timedelta(seconds=1), now + timedelta(seconds=1)
    assert mark_present(device_codes=[device.code], at=before, actor=system) == 0
    assert mark_present(device_codes=[device.code], at=after, actor=system) == 1
    assert connection_of(device) == "online"
    assert mark_present(device_codes=[device.code], at=after, actor=system) == 0
    retire_device(device_id=device.pk, actor=system, reason="拆除")
    assert mark_absent(device_codes=[device.code], at=after, actor=system) == 0


@pytest.fixture
def arrivals(monkeypatch):
    """A store in which so many good and bad readings arrived in each stretch of five minutes."""
    told = {"until": None, "rows": {}}

    def between(since, until):
        rows = told["rows"].get(since, [])
        values = ", ".join(f"({point}, {good}, {bad})" for point, good, bad in rows)
        if not rows:
            return "SELECT 0 AS point_id, 0 AS good, 0 AS bad WHERE false", []
        return f"SELECT * FROM (VALUES {values}) v(point_id, good, bad)", []

    monkeypatch.setattr(readings, "_arrivals", [(between, lambda: told["until"])])
    return told


def test_shares_are_counted_in_slots(arrivals):
    begin = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    point = PointFactory(device__period_s=5)  # 60 a slot
    second = PointFactory(device=point.device)
    slow = PointFactory(device__period_s=900)
    watch_connections(begin)
    ArrivalBook.objects.create(pk=1, counted_until=begin)
    arrivals["rows"] = {
        begin: [(point.pk, 60, 0), (second.pk, 25, 5), (slow.pk, 1, 0)],
        begin + timedelta(minutes=5): [(point.pk, 60, 0)],
    }
    arrivals["until"] = begin + timedelta(minutes=12)
    assert count_arrivals(begin + timedelta(minutes=12)) == 2
    health = DeviceHealth.objects.get(device=point.device)
    assert (health.hour_expected, health.hour_arrived, health.hour_bad) == (240, 150, 5)
    assert health.hour_share == pytest.approx(150 / 240)
    assert health.bad_share == pytest.approx(5 / 150)
    assert DeviceHealth.objects.get(device=slow.device).hour_expected == 1
    assert count_arrivals(begin + timedelta(minutes=13)) == 0

    # An hour later the first slots are overwritten; the day still holds them.
    arrivals["until"] = begin + timedelta(minutes=70)
    assert count_arrivals(begin + timedelta(minutes=70)) == 12
    health.refresh_from_db()
    assert (health.hour_expected, health.hour_arrived) == (1440, 0)
    assert (health.day_arrived, health.day_bad) == (150, 5)
    # After a pause of days nothing old is left.
    arrivals["until"] = begin + timedelta(days=3)
    assert count_arrivals(begin + timedelta(days=3)) == 48
    health.refresh_from_db()
    assert health.day_arrived == 0


def test_rates_are_told_by_township_enterprise_and_sector(client):
    enterprise = EnterpriseFactory()
    now = clock.now()
    on = PointFactory(device__enterprise=enterprise, device__region=enterprise.region)
    PointFactory(device__enterprise=enterprise, device__region=enterprise.region)
    hear(on, now)
    watch_connections(now)
    assert renew_rates(now) >= 2
    rate = get_online_rate(enterprise_id=enterprise.pk)
    assert rate is not None and (rate.devices, rate.online, rate.rate) == (2, 1, 0.5)
    row = OnlineRate.objects.get(grouping="sector")
    assert row.sector_id == enterprise.sector_id and row.rate == 0.5
    client.force_login(account_with("bureau_officer"))
    assert enterprise.name in client.get("/devices/rates/?tab=enterprise").content.decode()
    assert "在线" in client.get("/devices/").content.decode()
    assert client.get("/devices/?export=csv").status_code == 200
    dossier = client.get(f"{enterprise.get_absolute_url()}?part=risk").content.decode()
    assert rate.url in dossier
    assert rate.arrival_share is None  # nothing was expected yet: unknown, not complete
    assert client.get("/devices/rates/?tab=township").status_code == 200
    page = client.get(rate.url).content.decode()
    assert "50.0 %" in page
    # A group without a device in service is not of today.
    for point in (on,):
        retire_device(device_id=point.device_id, actor=_bureau(), reason="拆除")
    later = now + timedelta(minutes=5)
    renew_rates(later)
    assert get_online_rate(enterprise_id=enterprise.pk).devices == 1
    OnlineRate.objects.update(day=now.date() - timedelta(days=900))
    assert forget_rates(now) > 0
    assert get_online_rate(region_code="330825") is None


def _bureau():
    from anlan.kernel.testing import make_actor

    return make_actor("局干部", role="bureau_officer")
