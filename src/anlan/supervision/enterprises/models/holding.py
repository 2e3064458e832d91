"""What an enterprise holds: chemicals in vessels, registered equipment, licences."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.supervision.enterprises.choices import (
    SPECIAL_EQUIPMENT_KINDS,
    ContainerKind,
    EquipmentKind,
    EquipmentUse,
    HoldingRole,
)
from anlan.supervision.enterprises.models.enterprise import Enterprise


class ChemicalHolding(TimeStamped):
    """How much of a substance an enterprise keeps in one vessel or store."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="holdings",
        verbose_name=_("enterprise"),
    )
    chemical = models.ForeignKey(
        "chemicals.Chemical",
        on_delete=models.PROTECT,
        related_name="holdings",
        verbose_name=_("chemical"),
    )
    role = models.CharField(
        _("use in the process"),
        max_length=20,
        choices=HoldingRole.choices,
        default=HoldingRole.RAW_MATERIAL,
    )
    container = models.CharField(_("vessel or store"), max_length=100)
    container_kind = models.CharField(
        _("kind of vessel"),
        max_length=20,
        choices=ContainerKind.choices,
        default=ContainerKind.OTHER,
    )
    quantity_t = models.FloatField(_("amount held"))
    design_quantity_t = models.FloatField(_("largest amount"), null=True, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)

    class Meta:
        verbose_name = _("chemical holding")
        verbose_name_plural = _("chemical holdings")
        ordering: ClassVar = ["-quantity_t", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "container", "chemical"], name="holding_once_per_container"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity_t__gte=0), name="holding_quantity_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.container} {self.chemical}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:holding", args=[self.pk])


class Equipment(TimeStamped):
    """A registered piece of equipment with the day of its next inspection."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="equipment",
        verbose_name=_("enterprise"),
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(
        _("kind"), max_length=20, choices=EquipmentKind.choices, default=EquipmentKind.OTHER
    )
    registration_number = models.CharField(_("registration number"), max_length=50, unique=True)
    next_inspection_on = models.DateField(_("next inspection on"), null=True, blank=True)
    last_inspected_on = models.DateField(_("last inspected on"), null=True, blank=True)
    inspection_report = models.CharField(_("inspection report"), max_length=100, blank=True)
    use = models.CharField(
        _("use"), max_length=20, choices=EquipmentUse.choices, default=EquipmentUse.IN_USE
    )
    operators = models.ManyToManyField(
        "organisations.Person", blank=True, related_name="+", verbose_name=_("operators")
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        ordering: ClassVar = ["next_inspection_on", "id"]
        # What is due for inspection, over the county.
        indexes: ClassVar = [models.Index(fields=["next_inspection_on"])]

    def __str__(self) -> str:
        return f"{self.name} {self.registration_number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:equipment", args=[self.pk])

    @property
    def is_special(self) -> bool:
        """Whether it is special equipment 特种设备."""
        return self.kind in SPECIAL_EQUIPMENT_KINDS

    @property
    def is_overdue(self) -> bool:
        """Whether the inspection is late."""
        return self.next_inspection_on is not None and self.next_inspection_on < clock.today()


class Licence(TimeStamped):
    """A licence or certificate of the enterprise, with its last day."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="licences",
        verbose_name=_("enterprise"),
    )
    kind = models.CharField(_("kind"), max_length=100)
    number = models.CharField(_("number"), max_length=100)
    issuer = models.CharField(pgettext_lazy("licence", "issued by"), max_length=100, blank=True)
    valid_from = models.DateField(pgettext_lazy("licence", "valid from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("licence", "valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering: ClassVar = ["valid_to", "id"]
        # What runs out, over the county.
        indexes: ClassVar = [models.Index(fields=["valid_to"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="licence_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:licence", args=[self.pk])

    def clean(self) -> None:
        """Days in order."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day lies before the first.")})

    @property
    def is_expired(self) -> bool:
        """Whether the last day has passed."""
        return self.valid_to is not None and self.valid_to < clock.today()

    @property
    def days_left(self) -> int | None:
        """Days until it runs out, None when it has no last day."""
        return None if self.valid_to is None else (self.valid_to - clock.today()).days
