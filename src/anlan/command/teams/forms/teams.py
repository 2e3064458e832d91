"""Registering and correcting a team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_organisations, people_of
from anlan.base.regions import public as regions
from anlan.command.teams.choices import Capability, TeamKind
from anlan.command.teams.constants import DEFAULT_SPEED_KMH, DEFAULT_TURNOUT_MINUTES
from anlan.kernel.actor import Actor


class TeamForm(forms.Form):
    """What the register holds of a team."""

    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=TeamKind.choices)
    capabilities = forms.MultipleChoiceField(
        label=_("Capabilities"),
        choices=Capability.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Plans ask for capabilities; proposals are made from them."),
    )
    region_code = forms.CharField(
        label=_("Region code"),
        max_length=15,
        help_text=_("12 digits of the township or village"),
    )
    organisation_id = forms.TypedChoiceField(
        label=_("Belongs to"), coerce=int, empty_value=None, required=False
    )
    leader_id = forms.IntegerField(label=_("Leader (person number)"), required=False)
    longitude = forms.FloatField(
        label=_("Longitude"),
        min_value=-180,
        max_value=180,
        widget=forms.NumberInput(attrs={"data-unit": "°E", "step": "any"}),
    )
    latitude = forms.FloatField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"data-unit": "°N", "step": "any"}),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    member_count = forms.IntegerField(label=_("Members"), min_value=0)
    vehicle_count = forms.IntegerField(label=_("Vehicles"), min_value=0, initial=0)
    speed_kmh = forms.FloatField(
        label=_("Mean speed"),
        min_value=1,
        max_value=150,
        initial=DEFAULT_SPEED_KMH,
        widget=forms.NumberInput(attrs={"data-unit": "km/h"}),
        help_text=_("Used to estimate the time of arrival."),
    )
    turnout_minutes = forms.IntegerField(
        label=_("Minutes to turn out"),
        min_value=0,
        max_value=240,
        initial=DEFAULT_TURNOUT_MINUTES,
        widget=forms.NumberInput(attrs={"data-unit": "min"}),
    )
    duty_phone = forms.CharField(label=_("Duty phone"), max_length=30, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        organisations = list_organisations(actor)
        self.fields["organisation_id"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((o.id, o.short_name or o.name) for o in organisations),
        ]

    def clean_region_code(self) -> str:
        """The region must exist."""
        code: str = self.cleaned_data["region_code"]
        if regions.find_region(code) is None:
            raise forms.ValidationError(_("There is no region with this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """The leader belongs to the organisation of the team, when one is given."""
        values: dict[str, Any] = super().clean() or {}
        leader, organisation = values.get("leader_id"), values.get("organisation_id")
        if leader and organisation and leader not in {p.id for p in people_of(organisation)}:
            self.add_error("leader_id", _("This person does not belong to the organisation."))
        return values
