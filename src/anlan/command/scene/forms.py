"""Forms of the scene at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.scene.choices import MeansKind, MeansState
from anlan.command.teams.choices import Capability
from anlan.command.teams.public import list_teams
from anlan.kernel.actor import Actor


class WithdrawalForm(forms.Form):
    """Everybody out."""

    reason = forms.CharField(label=_("Why does everybody have to leave?"), max_length=200)
    assembly_point = forms.CharField(label=_("Assembly point"), max_length=200, required=False)


class PeriodForm(forms.Form):
    """Name of the period whose sketch is kept."""

    name = forms.CharField(label=_("Operational period"), max_length=100)


class MeetingForm(forms.Form):
    """Where one meets."""

    url = forms.CharField(
        label=_("Address of the video meeting"),
        max_length=300,
        required=False,
        help_text=_("Of whatever system the county uses. Left empty, the county's template holds."),
    )


class MeansForm(forms.Form):
    """A means of communication."""

    code = forms.CharField(label=_("Code"), max_length=50)
    kind = forms.ChoiceField(label=_("Kind"), choices=MeansKind.choices)
    name = forms.CharField(label=_("Name"), max_length=100)
    number = forms.CharField(label=_("Call number or frequency"), max_length=60, required=False)
    team_id = forms.TypedChoiceField(label=_("Team"), coerce=int, empty_value=None, required=False)
    check_every_days = forms.IntegerField(
        label=_("To be tried every (days)"), min_value=1, max_value=366, initial=30
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team_id"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("means of communication", "none, kept in store")),
            *(
                (team.id, team.name)
                for team in list_teams(capabilities=Capability.values, actor=actor)
            ),
        ]


class MeansChangeForm(MeansForm):
    """The code stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"]


class MeansCheckForm(forms.Form):
    """How it was found."""

    state = forms.ChoiceField(label=_("State found"), choices=MeansState.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
