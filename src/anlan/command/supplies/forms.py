"""Booking a line of stock."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.command.supplies.choices import MovementKind


class AdjustForm(forms.Form):
    """What was done, how much, why."""

    kind = forms.ChoiceField(label=_("What was done"), choices=MovementKind.choices)
    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=0,
        help_text=_("For a count: the number that is there."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
