"""Spot checks 值守抽查: “are you there?”, asked at random within the duty, answered in time."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.monitoring.alarms.choices import CHECK_TONES, CheckState


class SpotCheck(models.Model):
    """One call to whoever keeps the watch; the answer is one press."""

    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person on duty"),
    )
    role = models.CharField(_("role"), max_length=50)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.CharField(_("asked by"), max_length=100)
    due_at = models.DateTimeField(_("answer by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=CheckState.choices, default=CheckState.WAITING
    )

    class Meta:
        verbose_name = _("spot check")
        verbose_name_plural = _("spot checks")
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [
            models.Index(fields=["-asked_at"], name="spot_check_time"),
            models.Index(fields=["person", "-asked_at"], name="spot_check_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {timezone.localtime(self.asked_at):%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The page with the one button."""
        return reverse("alarms:spot_check", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return CHECK_TONES[CheckState(self.state)]

    @property
    def delay(self) -> timedelta | None:
        """How long the answer took."""
        return self.answered_at - self.asked_at if self.answered_at else None
