"""Limits vehicles must keep, each with its legal basis."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.monitoring.vehicles.choices import RoadClass, RuleKind, VehicleKind


class SpeedLimit(TimeStamped):
    """The highest speed of a kind of vehicle on a class of road, where no sign says less."""

    vehicle_kind = models.CharField(
        _("kind of vehicle"), max_length=20, choices=VehicleKind.choices
    )
    road_class = models.CharField(_("class of the road"), max_length=20, choices=RoadClass.choices)
    limit_km_h = models.PositiveSmallIntegerField(_("speed limit"), help_text="km/h")
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("compared with the primary text"), default=False)

    class Meta:
        verbose_name = _("speed limit of vehicles")
        verbose_name_plural = _("speed limits of vehicles")
        ordering: ClassVar = ["vehicle_kind", "-limit_km_h", "road_class"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vehicle_kind", "road_class"], name="speed_limit_once"),
            models.CheckConstraint(
                condition=models.Q(limit_km_h__gt=0), name="speed_limit_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_vehicle_kind_display()} · {self.get_road_class_display()}"

    def get_absolute_url(self) -> str:
        """The list of limits: a limit has no page of its own."""
        return reverse("vehicles:limits")


class DrivingRule(TimeStamped):
    """A rule about hours or silence: forbidden night hours, longest driving, a silent terminal."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=RuleKind.choices)
    vehicle_kinds = ArrayField(
        models.CharField(max_length=20, choices=VehicleKind.choices),
        default=list,
        verbose_name=_("kinds of vehicle"),
    )
    begins_at = models.TimeField(_("from (time of day)"), null=True, blank=True)
    ends_at = models.TimeField(_("to (time of day)"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), help_text=_("longest driving, or how long it must last to count")
    )
    rest_minutes = models.PositiveSmallIntegerField(_("minutes of rest"), null=True, blank=True)
    tolerance_m = models.PositiveIntegerField(
        _("tolerance"), null=True, blank=True, help_text=_("metres off the planned route")
    )
    level = models.PositiveSmallIntegerField(_("level"), default=3)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("compared with the primary text"), default=False)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("driving rule")
        verbose_name_plural = _("driving rules")
        ordering: ClassVar = ["kind", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="driving_rule_level"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list of rules: a rule has no page of its own."""
        return reverse("vehicles:rules")
