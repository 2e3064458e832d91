"""Who is heard of and how much of what was expected arrived, for all devices in few statements.

Every minute: the connection of each device from its newest reading; only rows that change are
written. What a protocol tells of its sessions counts at once: a device that took its leave is
offline until a later reading or a new session. Every five minutes: what arrived is added to a ring
of twelve slots of five minutes and one of twenty-four hours, and the sums are renewed. Late
readings are not counted: they did not arrive in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from anlan.kernel import clock, live
from anlan.kernel.actor import Actor
from anlan.kernel.policy import require_permission
from anlan.monitoring.devices.choices import Connection, DeviceState, RateGrouping
from anlan.monitoring.devices.constants import (
    DAY_SLOTS,
    HOUR_SLOTS,
    LATE_AFTER_PERIODS,
    LATE_AT_LEAST_S,
    OFFLINE_AFTER_PERIODS,
    OFFLINE_AT_LEAST_S,
    RATE_KEPT_DAYS,
    SLOT_S,
)
from anlan.monitoring.devices.models import (
    ArrivalBook,
    Device,
    DeviceHealth,
    OnlineRate,
    Point,
)
from anlan.monitoring.devices.permissions import PUSH
from anlan.monitoring.devices.readings import arrivals_between, arrivals_known_until

#: Slots counted in one run after a pause; the following run goes on.
SLOTS_PER_RUN = 48
IN_USE = (DeviceState.IN_SERVICE, DeviceState.MAINTENANCE, DeviceState.REGISTERED)
_IN_USE = f"({', '.join(repr(state.value) for state in IN_USE)})"


def _latest_table() -> str:
    """Name of the table of newest readings, which the store above brings."""
    related = Point._meta.get_field("latest").related_model
    assert related is not None and not isinstance(related, str)
    return related._meta.db_table


@transaction.atomic
def watch_connections(now: datetime) -> int:
    """Judge which devices are heard of; returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            # Table names and numbers are ours.
            f"""
            INSERT INTO devices_devicehealth AS known (device_id, connection, since,
                hour_expected, hour_arrived, hour_bad, day_expected, day_arrived, day_bad,
                five_expected, five_arrived, five_bad, hours_expected, hours_arrived, hours_bad)
            SELECT d.id, CASE
                WHEN k.absent_since IS NOT NULL AND NOT EXISTS (
                    SELECT FROM devices_point p JOIN {_latest_table()} l ON l.point_id = p.id
                    WHERE p.device_id = d.id AND l.at > k.absent_since
                        AND l.received_at > k.absent_since) THEN '{Connection.OFFLINE}'
                WHEN h.at IS NULL THEN '{Connection.UNKNOWN}'
                WHEN %(now)s - h.at <= make_interval(secs => greatest({LATE_AT_LEAST_S},
                    {LATE_AFTER_PERIODS} * d.period_s)) THEN '{Connection.ONLINE}'
                WHEN %(now)s - h.at <= make_interval(secs => greatest({OFFLINE_AT_LEAST_S},
                    {OFFLINE_AFTER_PERIODS} * d.period_s)) THEN '{Connection.STALE}'
                ELSE '{Connection.OFFLINE}' END, %(now)s, 0, 0, 0, 0, 0, 0,
                array_fill(0, ARRAY[{HOUR_SLOTS}]), array_fill(0, ARRAY[{HOUR_SLOTS}]),
                array_fill(0, ARRAY[{HOUR_SLOTS}]), array_fill(0, ARRAY[{DAY_SLOTS}]),
                array_fill(0, ARRAY[{DAY_SLOTS}]), array_fill(0, ARRAY[{DAY_SLOTS}])
            FROM devices_device d LEFT JOIN (
                SELECT p.device_id, max(l.received_at) AS at FROM devices_point p
                JOIN {_latest_table()} l ON l.point_id = p.id GROUP BY 1) h ON h.device_id = d.id
            LEFT JOIN devices_devicehealth k ON k.device_id = d.id
            WHERE d.state IN {_IN_USE}
            ON CONFLICT (device_id) DO UPDATE
                SET connection = excluded.connection, since = excluded.since,
                    absent_since = NULL
                WHERE known.connection <> excluded.connection
            """,  # noqa: S608
            {"now": now},
        )
        changed = int(cursor.rowcount)
        cursor.execute(
            "DELETE FROM devices_devicehealth h USING devices_device d "
            "WHERE d.id = h.device_id AND d.state = %s",
            [DeviceState.RETIRED],
        )
    if changed:
        live.publish("device-rates", "devices.connections.changed", number=changed)
    return changed


