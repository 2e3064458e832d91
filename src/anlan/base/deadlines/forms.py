"""Forms about clocks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.base.deadlines.models import ClockRule


class ExtendForm(forms.Form):
    """A later time, and why."""

    due_at = forms.DateTimeField(
        label=_("new due time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    reason = forms.CharField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("the ground the law or the plan gives for it"),
    )


class RuleForm(forms.ModelForm[ClockRule]):
    """What an officer may correct or confirm."""

    reason = forms.CharField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("for example: compared with the text published on …"),
    )

    class Meta:
        model = ClockRule
        fields = ("title", "amount", "unit", "legal_basis", "remind_before_s", "is_verified")
