"""Reading CAP and Chinese warning texts, matching regions, replacing, lifting, expiring."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import visible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.monitoring.natural_hazards.cap import read_cap
from anlan.monitoring.natural_hazards.events import WarningReceived
from anlan.monitoring.natural_hazards.models import IncomingWarning
from anlan.monitoring.natural_hazards.parsed import COLOURS, UnreadableWarning
from anlan.monitoring.natural_hazards.services.warnings import expire_warnings, receive_warning
from anlan.monitoring.natural_hazards.tests.factories import COUNTY, ENGINE, OTHER, TOWN
from anlan.monitoring.natural_hazards.warning_text import read_text

SHARED = Path(__file__).resolve().parents[6] / "shared/data"
VALID = (
    "iceland_met_office.cap",
    "mexico.xml",
    "ph.cap",
    "testdata/australia.cap",
    "testdata/canada.cap",
    "testdata/earthquake.cap",
    "testdata/earthquake-iso8859-1.cap",
    "testdata/wcatwc-warning.cap",
    "testdata/weather.cap",
)
BROKEN = ("testdata/invalid.cap", "testdata/noaa_errors.cap", "testdata/weather.atom")
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def shared(name: str) -> bytes:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared data not at hand: {path}")
    return path.read_bytes()


def alert(identifier="A1", kind="Alert", references="", **more):
    """An alert over the township as a weather service writes it."""
    values = {
        "status": "Actual",
        "severity": "Severe",
        "headline": "演示县气象台发布暴雨橙色预警信号",
        "polygon": "29.02,119.12 29.02,119.14 29.04,119.14 29.02,119.12",
        "expires": "2026-11-20T20:00:00+08:00",
        **more,
    }
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>qx@example.invalid</sender><sent>2026-11-20T09:30:00+08:00</sent>
<status>{values["status"]}</status><msgType>{kind}</msgType><scope>Public</scope>
<references>{references}</references>
<info><language>zh-CN</language><category>Met</category><event>暴雨</event>
<urgency>Immediate</urgency><severity>{values["severity"]}</severity>
<certainty>Likely</certainty><expires>{values["expires"]}</expires>
<senderName>演示县气象台</senderName><headline>{values["headline"]}</headline>
<description>预计未来3小时降雨50毫米以上</description>
<area><areaDesc>溪口镇</areaDesc><polygon>{values["polygon"]}</polygon></area></info></alert>"""


@pytest.mark.parametrize("name", VALID)
def test_real_alerts_are_read(name):
    found = read_cap(shared(f"cap-alerts/{name}"))
    assert found.identifier and found.sender and found.sent_at.tzinfo and found.event
    for ring in found.polygons:
        assert ring[0] == ring[-1]
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_alerts_are_refused_in_words(name):
    with pytest.raises(UnreadableWarning):
        read_cap(shared(f"cap-alerts/{name}"))


def test_every_real_chinese_text_is_read():
    rows = json.loads(shared("cn-weather-warnings/warnings.json"))
    read = 0
    for row in rows:
        if not row.get("text") or not row.get("colour"):
            continue
        issued = datetime.fromisoformat(row["issued"]) if row.get("issued") else NOW
        now = issued.replace(tzinfo=UTC)
        found = read_text(row["text"], now=now)
        assert found.event == row["type"], row["text"]
        assert found.level == COLOURS[row["colour"][0]]
        if row.get("issued"):
            assert f"{found.sent_at:%Y-%m-%dT%H}" == row["issued"][:13]
        read += 1
    assert read >= 4


@settings(max_examples=60)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_nothing_but_words_comes_of_hostile_bytes(data):
    whole = alert().encode().strip()
    for wrapped in (data, b"<alert>" + data, whole[: min(len(data) * 5, len(whole) - 1)]):
        with pytest.raises(UnreadableWarning):
            read_cap(wrapped)


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("<alert", "<!DOCTYPE x [<!ENTITY a 'b'>]><alert"),
        ("Immediate", "Soon"),
        ("2026-11-20T09:30:00+08:00", "2026-11-20 09:30"),
        ("29.02,119.12 29.02,119.14", "129.02,119.12 29.02,119.14"),
        ("29.02,119.12 29.02,119.14 29.04,119.14 29.02,119.12", "29.02,119.12 29.02,119.14"),
        ("<areaDesc>溪口镇</areaDesc>", ""),
        ("cap:1.2", "cap:9.9"),
    ],
)
def test_what_is_wrong_is_refused(find, put):
    with pytest.raises(UnreadableWarning):
        read_cap(alert().replace(find, put).encode())