@transaction.atomic
def mark_absent(*, device_codes: Iterable[str], at: datetime, actor: Actor) -> int:
    """Note that devices are gone since ``at``: their protocol told that the session ended.

    They are offline at once, and until a reading of a later time or ``mark_present``. Returns how
    many there are. As readings, presence is not audited.
    """
    require_permission(actor, PUSH)
    devices = Device.objects.filter(code__in=list(device_codes), state__in=IN_USE)
    rows = [
        DeviceHealth(device=device, connection=Connection.OFFLINE, since=at, absent_since=at)
        for device in devices.order_by("pk")
    ]
    DeviceHealth.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["device"],
        update_fields=["connection", "since", "absent_since"],
    )
    if rows:
        live.publish("device-rates", "devices.connections.changed", number=len(rows))
    return len(rows)


@transaction.atomic
def mark_present(*, device_codes: Iterable[str], at: datetime, actor: Actor) -> int:
    """Note that devices said to be gone have a session again; returns how many had been.

    From then on their readings tell, as of any device.
    """
    require_permission(actor, PUSH)
    rows = DeviceHealth.objects.filter(
        device__code__in=list(device_codes), absent_since__lte=at, device__state__in=IN_USE
    )
    number = rows.update(connection=Connection.ONLINE, since=at, absent_since=None)
    if number:
        live.publish("device-rates", "devices.connections.changed", number=number)
    return number


