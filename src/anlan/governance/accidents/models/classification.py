"""Types of accidents by both editions of the standard, how they map, and the statistical rules."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accidents.choices import Edition


class Sourced(models.Model):
    """Something taken from a standard or rule: where it was seen, and who compared it in print."""

    source = models.CharField(_("source"), max_length=300)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    verified_by = models.CharField(_("compared with the print by"), max_length=100, blank=True)
    verified_at = models.DateTimeField(_("compared at"), null=True, blank=True)

    class Meta:
        abstract = True


class AccidentType(Sourced):
    """A type of accident 事故类型 of one edition, such as 物体打击."""

    edition = models.CharField(_("edition"), max_length=4, choices=Edition.choices)
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=60)
    note = models.CharField(_("when to choose it"), max_length=300, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("accident type")
        verbose_name_plural = _("accident types")
        ordering: ClassVar = ["-edition", "sort_order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="accident_type_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """The page of the type."""
        return reverse("accidents:type", args=[self.pk])


class TypeMapping(models.Model):
    """That accidents of an old type may belong to a new one; several mean that a person decides."""

    old = models.ForeignKey(
        AccidentType,
        on_delete=models.CASCADE,
        related_name="leads_to",
        verbose_name=_("old type"),
    )
    new = models.ForeignKey(
        AccidentType,
        on_delete=models.CASCADE,
        related_name="comes_from",
        verbose_name=_("new type"),
    )
    condition = models.CharField(_("when this one"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mapping of accident types")
        verbose_name_plural = _("mappings of accident types")
        ordering: ClassVar = ["old__sort_order", "new__sort_order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="type_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class StatisticalRule(Sourced):
    """One rule of counting: a period, a threshold, or what is not counted."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=100)
    text = models.CharField(pgettext_lazy("accidents", "what it says"), max_length=400)
    value = models.DecimalField(
        pgettext_lazy("accidents", "number"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
    )
    unit = models.CharField(pgettext_lazy("measure", "unit"), max_length=20, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("statistical rule")
        verbose_name_plural = _("statistical rules")
        ordering: ClassVar = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the rule."""
        return reverse("accidents:rule", args=[self.pk])
