"""Forms of dispatch."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.command.dispatch.constants import (
    COVERAGE_MINUTES,
    MAX_FURTHER,
    MAX_KEPT,
    MAX_ORDER_LENGTH,
    WIDEST_MINUTES,
)
from anlan.command.teams.choices import Capability
from anlan.kernel.inputs import MinutesField


class AssignForm(forms.Form):
    """The order to a team."""

    team_id = forms.IntegerField(widget=forms.HiddenInput)
    order_text = forms.CharField(label=_("Order"), max_length=MAX_ORDER_LENGTH)


class PositionForm(forms.Form):
    """Where the phone is."""

    longitude = forms.FloatField(min_value=-180, max_value=180)
    latitude = forms.FloatField(min_value=-90, max_value=90)
    accuracy_m = forms.FloatField(required=False, min_value=0)
    at = forms.DateTimeField(required=False)


class ReportForm(forms.Form):
    """A report from the scene."""

    text = forms.CharField(
        label=_("What do you see?"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    photo = forms.FileField(label=_("Photo"), required=False)
    attachment = forms.IntegerField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)


class PhotoForm(forms.Form):
    """A photo taken in the page, with the server's number, time and place."""

    file = forms.FileField()
    nonce = forms.CharField(required=False, max_length=64)
    captured_at = forms.DateTimeField(required=False)
    longitude = forms.FloatField(required=False)
    latitude = forms.FloatField(required=False)


class JointForm(forms.Form):
    """Which incidents a joint plan serves, and how many teams stay at home."""

    keep = forms.IntegerField(
        label=_("Keep at home"),
        help_text=_("So many teams with each capability stay ready for what may happen next."),
        min_value=0,
        max_value=MAX_KEPT,
        required=False,
    )


class CoverageForm(forms.Form):
    """Whose coverage, within how long, and how many further bases are sought."""

    capability = forms.ChoiceField(label=_("What the teams can do"), choices=Capability.choices)
    minutes = MinutesField(
        label=_("Minutes from the alarm"), most=WIDEST_MINUTES, usual=COVERAGE_MINUTES
    )
    further = forms.IntegerField(
        label=_("Propose further bases"),
        help_text=_("Where so many more would reach most of the villages that are missed."),
        min_value=0,
        max_value=MAX_FURTHER,
        required=False,
    )
