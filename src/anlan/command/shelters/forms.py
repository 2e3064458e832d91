"""Counting people, keeping the list, ordering an evacuation, checking off."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.regions.public import list_for_choice
from anlan.command.shelters.choices import Outcome
from anlan.command.shelters.people import list_responsible
from anlan.command.shelters.public import list_shelters
from anlan.kernel.actor import Actor


class CountForm(forms.Form):
    """How many came or went."""

    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("in", _("came in")), ("out", _("went out"))]
    )
    people = forms.IntegerField(
        label=pgettext_lazy("count", "People"), min_value=1, max_value=100_000
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class HouseholdForm(forms.Form):
    """A household of the standing list."""

    code = forms.CharField(label=_("Household number"), max_length=40)
    region = forms.ChoiceField(label=_("Region"))
    place = forms.CharField(label=_("Door"), max_length=100)
    head_name = forms.CharField(label=_("Head of the household"), max_length=50)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    people = forms.IntegerField(label=pgettext_lazy("count", "People"), min_value=1, max_value=500)
    in_need = forms.CharField(label=_("People who need help"), max_length=100, required=False)
    danger = forms.CharField(label=_("Danger"), max_length=100, required=False)
    responsible = forms.ChoiceField(label=_("Responsible for moving them"), required=False)
    shelter = forms.ChoiceField(label=_("Where to"), required=False)
    is_active = forms.BooleanField(label=_("On the list"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = [("", _("not chosen yet"))]
        choice = {name: cast("forms.ChoiceField", self.fields[name]) for name in CHOICES}
        choice["region"].choices = [(r.code, r.path) for r in list_for_choice("village")]
        choice["shelter"].choices = empty + [(s.id, s.name) for s in list_shelters(actor)]
        choice["responsible"].choices = empty + [
            (pk, f"{name} · {office}") for pk, name, office in list_responsible(actor)
        ]

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        given = dict(self.cleaned_data)
        given["region_code"] = given.pop("region")
        for name in ("responsible", "shelter"):
            given[f"{name}_id"] = int(given[name]) if given[name] else None
            del given[name]
        return given


CHOICES = ("region", "shelter", "responsible")


class OrderForm(forms.Form):
    """Which townships are moved, and within which time."""

    regions = forms.MultipleChoiceField(label=_("Townships"), widget=forms.CheckboxSelectMultiple)
    within_minutes = forms.IntegerField(
        label=_("Minutes until everybody must be out"), min_value=10, max_value=2880, initial=120
    )


class CheckForm(forms.Form):
    """Where the people of a household are."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    shelter_id = forms.IntegerField(required=False, min_value=1)
    follow_up = forms.CharField(required=False, max_length=200)


class ReliefForm(forms.Form):
    """What the people in the shelters have been given."""

    note = forms.CharField(
        label=_("What was provided"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Food, water, bedding, a doctor: what is there, in which shelters."),
    )
