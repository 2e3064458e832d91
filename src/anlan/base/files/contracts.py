"""What other apps see of an attachment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """One file as a value; ``is_authentic`` means taken in the page with a server number."""

    id: int
    kind: str
    name: str
    url: str
    mime: str
    size: int
    sha256: str
    captured_at: datetime | None
    longitude: float | None
    latitude: float | None
    is_authentic: bool
    uploaded_by: str
    created_at: datetime

    @property
    def is_image(self) -> bool:
        """Whether a page can show it."""
        return self.mime.startswith("image/")


@dataclass(frozen=True, slots=True)
class PhotoUse:
    """A photo on a subject, as the cross-checks compare it; degrees WGS-84."""

    id: int
    sha256: str
    subject_type: str
    subject_id: str
    longitude: float | None
    latitude: float | None
    captured_at: datetime | None
    uploaded_by: str
    created_at: datetime
