"""Registering and correcting an expert."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_people_info
from anlan.base.regions import public as regions
from anlan.command.incidents.public import IncidentKind
from anlan.command.teams.choices import Availability
from anlan.kernel.inputs import DayInput


class ExpertForm(forms.Form):
    """What the register holds of an expert."""

    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_("Name"), max_length=50)
    incident_kinds = forms.MultipleChoiceField(
        label=_("Kinds of incident he knows"),
        choices=IncidentKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("He is proposed on the page of an incident of these kinds."),
    )
    field = forms.CharField(label=_("Field of expertise"), max_length=200)
    employer = forms.CharField(label=_("Place of work"), max_length=100, required=False)
    title = forms.CharField(label=_("Professional title"), max_length=100, required=False)
    phone = forms.RegexField(
        r"^[\d +-]{5,20}$",
        label=_("Mobile phone"),
        required=False,
        help_text=_("Shown on request only; every look is recorded."),
    )
    person_id = forms.IntegerField(
        label=_("Person number in the contact book"),
        required=False,
        min_value=1,
        help_text=_("With it he is told through the platform, otherwise he is called by phone."),
    )
    region_code = forms.ChoiceField(label=_("Region"))
    appointed_on = forms.DateField(label=_("Appointed on"), widget=DayInput, required=False)
    appointed_until = forms.DateField(label=_("Appointed until"), widget=DayInput, required=False)
    availability = forms.ChoiceField(label=_("Availability"), choices=Availability.choices)
    availability_note = forms.CharField(
        label=_("Note on availability"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region_code"].choices = [  # type: ignore[attr-defined]
            (region.code, region.path) for region in regions.list_for_choice("county", "township")
        ]

    def clean_person_id(self) -> int | None:
        """The person must be in the contact book."""
        person_id: int | None = self.cleaned_data["person_id"]
        if person_id is not None and not list_people_info([person_id]):
            raise forms.ValidationError(_("There is no person with this number."))
        return person_id
