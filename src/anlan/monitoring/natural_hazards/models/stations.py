"""Catchments 流域, hydrological and weather stations 监测站, and their hours."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import LEVEL_STATIONS, Datum, Role, StationKind


class Catchment(TimeStamped):
    """A small catchment 小流域: where rain gathers, and the townships its water runs through."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    river = models.CharField(_("river"), max_length=100, blank=True)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    townships = models.ManyToManyField(
        "regions.Region",
        related_name="+",
        blank=True,
        verbose_name=_("townships"),
        help_text=_("through which its water runs"),
    )
    area_km2 = models.FloatField(_("area in km²"), null=True, blank=True)
    concentration_h = models.FloatField(_("time of concentration in hours"), null=True, blank=True)
    boundary = models.MultiPolygonField(_("boundary"), srid=4326, null=True, blank=True)

    class Meta:
        verbose_name = _("catchment")
        verbose_name_plural = _("catchments")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The catchment's page."""
        return reverse("natural_hazards:catchment", args=[self.pk])


class Station(TimeStamped):
    """A rain, level, soil, wind or fire-weather station: a device with its place in the water."""

    device = models.OneToOneField(
        "devices.Device",
        on_delete=models.PROTECT,
        related_name="natural_station",
        verbose_name=_("device"),
    )
    code = models.CharField(_("station code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=StationKind.choices)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    catchment = models.ForeignKey(
        Catchment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stations",
        verbose_name=_("catchment"),
    )
    elevation_m = models.FloatField(_("elevation in metres"), null=True, blank=True)
    datum = models.CharField(
        _("height datum"), max_length=20, choices=Datum.choices, default=Datum.NATIONAL_1985
    )
    warning_stage_m = models.FloatField(_("warning stage"), null=True, blank=True)
    guarantee_stage_m = models.FloatField(_("guarantee stage"), null=True, blank=True)
    highest_stage_m = models.FloatField(_("highest stage on record"), null=True, blank=True)
    flood_limit_m = models.FloatField(_("flood-limit level"), null=True, blank=True)
    stage_source = models.CharField(_("source of the stages"), max_length=200, blank=True)
    is_stage_verified = models.BooleanField(_("stages were compared"), default=False)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("monitoring station")
        verbose_name_plural = _("monitoring stations")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(warning_stage_m__isnull=True)
                | Q(guarantee_stage_m__isnull=True)
                | Q(warning_stage_m__lte=F("guarantee_stage_m")),
                name="station_stages_ordered",
            )
        ]
        indexes: ClassVar = [
            # Lists by kind and by place.
            models.Index(fields=["kind", "code"], name="station_kind"),
            models.Index(fields=["region", "code"], name="station_region"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The station's page."""
        return reverse("natural_hazards:station", args=[self.pk])

    @property
    def has_level(self) -> bool:
        """Whether it watches a river or a reservoir."""
        return self.kind in LEVEL_STATIONS


class StationPoint(TimeStamped):
    """What a point of the device measures for its station; a rain total tells its hours."""

    station = models.ForeignKey(
        Station,
        on_delete=models.CASCADE,
        related_name="points",
        verbose_name=pgettext_lazy("monitoring", "station"),
    )
    point = models.OneToOneField(
        "devices.Point", on_delete=models.CASCADE, related_name="+", verbose_name=_("point")
    )
    role = models.CharField(
        pgettext_lazy("station", "measures"), max_length=20, choices=Role.choices
    )
    window_h = models.PositiveSmallIntegerField(_("hours of the total"), null=True, blank=True)

    class Meta:
        verbose_name = _("point of a station")
        verbose_name_plural = _("points of stations")
        ordering: ClassVar = ["station_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(role=Role.RAIN_TOTAL) & Q(window_h__gte=1))
                | (~Q(role=Role.RAIN_TOTAL) & Q(window_h__isnull=True)),
                name="station_point_window",
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.role}"


class HourlyValue(models.Model):
    """One figure of a station for the hour that ends at ``at``; kept for good.

    Rain is the sum of the hour, levels and weather the last value in it, fire codes what they are
    at its end. A missing hour has no row: it is never taken for a dry one.
    """

    station = models.ForeignKey(
        Station,
        on_delete=models.CASCADE,
        related_name="hours",
        verbose_name=pgettext_lazy("monitoring", "station"),
    )
    quantity = models.CharField(pgettext_lazy("hourly value", "what"), max_length=20)
    at = models.DateTimeField(_("end of the hour"))
    value = models.FloatField(_("value"))

    class Meta:
        verbose_name = _("hourly value")
        verbose_name_plural = _("hourly values")
        ordering: ClassVar = ["station_id", "quantity", "at"]
        constraints: ClassVar = [
            # Also the way in: one station's figure over time, all stations' figure of a day.
            models.UniqueConstraint(fields=["quantity", "station", "at"], name="hourly_value_once")
        ]
        indexes: ClassVar = [models.Index(fields=["quantity", "at"], name="hourly_value_at")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.quantity} {self.at:%Y-%m-%d %H} {self.value:g}"
