"""Geofences and their crossings."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.vehicles.choices import CrossingKind, FenceKind, VehicleKind
from anlan.monitoring.vehicles.models.vehicle import Vehicle


class Fence(TimeStamped):
    """An area that asks something of vehicles (电子围栏): no entry, may not leave, slower, noted.

    It holds for kinds of vehicle, or only for the vehicles named, within its hours and weekdays;
    hours may pass midnight.
    """

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=FenceKind.choices)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    area = models.PolygonField(pgettext_lazy("fence", "area"), srid=4326)
    vehicle_kinds = ArrayField(
        models.CharField(max_length=20, choices=VehicleKind.choices),
        default=list,
        blank=True,
        verbose_name=_("kinds of vehicle"),
        help_text=_("none: all kinds"),
    )
    vehicles = models.ManyToManyField(
        Vehicle,
        blank=True,
        related_name="fences",
        verbose_name=_("only these vehicles"),
    )
    limit_km_h = models.PositiveSmallIntegerField(_("speed limit here"), null=True, blank=True)
    begins_at = models.TimeField(_("from (time of day)"), null=True, blank=True)
    ends_at = models.TimeField(_("to (time of day)"), null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("weekdays"),
        help_text=_("1 Monday … 7 Sunday; none: every day"),
    )
    level = models.PositiveSmallIntegerField(_("level"), default=3)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("geofence")
        verbose_name_plural = _("geofences")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(kind="slow") | models.Q(limit_km_h__isnull=False),
                name="fence_slow_has_limit",
            ),
            models.CheckConstraint(
                condition=models.Q(begins_at__isnull=True, ends_at__isnull=True)
                | models.Q(begins_at__isnull=False, ends_at__isnull=False),
                name="fence_hours_both",
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="fence_level"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "name"], name="fence_region")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The fence's page."""
        return reverse("vehicles:fence", args=[self.pk])


class FenceCrossing(models.Model):
    """That a vehicle entered or left a fence, for those that note it."""

    fence = models.ForeignKey(
        Fence, on_delete=models.CASCADE, related_name="crossings", verbose_name=_("geofence")
    )
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="crossings", verbose_name=_("vehicle")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CrossingKind.choices)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("crossing of a geofence")
        verbose_name_plural = _("crossings of geofences")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["fence", "-at"], name="crossing_fence"),
            models.Index(fields=["vehicle", "-at"], name="crossing_vehicle"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.kind} {self.fence_id}"
