"""Receiving a phone's record: carried out and receipted in one transaction, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.field.choices import RecordOutcome
from anlan.base.field.constants import MAX_CLOCK_DRIFT
from anlan.base.field.contracts import FieldConflict, FieldInput, FieldOutcome, FieldPhoto
from anlan.base.field.errors import PhotosMissing, RecordOfAnother, UnknownCommand
from anlan.base.field.events import RecordArrived
from anlan.base.field.models import FieldRecord
from anlan.base.field.permissions import USE
from anlan.base.field.registry import find_command
from anlan.base.field.selectors.areas import region_for
from anlan.base.field.services.photos import check_photo, discard_staged, open_staged
from anlan.base.field.services.sent import SentRecord
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission

Photos = Mapping[str, UploadedFile[Any]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt, and whether the record had been carried out before this time.

    ``is_other`` says that what had arrived before differs from what was sent now.
    """

    record: FieldRecord
    is_repeated: bool = False
    is_other: bool = False
    refusal: DomainError | None = None


@transaction.atomic
def receive_record(*, sent: SentRecord, photos: Photos, actor: Actor) -> Receipt:
    """Carry out a record and keep its receipt.

    The receipt's row is made first and locked: of two that send the same record at the same time
    the second waits, and finds it done. When the process dies in the middle nothing has happened
    and the phone sends again. A refusal is kept, too, so that it shows who was refused what.

    Raises ``RecordOfAnother`` for another account's record and ``PhotosMissing`` when photos have
    neither come along nor ahead; neither leaves a trace.
    """
    require_permission(actor, USE)
    now = clock.now()
    record = _lock(sent, actor, now)
    if record.outcome == RecordOutcome.DONE:
        is_other = record.content_sha256 != sent.content_sha256
        if not is_other:  # its photos came ahead once more, when the first answer was lost
            discard_staged(actor, {photo.sha256 for photo in sent.photos})
        return Receipt(record, is_repeated=True, is_other=is_other)
    _describe(record, sent, now)
    if sent.is_withdrawn:
        return Receipt(_withdraw(record, sent, actor))
    try:
        with transaction.atomic():
            outcome = _perform(record, sent, photos, actor)
    except PhotosMissing:
        raise
    except DomainError as error:
        return Receipt(_refuse(record, error, actor), refusal=error)
    record.outcome = RecordOutcome.DONE
    record.message = str(outcome.message)
    record.conflict = {}
    record.subject_type = outcome.subject._meta.label
    record.subject_id = str(outcome.subject.pk)
    record.subject_label = str(outcome.subject)[:200]
    address = getattr(outcome.subject, "get_absolute_url", None)
    record.subject_url = str(address())[:300] if address is not None else ""
    record.save()
    discard_staged(actor, {photo.sha256 for photo in sent.photos})
    lag_s = round(record.lag.total_seconds())
    audit(
        actor,
        "field.record.received",
        record,
        after={"command": record.command, "made_at": record.made_at, "lag_s": lag_s},
    )
    _tell(record, actor)
    return Receipt(record)


def _lock(sent: SentRecord, actor: Actor, now: datetime) -> FieldRecord:
    """Return the locked row of a record; a new one counts as refused until it is done."""
    place = _place(sent)
    region = region_for(actor, *(place or (None, None)))
    new = FieldRecord(
        client_id=sent.client_id,
        command=sent.command,
        title=sent.title,
        actor_id=actor.id,
        person_id=actor.person_id,
        person_name=actor.display_name[:100],
        organisation_id=actor.organisation_id,
        region_id=region.code if region else None,
        made_at=min(sent.made_at, now),
        device_at=sent.device_at,
        received_at=now,
        outcome=RecordOutcome.REFUSED,
        attempts=0,
        content_sha256=sent.content_sha256,
    )
    FieldRecord.objects.bulk_create([new], ignore_conflicts=True)
    record = FieldRecord.objects.select_for_update().get(client_id=sent.client_id)
    if record.actor_id != actor.id:
        raise RecordOfAnother
    return record


