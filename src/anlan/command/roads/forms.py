"""Forms of roads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.roads.choices import ClosureEffect, ClosureReason, RoadVehicle
from anlan.command.roads.constants import LONGEST_MINUTES
from anlan.command.roads.services.closures import read_shape
from anlan.kernel.errors import InvalidInput
from anlan.kernel.inputs import MinutesField, MomentField


class UploadForm(forms.Form):
    """A map whose roads are read."""

    name = forms.CharField(label=_("name"), max_length=100)
    file = forms.FileField(
        label=_("file"),
        help_text=_(
            "OpenStreetMap (.osm, .osm.pbf), GeoPackage (.gpkg), Shapefile (all its files in one "
            ".zip) or GeoJSON"
        ),
    )
    source = forms.CharField(
        label=pgettext_lazy("of data", "source"),
        max_length=300,
        help_text=_("who made the map, and its date"),
    )
    licence = forms.CharField(
        label=pgettext_lazy("of data", "licence"),
        max_length=200,
        required=False,
        help_text=_("such as ODbL 1.0 for OpenStreetMap"),
    )


class ClosureForm(forms.Form):
    """A closure, drawn on the map above the fields."""

    name = forms.CharField(
        label=pgettext_lazy("road", "where"),
        max_length=100,
        help_text=_("road and place, in words everybody understands"),
    )
    reason = forms.ChoiceField(label=pgettext_lazy("road", "reason"), choices=ClosureReason.choices)
    effect = forms.ChoiceField(label=pgettext_lazy("road", "effect"), choices=ClosureEffect.choices)
    speed_km_h = forms.IntegerField(
        label=pgettext_lazy("road", "speed still possible"),
        min_value=1,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "km/h"}),
        help_text=_("only when slowed down"),
    )
    drawn = forms.CharField(
        label=pgettext_lazy("road", "drawn"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("click the corners on the map; or paste a line or a polygon as GeoJSON"),
    )
    vehicles = forms.MultipleChoiceField(
        label=pgettext_lazy("road", "only for these vehicles"),
        choices=RoadVehicle.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("none: for all"),
    )
    begins_at = MomentField(
        label=pgettext_lazy("road", "from"), required=False, help_text=_("empty: from now on")
    )
    ends_at = MomentField(
        label=pgettext_lazy("road", "until"), required=False, help_text=_("empty: until lifted")
    )
    note = forms.CharField(label=_("note"), max_length=300, required=False)

    def clean_drawn(self) -> Any:
        """Read the line or the area."""
        try:
            return read_shape(self.cleaned_data["drawn"])
        except InvalidInput as error:
            raise forms.ValidationError(str(next(iter(error.fields.values())))) from None


def _degrees(label: Any, most: float, target: str = "") -> forms.FloatField:
    attrs = {"data-unit": "°", "step": "any"}
    if target:
        attrs["data-pin-target"] = target
    return forms.FloatField(
        label=label, min_value=-most, max_value=most, widget=forms.NumberInput(attrs=attrs)
    )


class ReachForm(forms.Form):
    """From where, how long, with what; and where to, for a way."""

    lon = _degrees(_("longitude"), 180, "longitude")
    lat = _degrees(_("latitude"), 90, "latitude")
    vehicle = forms.ChoiceField(label=_("vehicle"), choices=RoadVehicle.choices, required=False)
    minutes = MinutesField(label=_("minutes"), most=LONGEST_MINUTES, usual=(5, 10, 15))
    to_lon = _degrees(_("longitude of the destination"), 180)
    to_lat = _degrees(_("latitude of the destination"), 90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("to_lon", "to_lat"):
            self.fields[name].required = False
            self.fields[name].help_text = _("empty: no way is sought")

    def clean_vehicle(self) -> str:
        """A rescue vehicle unless something else is said."""
        return self.cleaned_data["vehicle"] or RoadVehicle.RESCUE.value
