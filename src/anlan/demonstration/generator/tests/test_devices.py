"""Devices and alarm rules: enough of them, quiet on a normal day, limits that can be recomputed."""

from __future__ import annotations

from collections import Counter

import pytest

from anlan.demonstration.generator.divisions import SEED_COUNTIES
from anlan.demonstration.generator.rules import MOLAR_VOLUME_L, oel_ppm, toxic_rules

TOPIC_CHARACTERS = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")


def test_the_flagship_has_two_dozen_gas_detectors(longyou):
    codes = {
        d.code
        for d in longyou.devices
        if d.enterprise == longyou.flagship and d.kind == "gas_detector"
    }
    gases = Counter((p.cas, p.unit) for p in longyou.points if p.device in codes)

    assert len(codes) == 24
    assert gases["7782-50-5", "ppm"] == 10
    assert gases["7664-41-7", "ppm"] == 8
    assert sum(n for (_, unit), n in gases.items() if unit == "%LEL") == 6


@pytest.mark.parametrize("name", tuple(SEED_COUNTIES))
def test_device_codes_fit_into_a_topic(county_named, name):
    assert all(set(d.code) <= TOPIC_CHARACTERS for d in county_named(name).devices)


def test_every_township_has_a_rain_gauge(longyou):
    gauges = [d for d in longyou.devices if d.kind == "rain_gauge"]

    assert len({d.region[:9] for d in gauges}) == 15


def _applies(rule, point, device) -> bool:
    """Whether a rule is meant for a point."""
    return (
        rule.quantity == point.quantity
        and rule.cas in (None, point.cas)
        and rule.point in (None, point.key)
        and rule.device in (None, device.code)
        and rule.device_kind in (None, device.kind)
    )


@pytest.mark.parametrize("name", tuple(SEED_COUNTIES))
def test_a_normal_day_raises_no_alarm(county_named, name):
    county = county_named(name)
    devices = {d.code: d for d in county.devices}

    for point in county.points:
        b = point.behaviour
        high, low = b.mean + b.swing + 5 * b.noise, b.mean - b.swing - 5 * b.noise
        assert point.range_low <= b.mean <= point.range_high
        for rule in county.alarm_rules:
            if _applies(rule, point, devices[point.device]):
                if rule.direction == "above":
                    assert high < rule.limit, (rule.code, point)
                else:
                    assert low > rule.limit, (rule.code, point)


def test_limits_lie_inside_the_range_of_the_instruments(longyou):
    devices = {d.code: d for d in longyou.devices}

    for rule in longyou.alarm_rules:
        measured = [p for p in longyou.points if _applies(rule, p, devices[p.device])]
        assert measured, rule.code
        assert all(p.unit == rule.unit for p in measured)
        assert all(p.range_low < rule.limit < p.range_high for p in measured)


def test_chlorine_alarms_at_the_exposure_limit_and_at_twice_of_it():
    ppm, derivation = oel_ppm("7782-50-5")
    first, second = toxic_rules("7782-50-5")

    assert ppm == pytest.approx(1.0 * MOLAR_VOLUME_L / 70.906)
    assert "MAC 1 mg/m³" in derivation
    assert (first.limit, first.level) == (0.3, 3)
    assert (second.limit, second.level) == (0.6, 1)
    assert not first.is_verified and "GB/T 50493" in first.basis


def test_ammonia_alarms_keep_the_stricter_of_both_exposure_limits():
    first, second = toxic_rules("7664-41-7")
    stel_ppm = 30 * MOLAR_VOLUME_L / 17.031

    assert (first.limit, second.limit) == (28.0, 57.0)
    assert first.limit < stel_ppm


def test_combustible_gas_alarms_at_a_quarter_and_at_half_of_the_explosive_limit(longyou):
    limits = {r.level: r.limit for r in longyou.alarm_rules if r.quantity == "combustible_gas"}

    assert limits == {3: 25.0, 1: 50.0}
