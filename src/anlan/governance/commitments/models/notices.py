"""When who is reminded, and who was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.commitments.choices import Audience
from anlan.governance.commitments.models.commitment import Commitment
from anlan.governance.commitments.models.progress import ReportingPeriod
from anlan.kernel import clock


class EscalationStep(models.Model):
    """So many days before or after a due day somebody is told; the county sets them."""

    code = models.CharField(_("code"), max_length=30, primary_key=True)
    days = models.IntegerField(
        pgettext_lazy("escalation", "days after the due day"),
        help_text=_("negative: days before it"),
    )
    audience = models.CharField(
        pgettext_lazy("escalation", "who is told"), max_length=20, choices=Audience.choices
    )
    for_periods = models.BooleanField(
        pgettext_lazy("escalation", "also for the periods of recurring tasks"), default=True
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("step of the escalation")
        verbose_name_plural = _("steps of the escalation")
        ordering: ClassVar = ["days", "code"]

    def __str__(self) -> str:
        return f"{self.days:+d} · {self.get_audience_display()}"

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("commitments:step", args=[self.pk])


class Escalation(models.Model):
    """That a step was taken for a commitment or one of its periods: to whom, and the receipt."""

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        related_name="escalations",
        verbose_name=pgettext_lazy("governance", "commitment"),
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="escalations",
        verbose_name=_("reporting period"),
    )
    due_on = models.DateField(pgettext_lazy("escalation", "due day"))
    step = models.ForeignKey(
        EscalationStep,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("step of the escalation"),
    )
    audience = models.CharField(
        pgettext_lazy("escalation", "who is told"), max_length=20, choices=Audience.choices
    )
    person_ids = models.JSONField(pgettext_lazy("escalation", "people told"), default=list)
    notification_ids = models.JSONField(pgettext_lazy("escalation", "notices"), default=list)
    sent_at = models.DateTimeField(pgettext_lazy("escalation", "told at"), default=clock.now)
    confirmed_at = models.DateTimeField(
        pgettext_lazy("escalation", "receipt at"), null=True, blank=True
    )
    confirmed_by = models.CharField(
        pgettext_lazy("escalation", "receipt by"), max_length=100, blank=True
    )

    class Meta:
        verbose_name = _("reminder of a commitment")
        verbose_name_plural = _("reminders of commitments")
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            # A job that is run again never tells the same step twice.
            models.UniqueConstraint(
                fields=["commitment", "period", "due_on", "step"],
                nulls_distinct=False,
                name="escalation_step_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.get_audience_display()}"

    def get_absolute_url(self) -> str:
        """The commitment."""
        return reverse("commitments:commitment", args=[self.commitment_id])
