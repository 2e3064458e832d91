"""The form of a run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.decision.consequence.choices import (
    BlastMethod,
    Congestion,
    Release,
    Scenario,
    Stability,
    Terrain,
)
from anlan.decision.consequence.effects.substances import substances
from anlan.decision.consequence.inputs import BOUNDS, RunInputs
from anlan.kernel.inputs import MomentField
from anlan.supervision.chemicals.public import list_chemicals


def number(name: str, label: Any, unit: Any, *, required: bool = False, help_text: Any = "") -> Any:
    """A number with its unit and the bounds of the inputs."""
    low, high = BOUNDS[name]
    return forms.FloatField(
        label=label,
        required=required,
        min_value=low,
        max_value=high,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"data-unit": unit, "step": "any"}),
    )


class WindForm(forms.Form):
    """The weather of a run; empty direction: all around."""

    wind_speed_m_s = number(
        "wind_speed_m_s", _("Wind speed"), "m/s", required=True, help_text=_("10 m above ground")
    )
    wind_from_deg = number(
        "wind_from_deg",
        _("Wind from"),
        "°",
        help_text=_("0 north, 90 east, 180 south, 270 west; empty: not known, zones all around"),
    )
    temperature_c = number("temperature_c", _("Air temperature"), "°C", required=True)
    humidity_percent = number("humidity_percent", _("Humidity"), "%", required=True)
    stability = forms.ChoiceField(label=_("Stability class"), choices=Stability.choices)
    weather_source = forms.CharField(
        label=_("Source of the weather"), max_length=200, required=False
    )
    weather_at = MomentField(label=_("Weather measured at"), required=False)


class RunForm(WindForm):
    """Substance, scenario, place and weather."""

    chemical = forms.TypedChoiceField(label=_("Substance"), coerce=int)
    scenario = forms.ChoiceField(label=_("Scenario"), choices=Scenario.choices)
    release = forms.ChoiceField(label=_("Way of escape"), choices=Release.choices)
    quantity_t = number("quantity_t", _("Quantity in the vessel"), "t", required=True)
    container = forms.CharField(label=_("Vessel"), max_length=100, required=False)
    hole_mm = number("hole_mm", _("Diameter of the hole"), "mm", required=True)
    duration_min = number(
        "duration_min", _("Duration at most"), pgettext_lazy("unit", "min"), required=True
    )
    longitude = number("longitude", _("Longitude"), "°", required=True)
    latitude = number("latitude", _("Latitude"), "°", required=True)
    terrain = forms.ChoiceField(label=_("Country"), choices=Terrain.choices)
    rate_kg_s = number(
        "rate_kg_s", _("Release rate by hand"), "kg/s", help_text=_("only for “at a rate”")
    )
    head_m = number("head_m", _("Liquid above the hole"), "m", required=True)
    height_m = number("height_m", _("Height of the release"), "m", required=True)
    pool_area_m2 = number(
        "pool_area_m2", _("Area inside the dike"), "m²", help_text=_("empty: the pool spreads")
    )
    is_gas = forms.BooleanField(label=_("Kept as gas"), required=False)
    pressure_kpa = number(
        "pressure_kpa", _("Pressure of the gas, absolute"), "kPa", help_text=_("gases only")
    )
    is_solution = forms.BooleanField(label=_("Dissolved in water"), required=False)
    partial_pressure_kpa = number(
        "partial_pressure_kpa",
        _("Partial pressure over a solution"),
        "kPa",
        help_text=_("such as hydrochloric acid or ammonia water; from the data sheet"),
    )

    pipe_m = number(
        "pipe_m",
        _("Pipe from the vessel to the break"),
        "m",
        help_text=_("only for “through a broken pipe”; empty: right at the vessel"),
    )
    is_upward = forms.BooleanField(
        label=_("Blows upward"), required=False, help_text=_("such as a safety valve or a stack")
    )
    is_cold = forms.BooleanField(
        label=_("Kept cold without pressure"),
        required=False,
        help_text=_("such as liquefied natural gas: it spreads as a pool and boils"),
    )
    explosion = forms.ChoiceField(
        label=_("Method of the blast"), choices=BlastMethod.choices, required=False
    )
    congestion = forms.ChoiceField(
        label=_("The cloud lies among"), choices=Congestion.choices, required=False
    )
    congested_m3 = number(
        "congested_m3",
        _("Volume among obstacles"),
        "m³",
        help_text=_("empty: the whole cloud lies among them"),
    )
    air_changes_h = number(
        "air_changes_h",
        _("Air changes of a closed house"),
        "1/h",
        help_text=_("windows shut: about 1, a tight new building 0.3"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [c for c in list_chemicals() if c.cas in substances()]
        self.fields["chemical"].choices = [(c.id, f"{c.name} ({c.cas})") for c in known]  # type: ignore[attr-defined]

    def inputs(self) -> RunInputs:
        """Return the values as inputs of a run."""
        values = dict(self.cleaned_data)
        for name in ("explosion", "congestion", "air_changes_h", "pipe_m"):
            if not values[name]:
                del values[name]
        return RunInputs(chemical_id=values.pop("chemical"), **values)
