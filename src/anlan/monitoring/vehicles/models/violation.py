"""What vehicles did wrong."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.monitoring.vehicles.choices import RuleKind
from anlan.monitoring.vehicles.models.fence import Fence
from anlan.monitoring.vehicles.models.vehicle import Driver, Vehicle


class Violation(models.Model):
    """A rule a vehicle broke, from when to when (违规). Begun and ended with the readings that
    showed it; the alarm it raised is dealt with by people on its own page.

    Enterprise and region are copied so that lists and figures need no join.
    """

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, related_name="violations", verbose_name=_("vehicle")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("transport", "operator"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    driver = models.ForeignKey(
        Driver,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="violations",
        verbose_name=_("driver"),
    )
    rule = models.CharField(_("rule"), max_length=20, choices=RuleKind.choices)
    fence = models.ForeignKey(
        Fence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="violations",
        verbose_name=_("geofence"),
    )
    level = models.PositiveSmallIntegerField(_("level"))
    begun_at = models.DateTimeField(_("begun at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    value = models.FloatField(_("value"), null=True, blank=True)
    limit = models.FloatField(_("limit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    location = models.PointField(_("location"), srid=4326, spatial_index=False)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_told = models.BooleanField(
        _("alarm is raised"), default=True, help_text=_("waits for the next seconds otherwise")
    )
    alarm_id = models.BigIntegerField(_("alarm"), null=True, blank=True)

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        ordering: ClassVar = ["-begun_at", "-id"]
        constraints: ClassVar = [
            # One open violation of a rule (of a fence) a vehicle; two ingesters cannot open two.
            models.UniqueConstraint(
                fields=["vehicle", "rule", "fence"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="violation_open_once",
            )
        ]
        indexes: ClassVar = [
            # The job that raises what came many at once.
            models.Index(
                fields=["level", "id"],
                condition=models.Q(is_told=False),
                name="violation_untold",
            ),
            models.Index(fields=["-begun_at", "-id"], name="violation_begun"),
            models.Index(fields=["vehicle", "-begun_at"], name="violation_vehicle"),
            models.Index(fields=["enterprise", "-begun_at"], name="violation_enterprise"),
            models.Index(fields=["region", "-begun_at"], name="violation_region"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.get_rule_display()}"

    def get_absolute_url(self) -> str:
        """The violation's page."""
        return reverse("vehicles:violation", args=[self.pk])
