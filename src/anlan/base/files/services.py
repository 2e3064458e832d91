"""Storing and opening files."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.constants import (
    ADVANCE_NONCE_ARRIVAL,
    ADVANCE_NONCE_LIFETIME,
    MAX_BYTES,
    MAX_CLOCK_SKEW,
    NONCE_KEPT,
    NONCE_LIFETIME,
    OFFICE_TYPES,
    SIGNATURES,
)
from anlan.base.files.models import Attachment, AttachmentKind, CaptureNonce, NonceKind
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.policy import get_visible


def issue_nonce(actor: Actor) -> str:
    """Give the page a number to take pictures with; the upload hands it back."""
    value = secrets.token_urlsafe(24)
    CaptureNonce.objects.create(value=value, actor_id=actor.id, issued_at=clock.now())
    return value


def issue_nonces(actor: Actor, *, held: int, reserve: int) -> list[CaptureNonce]:
    """Fill up the reserve of a phone that takes pictures without signal.

    ``held`` is how many good numbers the phone says it still has. What it says is not trusted: of
    one person at most three reserves are good at a time (a phone that lost them, a second phone).
    """
    now = clock.now()
    good = CaptureNonce.objects.filter(
        actor_id=actor.id,
        kind=NonceKind.ADVANCE,
        used_at__isnull=True,
        issued_at__gt=now - ADVANCE_NONCE_LIFETIME,
    ).count()
    wanted = max(0, min(reserve - max(0, held), 3 * reserve - good))
    return CaptureNonce.objects.bulk_create(
        CaptureNonce(
            value=secrets.token_urlsafe(18),
            actor_id=actor.id,
            issued_at=now,
            kind=NonceKind.ADVANCE,
        )
        for _number in range(wanted)
    )


def forget_nonces() -> int:
    """Remove old capture numbers; the photos keep theirs. Returns how many."""
    removed, _kinds = CaptureNonce.objects.filter(issued_at__lt=clock.now() - NONCE_KEPT).delete()
    return removed


def detect_type(head: bytes, name: str) -> str:
    """Return the type told by the first bytes. Raises ``InvalidInput`` for anything else."""
    for mime, signature in SIGNATURES.items():
        if all(head[at : at + len(mark)] == mark for at, mark in signature):
            if mime == "application/zip":
                office = OFFICE_TYPES.get(PurePath(name).suffix.lower())
                if office is None:
                    break
                return office
            return mime
    raise InvalidInput(
        fields={
            "file": _(
                "This kind of file is not accepted. Use a photo (JPEG, PNG, WebP), a video (MP4, "
                "WebM), a sound file, PDF, Word or Excel."
            )
        }
    )


@transaction.atomic
def store_upload(
    *,
    uploaded: UploadedFile[Any],
    subject: Model,
    actor: Actor,
    kind: str = AttachmentKind.PHOTO,
    nonce: str = "",
    captured_at: datetime | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
) -> Attachment:
    """Keep a file and attach it to ``subject`` (the caller has checked the right to do so).

    The content is written and flushed before the row, so that no row ever points to nothing.
    Raises ``InvalidInput`` for an empty, too large or unknown kind of file.
    """
    size = uploaded.size or 0
    if size == 0:
        raise InvalidInput(fields={"file": _("The file is empty. Please choose it again.")})
    if size > MAX_BYTES:
        raise InvalidInput(
            fields={
                "file": _("The file is larger than %(limit)d MB. Please send a smaller one.")
                % {"limit": MAX_BYTES // 2**20}
            }
        )
    name = PurePath(uploaded.name or "file").name[:200]
    uploaded.seek(0)
    mime = detect_type(uploaded.read(64), name)
    digest = _write(uploaded)
    location = None
    if longitude is not None and latitude is not None:
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise InvalidInput(fields={"location": _("The position is not on the map.")})
        location = Point(longitude, latitude, srid=4326)
    attachment = Attachment.objects.create(
        kind=kind,
        name=name,
        mime=mime,
        size=size,
        sha256=digest,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        captured_at=captured_at,
        location=location,
        nonce=nonce[:64],
        is_authentic=_use_nonce(nonce, captured_at, actor),
        uploaded_by_id=actor.id,
        uploaded_by=actor.display_name,
    )
    audit(
        actor,
        "files.attachment.stored",
        attachment,
        after={"sha256": digest, "size": size, "subject": str(subject)},
    )
    return attachment


def _write(uploaded: UploadedFile[Any]) -> str:
    """Write the content under its hash and return the hash."""
    root = Path(settings.MEDIA_ROOT) / "files"
    root.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as file:
        uploaded.seek(0)
        for chunk in uploaded.chunks():
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    target = root / digest.hexdigest()[:2] / digest.hexdigest()
    target.parent.mkdir(exist_ok=True)
    Path(file.name).replace(target)
    target.chmod(0o640)
    return digest.hexdigest()


#: By kind of number: how long after its issue a picture may be taken, and arrive.
LIFETIMES: dict[str, tuple[timedelta, timedelta]] = {
    NonceKind.PAGE: (NONCE_LIFETIME, NONCE_LIFETIME),
    NonceKind.ADVANCE: (ADVANCE_NONCE_LIFETIME, ADVANCE_NONCE_ARRIVAL),
}


def _use_nonce(nonce: str, captured_at: datetime | None, actor: Actor) -> bool:
    """Use up a capture number; true when it was this actor's, fresh, and the times fit."""
    if not nonce or captured_at is None:
        return False
    now = clock.now()
    issued = (
        CaptureNonce.objects.select_for_update()
        .filter(value=nonce, actor_id=actor.id, used_at__isnull=True)
        .first()
    )
    if issued is None:
        return False
    taken_within, arrived_within = LIFETIMES[issued.kind]
    if now - issued.issued_at > arrived_within:
        return False
    issued.used_at = now
    issued.save(update_fields=["used_at"])
    earliest = issued.issued_at - MAX_CLOCK_SKEW
    latest = min(now, issued.issued_at + taken_within) + MAX_CLOCK_SKEW
    return earliest <= captured_at <= latest


def open_attachment(*, attachment_id: int, actor: Actor) -> Attachment:
    """Return an attachment whose subject the actor sees; raises ``NotVisible`` otherwise."""
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is None:
        raise NotVisible
    get_visible(apps.get_model(attachment.subject_type), attachment.subject_id, actor=actor)
    return attachment


def content_is_intact(attachment: Attachment) -> bool:
    """Whether the stored content still has the hash it was uploaded with."""
    path = Path(settings.MEDIA_ROOT) / attachment.path
    if not path.exists():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == attachment.sha256
