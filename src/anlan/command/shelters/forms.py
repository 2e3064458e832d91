"""Counting people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CountForm(forms.Form):
    """How many came or went."""

    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("in", _("came in")), ("out", _("went out"))]
    )
    people = forms.IntegerField(
        label=pgettext_lazy("count", "People"), min_value=1, max_value=100_000
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
