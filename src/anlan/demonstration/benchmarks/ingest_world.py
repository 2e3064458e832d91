"""The registry of a province's monitored enterprises, and what its sensors show.

440,000 points as the national system for hazardous chemicals has them: 22,000 devices of twenty
points. Values walk at random on a grid of hundredths, as sensors report them; the same numbers are
drawn wherever they are needed, by the publishers and by the comparison with what was stored.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

DEVICES, POINTS_EACH = 22_000, 20
#: Rounds of values drawn for every device; a run walks up and down in them.
ROUNDS = 16
#: Limit of the rules, what a planted crossing shows, and the highest a point shows otherwise.
LIMIT, CROSSING, HIGHEST = 100.0, 150.0, 90.0

_DEVICES = """
INSERT INTO devices_device (code, name, kind, region_id, place, protocol, identity, connection,
    period_s, maker, state, location, created_at, updated_at)
SELECT 'BN-' || to_char(n, 'FM00000'), '演示探测器' || n, 'gas_detector', '330821000000', '',
       'mqtt', '', '{}', 4.4, '', 'in_service', ST_SetSRID(ST_MakePoint(119, 29), 4326), now(),
       now()
FROM generate_series(0, %s - 1) n
"""
_POINTS = """
INSERT INTO devices_point (device_id, key, source, scale, "offset", name, quantity, unit, decimals,
    is_active, created_at, updated_at)
SELECT d.id, 'p' || to_char(k, 'FM00'), '', 1, 0, '浓度' || k, 'gas_concentration', 'mg/m³', 2,
       true, now(), now()
FROM devices_device d, generate_series(0, %s - 1) k ORDER BY d.code, k
"""
_RULES = """
INSERT INTO alarms_alarmrule (line, version, name, state, point_id, quantity, device_kind, kind,
    level, lower, upper, unit, dead_band, on_delay_s, off_delay_s, "window", weight, allowance,
    basis, basis_verified, advice, created_at, updated_at)
SELECT gen_random_uuid(), 1, '超限', 'active', p.id, '', '', 'upper', 2, NULL, %s, 'mg/m³', 1, 0, 0,
       60, 0.1, 0.5, '测试', false, '', now(), now()
FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM devices_point) p
WHERE p.n %% %s = 1
"""


def make_registry(devices: int, points_each: int, rules: int) -> NDArray[np.int64]:
    """Write devices, points and rules; return point ids by (device, key)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO regions_region (code, name, level, parent_id, is_generated) VALUES "
            "('330000000000', '演示省', 'province', NULL, true), "
            "('330800000000', '演示市', 'city', '330000000000', true), "
            "('330821000000', '演示县', 'county', '330800000000', true)"
        )
        cursor.execute(_with_defaults("devices.Device", _DEVICES), [devices])
        cursor.execute(_with_defaults("devices.Point", _POINTS), [points_each])
        if rules:
            every = max(1, devices * points_each // rules)
            cursor.execute(_with_defaults("alarms.AlarmRule", _RULES), [LIMIT, every])
        cursor.execute("ANALYZE devices_device")
        cursor.execute("ANALYZE devices_point")
        cursor.execute("ANALYZE alarms_alarmrule")
        cursor.execute(
            "SELECT p.id FROM devices_point p JOIN devices_device d ON d.id = p.device_id "
            "ORDER BY d.code, p.key"
        )
        ids = np.array([row[0] for row in cursor.fetchall()], np.int64)
    return ids.reshape(devices, points_each)


def _with_defaults(label: str, statement: str) -> str:
    """Add the columns that a statement does not name, with their model's defaults."""
    from django.apps import apps
    from django.db.models import NOT_PROVIDED

    named = statement.split("(", 1)[1].split(")", 1)[0].replace('"', "").replace("\n", " ")
    known = {name.strip() for name in named.split(",")}
    names, values = [], []
    for field in apps.get_model(label)._meta.concrete_fields:
        if field.column in known or field.primary_key or field.null:
            continue
        default: Any = None if field.default is NOT_PROVIDED else field.get_default()
        if default is None:
            default = ""
        names.append(f'"{field.column}"')
        values.append(_literal(default))
    if not names:
        return statement
    head, tail = statement.split(")\nSELECT", 1)
    body, rest = tail.split("\nFROM", 1)
    return f"{head}, {', '.join(names)})\nSELECT{body}, {', '.join(values)}\nFROM{rest}"


def _literal(value: Any) -> str:
    """Write a default as SQL."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | dict):
        return "'[]'" if isinstance(value, list) else "'{}'"
    return "'" + str(value).replace("'", "''") + "'"


def draw_values(first: int, last: int, points_each: int, seed: int = 11) -> NDArray[np.float64]:
    """Draw what devices ``first`` to ``last - 1`` show: (round, device, point), hundredths."""
    found = np.empty((ROUNDS, last - first, points_each))
    for device in range(first, last):
        chance = np.random.Generator(np.random.PCG64([seed, device]))
        start = chance.integers(0, 4_000, points_each)
        steps = chance.integers(-8, 9, (ROUNDS, points_each))
        # Half of all steps are none: a sensor at rest.
        steps[chance.random((ROUNDS, points_each)) < 0.5] = 0
        walk = np.clip(start + np.cumsum(steps, axis=0), 0, int(HIGHEST * 100))
        found[:, device - first] = walk / 100
    return found


def round_shown(turn: int) -> int:
    """The round of values shown in a turn: up and down, so that no value jumps."""
    place = turn % (2 * ROUNDS - 2)
    return place if place < ROUNDS else 2 * ROUNDS - 2 - place


def device_code(number: int) -> str:
    """The code of a device by its number."""
    return f"BN-{number:05d}"
