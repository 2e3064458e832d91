"""What an officer may correct without code: kinds of causes, limits of the flow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.supervision.hazards.choices import CauseFamily


class HazardCategory(models.Model):
    """A kind of cause in one of the four families 人、物、环、管."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    family = models.CharField(_("family of causes"), max_length=20, choices=CauseFamily.choices)
    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    is_active = models.BooleanField(_("is active"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("hazard category")
        verbose_name_plural = _("hazard categories")
        ordering: ClassVar = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The form in which an officer changes it."""
        return reverse("hazards:category", args=[self.pk])


class HazardLimit(models.Model):
    """A number of the flow that is no clock: how often, how long, how many (with its basis)."""

    code = models.CharField(_("code"), max_length=60, primary_key=True)
    title = models.CharField(_("title"), max_length=200)
    value = models.PositiveIntegerField(_("value"))
    unit = models.CharField(_("unit"), max_length=20)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)

    class Meta:
        verbose_name = _("hazard limit")
        verbose_name_plural = _("hazard limits")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The form in which an officer changes it."""
        return reverse("hazards:limit", args=[self.pk])
