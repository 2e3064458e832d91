"""Where photos were used, for the cross-checks."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Count

from anlan.base.files.contracts import PhotoUse
from anlan.base.files.models import Attachment, AttachmentKind


def _use(row: Attachment) -> PhotoUse:
    return PhotoUse(
        id=row.pk,
        sha256=row.sha256,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        longitude=row.location.x if row.location else None,
        latitude=row.location.y if row.location else None,
        captured_at=row.captured_at,
        uploaded_by=row.uploaded_by,
        created_at=row.created_at,
    )


def reused_photos(since: datetime) -> list[tuple[PhotoUse, ...]]:
    """Return photos that stand on more than one subject, one of the uses being since a time.

    Not filtered by actor: who is shown what decides the caller (a lead is seen by its region).
    """
    photos = Attachment.objects.filter(kind=AttachmentKind.PHOTO)
    recent = photos.filter(created_at__gte=since).values("sha256")
    shared = (
        photos.filter(sha256__in=recent)
        .order_by()
        .values("sha256")
        .annotate(subjects=Count("subject_id", distinct=True))
        .filter(subjects__gt=1)
        .values("sha256")
    )
    uses: dict[str, list[PhotoUse]] = defaultdict(list)
    for row in photos.filter(sha256__in=shared).order_by("created_at", "pk"):
        uses[row.sha256].append(_use(row))
    return [tuple(found) for found in uses.values()]


def placed_photos(since: datetime) -> list[PhotoUse]:
    """Return the photos since a time that say where they were taken, oldest first."""
    rows = Attachment.objects.filter(
        kind=AttachmentKind.PHOTO, created_at__gte=since, location__isnull=False
    )
    return [_use(row) for row in rows.order_by("created_at", "pk")]
