"""What telephone exchanges tell of a call, read into one shape.

Known are the events of Asterisk (ARI and AMI as JSON), of FreeSWITCH (event socket as JSON, and the
record of ``mod_json_cdr``), of Kamailio (``acc_json``, dialog), and our own plain form. A call has
several legs; what matters is the caller's leg, and which extension rings or answers. Sources:
docs.asterisk.org (AMI Newstate, DialBegin, DialEnd, Hangup; ARI StasisStart, Dial,
ChannelStateChange, ChannelDestroyed), the FreeSWITCH event list and ``mod_json_cdr``, Kamailio
``acc_json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from anlan.command.intake.choices import CallDirection, CallState

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One step of a call. ``state`` None tells only more about it (a recording, a seat)."""

    call_id: str
    state: CallState | None
    number: str = ""
    dialled: str = ""
    seat: str = ""
    at: datetime | None = None
    direction: CallDirection = CallDirection.INBOUND
    recording_url: str = ""
    started_at: datetime | None = None
    answered_at: datetime | None = None


class NoCallEvent(ValueError):
    """The body is no event of a call we know."""


def read_call_event(payload: Any) -> CallEvent | None:
    """Return the event; None for one that says nothing new of a call (a second leg, a tone).

    Raises ``NoCallEvent`` for what no known exchange sends.
    """
    if not isinstance(payload, Mapping):
        raise NoCallEvent("not an object")
    for is_like, read in _SHAPES:
        if is_like(payload):
            found = read(payload)
            if found is not None and not found.call_id:
                raise NoCallEvent("no call id")
            return found
    raise NoCallEvent("unknown event")


def _text(value: Any) -> str:
    return str(value).strip()[:200] if isinstance(value, str | int | float) else ""


def _moment(value: Any) -> datetime | None:
    """Read a time: ISO 8601, seconds, milliseconds or microseconds since 1970."""
    text = _text(value)
    try:
        if text and text.replace(".", "", 1).isdigit():
            seconds = float(text)
            while seconds > 1e11:
                seconds /= 1000
            return datetime.fromtimestamp(seconds, tz=UTC) if seconds > 0 else None
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# Our own form -------------------------------------------------------------------------------------

_PLAIN = {
    "ringing": CallState.RINGING,
    "answered": CallState.ANSWERED,
    "ended": CallState.ENDED,
    "recording": None,
}


def _plain(payload: Payload) -> CallEvent:
    event = _text(payload.get("event")).lower()
    if event not in _PLAIN:
        raise NoCallEvent("event must be ringing, answered, ended or recording")
    outbound = _text(payload.get("direction")).lower() == CallDirection.OUTBOUND
    return CallEvent(
        call_id=_text(payload["call_id"]),
        state=_PLAIN[event],
        number=_text(payload.get("to" if outbound else "from")),
        dialled=_text(payload.get("from" if outbound else "to")),
        seat=_text(payload.get("seat")),
        at=_moment(payload.get("at")),
        direction=CallDirection.OUTBOUND if outbound else CallDirection.INBOUND,
        recording_url=_text(payload.get("recording_url")),
    )


# Asterisk -----------------------------------------------------------------------------------------


def _ari(payload: Payload) -> CallEvent | None:
    kind = _text(payload.get("type"))
    at = _moment(payload.get("timestamp"))
    if kind == "Dial":
        caller, peer = payload.get("caller") or {}, payload.get("peer") or {}
        status = _text(payload.get("dialstatus")).upper()
        seat = _number(peer, "caller") or _text(payload.get("dialstring")).partition("/")[2]
        state = {
            "": CallState.RINGING,
            "RINGING": CallState.RINGING,
            "PROGRESS": CallState.RINGING,
            "ANSWER": CallState.ANSWERED,
        }.get(status)
        if not caller:
            return None  # the dial of an outgoing call made by the application
        return CallEvent(
            _text(caller.get("id")), state, _number(caller, "caller"), _exten(caller), seat, at
        )
    channel = payload.get("channel") or {}
    if not isinstance(channel, Mapping):
        return None
    if _text(channel.get("state")) in ("Ringing", "Down") and _number(channel, "connected"):
        return None  # a leg the exchange opened towards a seat
    state = {
        "StasisStart": CallState.RINGING,
        "ChannelCreated": CallState.RINGING,
        "ChannelStateChange": CallState.ANSWERED if channel.get("state") == "Up" else None,
        "ChannelDestroyed": CallState.ENDED,
    }.get(kind)
    if state is None:
        return None
    return CallEvent(
        _text(channel.get("id")), state, _number(channel, "caller"), _exten(channel), "", at
    )


def _number(channel: Payload, party: str) -> str:
    found = channel.get(party) or {}
    return _text(found.get("number")) if isinstance(found, Mapping) else ""


def _exten(channel: Payload) -> str:
    found = channel.get("dialplan") or {}
    return _text(found.get("exten")) if isinstance(found, Mapping) else ""


