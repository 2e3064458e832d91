"""Speaking with the installations above and below: what is sent, and the door where it comes in.

Everything goes as an event over the link's web hook: signed, tried again, each attempt on record.
A message names itself (``key``, or the number of a report in its thread), so that one that comes
twice does nothing the second time.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AwareDatetime, ValidationError

from anlan.base.exchange.public import deliver_event
from anlan.command.intake.events import ChainHeard, ChainSent
from anlan.command.intake.models import ChainLink
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit

#: Which kinds come from which side.
FROM_BELOW = frozenset({"report", "answer", "explanation"})
FROM_ABOVE = frozenset({"receipt", "instruction", "doubt", "doubt_settled"})


class ChainPlace(Schema):
    """Where it happened."""

    region_code: str = Field("", max_length=15)
    address: str = Field("", max_length=200)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)


class ChainBody(Schema):
    """What a message says; which fields count depends on its kind."""

    kind: Literal[
        "report", "receipt", "instruction", "answer", "doubt", "doubt_settled", "explanation"
    ]
    key: uuid.UUID
    thread: str = Field("", max_length=50)
    number: str = Field("", max_length=60)
    report_kind: Literal["initial", "continuing", "final"] = "initial"
    incident_kind: str = Field("", max_length=30)
    category: str = Field("", max_length=10)
    instruction_kind: Literal["instruction", "question", "urge"] = "question"
    doubt_kind: Literal["missing", "late", "different", "falling"] = "missing"
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=5000)
    reason: str = Field("", max_length=300)
    by: str = Field("", max_length=100)
    grade: int | None = Field(None, ge=1, le=4)
    occurred_at: AwareDatetime | None = None
    reported_at: AwareDatetime | None = None
    at: AwareDatetime
    due_at: AwareDatetime | None = None
    place: ChainPlace = Field(default_factory=lambda: ChainPlace.model_validate({}))
    facts: dict[str, int | str | None] = {}
    texts: dict[str, str] = {}
    receipt_number: str = Field("", max_length=50)
    details: dict[str, Any] = {}


def send(
    link: ChainLink, kind: str, *, at: datetime, key: uuid.UUID, **body: Any
) -> uuid.UUID | None:
    """Send a message in the running transaction; returns the key of its delivery.

    None when the link has no web hook yet: nothing goes out, and the pages say so.
    """
    if link.webhook_id is None or not link.is_active:
        return None
    said = ChainBody(kind=kind, key=key, at=at, **body)  # type: ignore[arg-type]
    record = emit(
        ChainSent(link_id=link.pk, kind=kind, body=said.model_dump(mode="json")),
        system_actor("intake"),
    )
    return deliver_event(webhook_id=link.webhook_id, record=record).key


def heard(link: ChainLink, kind: str, incident_id: int | None, actor: Actor) -> None:
    """Tell the pages that something came, or changed, between the levels."""
    region = str(link.region_id)
    emit(ChainHeard(link_id=link.pk, kind=kind, region=region, incident_id=incident_id), actor)


def take_chain_message(*, link: ChainLink, given: Any) -> dict[str, str]:
    """Take what another installation said. Raises ``InvalidInput``."""
    from anlan.command.intake.services import below, doubts, instructions, upward

    payload = given.get("payload") if isinstance(given, dict) else None
    raw = payload.get("body") if isinstance(payload, dict) else None
    try:
        body = ChainBody.model_validate(raw)
    except ValidationError as error:
        fields = {".".join(map(str, e["loc"])): e["msg"][:200] for e in error.errors()[:10]}
        raise InvalidInput(fields=fields or {"body": "JSON"}) from error
    if "\x00" in str(raw) or "\\x00" in repr(raw):
        raise InvalidInput(fields={"body": _("a character no text may hold")})
    if body.kind not in (FROM_BELOW if link.role == "subordinate" else FROM_ABOVE):
        raise InvalidInput(fields={"kind": _("This side does not send that.")})
    take = {
        "report": below.take_report,
        "answer": instructions.take_answer,
        "explanation": doubts.take_explanation,
        "receipt": upward.take_receipt,
        "instruction": instructions.take_instruction,
        "doubt": doubts.take_doubt,
        "doubt_settled": doubts.take_settled,
    }[body.kind]
    with transaction.atomic():
        locked = ChainLink.objects.select_for_update().get(pk=link.pk)
        outcome = take(locked, body)
        ChainLink.objects.filter(pk=link.pk).update(last_heard_at=clock.now())
    return {"key": str(body.key), "outcome": outcome}


def prefix_of(region_code: str) -> str:
    """Return the digits that all codes below a region begin with."""
    code = region_code[:12]
    for length in (2, 4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return region_code


def covers(link: ChainLink, region_code: str) -> bool:
    """Whether a place belongs to what a link is about."""
    return region_code.startswith(prefix_of(str(link.region_id)))


def links_for(region_code: str, role: str) -> list[ChainLink]:
    """Return the active links of one side that are about a place, the closest first."""
    found = [
        link
        for link in ChainLink.objects.filter(role=role, is_active=True)
        if covers(link, region_code)
    ]
    return sorted(found, key=lambda link: -len(prefix_of(str(link.region_id))))
