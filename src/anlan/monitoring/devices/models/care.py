"""Care of devices 检定校准·维护: certificates with their last day, works with beginning and end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.devices.choices import CalibrationResult
from anlan.monitoring.devices.models.device import Device


class Calibration(TimeStamped):
    """One calibration or verification of a device, with the certificate that proves it."""

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="calibrations", verbose_name=_("device")
    )
    calibrated_on = models.DateField(_("calibrated on"))
    due_on = models.DateField(_("next due on"))
    certificate_number = models.CharField(_("certificate number"), max_length=100)
    institute = models.CharField(_("calibrated by"), max_length=200, blank=True)
    result = models.CharField(
        _("result"),
        max_length=20,
        choices=CalibrationResult.choices,
        default=CalibrationResult.PASSED,
    )
    remark = models.TextField(_("remark"), blank=True)
    actor_name = models.CharField(_("entered by"), max_length=100)

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering: ClassVar = ["-calibrated_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_on__gt=models.F("calibrated_on")),
                name="calibration_due_after",
            ),
            models.UniqueConstraint(
                fields=["device", "certificate_number"], name="calibration_certificate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.certificate_number}"

    def get_absolute_url(self) -> str:
        """The page of its device."""
        return reverse("devices:detail", args=[self.device_id])


class Maintenance(TimeStamped):
    """A work on a device: its readings are kept and marked meanwhile, its alarms stay quiet."""

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="maintenances", verbose_name=_("device")
    )
    started_at = models.DateTimeField(_("started at"))
    expected_until = models.DateTimeField(_("expected until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    work = models.TextField(_("work"))
    outcome = models.TextField(_("outcome"), blank=True)
    started_by = models.CharField(_("started by"), max_length=100)
    ended_by = models.CharField(_("ended by"), max_length=100, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("device", "maintenance")
        verbose_name_plural = pgettext_lazy("device", "maintenances")
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
                name="maintenance_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=models.Q(ended_at__isnull=True),
                name="maintenance_one_running",
            ),
        ]
        indexes: ClassVar = [
            # Stretches drawn into curves.
            models.Index(fields=["device", "started_at"], name="maintenance_of_device"),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.started_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The page of its device."""
        return reverse("devices:detail", args=[self.device_id])
