"""A commitment, the units that support it, its milestones."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.commitments.choices import (
    OPEN,
    STATE_TONES,
    WATCHED,
    CommitmentState,
    PartRole,
    PlanChange,
    Source,
)
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text


class Commitment(TimeStamped):
    """A task of a plan, campaign, order or meeting that one unit answers for until it is done."""

    title = models.CharField(pgettext_lazy("commitment", "task"), max_length=200)
    text = models.TextField(pgettext_lazy("commitment", "what is to be done"))
    source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    source_model = models.CharField(
        pgettext_lazy("commitment", "model of the source"), max_length=100, blank=True
    )
    source_id = models.CharField(
        pgettext_lazy("commitment", "key of the source"), max_length=64, blank=True
    )
    source_group = models.CharField(
        pgettext_lazy("commitment", "document of the source"),
        max_length=64,
        blank=True,
        db_index=True,
    )
    source_key = models.CharField(
        pgettext_lazy("commitment", "key over all versions"),
        max_length=100,
        blank=True,
        db_index=True,
    )
    source_name = models.CharField(
        pgettext_lazy("commitment", "comes from"), max_length=200, blank=True
    )
    source_url = models.CharField(
        pgettext_lazy("commitment", "address of the source"), max_length=300, blank=True
    )
    section = models.CharField(
        pgettext_lazy("commitment", "part of the plan"), max_length=200, blank=True
    )
    anchor = models.TextField(pgettext_lazy("commitment", "words of the source"), blank=True)
    lead = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="led_commitments",
        verbose_name=pgettext_lazy("commitment", "lead unit"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    starts_on = models.DateField(pgettext_lazy("commitment", "begins on"))
    deadline = models.DateField(pgettext_lazy("commitment", "deadline"), null=True, blank=True)
    is_deadline_derived = models.BooleanField(
        pgettext_lazy("commitment", "deadline taken from the plan's last day"), default=False
    )
    cadence = models.CharField(pgettext_lazy("commitment", "how often"), max_length=100, blank=True)
    quantity = models.CharField(
        pgettext_lazy("commitment", "number to be reached"), max_length=300, blank=True
    )
    target_figure = models.DecimalField(
        pgettext_lazy("commitment", "figure to be reached"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    target_unit = models.CharField(
        pgettext_lazy("commitment", "unit of the figure"), max_length=20, blank=True
    )
    reached_figure = models.DecimalField(
        pgettext_lazy("commitment", "figure reached"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CommitmentState.choices,
        default=CommitmentState.ASSIGNED,
    )
    progress = models.PositiveSmallIntegerField(
        pgettext_lazy("commitment", "progress in percent"), default=0
    )
    problem = models.TextField(pgettext_lazy("commitment", "problem"), blank=True)
    needs_decision = models.BooleanField(
        pgettext_lazy("commitment", "needs a decision"), default=False
    )
    assigned_at = models.DateTimeField(pgettext_lazy("commitment", "given at"), default=clock.now)
    accepted_at = models.DateTimeField(
        pgettext_lazy("commitment", "signed for at"), null=True, blank=True
    )
    accepted_by = models.CharField(
        pgettext_lazy("commitment", "signed for by"), max_length=100, blank=True
    )
    reported_at = models.DateTimeField(
        pgettext_lazy("commitment", "last report"), null=True, blank=True
    )
    done_on = models.DateField(
        pgettext_lazy("commitment", "reported done on"), null=True, blank=True
    )
    completed_at = models.DateTimeField(
        pgettext_lazy("commitment", "completed at"), null=True, blank=True
    )
    expected = models.PositiveSmallIntegerField(
        pgettext_lazy("commitment", "expected progress in percent"), default=0
    )
    forecast_on = models.DateField(
        pgettext_lazy("commitment", "expected to be finished on"), null=True, blank=True
    )
    late_days = models.IntegerField(
        pgettext_lazy("commitment", "days late as forecast"), null=True, blank=True
    )
    reasons = models.JSONField(
        pgettext_lazy("commitment", "why it will be late"), default=list, blank=True
    )
    missed_periods = models.PositiveSmallIntegerField(
        pgettext_lazy("commitment", "periods missing"), default=0
    )
    escalated_to = models.CharField(
        pgettext_lazy("commitment", "last reminded"), max_length=20, blank=True
    )
    plan_change = models.CharField(
        pgettext_lazy("commitment", "change of the plan"),
        max_length=10,
        choices=PlanChange.choices,
        blank=True,
        default="",
    )
    proposed = models.JSONField(
        pgettext_lazy("commitment", "as the plan says now"), default=dict, blank=True
    )
    given_by = models.CharField(pgettext_lazy("commitment", "given by"), max_length=100)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("governance", "commitment")
        verbose_name_plural = pgettext_lazy("governance", "commitments")
        ordering: ClassVar = ["deadline", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "deadline", "id"]),
            models.Index(fields=["deadline", "id"]),
            models.Index(fields=["lead", "state"]),
            models.Index(fields=["source_model", "source_id"]),
            GinIndex(fields=["search_text"], name="commitment_search", opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_model", "source_id", "lead"],
                condition=~models.Q(source_id="") & ~models.Q(state=CommitmentState.CANCELLED),
                name="commitment_given_once",
            ),
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="commitment_progress_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=True)
                | models.Q(deadline__gte=models.F("starts_on")),
                name="commitment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:commitment", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes work."""
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed and the unit has not reported it done."""
        return self.state in WATCHED and self.deadline is not None and self.deadline < clock.today()

    @property
    def is_at_risk(self) -> bool:
        """Whether it is not late yet but is going to be."""
        is_late = (self.late_days or 0) > 0 or self.missed_periods > 0
        return self.state in WATCHED and not self.is_overdue and is_late

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return "overdue" if self.is_overdue else STATE_TONES[self.state]

    @property
    def due_at(self) -> datetime | None:
        """The moment it becomes late: the end of the last day. None when nothing is owed."""
        if self.deadline is None or self.state not in WATCHED:
            return None
        midnight = datetime.combine(self.deadline + timedelta(days=1), time(0))
        return timezone.make_aware(midnight, timezone.get_default_timezone())

    def refresh_search_text(self) -> None:
        """Set what it is found by: the words and the lead unit."""
        self.search_text = search_text(self.title, str(self.lead), self.source_name)


class CommitmentPart(TimeStamped):
    """What a supporting unit, or one that leads jointly, does for a commitment."""

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        related_name="parts",
        verbose_name=pgettext_lazy("governance", "commitment"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="commitment_parts",
        verbose_name=_("organisation"),
    )
    role = models.CharField(
        pgettext_lazy("commitment part", "role"),
        max_length=10,
        choices=PartRole.choices,
        default=PartRole.SUPPORT,
    )
    progress = models.PositiveSmallIntegerField(
        pgettext_lazy("commitment", "progress in percent"), default=0
    )
    text = models.TextField(pgettext_lazy("commitment part", "what was done"), blank=True)
    reported_at = models.DateTimeField(
        pgettext_lazy("commitment", "last report"), null=True, blank=True
    )
    reported_by = models.CharField(
        pgettext_lazy("commitment", "reported by"), max_length=100, blank=True
    )

    class Meta:
        verbose_name = _("part of a supporting unit")
        verbose_name_plural = _("parts of supporting units")
        ordering: ClassVar = ["role", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commitment", "organisation"], name="commitment_part_once"
            ),
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="commitment_part_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.commitment}"

    def get_absolute_url(self) -> str:
        """The commitment."""
        return reverse("commitments:commitment", args=[self.commitment_id])


class Milestone(models.Model):
    """A step on the way with its day and its weight in the whole."""

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        related_name="milestones",
        verbose_name=pgettext_lazy("governance", "commitment"),
    )
    title = models.CharField(pgettext_lazy("milestone", "what is reached"), max_length=200)
    due_on = models.DateField(pgettext_lazy("milestone", "to be reached on"))
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("milestone", "weight in percent"), default=0
    )
    reached_on = models.DateField(pgettext_lazy("milestone", "reached on"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(weight__lte=100), name="milestone_weight_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The commitment."""
        return reverse("commitments:commitment", args=[self.commitment_id])

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.reached_on is None and self.due_on < today
