"""Administrative regions 区划: province → city → county → township → village → grid, by code."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.TextChoices):
    """Levels of the administrative tree."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    TOWNSHIP = "township", _("township")
    VILLAGE = "village", _("village or community")
    GRID = "grid", _("grid")


#: How many leading digits of the code identify a region of each level (national statistics bureau).
SIGNIFICANT_DIGITS = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.CITY: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWNSHIP: 9,
    RegionLevel.VILLAGE: 12,
    RegionLevel.GRID: 15,
}


class Region(models.Model):
    """A region. The code is the key, so every table that points here holds the code itself and a
    subtree is a prefix: all of a township is ``region_id LIKE '330825100%'``."""

    code = models.CharField(_("code"), max_length=15, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("region level"), max_length=10, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    boundary = models.MultiPolygonField(_("boundary"), srid=4326, null=True, blank=True)
    centre = models.PointField(_("centre"), srid=4326, null=True, blank=True)
    is_generated = models.BooleanField(
        _("shape is generated"), default=False, help_text=_("not surveyed; for demonstration")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{12}(\d{3})?$"), name="region_code_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the region's page."""
        return reverse("regions:region", args=[self.code])

    @property
    def prefix(self) -> str:
        """The leading digits shared by everything inside this region."""
        return self.code[: SIGNIFICANT_DIGITS[RegionLevel(self.level)]]