def _ami(payload: Payload) -> CallEvent | None:
    kind = _text(payload.get("Event"))
    own, call = _text(payload.get("Uniqueid")), _text(payload.get("Linkedid"))
    at = _moment(payload.get("Timestamp"))
    number, dialled = _text(payload.get("CallerIDNum")), _text(payload.get("Exten"))
    if kind in ("DialBegin", "DialEnd"):
        seat = _text(payload.get("DestExten")) or _text(payload.get("DestCallerIDNum"))
        if kind == "DialBegin":
            return CallEvent(call, CallState.RINGING, number, dialled, seat, at)
        answered = _text(payload.get("DialStatus")).upper() == "ANSWER"
        return CallEvent(call, CallState.ANSWERED, number, dialled, seat, at) if answered else None
    if own != (call or own):
        return None  # not the caller's leg
    state = {
        "Newchannel": CallState.RINGING,
        "Newstate": CallState.ANSWERED if payload.get("ChannelStateDesc") == "Up" else None,
        "Hangup": CallState.ENDED,
    }.get(kind)
    if state is None:
        return None
    return CallEvent(call or own, state, number, dialled, "", at)


# FreeSWITCH ---------------------------------------------------------------------------------------


def _esl(payload: Payload) -> CallEvent | None:
    kind = _text(payload.get("Event-Name"))
    at = _moment(payload.get("Event-Date-Timestamp"))
    own, other = _text(payload.get("Unique-ID")), _text(payload.get("Other-Leg-Unique-ID"))
    number = _text(payload.get("Caller-Caller-ID-Number"))
    dialled = _text(payload.get("Caller-Destination-Number"))
    if _text(payload.get("Call-Direction")) == "outbound":
        state = {
            "CHANNEL_PROGRESS": CallState.RINGING,
            "CHANNEL_PROGRESS_MEDIA": CallState.RINGING,
            "CHANNEL_ANSWER": CallState.ANSWERED,
        }.get(kind)
        # The leg towards a seat belongs to the caller's leg; without one a person here dials out.
        return CallEvent(other, state, number, "", dialled, at) if other and state else None
    state = {
        "CHANNEL_CREATE": CallState.RINGING,
        "CHANNEL_BRIDGE": CallState.ANSWERED,
        "CHANNEL_HANGUP_COMPLETE": CallState.ENDED,
    }.get(kind)
    path = _text(payload.get("variable_recording_url"))
    if state is None:
        return CallEvent(own, None, recording_url=path, at=at) if kind == "RECORD_STOP" else None
    seat = _text(payload.get("Caller-Callee-ID-Number")) if kind == "CHANNEL_BRIDGE" else ""
    return CallEvent(own, state, number, dialled, seat, at, recording_url=path)


def _json_cdr(payload: Payload) -> CallEvent | None:
    variables = payload["variables"]
    flow = payload.get("callflow") or [{}]
    profile = (flow[0] if isinstance(flow, list) else flow).get("caller_profile") or {}

    def value(name: str) -> str:
        return unquote(_text(variables.get(name)))

    def of_caller(name: str) -> str:
        return unquote(_text(profile.get(name)))

    if value("direction") == "outbound":
        return None  # the record of the seat's leg
    answered = _moment(value("answer_epoch"))
    return CallEvent(
        value("uuid") or value("call_uuid"),
        CallState.ENDED,
        of_caller("caller_id_number")
        or value("caller_id_number")
        or value("effective_caller_id_number"),
        of_caller("destination_number"),
        of_caller("callee_id_number") if answered else "",
        _moment(value("end_epoch")),
        recording_url=value("recording_url"),
        started_at=_moment(value("start_epoch")),
        answered_at=answered,
    )


# Kamailio -----------------------------------------------------------------------------------------


def _kamailio(payload: Payload) -> CallEvent | None:
    method = _text(payload.get("method")).upper()
    code = _text(payload.get("sip_code") or payload.get("code"))
    state: CallState | None = None
    if method == "INVITE":
        if code.startswith("1"):
            state = CallState.RINGING
        elif code.startswith("2"):
            state = CallState.ANSWERED
        elif code[:1] in ("3", "4", "5", "6"):
            state = CallState.ENDED
        elif not code:
            state = CallState.RINGING
    elif method in ("BYE", "CANCEL"):
        state = CallState.ENDED
    if state is None:
        return None
    number = payload.get("src_user") or payload.get("from_user") or payload.get("from_uri")
    dialled = payload.get("dst_user") or payload.get("to_user") or payload.get("to_uri")
    return CallEvent(
        _text(payload["callid"]),
        state,
        _text(number),
        _text(dialled).removeprefix("sip:").partition("@")[0],
        _text(payload.get("seat")),
        _moment(payload.get("time") or payload.get("time_attr") or payload.get("unixtimestamp")),
    )


_Like = Callable[[Payload], bool]
_Read = Callable[[Payload], CallEvent | None]
_SHAPES: tuple[tuple[_Like, _Read], ...] = (
    (lambda p: "call_id" in p and "event" in p, _plain),
    (lambda p: "type" in p and ("channel" in p or "peer" in p), _ari),
    (lambda p: "Event" in p and "Uniqueid" in p or "Event" in p and "Linkedid" in p, _ami),
    (lambda p: "Event-Name" in p, _esl),
    (lambda p: isinstance(p.get("variables"), Mapping), _json_cdr),
    (lambda p: "callid" in p and "method" in p, _kamailio),
)
