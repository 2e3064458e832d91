"""What is reported, checked, put off: the papers of a commitment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.commitments.choices import (
    OWED,
    CheckMethod,
    CheckResult,
    ExtensionState,
    PeriodState,
)
from anlan.governance.commitments.models.commitment import Commitment
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class ReportingPeriod(TimeStamped):
    """One month, quarter or year of a recurring commitment, reported and checked by itself."""

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        related_name="periods",
        verbose_name=pgettext_lazy("governance", "commitment"),
    )
    label = models.CharField(pgettext_lazy("reporting period", "period"), max_length=60)
    begins_on = models.DateField(pgettext_lazy("reporting period", "first day"))
    ends_on = models.DateField(pgettext_lazy("reporting period", "last day"))
    due_on = models.DateField(pgettext_lazy("reporting period", "to be reported by"))
    state = models.CharField(
        _("state"), max_length=12, choices=PeriodState.choices, default=PeriodState.OPEN
    )
    times = models.PositiveSmallIntegerField(
        pgettext_lazy("reporting period", "how many times were needed"), default=1
    )
    text = models.TextField(pgettext_lazy("reporting period", "what was done"), blank=True)
    figure = models.DecimalField(
        pgettext_lazy("reporting period", "figure"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    reported_on = models.DateField(
        pgettext_lazy("reporting period", "reported on"), null=True, blank=True
    )
    reported_by = models.CharField(
        pgettext_lazy("commitment", "reported by"), max_length=100, blank=True
    )

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering: ClassVar = ["commitment_id", "begins_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commitment", "begins_on"], name="reporting_period_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")),
                name="reporting_period_ends",
            ),
        ]
        indexes: ClassVar = [
            # What is owed by when.
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.commitment}"

    def get_absolute_url(self) -> str:
        """The commitment."""
        return reverse("commitments:commitment", args=[self.commitment_id])

    @property
    def is_missing(self) -> bool:
        """Whether it should have been reported by now."""
        return self.state in OWED and self.due_on < clock.today()


class CommitmentReport(models.Model):
    """What a unit said of its work on a day; its evidence hangs on it."""

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        related_name="reports",
        verbose_name=pgettext_lazy("governance", "commitment"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="commitment_reports",
        verbose_name=_("organisation"),
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reporting period"),
    )
    progress = models.PositiveSmallIntegerField(
        pgettext_lazy("commitment", "progress in percent"), default=0
    )
    figure = models.DecimalField(
        pgettext_lazy("commitment", "figure reached"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    text = models.TextField(pgettext_lazy("commitment report", "progress made"))
    problem = models.TextField(pgettext_lazy("commitment", "problem"), blank=True)
    needs_decision = models.BooleanField(
        pgettext_lazy("commitment", "needs a decision"), default=False
    )
    is_final = models.BooleanField(pgettext_lazy("commitment report", "reports it done"))
    made_at = models.DateTimeField(
        pgettext_lazy("commitment report", "reported at"), default=clock.now
    )
    made_by_id = models.CharField(pgettext_lazy("commitment report", "account"), max_length=64)
    made_by = models.CharField(pgettext_lazy("commitment", "reported by"), max_length=100)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="commitment_report_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.progress}%"

    def get_absolute_url(self) -> str:
        """The commitment."""
        return reverse("commitments:commitment", args=[self.commitment_id])


class CommitmentCheck(models.Model):
    """What the office found when it looked at something reported done."""

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        related_name="checks",
        verbose_name=pgettext_lazy("governance", "commitment"),
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name=_("reporting period"),
    )
    method = models.CharField(
        pgettext_lazy("commitment check", "how it was checked"),
        max_length=10,
        choices=CheckMethod.choices,
    )
    result = models.CharField(
        pgettext_lazy("commitment check", "result"), max_length=10, choices=CheckResult.choices
    )
    text = models.TextField(pgettext_lazy("commitment check", "what was found"), blank=True)
    checked_on = models.DateField(pgettext_lazy("commitment check", "checked on"))
    checked_by_id = models.CharField(pgettext_lazy("commitment report", "account"), max_length=64)
    checked_by = models.CharField(pgettext_lazy("commitment check", "checked by"), max_length=100)

    class Meta:
        verbose_name = _("check of a commitment")
        verbose_name_plural = _("checks of commitments")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.get_result_display()}"

    def get_absolute_url(self) -> str:
        """The commitment."""
        return reverse("commitments:commitment", args=[self.commitment_id])


class CommitmentExtension(models.Model):
    """A wish for more time, and what was decided."""

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        related_name="extensions",
        verbose_name=pgettext_lazy("governance", "commitment"),
    )
    former_deadline = models.DateField(
        pgettext_lazy("commitment extension", "deadline until now"), null=True, blank=True
    )
    wanted_deadline = models.DateField(pgettext_lazy("commitment extension", "deadline wanted"))
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=10, choices=ExtensionState.choices, default=ExtensionState.PENDING
    )
    asked_at = models.DateTimeField(
        pgettext_lazy("commitment extension", "asked at"), default=clock.now
    )
    asked_by_id = models.CharField(pgettext_lazy("commitment report", "account"), max_length=64)
    asked_by = models.CharField(pgettext_lazy("commitment extension", "asked by"), max_length=100)
    decision = models.TextField(
        pgettext_lazy("commitment extension", "words of the decision"), blank=True
    )
    decided_at = models.DateTimeField(
        pgettext_lazy("commitment extension", "decided at"), null=True, blank=True
    )
    decided_by_id = models.CharField(
        pgettext_lazy("commitment report", "account"), max_length=64, blank=True
    )
    decided_by = models.CharField(
        pgettext_lazy("commitment extension", "decided by"), max_length=100, blank=True
    )

    class Meta:
        verbose_name = _("extension of a deadline")
        verbose_name_plural = _("extensions of deadlines")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=models.Q(state=ExtensionState.PENDING),
                name="commitment_one_open_extension",
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment} → {self.wanted_deadline}"

    def get_absolute_url(self) -> str:
        """The commitment."""
        return reverse("commitments:commitment", args=[self.commitment_id])
