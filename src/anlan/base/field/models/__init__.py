"""Records made in the field, the photos sent ahead of them, and notes."""

from __future__ import annotations

from anlan.base.field.models.note import FieldNote
from anlan.base.field.models.record import FieldRecord, StagedPhoto

__all__ = ["FieldNote", "FieldRecord", "StagedPhoto"]
