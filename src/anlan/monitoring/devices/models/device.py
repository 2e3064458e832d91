"""Devices and points 设备·测点: every sensor of the county, what it measures and whose it is."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.monitoring.devices.choices import (
    STATE_TONES,
    DeviceKind,
    DeviceState,
    Protocol,
    Quantity,
)


class Device(TimeStamped):
    """A sensing device in the field: a detector, a gauge, a station with one or more points."""

    code = models.CharField(
        _("device code"), max_length=64, unique=True, help_text=_("last part of its MQTT topic")
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=DeviceKind.choices)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("enterprise"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    protocol = models.CharField(
        _("protocol"), max_length=20, choices=Protocol.choices, default=Protocol.MQTT
    )
    identity = models.CharField(
        _("identity in its protocol"),
        max_length=64,
        blank=True,
        help_text=_("MN of HJ 212, station of SL 651, terminal of JT/T 808 …; empty: the code"),
    )
    connection = models.JSONField(
        _("how it is reached"),
        default=dict,
        blank=True,
        help_text=_("for devices the platform asks: address, port, unit …"),
    )
    period_s = models.FloatField(_("sampling period in seconds"), default=10)
    owner = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    sector = models.ForeignKey(
        "enterprises.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
        help_text=_("empty: that of its enterprise"),
    )
    template = models.ForeignKey(
        "devices.DeviceTemplate",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("device template"),
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    maker = models.CharField(_("maker and type"), max_length=200, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    calibrated_on = models.DateField(_("calibrated on"), null=True, blank=True)
    certificate_number = models.CharField(_("certificate number"), max_length=100, blank=True)
    calibration_due_on = models.DateField(_("calibration due on"), null=True, blank=True)
    calibration_months = models.PositiveSmallIntegerField(
        _("months between calibrations"), null=True, blank=True
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=DeviceState.choices,
        default=DeviceState.REGISTERED,
    )

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(period_s__gt=0), name="device_period_positive"
            ),
            models.UniqueConstraint(
                fields=["protocol", "identity"],
                condition=~models.Q(identity=""),
                name="device_identity_once",
            ),
            # The code is a level of an MQTT topic: no separators, no wildcards.
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9A-Za-z_.\-]+$"), name="device_code_plain"
            ),
        ]
        indexes: ClassVar = [
            # Lists of one township, of one enterprise, of one kind.
            models.Index(fields=["region", "code"], name="device_region"),
            models.Index(fields=["kind", "code"], name="device_kind"),
            # What must be calibrated next.
            models.Index(fields=["calibration_due_on"], name="device_calibration"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The device's page."""
        return reverse("devices:detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return STATE_TONES[DeviceState(self.state)]

    @property
    def organisation_id(self) -> int | None:
        """The organisation of the enterprise it stands in: whose people answer for it."""
        return self.enterprise.organisation_id if self.enterprise else None

    @property
    def is_calibration_overdue(self) -> bool:
        """Whether it measures although its calibration has run out."""
        return (
            self.calibration_due_on is not None
            and self.calibration_due_on < clock.today()
            and self.state != DeviceState.RETIRED
        )


class Point(TimeStamped):
    """One measured quantity of a device. Zero is a value; unknown and stale are states."""

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="points", verbose_name=_("device")
    )
    key = models.CharField(_("point key"), max_length=64, help_text=_("name in the message"))
    source = models.CharField(
        _("address in its protocol"),
        max_length=200,
        blank=True,
        help_text=_("register, node, factor code …; empty: the key"),
    )
    scale = models.FloatField(_("scale factor"), default=1)
    offset = models.FloatField(_("added after the factor"), default=0)
    name = models.CharField(_("name"), max_length=200)
    quantity = models.CharField(
        pgettext_lazy("measured", "quantity"), max_length=30, choices=Quantity.choices
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    range_low = models.FloatField(_("range from"), null=True, blank=True)
    range_high = models.FloatField(_("range to"), null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=1)
    chemical = models.ForeignKey(
        "chemicals.Chemical",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chemical"),
    )
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        ordering: ClassVar = ["device_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "key"], name="point_key_once"),
            models.CheckConstraint(
                condition=models.Q(range_low__isnull=True)
                | models.Q(range_high__isnull=True)
                | models.Q(range_low__lt=models.F("range_high")),
                name="point_range_ordered",
            ),
        ]
        indexes: ClassVar = [
            # Rules of a class look for points of a quantity.
            models.Index(fields=["quantity"], name="point_quantity"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of its device."""
        return reverse("devices:detail", args=[self.device_id])
