"""What other apps may ask planning: reading a document in."""

from __future__ import annotations

from anlan.governance.planning.services.documents import load_document

__all__ = ["load_document"]
