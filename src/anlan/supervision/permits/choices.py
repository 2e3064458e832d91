"""Words of special operations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class PermitState(models.TextChoices):
    """Where the work of a permit stands."""

    FILED = "filed", pgettext_lazy("permit", "filed")
    WORKING = "working", pgettext_lazy("permit", "working")
    STOPPED = "stopped", pgettext_lazy("permit", "stopped")
    FINISHED = "finished", pgettext_lazy("permit", "finished")
    CANCELLED = "cancelled", pgettext_lazy("permit", "cancelled")


#: The permit stands for work that is or may be going on.
OPEN_STATES = (PermitState.FILED, PermitState.WORKING, PermitState.STOPPED)

STATE_TONES: dict[str, str] = {
    PermitState.FILED: "neutral",
    PermitState.WORKING: "active",
    PermitState.STOPPED: "waiting",
    PermitState.FINISHED: "done",
    PermitState.CANCELLED: "done",
}
