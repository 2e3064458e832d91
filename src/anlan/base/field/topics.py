"""Live topics of field work."""

from __future__ import annotations

from anlan.base.field.permissions import VIEW_NOTE, VIEW_RECORD
from anlan.kernel.live import register_topic

register_topic("field_records", permission=VIEW_RECORD)
register_topic("field_notes", permission=VIEW_NOTE)
