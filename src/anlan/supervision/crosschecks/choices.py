"""Words of the cross-checks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class LeadState(models.TextChoices):
    """What became of a lead."""

    OPEN = "open", pgettext_lazy("lead", "to be verified")
    ACCEPTED = "accepted", pgettext_lazy("lead", "being verified")
    CONFIRMED = "confirmed", pgettext_lazy("lead", "confirmed, hazard opened")
    DISMISSED = "dismissed", pgettext_lazy("lead", "explained, no hazard")


OPEN_STATES = (LeadState.OPEN, LeadState.ACCEPTED)

STATE_TONES: dict[str, str] = {
    LeadState.OPEN: "waiting",
    LeadState.ACCEPTED: "active",
    LeadState.CONFIRMED: "overdue",
    LeadState.DISMISSED: "done",
}


def clock_code(level: int) -> str:
    """Return the clock within which a lead of this level is answered."""
    return {1: "crosschecks.answer_red", 2: "crosschecks.answer_orange"}.get(
        level, "crosschecks.answer_other"
    )
