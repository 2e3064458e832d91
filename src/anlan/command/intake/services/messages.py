"""Messages of alarm receiving systems: kept as they came, understood, and put into the queue."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from anlan.base.audit.public import audit
from anlan.base.regions.public import find_region, region_at
from anlan.command.incidents.public import add_timeline_entry, number_index, point
from anlan.command.intake.choices import LINKED, ItemState, MessageKind
from anlan.command.intake.events import ItemMoved, MessageRefused
from anlan.command.intake.kinds import our_kind
from anlan.command.intake.models import IntakeItem, IntakeMessage, IntakeSource
from anlan.command.intake.permissions import HANDLE, VIEW_MESSAGE
from anlan.command.intake.schemas import AlarmIn
from anlan.command.intake.states import ITEM
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require_permission

#: More than a report needs.
MOST_BYTES = 262_144
#: Of a body that is too large so much is kept.
KEPT_OF_LARGE = 4096
#: What a message may change in an item, under the name of its field.
TEXTS = ("title", "description", "address")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message."""

    message: IntakeMessage
    outcome: str  # created | updated | older | cancelled | repeated | refused
    problems: Mapping[str, str]


def receive_message(*, source: IntakeSource, body: bytes, actor: Actor) -> Received:
    """Keep a body and do what it says. A body known already changes nothing.

    What is not understood is kept as well, with what is wrong, and shown to the duty officer.
    """
    digest = hashlib.sha256(body).hexdigest()
    known = IntakeMessage.objects.filter(source=source, digest=digest).first()
    if known is None:
        try:
            with transaction.atomic():
                return _receive(source, body, digest, actor)
        except IntegrityError:  # the same message, or the same number, a moment ago
            known = IntakeMessage.objects.filter(source=source, digest=digest).first()
            if known is None:
                with transaction.atomic():
                    return _receive(source, body, digest, actor)
    known.repeats += 1
    known.save(update_fields=["repeats"])
    problems = dict(known.changes) if known.kind == MessageKind.INVALID else {}
    return Received(known, "refused" if problems or known.error else "repeated", problems)


def _receive(source: IntakeSource, body: bytes, digest: str, actor: Actor) -> Received:
    now = clock.now()
    IntakeSource.objects.filter(pk=source.pk).update(last_heard_at=now)
    text = body.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
    message = IntakeMessage(
        source=source,
        raw=text if len(body) <= MOST_BYTES else text[:KEPT_OF_LARGE],
        digest=digest,
        received_at=now,
    )
    try:
        alarm = understand(body)
        return _apply(source, alarm, message, actor)
    except InvalidInput as error:
        message.kind, message.item = MessageKind.INVALID, None
        message.error = str(error)[:500]
        message.changes = {name: str(text) for name, text in error.fields.items()}
        message.save()
        emit(MessageRefused(message_id=message.pk, region=source.region_id), actor)
        return Received(message, "refused", message.changes)


def understand(body: bytes) -> AlarmIn:
    """Read a body. Raises ``InvalidInput`` with what is wrong, field by field."""
    if len(body) > MOST_BYTES:
        raise InvalidInput(_("The message is larger than 256 KB."), fields={"body": _("too large")})
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(_("This is not JSON."), fields={"body": str(error)[:200]}) from error
    if not isinstance(given, dict):
        raise InvalidInput(_("This is not a JSON object."), fields={"body": type(given).__name__})
    try:
        alarm = AlarmIn.model_validate(given)
    except ValidationError as error:
        fields = {".".join(map(str, e["loc"])): e["msg"][:200] for e in error.errors()[:20]}
        raise InvalidInput(_("Some fields are wrong."), fields=fields) from error
    if (alarm.longitude is None) != (alarm.latitude is None):
        raise InvalidInput(
            _("Some fields are wrong."), fields={"longitude": _("both coordinates or none")}
        )
    return alarm


