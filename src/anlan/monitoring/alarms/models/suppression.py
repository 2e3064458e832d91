"""Suppression 抑制: for a time and a reason, alarms of a device or enterprise stay quiet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped


class Suppression(TimeStamped):
    """A window in which alarms are recorded but not called out. Red is never suppressed by it."""

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
    reason = models.TextField(_("reason"))
    actor_name = models.CharField(_("ordered by"), max_length=100)

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
                condition=models.Q(device__isnull=False) | models.Q(enterprise__isnull=False),
                name="suppression_has_object",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="suppression_end")]

    def __str__(self) -> str:
        return f"{self.device or self.enterprise}"
