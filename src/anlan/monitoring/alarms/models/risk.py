"""The dynamic risk index of enterprises 企业动态风险指数: what is the matter there right now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.monitoring.alarms.choices import Level


class RiskIndex(models.Model):
    """The present index of an enterprise, 0 to 100, with every term it is made of."""

    enterprise = models.OneToOneField(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.CASCADE, related_name="+", verbose_name=_("region")
    )
    value = models.FloatField(_("risk index"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    online_rate = models.FloatField(_("device on-line rate"), null=True, blank=True)
    open_alarms = models.PositiveIntegerField(_("open alarms"), default=0)
    #: [{code, title, weight, share, points, words}]
    terms = models.JSONField(_("terms"), default=list)
    formula = models.CharField(_("version of the formula"), max_length=40)
    computed_at = models.DateTimeField(_("computed at"))
    risen_at = models.DateTimeField(_("level risen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("enterprise risk index")
        verbose_name_plural = _("enterprise risk indices")
        ordering: ClassVar = ["-value"]
        indexes: ClassVar = [
            models.Index(fields=["-value"], name="risk_index_value"),
            models.Index(fields=["region", "-value"], name="risk_index_region"),
        ]

    def __str__(self) -> str:
        return str(self.enterprise)

    def get_absolute_url(self) -> str:
        """The page of the index."""
        return reverse("alarms:risk_index", args=[self.pk])


class RiskIndexDay(models.Model):
    """The highest and the last index of an enterprise on a day."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    day = models.DateField(_("day"))
    highest = models.FloatField(_("highest"))
    last = models.FloatField(_("last of the day"))

    class Meta:
        verbose_name = _("risk index of a day")
        verbose_name_plural = _("risk indices of days")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "day"], name="risk_index_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.highest:.0f}"