def _apply(source: IntakeSource, alarm: AlarmIn, message: IntakeMessage, actor: Actor) -> Received:
    item = (
        IntakeItem.objects.select_for_update(of=("self",))
        .filter(source=source, external_number=alarm.number)
        .first()
    )
    if alarm.action == "cancel":
        if item is None:
            raise InvalidInput(
                _("A cancellation of a number we do not know."),
                fields={"number": _("not known: the report itself has not arrived")},
            )
        return _cancel(item, alarm, message, actor)
    if item is None:
        return _create(source, alarm, message, actor)
    return _update(item, alarm, message, actor)


def _create(source: IntakeSource, alarm: AlarmIn, message: IntakeMessage, actor: Actor) -> Received:
    now = message.received_at
    title = alarm.title.strip() or alarm.kind.strip() or alarm.description.strip()[:40]
    if not title:
        raise InvalidInput(
            _("Some fields are wrong."),
            fields={"title": _("Say in a few words what happened.")},
        )
    place = " ".join(alarm.address.split())
    item = IntakeItem(
        source=source,
        channel=source.channel,
        external_number=alarm.number,
        title=title[:200],
        kind=our_kind(source, alarm.kind),
        sender_kind=alarm.kind[:100],
        description=alarm.description.strip(),
        region_id=_region(source, alarm),
        address=place,
        location=point(alarm.longitude, alarm.latitude),
        caller_name=alarm.caller.name.strip(),
        caller_phone=alarm.caller.phone.strip(),
        caller_index=number_index(alarm.caller.phone),
        facts=_figures(alarm),
        recording_url=alarm.recording_url,
        # An alarm cannot have happened after it was told; a sender's clock may run ahead.
        occurred_at=min(alarm.occurred_at or now, now),
        received_at=now,
        told_at=alarm.told_at,
    )
    item.refresh_search_text()
    item.save()
    message.item, message.kind = item, MessageKind.REPORT
    message.save()
    audit(actor, "intake.item.received", item, after={"number": alarm.number})
    emit_moved(item, actor)
    return Received(message, "created", {})


def _update(item: IntakeItem, alarm: AlarmIn, message: IntakeMessage, actor: Actor) -> Received:
    message.item, message.kind = item, MessageKind.UPDATE
    if item.told_at and alarm.told_at and alarm.told_at < item.told_at:
        message.save()
        return Received(message, "older", {})
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}

    def put(name: str, value: Any) -> None:
        if value not in (None, "", {}) and getattr(item, name) != value:
            before[name], after[name] = getattr(item, name), value
            setattr(item, name, value)

    for name in TEXTS:
        put(name, getattr(alarm, name).strip())
    if alarm.kind and alarm.kind != item.sender_kind and item.source is not None:
        put("kind", our_kind(item.source, alarm.kind))
        put("sender_kind", alarm.kind[:100])
    put("facts", {**item.facts, **_figures(alarm)})
    put("recording_url", alarm.recording_url)
    if alarm.longitude is not None:
        item.location = point(alarm.longitude, alarm.latitude)
        if item.source is not None:
            item.region_id = _region(item.source, alarm)
    if alarm.caller.phone and not item.caller_phone:
        item.caller_phone = alarm.caller.phone.strip()
        item.caller_index = number_index(item.caller_phone)
    item.told_at = alarm.told_at or item.told_at
    item.refresh_search_text()
    item.save()
    message.changes = {name: [str(before[name]), str(after[name])] for name in after}
    message.save()
    if after:
        audit(actor, "intake.item.updated", item, before=before, after=after)
        _tell_incident(item, _change_words(item, before, after), message, actor)
        if item.state == ItemState.DISMISSED and "facts" in after:
            take_up_again(item, _("The sender reported new figures."))
    emit_moved(item, actor)
    return Received(message, "updated", {})


