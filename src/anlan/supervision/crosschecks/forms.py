"""Changing a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.supervision.crosschecks.models import CrossCheckRule
from anlan.supervision.enterprises.choices import RiskLevel

#: The figures of rules in words.
FIGURES: dict[str, Any] = {
    "count": _("how many times"),
    "days": _("within days"),
    "distance_m": _("farther than (m)"),
    "hour": _("after which hour of the day"),
    "ratio": _("above which share of the registered amount"),
    "worst_level": _("alarms of this level and graver (1 red … 4 blue)"),
}


class RuleForm(forms.Form):
    """Level, whether it runs, and the figures the rule has."""

    level = forms.TypedChoiceField(label=_("level"), choices=RiskLevel.choices, coerce=int)
    is_active = forms.BooleanField(label=_("is active"), required=False)

    def __init__(self, *args: Any, rule: CrossCheckRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.figures = tuple(rule.parameters)
        for name in self.figures:
            self.fields[name] = forms.FloatField(label=FIGURES.get(name, name), min_value=0)

    def parameters(self) -> dict[str, float]:
        """Return the figures entered."""
        return {name: self.cleaned_data[name] for name in self.figures}
