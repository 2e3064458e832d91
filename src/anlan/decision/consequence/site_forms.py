"""The form of a quantitative risk assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.decision.consequence.choices import Basis, Terrain
from anlan.decision.consequence.effects.site.case import Settings


def _number(label: Any, unit: str, low: float, high: float, help_text: Any = "") -> Any:
    return forms.FloatField(
        label=label,
        min_value=low,
        max_value=high,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"data-unit": unit, "step": "any"}),
    )


class SiteRiskForm(forms.Form):
    """What is assumed where the dossiers say nothing; everything is filled in."""

    title = forms.CharField(label=_("Title"), max_length=200)
    boundary = forms.CharField(
        label=pgettext_lazy("site", "Area"),
        help_text=_("one polygon as GeoJSON or WKT, longitude first"),
        widget=forms.Textarea(attrs={"rows": 4, "data-outline-target": "text"}),
    )
    basis = forms.ChoiceField(
        label=_("Plants of the site are"),
        choices=Basis.choices,
        help_text=_("GB 36894-2018, table 1"),
    )
    temperature_c = _number(_("Air temperature"), "°C", -20.0, 50.0, _("mean of the year"))
    humidity_percent = _number(_("Humidity"), "%", 1.0, 100.0)
    terrain = forms.ChoiceField(label=_("Country"), choices=Terrain.choices)
    delayed_ignition = _number(
        _("Probability of delayed ignition"),
        "",
        0.0,
        1.0,
        _("CPR 18E, appendix 4.A: 0.9 within a chemical plant"),
    )
    pool_area_m2 = _number(
        _("Greatest area of a pool"), "m²", 1.0, 100_000.0, _("inside a dike its area")
    )
    gas_pressure_kpa = _number(
        _("Pressure of gases kept as gas, absolute"),
        "kPa",
        101.4,
        100_000.0,
        _("where the dossier does not say"),
    )

    def settings(self) -> Settings:
        """Return the values as settings of the computation."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("title", "boundary", "basis")
        }
        return Settings(is_in_use=self.cleaned_data["basis"] == Basis.IN_USE, **values)
