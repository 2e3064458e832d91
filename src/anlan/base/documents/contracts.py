"""What other apps see of a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One version of a numbered document; ``url`` downloads it (audited)."""

    id: int
    number: str
    version: int
    title: str
    url: str
    template_code: str
    sha256: str
    size: int
    created_at: datetime
    created_by: str
