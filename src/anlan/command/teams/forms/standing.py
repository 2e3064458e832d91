"""Ordering a stand-by, recording a joint training, keeping the list of neighbours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.regions import public as regions
from anlan.command.teams.choices import Capability, TeamKind, TrainingKind
from anlan.command.teams.models import Team
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput, MomentField
from anlan.kernel.policy import visible


def _longitude() -> forms.FloatField:
    return forms.FloatField(
        label=_("Longitude"),
        min_value=-180,
        max_value=180,
        widget=forms.NumberInput(attrs={"data-unit": "°E", "step": "any"}),
    )


def _latitude() -> forms.FloatField:
    return forms.FloatField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"data-unit": "°N", "step": "any"}),
    )


class StandByForm(forms.Form):
    """Where a team is to wait, how long and why."""

    place = forms.CharField(label=_("Place in words"), max_length=200)
    longitude = _longitude()
    latitude = _latitude()
    starts_at = MomentField(label=pgettext_lazy("stand-by", "From"))
    ends_at = MomentField(label=pgettext_lazy("stand-by", "Until"))
    why = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.TypedChoiceField(
        label=_("Level of the danger"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", "—"),
            (1, _("red (I)")),
            (2, _("orange (II)")),
            (3, _("yellow (III)")),
            (4, _("blue (IV)")),
        ],
    )
    danger_url = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class TrainingForm(forms.Form):
    """A training or drill of several teams that was held."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TrainingKind.choices)
    held_on = forms.DateField(label=_("Held on"), widget=DayInput)
    subject = forms.CharField(label=pgettext_lazy("training", "Subject"), max_length=200)
    region_code = forms.ChoiceField(label=_("Region"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    team_ids = forms.TypedMultipleChoiceField(
        label=_("Teams"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    result = forms.CharField(
        label=pgettext_lazy("training", "Result"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("What worked, what must be mended."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region_code"].choices = [  # type: ignore[attr-defined]
            (region.code, region.path) for region in regions.list_for_choice("county", "township")
        ]
        teams = visible(Team, actor).filter(is_active=True)
        self.fields["team_ids"].choices = [  # type: ignore[attr-defined]
            (team.pk, team.name) for team in teams
        ]


class NeighbourForm(forms.Form):
    """A team beyond the border."""

    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=TeamKind.choices)
    capabilities = forms.MultipleChoiceField(
        label=_("Capabilities"),
        choices=Capability.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    home_region = forms.CharField(label=_("Region it belongs to"), max_length=100)
    longitude = _longitude()
    latitude = _latitude()
    people = forms.IntegerField(label=_("People it may send"), min_value=0, max_value=100_000)
    office = forms.CharField(label=_("Office to ask"), max_length=100)
    office_phone = forms.CharField(label=_("Phone of the office"), max_length=30)
    agreement = forms.CharField(label=_("Agreement"), max_length=200, required=False)
    agreed_until = forms.DateField(label=_("Agreement runs until"), widget=DayInput, required=False)
