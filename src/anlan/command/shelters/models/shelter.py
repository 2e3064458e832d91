"""Shelters 避灾安置场所: where people who had to leave can stay, and how many places are free."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.shelters.choices import ShelterKind, ShelterState
from anlan.kernel.models import TimeStamped


class Shelter(TimeStamped):
    """A place that takes in people who had to leave their homes."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ShelterKind.choices, default=ShelterKind.OTHER
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("belongs to"),
    )
    keeper = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("keeper"),
    )
    location = models.PointField(_("location"), srid=4326)
    address = models.CharField(_("address"), max_length=200, blank=True)
    duty_phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    capacity = models.PositiveIntegerField(_("capacity"))
    occupied = models.PositiveIntegerField(_("people in it"), default=0)
    area_m2 = models.PositiveIntegerField(_("area in m²"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ShelterState.choices, default=ShelterState.CLOSED
    )
    opened_at = models.DateTimeField(_("open since"), null=True, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("shelter")
        verbose_name_plural = _("shelters")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(occupied__lte=models.F("capacity")),
                name="shelter_not_overfilled",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["region", "state"], name="shelter_region_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the shelter."""
        return reverse("shelters:detail", args=[self.pk])

    @property
    def free_places(self) -> int:
        """Places left."""
        return self.capacity - self.occupied


class ShelterMovement(models.Model):
    """People who came in or went out, counted at one moment. Never changed."""

    shelter = models.ForeignKey(
        Shelter, on_delete=models.CASCADE, related_name="movements", verbose_name=_("shelter")
    )
    change = models.IntegerField(_("change in number"))
    occupied_after = models.PositiveIntegerField(_("people after"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(_("recorded by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("people in and out")
        verbose_name_plural = _("people in and out")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.shelter} {self.change:+d}"
