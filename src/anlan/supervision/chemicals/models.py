"""Hazardous substances 危险化学品: what they are, what they do, what to do in the first minutes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text


class PhysicalState(models.TextChoices):
    """How the substance is kept."""

    GAS = "gas", _("gas")
    COMPRESSED_GAS = "compressed_gas", _("compressed gas")
    DISSOLVED_GAS = "dissolved_gas", _("dissolved gas")
    CRYOGENIC_LIQUID = "cryogenic_liquid", _("cryogenic liquid")
    LIQUEFIED_GAS = "liquefied_gas", _("liquefied gas")
    LIQUID = "liquid", _("liquid")
    SOLID = "solid", _("solid")


class HazardClass(models.TextChoices):
    """What makes it dangerous (GB 30000 classes in short)."""

    FLAMMABLE_GAS = "flammable_gas", _("flammable gas")
    FLAMMABLE_LIQUID = "flammable_liquid", _("flammable liquid")
    FLAMMABLE_SOLID = "flammable_solid", _("flammable solid")
    TOXIC_GAS = "toxic_gas", _("toxic gas")
    TOXIC = "toxic", _("toxic")
    CORROSIVE = "corrosive", _("corrosive")
    OXIDISER = "oxidiser", _("oxidiser")
    EXPLOSIVE = "explosive", _("explosive")
    ENVIRONMENT = "environment", _("harmful to water life")
    CARCINOGEN = "carcinogen", _("carcinogen")
    ASPHYXIANT = "asphyxiant", _("asphyxiant")
    PRESSURE = "pressure", _("gas under pressure")
    CRYOGENIC = "cryogenic", _("cryogenic")
    POLYMERISES = "polymerises", _("may polymerise")
    PYROPHORIC = "pyrophoric", _("catches fire in air")
    WATER_REACTIVE = "water_reactive", _("reacts with water")


class Chemical(TimeStamped):
    """A substance of the catalogue. Each number keeps its source, and whether it was seen there."""

    cas = models.CharField(_("CAS number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    english_name = models.CharField(_("English name"), max_length=100, blank=True)
    un_number = models.CharField(_("UN number"), max_length=4, blank=True)
    formula = models.CharField(_("formula"), max_length=50, blank=True)
    state = models.CharField(
        _("physical state"), max_length=20, choices=PhysicalState.choices, blank=True
    )
    hazards = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("hazards")
    )
    first_actions = models.TextField(_("first actions"), blank=True)
    molar_mass_g_mol = models.FloatField(_("molar mass"), null=True, blank=True)
    lel_percent = models.FloatField(_("lower explosive limit"), null=True, blank=True)
    uel_percent = models.FloatField(_("upper explosive limit"), null=True, blank=True)
    flash_point_c = models.FloatField(_("flash point"), null=True, blank=True)
    boiling_point_c = models.FloatField(_("boiling point"), null=True, blank=True)
    liquid_density_kg_m3 = models.FloatField(_("density as stored"), null=True, blank=True)
    vapour_density_air = models.FloatField(_("vapour density (air = 1)"), null=True, blank=True)
    idlh_ppm = models.FloatField(_("IDLH"), null=True, blank=True)
    oel_mac_mg_m3 = models.FloatField(_("MAC"), null=True, blank=True)
    oel_twa_mg_m3 = models.FloatField(_("PC-TWA"), null=True, blank=True)
    oel_stel_mg_m3 = models.FloatField(_("PC-STEL"), null=True, blank=True)
    threshold_t = models.FloatField(_("major hazard threshold"), null=True, blank=True)
    #: {field: {"source": text, "is_verified": bool}}
    sources = models.JSONField(_("sources of the values"), default=dict, blank=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("chemical")
        verbose_name_plural = _("chemicals")
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            # The search box, by any part of a name.
            GinIndex(fields=["search_text"], name="chemical_search", opclasses=["gin_trgm_ops"])
        ]

    #: Number fields with their units, in the order of the data sheet.
    UNITS: ClassVar[dict[str, str]] = {
        "molar_mass_g_mol": "g/mol",
        "lel_percent": "%",
        "uel_percent": "%",
        "flash_point_c": "°C",
        "boiling_point_c": "°C",
        "liquid_density_kg_m3": "kg/m³",
        "vapour_density_air": "",
        "idlh_ppm": "ppm",
        "oel_mac_mg_m3": "mg/m³",
        "oel_twa_mg_m3": "mg/m³",
        "oel_stel_mg_m3": "mg/m³",
        "threshold_t": "t",
    }

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The data sheet."""
        from django.urls import reverse

        return reverse("chemicals:detail", args=[self.pk])

    @property
    def hazard_labels(self) -> list[str]:
        """Hazards in words."""
        known = dict(HazardClass.choices)
        return [str(known.get(code, code)) for code in self.hazards]

    def source_of(self, field: str) -> dict[str, Any]:
        """Where a value comes from: source and is_verified."""
        found: dict[str, Any] = self.sources.get(field, {})
        return found

    def refresh_search_text(self) -> None:
        """Set what the record is found by; services call it before saving."""
        self.search_text = search_text(
            self.name, self.english_name, self.cas, self.un_number, self.formula
        )
