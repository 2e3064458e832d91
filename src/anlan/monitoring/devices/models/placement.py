"""Where devices stand on the plans of an enterprise, in pixels of the picture."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.monitoring.devices.models.device import Device


class Placement(TimeStamped):
    """The place of a device on a plant plan 平面图点位; the plan need not be tied to the ground."""

    plan = models.ForeignKey(
        "enterprises.PlantPlan",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("plant plan"),
    )
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="placements", verbose_name=_("device")
    )
    x = models.FloatField(_("pixels from the left"))
    y = models.FloatField(_("pixels from the top"))

    class Meta:
        verbose_name = _("place on a plan")
        verbose_name_plural = _("places on plans")
        ordering: ClassVar = ["plan_id", "device_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "device"], name="placement_once"),
            models.CheckConstraint(
                condition=models.Q(x__gte=0, y__gte=0), name="placement_on_picture"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} @ {self.plan_id}"
