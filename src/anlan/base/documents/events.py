"""What happens to documents."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.kernel.events import Event


@dataclass(frozen=True)
class DocumentCreated(Event):
    """A paper, or a new version of it, was made."""

    name = "documents.document.created"
    document_id: int
    number: str
    version: int
    subject_type: str
    subject_id: str
