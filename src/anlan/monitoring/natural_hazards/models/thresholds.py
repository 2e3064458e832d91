"""Thresholds 阈值 of townships and catchments, each with its source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import (
    INDICATOR_UNITS,
    Hazard,
    Indicator,
    Level,
)


class Threshold(TimeStamped):
    """From which figure on a hazard has a level: for the county, one township or one catchment.

    Where a township or catchment has thresholds of its own for an indicator, those of the county do
    not count there.
    """

    hazard = models.CharField(_("natural hazard"), max_length=20, choices=Hazard.choices)
    indicator = models.CharField(_("indicator"), max_length=20, choices=Indicator.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    limit = models.FloatField(_("limit"), help_text=_("this figure or more"))
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("township"),
        help_text=_("empty: the whole county, or the catchment"),
    )
    catchment = models.ForeignKey(
        "natural_hazards.Catchment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="thresholds",
        verbose_name=_("catchment"),
    )
    data_source = models.CharField(_("source of the figure"), max_length=200)
    clause = models.CharField(_("clause"), max_length=200, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("natural hazard threshold")
        verbose_name_plural = _("natural hazard thresholds")
        ordering: ClassVar = ["hazard", "indicator", "-level", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(catchment__isnull=True),
                name="threshold_one_place",
            ),
            models.UniqueConstraint(
                fields=["hazard", "indicator", "level", "region", "catchment"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="threshold_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} ≥ {self.limit:g} {self.unit}".strip()

    def get_absolute_url(self) -> str:
        """The threshold's page."""
        return reverse("natural_hazards:threshold", args=[self.pk])

    @property
    def place(self) -> str:
        """Where it holds: a catchment, a township, the county."""
        return str(self.catchment or self.region or _("whole county"))

    @property
    def unit(self) -> str:
        """The unit of its indicator."""
        return INDICATOR_UNITS[self.indicator]
