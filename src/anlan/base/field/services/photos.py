"""Photos sent ahead of their record: kept by person and hash, thrown away when nothing follows."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.field.constants import MAX_PHOTO_BYTES, MAX_STAGED, STAGED_KEPT
from anlan.base.field.errors import PhotoChanged
from anlan.base.field.models import StagedPhoto
from anlan.base.field.permissions import USE
from anlan.base.files.public import detect_type
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import require_permission

SHA256 = re.compile(r"[0-9a-f]{64}")


#: What the app captures: photos, and voice in the containers that browsers record in.
CAPTURED = ("image/", "audio/", "video/webm", "video/mp4")


def type_of(uploaded: UploadedFile[Any]) -> str:
    """Return the type told by the content."""
    uploaded.seek(0)
    return detect_type(uploaded.read(64), uploaded.name or "")


def check_photo(uploaded: UploadedFile[Any], sha256: str) -> None:
    """Refuse what is too large, neither picture nor voice, or not what the phone declared."""
    if (uploaded.size or 0) > MAX_PHOTO_BYTES:
        raise InvalidInput(
            fields={
                "photo": _("The photo is larger than %(limit)d MB. Take it in the app.")
                % {"limit": MAX_PHOTO_BYTES // 2**20}
            }
        )
    if not type_of(uploaded).startswith(CAPTURED):
        raise InvalidInput(fields={"photo": _("This is neither a photo nor a voice note.")})
    digest = hashlib.sha256()
    uploaded.seek(0)
    for chunk in uploaded.chunks():
        digest.update(chunk)
    uploaded.seek(0)
    if digest.hexdigest() != sha256:
        raise PhotoChanged


@transaction.atomic
def stage_photo(*, uploaded: UploadedFile[Any], sha256: str, actor: Actor) -> StagedPhoto:
    """Keep a photo until its record arrives; sending it again changes nothing.

    The content is written and flushed before the row, so that no row ever points to nothing.
    """
    require_permission(actor, USE)
    if not SHA256.fullmatch(sha256):
        raise PhotoChanged
    check_photo(uploaded, sha256)
    if StagedPhoto.objects.filter(actor_id=actor.id).count() >= MAX_STAGED:
        raise InvalidInput(_("Too many photos wait for their records. Send the records first."))
    row = StagedPhoto(
        actor_id=actor.id, sha256=sha256, size=uploaded.size or 0, received_at=clock.now()
    )
    target = Path(settings.MEDIA_ROOT) / row.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        for chunk in uploaded.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)
    StagedPhoto.objects.bulk_create([row], ignore_conflicts=True)
    return StagedPhoto.objects.get(actor_id=actor.id, sha256=sha256)


def open_staged(actor: Actor, hashes: set[str]) -> dict[str, UploadedFile[Any]]:
    """Return those of the photos that were sent ahead, by hash."""
    found: dict[str, UploadedFile[Any]] = {}
    for row in StagedPhoto.objects.filter(actor_id=actor.id, sha256__in=hashes):
        path = Path(settings.MEDIA_ROOT) / row.path
        if path.exists():
            found[row.sha256] = SimpleUploadedFile(f"{row.sha256[:12]}.jpg", path.read_bytes())
    return found


def discard_staged(actor: Actor, hashes: set[str]) -> None:
    """Forget photos that have found their record; their content goes when that is certain."""
    rows = list(StagedPhoto.objects.filter(actor_id=actor.id, sha256__in=hashes))
    StagedPhoto.objects.filter(pk__in=[row.pk for row in rows]).delete()
    paths = [Path(settings.MEDIA_ROOT) / row.path for row in rows]

    def remove() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)


def discard_forgotten() -> int:
    """Throw away photos whose record never came; returns how many."""
    old = list(StagedPhoto.objects.filter(received_at__lt=clock.now() - STAGED_KEPT)[:5000])
    for row in old:
        (Path(settings.MEDIA_ROOT) / row.path).unlink(missing_ok=True)
    StagedPhoto.objects.filter(pk__in=[row.pk for row in old]).delete()
    return len(old)