def test_circles_become_rings():
    text = alert().replace("<polygon>", "<circle>").replace("</polygon>", "</circle>")
    text = text.replace("29.02,119.12 29.02,119.14 29.04,119.14 29.02,119.12", "29.0,119.1 5")
    ring = read_cap(text.encode()).polygons[0]
    assert len(ring) == 37 and ring[0] == ring[-1]


def test_an_alert_is_kept_with_its_region_once(ground, sun, zhao, far):
    with pytest.raises(NotPermitted):
        receive_warning(message=alert(), actor=zhao)
    found = receive_warning(message=alert(), actor=sun)
    assert (found.level, found.state) == (2, "in_force")
    assert [a.region_id for a in found.areas.all()] == [TOWN]
    assert_audited("natural_hazards.warning.received", found, by=sun)
    assert_emitted(WarningReceived, warning_id=found.pk, level=2)
    assert receive_warning(message=alert().encode(), actor=sun) == found
    assert IncomingWarning.objects.count() == 1
    assert list(visible(IncomingWarning, zhao)) == [found]
    assert not visible(IncomingWarning, far).exists()


def test_updates_and_cancellations_end_what_they_refer_to(ground, sun):
    first = receive_warning(message=alert(), actor=sun)
    reference = "qx@example.invalid,A1,2026-11-20T09:30:00+08:00"
    second = receive_warning(
        message=alert("A2", "Update", reference, headline="暴雨红色预警信号"), actor=sun
    )
    assert second.level == 1
    assert_state(first, "updated")
    third = receive_warning(
        message=alert("A3", "Cancel", "qx@example.invalid,A2,2026-11-20T09:30:00+08:00"),
        actor=sun,
    )
    assert third.state == "cancelled"
    assert_state(second, "cancelled")


def test_tests_and_old_warnings_are_not_in_force(ground, sun):
    drill = receive_warning(message=alert("B1", status="Exercise"), actor=sun)
    old = receive_warning(message=alert("B2", expires="2026-11-20T09:40:00+08:00"), actor=sun)
    assert (drill.state, old.state) == ("note", "expired")


def test_a_warning_for_elsewhere_is_not_ours(ground, sun):
    far = "39.0,116.0 39.0,116.2 39.2,116.2 39.0,116.0"
    with pytest.raises(InvalidInput):
        receive_warning(
            message=alert(polygon=far).replace("溪口镇", "某镇").replace("演示县", "某县"),
            actor=sun,
        )
    for message in ("没有预警的一句话", b"\xff\xfe\x00", "<alert/>"):
        with pytest.raises(InvalidInput):
            receive_warning(message=message, actor=sun)


def test_a_chinese_text_finds_its_townships_and_is_lifted_by_the_next(ground, sun):
    text = (
        "演示县气象台2026年11月20日9时20分发布暴雨橙色预警信号：预计未来3小时，"
        "溪口镇、庙下乡降雨量将达50毫米以上，请注意防范。"
    )
    found = receive_warning(message=text, actor=sun)
    assert {a.region_id for a in found.areas.all()} == {TOWN, OTHER}
    assert found.level == 2 and found.event == "暴雨" and found.instruction
    whole = receive_warning(message="演示县气象台11月20日9时30分发布大风蓝色预警信号。", actor=sun)
    assert [a.region_id for a in whole.areas.all()] == [COUNTY]
    end = receive_warning(
        message="演示县气象台2026年11月20日9时50分解除暴雨橙色预警信号。", actor=sun
    )
    assert end.state == "cancelled"
    assert_state(found, "cancelled")
    ground.advance(minutes=60 * 24)
    assert expire_warnings(at=clock.now() + timedelta(hours=1), actor=ENGINE) == 1
    assert_state(whole, "expired")
