"""Where vehicles are and were."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.monitoring.vehicles.choices import RoadClass
from anlan.monitoring.vehicles.models.vehicle import Driver, Vehicle


class LiveState(models.Model):
    """The newest position of a vehicle and what the rules remember of it.

    Written in the transaction that stores the readings, so that after a restart a rule goes on
    where it was, raises nothing twice and forgets nothing.
    """

    vehicle = models.OneToOneField(
        Vehicle,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="live",
        verbose_name=_("vehicle"),
    )
    at = models.DateTimeField(_("time of the position"))
    received_at = models.DateTimeField(_("received at"))
    location = models.PointField(_("location"), srid=4326, spatial_index=False)
    speed_km_h = models.FloatField(_("speed"), default=0)
    heading = models.PositiveSmallIntegerField(pgettext_lazy("compass", "heading"), default=0)
    mileage_km = models.FloatField(_("mileage"), null=True, blank=True)
    road_class = models.CharField(
        _("class of the road"), max_length=20, choices=RoadClass.choices, default=RoadClass.OTHER
    )
    limit_km_h = models.FloatField(_("speed limit here"), null=True, blank=True)
    driver = models.ForeignKey(
        Driver,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("driver by card"),
    )
    fences = ArrayField(
        models.BigIntegerField(), default=list, blank=True, verbose_name=_("inside fences")
    )
    driving_since = models.DateTimeField(_("driving since"), null=True, blank=True)
    standing_since = models.DateTimeField(_("standing since"), null=True, blank=True)
    speeding_since = models.DateTimeField(_("speeding since"), null=True, blank=True)
    night_since = models.DateTimeField(_("driving at night since"), null=True, blank=True)
    off_route_since = models.DateTimeField(_("off the route since"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("gravest open violation"), default=0)

    class Meta:
        verbose_name = _("latest position")
        verbose_name_plural = _("latest positions")
        indexes: ClassVar = [
            # The live map asks once a second what is new.
            models.Index(fields=["received_at"], name="live_received"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.at:%H:%M:%S}"


class Position(models.Model):
    """A single position of the last hours, until its hour is packed into a segment."""

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="+", verbose_name=_("vehicle")
    )
    at = models.DateTimeField(_("time of the position"))
    longitude = models.FloatField(_("longitude"))
    latitude = models.FloatField(_("latitude"))
    speed_km_h = models.FloatField(_("speed"))
    heading = models.PositiveSmallIntegerField(pgettext_lazy("compass", "heading"))

    class Meta:
        verbose_name = _("single position")
        verbose_name_plural = _("single positions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vehicle", "at"], name="position_once")
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.at:%H:%M:%S}"


class TrackSegment(models.Model):
    """One hour of a vehicle's track, packed (see ``packing``), with what the hour amounts to."""

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="segments", verbose_name=_("vehicle")
    )
    hour = models.DateTimeField(_("hour"))
    count = models.PositiveIntegerField(_("positions"))
    content = models.BinaryField(_("packed positions"))
    distance_km = models.FloatField(_("distance"))
    driving_s = models.FloatField(_("driving time, s"))
    highest_km_h = models.FloatField(_("highest speed"))
    slots = models.PositiveSmallIntegerField(
        _("five-minute slots heard"), help_text=_("one bit each, twelve an hour")
    )

    class Meta:
        verbose_name = _("hour of track")
        verbose_name_plural = _("hours of track")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vehicle", "hour"], name="segment_once")
        ]
        indexes: ClassVar = [models.Index(fields=["hour"], name="segment_hour")]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.hour:%Y-%m-%d %H}"


class VehicleDay(models.Model):
    """What a day (Chinese time) of a vehicle amounts to, for the figures of its operator."""

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="days", verbose_name=_("vehicle")
    )
    day = models.DateField(_("day"))
    distance_km = models.FloatField(_("distance"), default=0)
    driving_s = models.FloatField(_("driving time, s"), default=0)
    highest_km_h = models.FloatField(_("highest speed"), default=0)
    slots_heard = models.PositiveSmallIntegerField(_("five-minute slots heard"), default=0)
    positions = models.PositiveIntegerField(_("positions"), default=0)

    class Meta:
        verbose_name = _("day of a vehicle")
        verbose_name_plural = _("days of vehicles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vehicle", "day"], name="vehicle_day_once")
        ]
        indexes: ClassVar = [models.Index(fields=["day", "vehicle"], name="vehicle_day")]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.day}"
