"""Alarm rules 报警规则: which reading means danger, by which law or standard."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import RULE_TONES, Level, RuleKind, RuleState


class AlarmRule(TimeStamped):
    """One version of a rule. It holds for one point, or for all points of a class
    (quantity, device kind, chemical); what it says is never edited, only superseded."""

    line = models.UUIDField(
        _("rule line"), default=uuid4, editable=False, help_text=_("same in all versions")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=20, choices=RuleState.choices, default=RuleState.DRAFT
    )
    point = models.ForeignKey(
        "devices.Point",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alarm_rules",
        verbose_name=_("point"),
    )
    quantity = models.CharField(pgettext_lazy("measured", "quantity"), max_length=30, blank=True)
    device_kind = models.CharField(_("device kind"), max_length=20, blank=True)
    chemical = models.ForeignKey(
        "chemicals.Chemical",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chemical"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RuleKind.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    lower = models.FloatField(_("lower limit"), null=True, blank=True)
    upper = models.FloatField(_("upper limit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    dead_band = models.FloatField(_("dead-band"), default=0)
    on_delay_s = models.FloatField(_("on-delay in seconds"), default=0)
    off_delay_s = models.FloatField(_("off-delay in seconds"), default=0)
    window = models.PositiveIntegerField(_("readings looked back on"), default=60)
    weight = models.FloatField(_("weight of the newest reading"), default=0.1)
    allowance = models.FloatField(_("allowance in standard deviations"), default=0.5)
    basis = models.TextField(_("legal basis"), help_text=_("standard or law with clause"))
    basis_verified = models.BooleanField(
        _("basis verified"), default=False, help_text=_("compared with the primary text")
    )
    advice = models.TextField(_("first actions"), blank=True)

    class Meta:
        verbose_name = _("alarm rule")
        verbose_name_plural = _("alarm rules")
        ordering: ClassVar = ["name", "level", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "version"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["line"],
                condition=models.Q(state="active"),
                name="rule_one_version_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(point__isnull=False) | ~models.Q(quantity=""),
                name="rule_has_point_or_class",
            ),
            models.CheckConstraint(
                condition=models.Q(lower__isnull=True)
                | models.Q(upper__isnull=True)
                | models.Q(lower__lt=models.F("upper")),
                name="rule_limits_ordered",
            ),
            models.CheckConstraint(
                condition=models.Q(dead_band__gte=0, on_delay_s__gte=0, off_delay_s__gte=0),
                name="rule_bands_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(window__gte=5, window__lte=512), name="rule_window_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def applies_to(self) -> str:
        """Where it holds, in words: a point, or quantity, device kind and chemical of a class."""
        from anlan.monitoring.devices.public import DeviceKind, Quantity

        if self.point is not None:
            return f"{self.point.device} {self.point}"
        words = [dict(Quantity.choices).get(self.quantity, self.quantity)]
        if self.device_kind:
            words.append(dict(DeviceKind.choices).get(self.device_kind, self.device_kind))
        if self.chemical is not None:
            words.append(str(self.chemical))
        return " · ".join(str(word) for word in words)

    def get_absolute_url(self) -> str:
        """The rule's page."""
        return reverse("alarms:rule", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return RULE_TONES[RuleState(self.state)]