def _place(sent: SentRecord) -> tuple[float, float] | None:
    """Where the record was made: its answer that is a place, else where its first photo was."""
    spots = [
        (value.get("longitude"), value.get("latitude"))
        for value in sent.values.values()
        if isinstance(value, dict)
    ]
    spots += [(photo.longitude, photo.latitude) for photo in sent.photos]
    for x, y in spots:
        if not isinstance(x, int | float) or not isinstance(y, int | float):
            continue
        if -180 <= x <= 180 and -90 <= y <= 90:
            return float(x), float(y)
    return None


def _describe(record: FieldRecord, sent: SentRecord, now: datetime) -> None:
    """Write down what was sent this time (a refused record may have been corrected)."""
    command = find_command(sent.command)
    record.command = sent.command
    record.title = str(command.title)[:200] if command is not None else sent.title
    record.made_at = min(sent.made_at, now)
    record.device_at = sent.device_at
    then = sent.made_at - sent.device_at
    record.is_clock_doubtful = abs((now - sent.sent_at) - then) > MAX_CLOCK_DRIFT
    record.received_at = now
    record.attempts += 1
    record.photo_count = len(sent.photos)
    record.values = sent.values
    record.base_version = sent.base_version
    record.content_sha256 = sent.content_sha256


def _perform(record: FieldRecord, sent: SentRecord, photos: Photos, actor: Actor) -> FieldOutcome:
    command = find_command(sent.command)
    if command is None:
        raise UnknownCommand
    require_permission(actor, command.permission)
    given = FieldInput(
        client_id=sent.client_id,
        values=sent.values,
        photos=_photos(sent, photos, actor),
        made_at=record.made_at,
        base_version=sent.base_version,
        actor=actor,
    )
    return command.perform(given)


def _photos(sent: SentRecord, photos: Photos, actor: Actor) -> tuple[FieldPhoto, ...]:
    """Bring together what was said about the photos and their content, checked."""
    wanted = {photo.sha256 for photo in sent.photos}
    content: dict[str, UploadedFile[Any]] = {
        sha256: uploaded for sha256, uploaded in photos.items() if sha256 in wanted
    }
    if wanted - content.keys():
        content |= open_staged(actor, wanted - content.keys())
    if wanted - content.keys():
        raise PhotosMissing(wanted - content.keys())
    for sha256, uploaded in content.items():
        check_photo(uploaded, sha256)
    return tuple(
        FieldPhoto(
            uploaded=content[photo.sha256],
            nonce=photo.nonce,
            captured_at=photo.captured_at,
            longitude=photo.longitude,
            latitude=photo.latitude,
            sha256=photo.sha256,
        )
        for photo in sent.photos
    )


def _refuse(record: FieldRecord, error: DomainError, actor: Actor) -> FieldRecord:
    """Keep that and why a record was refused, or what stands against it."""
    is_conflict = isinstance(error, FieldConflict)
    record.outcome = RecordOutcome.CONFLICT if is_conflict else RecordOutcome.REFUSED
    record.message = words_of(error)
    record.conflict = (
        {"theirs": error.theirs, "mine": error.mine} if isinstance(error, FieldConflict) else {}
    )
    record.save()
    action = "field.record.conflicted" if is_conflict else "field.record.refused"
    audit(actor, action, record, after={"code": error.code}, reason=record.message)
    _tell(record, actor)
    return record


def _withdraw(record: FieldRecord, sent: SentRecord, actor: Actor) -> FieldRecord:
    """The person took the other version, or threw the record away: nothing is carried out."""
    record.outcome = RecordOutcome.WITHDRAWN
    record.message = _("Withdrawn on the phone.")
    record.save()
    discard_staged(actor, {photo.sha256 for photo in sent.photos})
    audit(actor, "field.record.withdrawn", record, after={"command": record.command})
    _tell(record, actor)
    return record


def _tell(record: FieldRecord, actor: Actor) -> None:
    emit(
        RecordArrived(
            record_id=record.pk,
            command=record.command,
            outcome=record.outcome,
            region=record.region_id or "",
        ),
        actor,
    )


def words_of(error: DomainError) -> str:
    """Return a refusal in words, with what is wrong in single fields."""
    if isinstance(error, InvalidInput) and error.fields:
        return " ".join(str(message) for message in error.fields.values())
    return str(error)
