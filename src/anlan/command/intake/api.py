"""Doors for other systems: calls, alarms, and the installations above and below."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from anlan.command.intake.choices import SourceKind
from anlan.command.intake.doors import body_of, call_body, called_source, link_of, source_of
from anlan.command.intake.pbx import NoCallEvent, read_call_event
from anlan.command.intake.schemas import (
    AlarmAnswerOut,
    AlarmIn,
    CallAnswerOut,
    ChainAnswerOut,
    PlainCallIn,
)
from anlan.command.intake.services.calls import record_call_event
from anlan.command.intake.services.chain import take_chain_message
from anlan.command.intake.services.messages import Received, receive_message
from anlan.kernel.errors import InvalidInput

router = Router()


def _document(schema: Any) -> dict[str, Any]:
    """The body in the API document: it is read by hand, so that nothing malformed is lost."""
    written = schema.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = written.pop("$defs", {})

    def inline(part: Any) -> Any:
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            return inline(parts[name]) if name else {k: inline(v) for k, v in part.items()}
        return [inline(p) for p in part] if isinstance(part, list) else part

    content = {"application/json": {"schema": inline(written)}}
    return {"requestBody": {"content": content, "required": True}}


@router.post(
    "/push/{code}/calls/",
    auth=None,
    response={200: CallAnswerOut, 202: CallAnswerOut},
    summary="A step of a telephone call",
    openapi_extra=_document(PlainCallIn),
)
def push_call(request: HttpRequest, code: str) -> Any:
    """Take one event of a telephone exchange; events that say nothing new are answered 202.

    Of a source with a secret only signed events are taken: ``X-Anlan-Timestamp`` (seconds) and
    ``X-Anlan-Signature: sha256=…``, the HMAC of timestamp, full stop and body.
    """
    source, actor = called_source(request, code)
    try:
        event = read_call_event(call_body(request))
    except NoCallEvent as error:
        raise InvalidInput(fields={"body": str(error)}) from error
    if event is None:
        return Status(202, {"call_id": "", "state": "", "is_known": False})
    call = record_call_event(source=source, event=event, actor=actor)
    return Status(200, {"call_id": call.call_id, "state": call.state})


@router.post(
    "/push/{code}/alarms/",
    auth=None,
    response={200: AlarmAnswerOut, 201: AlarmAnswerOut, 413: AlarmAnswerOut, 422: AlarmAnswerOut},
    summary="An alarm of a 110, 119 or 120 centre",
    openapi_extra=_document(AlarmIn),
)
def push_alarm(request: HttpRequest, code: str) -> Any:
    """Take a new, changed or cancelled alarm. What is not understood is kept and answered 422."""
    source, actor = source_of(request, code, SourceKind.FEED)
    received = receive_message(source=source, body=body_of(request), actor=actor)
    status = {"created": 201, "refused": 422}.get(received.outcome, 200)
    return Status(status, _answer(received))


def _answer(received: Received) -> dict[str, Any]:
    item = received.message.item
    return {
        "message_id": received.message.pk,
        "item_id": item.pk if item else None,
        "number": item.external_number if item else "",
        "state": item.state if item else "",
        "outcome": received.outcome,
        "received_at": timezone.localtime(received.message.received_at).isoformat(),
        "incident_number": item.incident.number if item and item.incident else "",
        "problems": dict(received.problems),
    }


@router.post(
    "/chain/{code}/",
    auth=None,
    response={200: ChainAnswerOut},
    summary="A message of the level above or below, signed as a web hook",
)
def push_chain(request: HttpRequest, code: str) -> Any:
    """Take a report, receipt, instruction, answer or doubt of another installation."""
    link = link_of(request, code)
    try:
        given = orjson.loads(body_of(request))
    except orjson.JSONDecodeError as error:
        raise InvalidInput(fields={"body": "JSON"}) from error
    return take_chain_message(link=link, given=given)
