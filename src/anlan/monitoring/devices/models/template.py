"""Device templates 设备模板: a model of device with its points and the rules proposed for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.devices.choices import DeviceKind, Protocol, Quantity, RuleDirection


class DeviceTemplate(TimeStamped):
    """A model of device: what it measures, how it speaks, how often it must be calibrated.

    A template that came with the platform (``is_installed``) follows the platform's data until an
    officer changes it.
    """

    code = models.SlugField(pgettext_lazy("template", "code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=DeviceKind.choices)
    protocol = models.CharField(
        _("protocol"), max_length=20, choices=Protocol.choices, default=Protocol.MQTT
    )
    maker = models.CharField(_("maker and type"), max_length=200, blank=True)
    period_s = models.FloatField(_("sampling period in seconds"), default=10)
    calibration_months = models.PositiveSmallIntegerField(
        _("months between calibrations"), null=True, blank=True
    )
    calibration_basis = models.CharField(_("basis of the calibration"), max_length=200, blank=True)
    basis_verified = models.BooleanField(_("basis compared with the original"), default=False)
    hint = models.TextField(_("advice for the installer"), blank=True)
    is_installed = models.BooleanField(_("came with the platform"), default=False)
    is_active = models.BooleanField(_("offered for new devices"), default=True)

    class Meta:
        verbose_name = _("device template")
        verbose_name_plural = _("device templates")
        ordering: ClassVar = ["kind", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(period_s__gt=0), name="template_period_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("devices:template", args=[self.pk])


class TemplatePoint(TimeStamped):
    """A point that every device of the template has."""

    template = models.ForeignKey(
        DeviceTemplate,
        on_delete=models.CASCADE,
        related_name="points",
        verbose_name=_("device template"),
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

    class Meta:
        verbose_name = _("point of a template")
        verbose_name_plural = _("points of templates")
        ordering: ClassVar = ["template_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "key"], name="template_point_once"),
            models.CheckConstraint(
                condition=models.Q(range_low__isnull=True)
                | models.Q(range_high__isnull=True)
                | models.Q(range_low__lt=models.F("range_high")),
                name="template_point_range_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of its template."""
        return reverse("devices:template", args=[self.template_id])


class TemplateRule(TimeStamped):
    """An alarm limit proposed for a point: it becomes a draft that an officer puts into force."""

    point = models.ForeignKey(
        TemplatePoint,
        on_delete=models.CASCADE,
        related_name="rules",
        verbose_name=_("point of a template"),
    )
    direction = models.CharField(_("alarm when"), max_length=5, choices=RuleDirection.choices)
    level = models.PositiveSmallIntegerField(_("level"))
    limit = models.FloatField(_("limit"))
    dead_band = models.FloatField(_("dead band"), default=0)
    delay_s = models.FloatField(_("delay in seconds"), default=0)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    basis_verified = models.BooleanField(_("basis compared with the original"), default=False)

    class Meta:
        verbose_name = _("proposed alarm limit")
        verbose_name_plural = _("proposed alarm limits")
        ordering: ClassVar = ["point_id", "level", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["point", "direction", "level"], name="template_rule_once"
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="template_rule_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.get_direction_display()} {self.limit:g}"

    def get_absolute_url(self) -> str:
        """The page of its template."""
        return reverse("devices:template", args=[self.point.template_id])
