"""Roads: networks with their source and version, and closures drawn on the map."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.roads.choices import (
    ClosureEffect,
    ClosureReason,
    NetworkStatus,
    RoadVehicle,
)
from anlan.kernel.models import TimeStamped


class RoadNetwork(TimeStamped):
    """One version of the county's roads, as it was read from a map. Never changed after that."""

    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"), unique=True)
    source = models.CharField(pgettext_lazy("of data", "source"), max_length=300)
    licence = models.CharField(pgettext_lazy("of data", "licence"), max_length=200, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=NetworkStatus.choices,
        default=NetworkStatus.READING,
    )
    is_current = models.BooleanField(_("is in use"), default=False)
    digest = models.CharField(_("checksum"), max_length=64, blank=True)
    junction_count = models.PositiveIntegerField(_("junctions"), default=0)
    road_count = models.PositiveIntegerField(_("stretches of road"), default=0)
    length_km = models.FloatField(_("length, km"), default=0.0)
    cut_off_count = models.PositiveIntegerField(_("stretches cut off"), default=0)
    problem_count = models.PositiveIntegerField(_("problems of the file"), default=0)
    problems = models.JSONField(_("problems in detail"), default=list, blank=True)
    area = models.PolygonField(pgettext_lazy("road", "area"), srid=4326, null=True, blank=True)
    is_generated = models.BooleanField(_("shape is generated"), default=False)

    class Meta:
        verbose_name = _("road network")
        verbose_name_plural = _("road networks")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="road_network_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(is_current=False) | models.Q(status="ready"),
                name="road_network_current_is_ready",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def get_absolute_url(self) -> str:
        """The page of the network."""
        return reverse("roads:network", args=[self.pk])


class RoadNetworkContent(models.Model):
    """The network itself as packed arrays; before that, the file that was uploaded."""

    network = models.OneToOneField(
        RoadNetwork,
        on_delete=models.CASCADE,
        related_name="content",
        verbose_name=_("road network"),
    )
    packed = models.BinaryField(_("packed network"), null=True)
    upload = models.BinaryField(_("uploaded file"), null=True)
    upload_name = models.CharField(_("name of the file"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("content of a road network")
        verbose_name_plural = _("contents of road networks")

    def __str__(self) -> str:
        return str(self.network)


class RoadClosure(TimeStamped):
    """A stretch or an area where roads are closed or slow: flood, landslide, accident, works."""

    name = models.CharField(pgettext_lazy("road", "where"), max_length=100)
    reason = models.CharField(
        pgettext_lazy("road", "reason"), max_length=20, choices=ClosureReason.choices
    )
    effect = models.CharField(
        pgettext_lazy("road", "effect"),
        max_length=10,
        choices=ClosureEffect.choices,
        default=ClosureEffect.CLOSED,
    )
    speed_km_h = models.PositiveSmallIntegerField(
        pgettext_lazy("road", "speed still possible, km/h"), null=True, blank=True
    )
    vehicles = ArrayField(
        models.CharField(max_length=20, choices=RoadVehicle.choices),
        verbose_name=pgettext_lazy("road", "only for these vehicles"),
        default=list,
        blank=True,
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    drawn = models.GeometryField(pgettext_lazy("road", "drawn"), srid=4326)
    area = models.MultiPolygonField(pgettext_lazy("road", "area"), srid=4326)
    begins_at = models.DateTimeField(pgettext_lazy("road", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("road", "until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    closed_by = models.CharField(pgettext_lazy("road", "entered by"), max_length=100)
    lifted_at = models.DateTimeField(pgettext_lazy("road", "lifted at"), null=True, blank=True)
    lifted_by = models.CharField(pgettext_lazy("road", "lifted by"), max_length=100, blank=True)
    lift_reason = models.CharField(
        pgettext_lazy("road", "reason of lifting"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("road closure")
        verbose_name_plural = _("road closures")
        ordering: ClassVar = ["-begins_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(effect="closed") | models.Q(speed_km_h__gt=0),
                name="road_closure_slowed_has_speed",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("begins_at")),
                name="road_closure_ends_later",
            ),
        ]
        # Every question for a way asks which are in force.
        indexes: ClassVar = [
            models.Index(
                fields=["begins_at", "id"],
                condition=models.Q(lifted_at__isnull=True),
                name="road_closure_open",
            ),
            models.Index(fields=["begins_at", "id"], name="road_closure_list"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the closure."""
        return reverse("roads:closure", args=[self.pk])

    def is_in_force(self, at: datetime) -> bool:
        """Whether traffic is hindered at a moment."""
        return (
            self.lifted_at is None
            and self.begins_at <= at
            and (self.ends_at is None or self.ends_at > at)
        )
