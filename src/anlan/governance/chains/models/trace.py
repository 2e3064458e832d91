"""What each stage concerned owes to a clue, its answers, disputes over competence."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.chains.choices import (
    TRACE_TONES,
    WITH_UNIT,
    Direction,
    DisputeState,
    Outcome,
    TraceState,
)
from anlan.governance.chains.models.chain import Stage
from anlan.governance.chains.models.clue import Clue
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Trace(TimeStamped):
    """One stage concerned by a clue: its lead unit signs, investigates, answers, passes on."""

    clue = models.ForeignKey(
        Clue, on_delete=models.CASCADE, related_name="traces", verbose_name=_("clue along a chain")
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="traces", verbose_name=_("stage of a chain")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("trace", "unit in charge"),
    )
    direction = models.CharField(
        pgettext_lazy("trace", "direction"), max_length=10, choices=Direction.choices
    )
    reason = models.CharField(pgettext_lazy("trace", "why this stage"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=TraceState.choices, default=TraceState.PROPOSED
    )
    sent_at = models.DateTimeField(pgettext_lazy("trace", "sent at"), null=True, blank=True)
    due_on = models.DateField(pgettext_lazy("trace", "to be answered by"), null=True, blank=True)
    signed_at = models.DateTimeField(pgettext_lazy("trace", "signed for at"), null=True, blank=True)
    signed_by = models.CharField(
        pgettext_lazy("trace", "signed for by"), max_length=100, blank=True
    )
    answered_at = models.DateTimeField(pgettext_lazy("trace", "answered at"), null=True, blank=True)
    outcome = models.CharField(
        pgettext_lazy("trace", "finding"), max_length=20, choices=Outcome.choices, blank=True
    )
    #: Highest step that was told of its being late: 0 nobody, 1 head, 2 in charge, 3 principal.
    told_rank = models.PositiveSmallIntegerField(default=0, editable=False)
    told_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("trace at a stage")
        verbose_name_plural = _("traces at stages")
        ordering: ClassVar = ["clue_id", "stage__position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clue", "stage"], name="trace_once_per_stage"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "released"])
                | Q(sent_at__isnull=False, due_on__isnull=False, organisation__isnull=False),
                name="trace_sent_has_unit_and_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.stage.name}：{self.clue.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("chains:trace", args=[self.pk])

    @property
    def region_id(self) -> str:
        """Where the problem was found; clocks run there."""
        return str(self.clue.region_id)

    @property
    def due_at(self) -> datetime | None:
        """The end of the day by which it is to be answered."""
        if self.due_on is None:
            return None
        return timezone.make_aware(datetime.combine(self.due_on + timedelta(days=1), time()))

    @property
    def is_late(self) -> bool:
        """Whether the unit is late."""
        return self.state in WITH_UNIT and self.due_on is not None and self.due_on < clock.today()

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return "overdue" if self.is_late else TRACE_TONES.get(self.state, "neutral")


class TraceAnswer(TimeStamped):
    """What a unit found at its stage and removed; evidence hangs on it as files."""

    trace = models.ForeignKey(
        Trace, on_delete=models.CASCADE, related_name="answers", verbose_name=_("trace at a stage")
    )
    outcome = models.CharField(
        pgettext_lazy("trace", "finding"), max_length=20, choices=Outcome.choices
    )
    text = models.TextField(pgettext_lazy("trace", "what the investigation found"))
    removed = models.TextField(pgettext_lazy("trace", "what was removed or put right"), blank=True)
    passed_to = models.CharField(pgettext_lazy("trace", "passed on to"), max_length=300, blank=True)
    made_at = models.DateTimeField(pgettext_lazy("trace", "answered at"))
    made_by = models.CharField(pgettext_lazy("trace", "answered by"), max_length=100)
    made_by_id = models.CharField(max_length=64, editable=False)
    is_late = models.BooleanField(pgettext_lazy("trace", "late"), default=False)
    returned_at = models.DateTimeField(pgettext_lazy("trace", "returned at"), null=True, blank=True)
    comment = models.TextField(pgettext_lazy("trace", "why it was returned"), blank=True)

    class Meta:
        verbose_name = _("answer of a stage")
        verbose_name_plural = _("answers of stages")
        ordering: ClassVar = ["trace_id", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The trace it answers."""
        return self.trace.get_absolute_url()


class Dispute(TimeStamped):
    """A unit says that a stage is not its own; the safety-committee office decides in writing."""

    trace = models.ForeignKey(
        Trace,
        on_delete=models.CASCADE,
        related_name="disputes",
        verbose_name=_("trace at a stage"),
    )
    claim = models.TextField(pgettext_lazy("dispute", "why it is not competent"))
    claimant = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("dispute", "raised by the unit"),
    )
    suggested = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("dispute", "unit it holds competent"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=DisputeState.choices, default=DisputeState.OPEN
    )
    made_at = models.DateTimeField(pgettext_lazy("dispute", "raised at"))
    made_by = models.CharField(pgettext_lazy("dispute", "raised by"), max_length=100)
    competent = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("dispute", "competent unit"),
    )
    decision = models.TextField(pgettext_lazy("dispute", "decision and reasons"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    document_id = models.BigIntegerField(
        pgettext_lazy("dispute", "document"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("dispute over competence")
        verbose_name_plural = _("disputes over competence")
        ordering: ClassVar = ["trace_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["trace"], condition=Q(state="open"), name="dispute_one_open_per_trace"
            )
        ]

    def __str__(self) -> str:
        return self.claim[:80]

    def get_absolute_url(self) -> str:
        """The trace it is about."""
        return self.trace.get_absolute_url()
