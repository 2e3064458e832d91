"""What became of a record that a phone sent."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RecordOutcome(TextChoices):
    """How a record stands. Only ``done`` is final; the others may be sent again."""

    DONE = "done", pgettext_lazy("field record", "received")
    REFUSED = "refused", pgettext_lazy("field record", "refused")
    CONFLICT = "conflict", pgettext_lazy("field record", "in conflict")
    WITHDRAWN = "withdrawn", pgettext_lazy("field record", "withdrawn")


OUTCOME_TONES: dict[str, str] = {
    RecordOutcome.DONE: "done",
    RecordOutcome.REFUSED: "overdue",
    RecordOutcome.CONFLICT: "waiting",
    RecordOutcome.WITHDRAWN: "neutral",
}
