"""Trips of dangerous goods with what is on board."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.vehicles.choices import TRIP_TONES, Packaging, TripState
from anlan.monitoring.vehicles.models.vehicle import Driver, Vehicle


class Trip(TimeStamped):
    """An electronic waybill (电子运单) of one vehicle and one journey: who sends what to whom.

    Shipper and receiver may lie outside the county and are therefore names. The carrier is the
    vehicle's operator.
    """

    number = models.CharField(_("waybill number"), max_length=50, unique=True)
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, related_name="trips", verbose_name=_("vehicle")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="trips",
        verbose_name=_("carrier"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    driver = models.ForeignKey(
        Driver,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trips",
        verbose_name=_("driver"),
    )
    escort = models.ForeignKey(
        Driver,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("escort"),
    )
    shipper = models.CharField(_("shipper"), max_length=200)
    receiver = models.CharField(_("receiver"), max_length=200)
    receiver_phone = models.CharField(_("receiver's emergency number"), max_length=30, blank=True)
    origin = models.CharField(_("place of loading"), max_length=200)
    destination = models.CharField(_("place of unloading"), max_length=200)
    route_text = models.CharField(
        _("route"), max_length=500, blank=True, help_text=_("roads and towns in order")
    )
    route = models.LineStringField(_("line of the route"), srid=4326, null=True, blank=True)
    planned_from = models.DateTimeField(_("planned departure"))
    planned_to = models.DateTimeField(_("planned arrival"))
    departed_at = models.DateTimeField(_("departed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("arrived or cancelled at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=TripState.choices, default=TripState.PLANNED
    )
    remark = models.CharField(pgettext_lazy("trip", "remark"), max_length=500, blank=True)
    search_text = models.TextField(blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("dangerous-goods trip")
        verbose_name_plural = _("dangerous-goods trips")
        ordering: ClassVar = ["-planned_from", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(planned_to__gt=models.F("planned_from")),
                name="trip_times_ordered",
            ),
            # A vehicle is on one journey at a time.
            models.UniqueConstraint(
                fields=["vehicle"],
                condition=models.Q(state="under_way"),
                name="trip_one_under_way",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-planned_from", "-id"], name="trip_planned"),
            models.Index(fields=["vehicle", "-planned_from"], name="trip_vehicle"),
            models.Index(fields=["region", "-planned_from"], name="trip_region"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The trip's page."""
        return reverse("vehicles:trip", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return TRIP_TONES[TripState(self.state)]


class TripGoods(models.Model):
    """A substance on a waybill: how much and how it is carried."""

    trip = models.ForeignKey(
        Trip, on_delete=models.CASCADE, related_name="goods", verbose_name=_("dangerous-goods trip")
    )
    chemical = models.ForeignKey(
        "chemicals.Chemical",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("chemical"),
    )
    quantity_t = models.FloatField(_("quantity, t"))
    packaging = models.CharField(
        _("packaging"), max_length=20, choices=Packaging.choices, default=Packaging.TANK
    )

    class Meta:
        verbose_name = _("goods of a trip")
        verbose_name_plural = _("goods of trips")
        ordering: ClassVar = ["trip_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trip", "chemical"], name="trip_goods_once"),
            models.CheckConstraint(
                condition=models.Q(quantity_t__gt=0), name="trip_goods_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chemical} {self.quantity_t:g} t"
