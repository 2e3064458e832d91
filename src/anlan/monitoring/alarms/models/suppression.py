"""Suppression 抑制: for a time and a reason, alarms of a device, enterprise or area stay quiet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import SUPPRESSION_TONES, SuppressionState


class Suppression(TimeStamped):
    """A window in which alarms are recorded but not called out. Red is never suppressed by it.

    Somebody asks for it with a reason, somebody else approves it, and it ends by itself.
    """

    device = models.ForeignKey(
        "devices.Device",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("device"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    starts_at = models.DateTimeField(pgettext_lazy("moment", "from"))
    ends_at = models.DateTimeField(_("until"))
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("of the device or enterprise, or the whole area"),
    )
    reason = models.TextField(_("reason"))
    actor_name = models.CharField(_("ordered by"), max_length=100)
    requester = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=SuppressionState.choices,
        default=SuppressionState.REQUESTED,
    )
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="suppression_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(device__isnull=False)
                | models.Q(enterprise__isnull=False)
                | models.Q(region__isnull=False),
                name="suppression_has_object",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="suppression_end")]

    def __str__(self) -> str:
        return f"{self.device or self.enterprise or self.region}"

    def get_absolute_url(self) -> str:
        """The window's page."""
        return reverse("alarms:suppression", args=[self.pk])

    @property
    def thing(self) -> str:
        """What is quiet, in words."""
        return str(self)

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return SUPPRESSION_TONES[SuppressionState(self.state)]