def _cancel(item: IntakeItem, alarm: AlarmIn, message: IntakeMessage, actor: Actor) -> Received:
    """Taken back by the sender: what nobody handled leaves the queue, an incident is told."""
    message.item, message.kind = item, MessageKind.CANCEL
    message.changes = {"reason": alarm.reason}
    message.save()
    reason = alarm.reason.strip() or _("without a reason")
    if item.state in ITEM["withdraw"].sources:
        ITEM.fire(item, "withdraw", actor=system_actor("intake"), reason=reason)
        item.reason, item.handled_at = reason[:300], message.received_at
        item.handled_by = item.sender[:100]
        item.save(update_fields=["reason", "handled_at", "handled_by", "updated_at"])
    audit(actor, "intake.item.withdrawn", item, reason=reason)
    words = _("%(sender)s takes %(number)s back: %(reason)s") % {
        "sender": item.sender,
        "number": item.external_number,
        "reason": reason,
    }
    _tell_incident(item, words, message, actor)
    emit_moved(item, actor)
    return Received(message, "cancelled", {})


def _tell_incident(item: IntakeItem, words: str, message: IntakeMessage, actor: Actor) -> None:
    if item.state in LINKED and item.incident_id is not None and words:
        add_timeline_entry(
            incident_id=item.incident_id,
            kind="signal",
            text=words,
            actor=actor,
            at=message.received_at,
            url=item.get_absolute_url(),
            key=f"intake:{message.pk}",
        )


def take_up_again(item: IntakeItem, reason: str) -> None:
    """Put a dismissed item back into the queue: the sender knows more now."""
    ITEM.fire(item, "take_back", actor=system_actor("intake"), reason=reason)


def _change_words(item: IntakeItem, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say what a message changed, as the timeline of the incident tells it."""
    words = []
    for name, value in after.items():
        field: Any = IntakeItem._meta.get_field(name)
        label = str(field.verbose_name)
        if name == "facts":
            words.append(figure_words(value))
        elif name != "sender_kind":
            words.append(f"{label} {before[name] or '—'} → {value}")
    return f"{item.sender} {item.external_number}：{'；'.join(words)}" if words else ""


def figure_words(facts: Mapping[str, Any]) -> str:
    """Return first figures in words: 死亡 1，失踪 2."""
    from django.apps import apps

    meta: Any = apps.get_model("incidents.IncidentFacts")._meta
    return "，".join(
        f"{meta.get_field(name).verbose_name} {value}" for name, value in facts.items()
    )


def _figures(alarm: AlarmIn) -> dict[str, int]:
    return {name: value for name, value in alarm.figures.dict().items() if value is not None}


def _region(source: IntakeSource, alarm: AlarmIn) -> str:
    """The region named, else the one at the point, else that of the source."""
    if alarm.region_code and find_region(alarm.region_code) is not None:
        return alarm.region_code
    if alarm.longitude is not None and alarm.latitude is not None:
        found = region_at(alarm.longitude, alarm.latitude)
        if found is not None:
            return found.code
    return str(source.region_id)


def emit_moved(item: IntakeItem, actor: Actor) -> None:
    """Tell the queue of an item."""
    emit(ItemMoved(item_id=item.pk, state=item.state, region=item.region_id), actor)


@transaction.atomic
def settle_message(*, message_id: int, actor: Actor, reason: str = "") -> IntakeMessage:
    """Note that somebody dealt with a message that was not understood."""
    require_permission(actor, HANDLE)
    message = get_visible(IntakeMessage, message_id, actor=actor, lock=True)
    if message.kind != MessageKind.INVALID or message.settled_at is not None:
        raise WrongState(_("This message needs no hand."))
    message.settled_at = clock.now()
    message.settled_by = actor.display_name[:100]
    message.save(update_fields=["settled_at", "settled_by"])
    audit(actor, "intake.message.settled", message, reason=reason)
    region = message.source.region_id
    emit(MessageRefused(message_id=message.pk, region=region), actor)
    return message


def reveal_message(*, message_id: int, actor: Actor) -> str:
    """Return a body as it came; it may hold personal data, so that reading is recorded."""
    message = get_visible(IntakeMessage, message_id, actor=actor)
    require_permission(actor, VIEW_MESSAGE)
    audit(actor, "intake.message.revealed", message)
    return str(message.raw)
