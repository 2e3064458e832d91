"""What only the map holds: roads, waters and places where many or vulnerable people are."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _


class RoadClass(models.TextChoices):
    """Administrative classes of road."""

    NATIONAL = "national", _("national road")
    PROVINCIAL = "provincial", _("provincial road")
    COUNTY = "county", _("county road")
    TOWNSHIP = "township", _("township road")


class Road(models.Model):
    """A stretch of road between two junctions."""

    name = models.CharField(_("name"), max_length=100, blank=True)
    road_class = models.CharField(_("class"), max_length=20, choices=RoadClass.choices)
    speed_km_h = models.PositiveSmallIntegerField(_("speed, km/h"))
    from_node = models.CharField(_("from junction"), max_length=50, db_index=True)
    to_node = models.CharField(_("to junction"), max_length=50, db_index=True)
    length_m = models.FloatField(_("length, m"))
    line = models.LineStringField(_("line"), srid=4326)
    is_generated = models.BooleanField(_("shape is generated"), default=False)

    class Meta:
        verbose_name = _("road")
        verbose_name_plural = _("roads")

    def __str__(self) -> str:
        return self.name


class Waterway(models.Model):
    """A river or stream."""

    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    line = models.LineStringField(_("line"), srid=4326)
    is_generated = models.BooleanField(_("shape is generated"), default=False)

    class Meta:
        verbose_name = _("waterway")
        verbose_name_plural = _("waterways")

    def __str__(self) -> str:
        return self.name


class SiteKind(models.TextChoices):
    """Kinds of place that need protecting."""

    SCHOOL = "school", _("school")
    KINDERGARTEN = "kindergarten", _("kindergarten")
    HOSPITAL = "hospital", _("hospital")
    NURSING_HOME = "nursing_home", _("nursing home")
    MARKET = "market", _("market")
    RESIDENTIAL = "residential", _("residential area")
    VILLAGE = "village", _("village")
    STATION = "station", _("station")
    OTHER = "other", _("other place")


class SensitiveSite(models.Model):
    """A school, hospital, nursing home, market or settlement (防护目标), with the people in it."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=SiteKind.choices)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    location = models.PointField(_("location"), srid=4326)
    people_day = models.PositiveIntegerField(_("people by day"), default=0)
    people_night = models.PositiveIntegerField(_("people by night"), default=0)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("protected site")
        verbose_name_plural = _("protected sites")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name
