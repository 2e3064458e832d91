"""The door to files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.urls import reverse

from anlan.base.files import services
from anlan.base.files.constants import ADVANCE_NONCE_LIFETIME
from anlan.base.files.contracts import AttachmentInfo
from anlan.base.files.models import Attachment
from anlan.base.files.selectors import placed_photos, reused_photos
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = [
    "attachments_of",
    "detect_type",
    "info",
    "issue_nonce",
    "issue_nonces",
    "list_info",
    "placed_photos",
    "reused_photos",
    "store_upload",
    "visible_ids",
]

issue_nonce = services.issue_nonce
detect_type = services.detect_type


def issue_nonces(actor: Actor, *, held: int, reserve: int) -> list[tuple[str, datetime]]:
    """Fill up a phone's reserve of capture numbers: (number, good until)."""
    issued = services.issue_nonces(actor, held=held, reserve=reserve)
    return [(nonce.value, nonce.issued_at + ADVANCE_NONCE_LIFETIME) for nonce in issued]


def info(attachment: Attachment) -> AttachmentInfo:
    """Return an attachment as a value."""
    return AttachmentInfo(
        id=attachment.pk,
        kind=attachment.kind,
        name=attachment.name,
        url=reverse("files:download", args=[attachment.pk]),
        mime=attachment.mime,
        size=attachment.size,
        sha256=attachment.sha256,
        captured_at=attachment.captured_at,
        longitude=attachment.location.x if attachment.location else None,
        latitude=attachment.location.y if attachment.location else None,
        is_authentic=attachment.is_authentic,
        uploaded_by=attachment.uploaded_by,
        created_at=attachment.created_at,
    )


def list_info(attachment_ids: Iterable[int]) -> list[AttachmentInfo]:
    """Return files by id, in one query (the caller has checked who sees their subjects)."""
    return [info(row) for row in Attachment.objects.filter(pk__in=list(attachment_ids))]


def visible_ids(attachment_ids: Iterable[int], actor: Actor) -> set[int]:
    """Return those of the files whose subject the actor sees, in one query a kind of subject."""
    subjects: dict[str, dict[str, set[int]]] = {}
    rows = Attachment.objects.filter(pk__in=list(attachment_ids))
    for pk, subject_type, subject_id in rows.values_list("pk", "subject_type", "subject_id"):
        subjects.setdefault(subject_type, {}).setdefault(str(subject_id), set()).add(pk)
    found: set[int] = set()
    for subject_type, files in subjects.items():
        seen = visible(apps.get_model(subject_type), actor).filter(pk__in=list(files))
        for subject_id in seen.values_list("pk", flat=True):
            found |= files[str(subject_id)]
    return found


def store_upload(
    *,
    uploaded: UploadedFile[Any],
    subject: Model,
    actor: Actor,
    kind: str = "photo",
    nonce: str = "",
    captured_at: datetime | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
) -> AttachmentInfo:
    """Keep a file on a subject; see ``services.store_upload``."""
    return info(
        services.store_upload(
            uploaded=uploaded,
            subject=subject,
            actor=actor,
            kind=kind,
            nonce=nonce,
            captured_at=captured_at,
            longitude=longitude,
            latitude=latitude,
        )
    )


def attachments_of_each(subjects: Iterable[Model]) -> dict[str, list[AttachmentInfo]]:
    """Return the files of several subjects of one kind by their key, in one query.

    The caller has checked visibility. Subjects without files are left out.
    """
    rows = list(subjects)
    if not rows:
        return {}
    found: dict[str, list[AttachmentInfo]] = {}
    for row in Attachment.objects.filter(
        subject_type=rows[0]._meta.label, subject_id__in=[str(one.pk) for one in rows]
    ):
        found.setdefault(row.subject_id, []).append(info(row))
    return found


def attachments_of(subject: Model) -> list[AttachmentInfo]:
    """Return the files of a subject (the caller has checked visibility)."""
    rows = Attachment.objects.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))
    return [info(row) for row in rows]
