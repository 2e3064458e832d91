"""Words of chains: states of a version, of a clue, of what a stage owes, of a dispute."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VersionState(models.TextChoices):
    """Where a version of a chain stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", pgettext_lazy("chain version", "in force")
    REPLACED = "replaced", pgettext_lazy("chain version", "replaced")


VERSION_TONES: dict[str, str] = {
    VersionState.DRAFT: "waiting",
    VersionState.PUBLISHED: "active",
    VersionState.REPLACED: "neutral",
}


class UnitRole(models.TextChoices):
    """What a unit is in a stage."""

    LEAD = "lead", pgettext_lazy("chain stage", "lead unit")
    SUPPORT = "support", pgettext_lazy("chain stage", "supporting unit")


class ClueState(models.TextChoices):
    """Where a problem that travels along a chain stands."""

    NEW = "new", pgettext_lazy("clue", "reported, to be sent")
    TRACING = "tracing", pgettext_lazy("clue", "being traced")
    CHECKED = "checked", pgettext_lazy("clue", "checked, to be closed")
    CLOSED = "closed", pgettext_lazy("clue", "closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


CLUE_TONES: dict[str, str] = {
    ClueState.NEW: "waiting",
    ClueState.TRACING: "active",
    ClueState.CHECKED: "waiting",
    ClueState.CLOSED: "done",
    ClueState.WITHDRAWN: "neutral",
}
#: Not finished.
OPEN_CLUES = (ClueState.NEW, ClueState.TRACING, ClueState.CHECKED)


class KeyKind(models.TextChoices):
    """By what cases of one origin are known."""

    PRODUCER = "producer", pgettext_lazy("origin", "producer or seller")
    BATCH = "batch", pgettext_lazy("origin", "batch or serial number")
    CERTIFICATE = "certificate", pgettext_lazy("origin", "certificate or permit number")


class Direction(models.TextChoices):
    """Which way a stage lies from where the problem was found."""

    UP = "up", pgettext_lazy("trace", "upstream: where it comes from")
    HERE = "here", pgettext_lazy("trace", "where it was found")
    DOWN = "down", pgettext_lazy("trace", "downstream: where else it went")


class TraceState(models.TextChoices):
    """How a stage concerned stands."""

    PROPOSED = "proposed", pgettext_lazy("trace", "proposed")
    SENT = "sent", pgettext_lazy("trace", "sent, not signed for")
    SIGNED = "signed", pgettext_lazy("trace", "signed for, to be answered")
    DISPUTED = "disputed", pgettext_lazy("trace", "competence in dispute")
    ANSWERED = "answered", pgettext_lazy("trace", "answered")
    RELEASED = "released", pgettext_lazy("trace", "released")


TRACE_TONES: dict[str, str] = {
    TraceState.PROPOSED: "neutral",
    TraceState.SENT: "active",
    TraceState.SIGNED: "active",
    TraceState.DISPUTED: "waiting",
    TraceState.ANSWERED: "done",
    TraceState.RELEASED: "neutral",
}
#: The unit must act.
WITH_UNIT = (TraceState.SENT, TraceState.SIGNED)
#: Nothing more is owed.
SETTLED = (TraceState.ANSWERED, TraceState.RELEASED)


class Outcome(models.TextChoices):
    """What a stage found."""

    CONFIRMED = "confirmed", pgettext_lazy("trace", "the problem exists at this stage too")
    CLEAN = "clean", pgettext_lazy("trace", "no problem at this stage")
    OUTSIDE = "outside", pgettext_lazy("trace", "the origin lies outside the county")


class DisputeState(models.TextChoices):
    """What became of a dispute over competence."""

    OPEN = "open", pgettext_lazy("dispute", "to be decided")
    DECIDED = "decided", pgettext_lazy("dispute", "decided")


DISPUTE_TONES: dict[str, str] = {DisputeState.OPEN: "waiting", DisputeState.DECIDED: "done"}
