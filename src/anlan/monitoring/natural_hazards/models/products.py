"""Hourly products 风险预警产品: the level of each township, and why."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import Hazard, Level


class HazardProduct(TimeStamped):
    """How great the danger of one hazard is at one hour, township by township; never changed."""

    hazard = models.CharField(_("natural hazard"), max_length=20, choices=Hazard.choices)
    valid_at = models.DateTimeField(_("valid at"))
    made_at = models.DateTimeField(pgettext_lazy("product", "made at"))
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    level = models.PositiveSmallIntegerField(
        _("gravest level"), choices=Level.choices, null=True, blank=True
    )
    areas_judged = models.PositiveSmallIntegerField(_("townships judged"), default=0)
    areas_unknown = models.PositiveSmallIntegerField(_("townships without data"), default=0)
    models_used = models.JSONField(pgettext_lazy("science", "models"), default=list, blank=True)
    is_current = models.BooleanField(_("is the newest"), default=True)

    class Meta:
        verbose_name = _("natural hazard product")
        verbose_name_plural = _("natural hazard products")
        ordering: ClassVar = ["-valid_at", "hazard"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hazard", "region", "valid_at"], name="product_once_an_hour"
            ),
            models.UniqueConstraint(
                fields=["hazard", "region"],
                condition=Q(is_current=True),
                name="product_one_current",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-valid_at"], name="product_valid")]

    def __str__(self) -> str:
        return f"{self.get_hazard_display()} {localtime(self.valid_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The product's page."""
        return reverse("natural_hazards:product", args=[self.pk])


class ProductArea(models.Model):
    """One township in a product. Without level and known: nothing to warn of; not known: no data.

    ``reasons`` holds for each threshold that was reached the figure, limit, station and source;
    ``figures`` all figures that were looked at.
    """

    product = models.ForeignKey(
        HazardProduct, on_delete=models.CASCADE, related_name="areas", verbose_name=_("product")
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("township")
    )
    hazard = models.CharField(_("natural hazard"), max_length=20, choices=Hazard.choices)
    valid_at = models.DateTimeField(_("valid at"))
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, null=True, blank=True
    )
    is_known = models.BooleanField(_("data at hand"), default=True)
    is_current = models.BooleanField(_("is the newest"), default=True)
    reasons = models.JSONField(pgettext_lazy("danger", "reasons"), default=list, blank=True)
    figures = models.JSONField(_("figures"), default=list, blank=True)

    class Meta:
        verbose_name = _("township of a product")
        verbose_name_plural = _("townships of products")
        ordering: ClassVar = ["level", "region_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "region"], name="product_area_once")
        ]
        indexes: ClassVar = [
            # The map and the desk look at the newest.
            models.Index(
                fields=["hazard", "region"],
                condition=Q(is_current=True),
                name="product_area_current",
            ),
            # Verification reads what one township was told over time.
            models.Index(fields=["hazard", "region", "valid_at"], name="product_area_history"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.hazard} {self.level or ''}".strip()

    def get_absolute_url(self) -> str:
        """The township's page in the product."""
        return reverse("natural_hazards:area", args=[self.pk])
