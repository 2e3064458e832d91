"""Calls as exchanges tell of them, over real requests."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import quote, urlencode

import orjson
import pytest

from anlan.base.organisations.tests.factories import PersonFactory
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.intake.events import CallMoved
from anlan.command.intake.models import Call
from anlan.command.intake.pbx import NoCallEvent, read_call_event
from anlan.command.intake.selectors.callers import who_calls
from anlan.command.intake.services.calls import link_call, note_call_back, reveal_number
from anlan.command.intake.tests.factories import make_call, make_source
from anlan.kernel import clock
from anlan.kernel.errors import NotPermitted, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted

NUMBER = "00057011112222"

ARI = [
    {
        "type": "StasisStart",
        "timestamp": "2026-11-20T10:00:00.100+0800",
        "channel": {
            "id": "1.1",
            "state": "Ring",
            "caller": {"number": "05701234567"},
            "connected": {"number": ""},
            "dialplan": {"exten": "12350"},
        },
    },
    {
        "type": "ChannelStateChange",
        "timestamp": "2026-11-20T10:00:01.000+0800",
        "channel": {
            "id": "1.2",
            "state": "Ringing",
            "caller": {"number": "8001"},
            "connected": {"number": "05701234567"},
            "dialplan": {"exten": "s"},
        },
    },
    {
        "type": "Dial",
        "dialstatus": "RINGING",
        "timestamp": "2026-11-20T10:00:01.100+0800",
        "caller": {
            "id": "1.1",
            "caller": {"number": "05701234567"},
            "dialplan": {"exten": "12350"},
        },
        "peer": {"id": "1.2", "caller": {"number": "8001"}},
    },
    {
        "type": "Dial",
        "dialstatus": "ANSWER",
        "timestamp": "2026-11-20T10:00:05.000+0800",
        "caller": {"id": "1.1", "caller": {"number": "05701234567"}},
        "peer": {"id": "1.2", "caller": {"number": "8001"}},
    },
    {
        "type": "ChannelDestroyed",
        "timestamp": "2026-11-20T10:01:00.000+0800",
        "cause": 16,
        "channel": {"id": "1.1", "state": "Up", "caller": {"number": "05701234567"}},
    },
]
AMI = [
    {
        "Event": "Newchannel",
        "Uniqueid": "1.1",
        "Linkedid": "1.1",
        "CallerIDNum": "05701234567",
        "Exten": "12350",
        "ChannelStateDesc": "Ring",
    },
    {"Event": "Newchannel", "Uniqueid": "1.2", "Linkedid": "1.1", "CallerIDNum": "8001"},
    {
        "Event": "DialBegin",
        "Uniqueid": "1.1",
        "Linkedid": "1.1",
        "CallerIDNum": "05701234567",
        "DestCallerIDNum": "8001",
        "DestExten": "8001",
    },
    {
        "Event": "DialEnd",
        "Uniqueid": "1.1",
        "Linkedid": "1.1",
        "CallerIDNum": "05701234567",
        "DestExten": "8001",
        "DialStatus": "ANSWER",
    },
    {"Event": "Hangup", "Uniqueid": "1.2", "Linkedid": "1.1", "Cause": "16"},
    {"Event": "Hangup", "Uniqueid": "1.1", "Linkedid": "1.1", "Cause": "16"},
]
ESL = [
    {
        "Event-Name": "CHANNEL_CREATE",
        "Unique-ID": "a",
        "Call-Direction": "inbound",
        "Caller-Caller-ID-Number": "05701234567",
        "Caller-Destination-Number": "12350",
        "Event-Date-Timestamp": "1795140000000000",
    },
    {
        "Event-Name": "CHANNEL_PROGRESS",
        "Unique-ID": "b",
        "Call-Direction": "outbound",
        "Other-Leg-Unique-ID": "a",
        "Caller-Caller-ID-Number": "05701234567",
        "Caller-Destination-Number": "8001",
    },
    {
        "Event-Name": "CHANNEL_BRIDGE",
        "Unique-ID": "a",
        "Call-Direction": "inbound",
        "Caller-Caller-ID-Number": "05701234567",
        "Caller-Callee-ID-Number": "8001",
    },
    {
        "Event-Name": "CHANNEL_HANGUP_COMPLETE",
        "Unique-ID": "a",
        "Call-Direction": "inbound",
        "variable_recording_url": "https://pbx.example.invalid/rec/a.wav",
    },
]
KAMAILIO = [
    {
        "method": "INVITE",
        "callid": "k1",
        "sip_code": "180",
        "src_user": "05701234567",
        "dst_user": "12350",
        "seat": "8001",
    },
    {"method": "INVITE", "callid": "k1", "sip_code": "200", "src_user": "05701234567"},
    {"method": "BYE", "callid": "k1", "sip_code": "200"},
]
PLAIN = [
    {"call_id": "p1", "event": "ringing", "from": "05701234567", "to": "12350", "seat": "8001"},
    {"call_id": "p1", "event": "answered", "seat": "8001"},
    {"call_id": "p1", "event": "recording", "recording_url": "https://pbx.example.invalid/p1.wav"},
    {"call_id": "p1", "event": "ended"},
]


@pytest.mark.parametrize(
    "events", [ARI, AMI, ESL, KAMAILIO, PLAIN], ids=["ari", "ami", "esl", "kamailio", "plain"]
)
def test_every_known_exchange_tells_one_call_from_ringing_to_the_end(pbx, post, events):
    states = []
    for event in events:
        response = post(pbx, event)
        assert response.status_code in (200, 202), response.content
        states.append(Call.objects.get().state)
    call = Call.objects.get()
    assert (states[0], states[-1]) == ("ringing", "ended")
    assert "answered" in states
    assert (call.number, call.seat, call.direction) == ("05701234567", "8001", "inbound")
    assert call.seat_name == "一号席"
    assert_emitted(CallMoved, call_id=call.pk, state="ended", region="330825000000")
    count = Call.objects.count()
    for event in events:  # the exchange sends everything again
        assert post(pbx, event).status_code in (200, 202)
    again = Call.objects.get()
    assert (Call.objects.count(), again.state, again.ended_at) == (count, "ended", call.ended_at)


def test_a_record_of_freeswitch_tells_the_whole_call_in_base64_and_with_its_password(pbx, post):
    record = {
        "core-uuid": "x",
        "variables": {
            "direction": "inbound",
            "uuid": "cdr-1",
            "start_epoch": str(int(clock.now().timestamp()) - 60),
            "answer_epoch": "0",
            "end_epoch": "0",
            "recording_url": quote("https://pbx.example.invalid/cdr-1.wav", safe=""),
        },
        "callflow": [
            {"caller_profile": {"caller_id_number": "05701234567", "destination_number": "12350"}}
        ],
    }
    basic = base64.b64encode(f"pbx:{pbx.key}".encode()).decode()
    response = post(
        pbx,
        urlencode({"cdr": orjson.dumps(record).decode()}).encode(),
        content_type="application/x-www-form-urlencoded",
        HTTP_AUTHORIZATION=f"Basic {basic}",
    )
    assert response.status_code == 200, response.content
    call = Call.objects.get()
    assert (call.state, call.dialled) == ("missed", "12350")
    assert call.recording_url == "https://pbx.example.invalid/cdr-1.wav"
    assert post(pbx, base64.b64encode(orjson.dumps(record))).status_code == 200
    assert Call.objects.count() == 1


def test_events_in_the_wrong_order_lead_nowhere_back(pbx, post):
    for event in ("ended", "ringing"):
        post(pbx, {"call_id": "x", "event": event, "from": "05701234567"})
    assert Call.objects.get().state == "missed"
    post(pbx, {"call_id": "x", "event": "answered", "seat": "8002"})
    call = Call.objects.get()
    assert (call.state, call.seat) == ("ended", "8002")
    assert call.answered_at is not None


def test_who_may_not_push_is_refused(pbx, feed, post, client):
    ringing = {"call_id": "x", "event": "ringing", "from": "1"}
    address = f"/api/v1/intake/push/{pbx.code}/calls/"
    for headers in (
        {},
        {"HTTP_AUTHORIZATION": "Bearer anlan_wrong"},
        {"HTTP_AUTHORIZATION": "Basic !!"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
    ):
        answer = client.post(address, orjson.dumps(ringing), "application/json", **headers)
        assert answer.status_code == 401
    other = make_source("pbx")
    assert post(pbx, ringing, HTTP_AUTHORIZATION=f"Bearer {other.key}").status_code == 404
    assert post(pbx, ringing, HTTP_AUTHORIZATION=f"Bearer {feed.key}").status_code == 403
    pbx.is_active = False
    pbx.save()
    assert post(pbx, ringing).status_code == 404
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'{"a":1}',
        b'{"call_id":"x","event":"y"}',
        b'{"type":"StasisStart","channel":{}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_call_is_refused_and_changes_nothing(pbx, post, body):
    assert post(pbx, body).status_code == 422
    assert not Call.objects.exists()


def test_legs_towards_seats_are_not_calls_of_their_own():
    assert read_call_event(ARI[1]) is None
    assert read_call_event(AMI[1]) is None
    with pytest.raises(NoCallEvent):
        read_call_event({"Event-Name": "CHANNEL_CREATE", "Call-Direction": "inbound"})


def test_a_missed_call_waits_until_somebody_reached_the_caller(pbx, post, cast, frozen_clock):
    for event in ("ringing", "ended"):
        post(pbx, {"call_id": "m", "event": event, "from": "138 0000 0001"})
    missed = Call.objects.get()
    assert missed.waits_for_call_back
    frozen_clock.advance(minutes=3)
    post(
        pbx,
        {
            "call_id": "o",
            "event": "ringing",
            "direction": "outbound",
            "from": "8001",
            "to": "+8613800000001",
            "seat": "8001",
        },
    )
    post(pbx, {"call_id": "o", "event": "answered"})
    missed.refresh_from_db()
    assert not missed.waits_for_call_back
    assert missed.called_back_by == "一号席"
    other, sun = make_call("00012340009", "ended", source=pbx), cast.sun
    with pytest.raises(NotVisible):
        note_call_back(call_id=other.pk, actor=cast.qian)
    note_call_back(call_id=other.pk, actor=sun, reason="号码已停机")
    assert_audited("intake.call.called_back", other, by=sun)
    with pytest.raises(WrongState):
        note_call_back(call_id=other.pk, actor=sun)


def test_the_caller_is_known_from_the_book_and_from_what_he_told_before(pbx, cast, frozen_clock):
    person = PersonFactory(name="演示网格员")
    person.set_phone("13800000002")
    person.save()
    incident = make_incident(cast.sun, caller_phone="+86 138-0000-0002")
    first = make_call("13800000002", source=pbx)
    frozen_clock.advance(minutes=5)
    call = make_call("013800000002", source=pbx)
    caller = who_calls(call.number, cast.sun, before=call)
    assert caller.name == "演示网格员"
    assert caller.calls == 1
    assert caller.last_call_at == first.started_at
    assert [i.id for i in caller.incidents] == [incident.pk]
    assert who_calls("0570999", cast.sun).owners == ()
    assert who_calls("anonymous", cast.sun).calls == 0


def test_a_call_is_tied_to_its_incident(pbx, cast):
    sun = cast.sun
    incident = make_incident(sun)
    call = make_call("13800000003", "ended", source=pbx)
    with pytest.raises(NotVisible):
        link_call(call_id=call.pk, incident_id=incident.pk, actor=cast.qian)
    link_call(call_id=call.pk, incident_id=incident.pk, actor=sun)
    link_call(call_id=call.pk, incident_id=incident.pk, actor=sun)
    assert_audited("intake.call.linked", call, by=sun)
    assert incident.timeline.filter(key=f"call:{call.pk}").count() == 1
    assert who_calls("13800000003", sun).incidents[0].id == incident.pk
    assert reveal_number(call_id=call.pk, actor=sun) == "13800000003"
    assert_audited("intake.call.revealed", call, by=sun)
    assert "13800000003" not in str(call)
    with pytest.raises((NotPermitted, NotVisible)):
        reveal_number(call_id=call.pk, actor=cast.zhao)
    call.refresh_from_db()
    assert call.started_at - incident.reported_at < timedelta(hours=1)
