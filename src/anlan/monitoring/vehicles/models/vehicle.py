"""Vehicles of 两客一危 and who drives them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.fields import EncryptedTextField, mask
from anlan.kernel.models import TimeStamped
from anlan.monitoring.vehicles.choices import STATE_TONES, VehicleKind, VehicleState


class Driver(TimeStamped):
    """A driver or escort of an operator (从业人员). Only what the watch desk needs: the name, the
    qualification and until when it holds. The number is personal data: encrypted, shown masked."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="drivers",
        verbose_name=pgettext_lazy("transport", "operator"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    name = models.CharField(_("name"), max_length=50)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    qualification = EncryptedTextField(
        pgettext_lazy("driver", "qualification number"), blank=True, default=""
    )
    card_number = models.BigIntegerField(
        _("number of the driver's card"),
        null=True,
        blank=True,
        unique=True,
        help_text=_("keyed digest of the qualification number, as terminals tell it"),
    )
    valid_to = models.DateField(_("qualified until"), null=True, blank=True)
    may_carry_goods = models.BooleanField(_("qualified for dangerous goods"), default=False)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "name"], name="driver_enterprise"),
            models.Index(fields=["name", "id"], name="driver_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The driver's page."""
        return reverse("vehicles:driver", args=[self.pk])

    @property
    def masked_qualification(self) -> str:
        """The qualification number with its middle hidden."""
        return mask(self.qualification) if self.qualification else ""

    @property
    def masked_phone(self) -> str:
        """The telephone number with its middle hidden."""
        return mask(self.phone) if self.phone else ""


class Vehicle(TimeStamped):
    """A coach, chartered coach or dangerous-goods vehicle (重点车辆) of an operator of the county.

    Its terminal is a device of the registry with points longitude, latitude, speed and heading;
    whatever protocol the terminal speaks, its positions come as readings of these points.
    """

    plate = models.CharField(_("plate"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=VehicleKind.choices)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="vehicles",
        verbose_name=pgettext_lazy("transport", "operator"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    device = models.OneToOneField(
        "devices.Device",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="vehicle",
        verbose_name=_("terminal"),
    )
    driver = models.ForeignKey(
        Driver,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="vehicles",
        verbose_name=_("usual driver"),
    )
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    load_t = models.FloatField(_("permitted load"), null=True, blank=True, help_text="t")
    permitted = models.ManyToManyField(
        "chemicals.Chemical", blank=True, related_name="+", verbose_name=_("permitted goods")
    )
    runs_at_night = models.BooleanField(
        _("exempt from the night hours"),
        default=False,
        help_text=_("relay transport, fixed airport and railway lines, lines up to 100 km"),
    )
    inspection_due_on = models.DateField(_("inspection due on"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=VehicleState.choices,
        default=VehicleState.IN_SERVICE,
    )
    search_text = models.TextField(blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = pgettext_lazy("register", "vehicles")
        ordering: ClassVar = ["plate"]
        indexes: ClassVar = [
            models.Index(fields=["region", "plate"], name="vehicle_region"),
            models.Index(fields=["enterprise", "plate"], name="vehicle_enterprise"),
            models.Index(fields=["kind", "id"], name="vehicle_kind"),
            models.Index(fields=["state", "id"], name="vehicle_state"),
        ]

    def __str__(self) -> str:
        return self.plate

    def get_absolute_url(self) -> str:
        """The vehicle's page."""
        return reverse("vehicles:detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return STATE_TONES[VehicleState(self.state)]