def count_arrivals(now: datetime) -> int:
    """Count what arrived since the last run, slot by slot; returns the slots counted."""
    known = arrivals_known_until()
    if known is None:
        return 0
    until = datetime.fromtimestamp(known.timestamp() // SLOT_S * SLOT_S, tz=known.tzinfo)
    first = until - timedelta(seconds=SLOT_S)
    book, _created = ArrivalBook.objects.get_or_create(pk=1, defaults={"counted_until": first})
    begin = max(book.counted_until, until - timedelta(days=1))
    if begin > book.counted_until:
        _empty_rings()
    counted = 0
    while begin < until and counted < SLOTS_PER_RUN:
        with transaction.atomic():
            _count_slot(begin)
            begin += timedelta(seconds=SLOT_S)
            ArrivalBook.objects.filter(pk=1).update(counted_until=begin)
        counted += 1
    if counted:
        with transaction.atomic():
            _sum_rings()
            renew_rates(now)
            live.publish("device-rates", "devices.arrivals.counted", number=counted)
    return counted


def _count_slot(begin: datetime) -> None:
    """Add one slot of five minutes to the rings."""
    number = int(begin.timestamp()) // SLOT_S
    five = number % HOUR_SLOTS + 1
    hour = number // HOUR_SLOTS % DAY_SLOTS + 1
    kept = "0" if number % HOUR_SLOTS == 0 else "{ring}[{hour}]"
    query, parameters = arrivals_between(begin, begin + timedelta(seconds=SLOT_S))
    sets = []
    for what, value in (("expected", "s.expected"), ("arrived", "s.arrived"), ("bad", "s.bad")):
        before = kept.format(ring=f"h.hours_{what}", hour=hour)
        sets += [f"five_{what}[{five}] = {value}", f"hours_{what}[{hour}] = {before} + {value}"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE devices_devicehealth h SET {", ".join(sets)} FROM (
                SELECT d.id, coalesce(sum(a.good + a.bad), 0)::int AS arrived,
                    coalesce(sum(a.bad), 0)::int AS bad,
                    CASE WHEN d.state = '{DeviceState.IN_SERVICE}' THEN
                        greatest(1, floor({SLOT_S} / d.period_s))::int
                        * count(DISTINCT p.id)::int
                        * CASE WHEN d.period_s <= {SLOT_S}
                               OR mod(%s, ceil(d.period_s / {SLOT_S})::bigint) = 0
                          THEN 1 ELSE 0 END
                    ELSE 0 END AS expected
                FROM devices_device d
                LEFT JOIN devices_point p ON p.device_id = d.id AND p.is_active
                LEFT JOIN ({query}) a ON a.point_id = p.id
                WHERE d.state <> '{DeviceState.RETIRED}' GROUP BY d.id
            ) s WHERE s.id = h.device_id
            """,  # noqa: S608
            [number, *parameters],
        )


def _sum_rings() -> None:
    sums = ", ".join(  # names of columns are ours
        f"{span}_{what} = (SELECT coalesce(sum(x), 0) FROM unnest({ring}_{what}) x)"  # noqa: S608
        for span, ring in (("hour", "five"), ("day", "hours"))
        for what in ("expected", "arrived", "bad")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE devices_devicehealth SET {sums}")  # noqa: S608


def _empty_rings() -> None:
    """Forget what is older than a day: nothing was counted for longer than that."""
    rings = ", ".join(
        f"{ring}_{what} = array_fill(0, ARRAY[{size}])"
        for ring, size in (("five", HOUR_SLOTS), ("hours", DAY_SLOTS))
        for what in ("expected", "arrived", "bad")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE devices_devicehealth SET {rings}")  # noqa: S608


#: For each grouping: region, enterprise and sector of its rows, and which devices it takes.
_GROUPS = {
    RateGrouping.COUNTY: ("rpad(left(d.region_id, 6), 12, '0')", "NULL", "NULL", "TRUE"),
    RateGrouping.TOWNSHIP: ("rpad(left(d.region_id, 9), 12, '0')", "NULL", "NULL", "TRUE"),
    RateGrouping.ENTERPRISE: (
        "e.region_id",
        "d.enterprise_id",
        "NULL",
        "d.enterprise_id IS NOT NULL",
    ),
    RateGrouping.SECTOR: (
        "NULL",
        "NULL",
        "coalesce(d.sector_id, e.sector_id)",
        "coalesce(d.sector_id, e.sector_id) IS NOT NULL",
    ),
}


@transaction.atomic
def renew_rates(now: datetime) -> int:
    """Write today's on-line rates of county, townships, enterprises and sectors."""
    day = clock.today()
    rows = 0
    with connection.cursor() as cursor:
        for grouping, (region, enterprise, sector, condition) in _GROUPS.items():
            cursor.execute(
                f"""
                INSERT INTO devices_onlinerate (day, grouping, region_id, enterprise_id, sector_id,
                    devices, online, expected, arrived, bad, rate, arrival_share, computed_at)
                SELECT %s, %s, g.region, g.enterprise, g.sector, g.devices, g.online, g.expected,
                    g.arrived, g.bad, 1.0 * g.online / g.devices,
                    CASE WHEN g.expected > 0 THEN least(1.0, 1.0 * g.arrived / g.expected) END, %s
                FROM (SELECT {region} AS region, {enterprise}::bigint AS enterprise,
                        {sector}::varchar AS sector, count(*) AS devices,
                        count(*) FILTER (WHERE h.connection = '{Connection.ONLINE}') AS online,
                        coalesce(sum(h.day_expected), 0) AS expected,
                        coalesce(sum(least(h.day_arrived, h.day_expected)), 0) AS arrived,
                        coalesce(sum(h.day_bad), 0) AS bad
                    FROM devices_device d LEFT JOIN devices_devicehealth h ON h.device_id = d.id
                    LEFT JOIN enterprises_enterprise e ON e.id = d.enterprise_id
                    WHERE d.state = '{DeviceState.IN_SERVICE}' AND {condition}
                    GROUP BY 1, 2, 3) g
                LEFT JOIN regions_region r ON r.code = g.region
                WHERE g.region IS NULL OR r.code IS NOT NULL
                ON CONFLICT (day, grouping, region_id, enterprise_id, sector_id) DO UPDATE SET
                    devices = excluded.devices, online = excluded.online,
                    expected = excluded.expected, arrived = excluded.arrived, bad = excluded.bad,
                    rate = excluded.rate, arrival_share = excluded.arrival_share,
                    computed_at = excluded.computed_at
                """,  # noqa: S608
                [day, grouping, now],
            )
            rows += int(cursor.rowcount)
        # Groups that no longer have a device in service are not of today.
        OnlineRate.objects.filter(day=day, computed_at__lt=now).delete()
    return rows


def forget_rates(now: datetime) -> int:
    """Remove on-line rates older than kept; returns how many."""
    oldest = now.date() - timedelta(days=RATE_KEPT_DAYS)
    removed, _kinds = OnlineRate.objects.filter(day__lt=oldest).delete()
    return removed
