"""Scheduling by period: 月调度, 季通报, 半年小结, 年度总结; agenda, minutes, decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import Cadence, ReviewState
from anlan.governance.campaigns.models.campaign import Campaign
from anlan.kernel.models import TimeStamped


class Review(TimeStamped):
    """One period of a campaign's scheduling with its meeting."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("campaign")
    )
    cadence = models.CharField(_("kind"), max_length=20, choices=Cadence.choices)
    starts_on = models.DateField(pgettext_lazy("period", "first day"))
    ends_on = models.DateField(pgettext_lazy("period", "last day"))
    agenda = models.JSONField(pgettext_lazy("meeting", "agenda"), default=list, blank=True)
    held_on = models.DateField(_("meeting held on"), null=True, blank=True)
    chair = models.CharField(pgettext_lazy("meeting", "chair"), max_length=100, blank=True)
    minutes = models.TextField(pgettext_lazy("meeting", "minutes"), blank=True)
    reminded_at = models.DateTimeField(_("units reminded at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ReviewState.choices, default=ReviewState.OPEN
    )

    class Meta:
        verbose_name = _("scheduling period")
        verbose_name_plural = _("scheduling periods")
        ordering: ClassVar = ["-ends_on", "cadence", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "cadence", "ends_on"], name="review_once_a_period"
            )
        ]

    def __str__(self) -> str:
        from anlan.governance.campaigns.periods import period_label

        return f"{self.campaign} {period_label(self.cadence, self.starts_on, self.ends_on)}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:review", args=[self.pk])


class Decision(TimeStamped):
    """What a scheduling meeting decided; it becomes a commitment of its unit."""

    review = models.ForeignKey(
        Review,
        on_delete=models.CASCADE,
        related_name="decisions",
        verbose_name=_("scheduling period"),
    )
    text = models.CharField(pgettext_lazy("meeting", "what was decided"), max_length=300)
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    due_on = models.DateField(pgettext_lazy("planning", "deadline"))

    class Meta:
        verbose_name = _("meeting decision")
        verbose_name_plural = _("meeting decisions")
        ordering: ClassVar = ["review_id", "id"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The meeting it was taken in."""
        return reverse("campaigns:review", args=[self.review_id])
