"""The door to files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.urls import reverse

from anlan.base.files import services
from anlan.base.files.contracts import AttachmentInfo
from anlan.base.files.models import Attachment
from anlan.kernel.actor import Actor

issue_nonce = services.issue_nonce


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


def attachments_of(subject: Model) -> list[AttachmentInfo]:
    """Return the files of a subject (the caller has checked visibility)."""
    rows = Attachment.objects.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))
    return [info(row) for row in rows]
