"""Forms of alarms and rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.monitoring.alarms.choices import FalseAlarmCause
from anlan.monitoring.alarms.models import AlarmRule
from anlan.monitoring.devices.public import DeviceKind, Quantity


class MarkFalseForm(forms.Form):
    """Why an alarm was false."""

    cause = forms.ChoiceField(label=_("cause"), choices=FalseAlarmCause.choices)
    reason = forms.CharField(
        label=_("what was found"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class SuppressForm(forms.Form):
    """Until when an alarm stays quiet, and why."""

    minutes = forms.ChoiceField(
        label=_("for how long"),
        choices=(
            ("30", _("30 minutes")),
            ("60", _("1 hour")),
            ("240", _("4 hours")),
            ("480", _("8 hours")),
        ),
    )
    reason = forms.CharField(
        label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def clean(self) -> dict[str, Any]:
        """Turn the length into a moment."""
        found = super().clean() or {}
        if "minutes" in found:
            found["until"] = clock.now() + timedelta(minutes=int(found.pop("minutes")))
        return found


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule: where it holds, what it compares, by which basis."""

    quantity = forms.ChoiceField(
        label=pgettext_lazy("measured", "quantity"),
        choices=[("", "—"), *Quantity.choices],
        required=False,
        help_text=_("The rule holds for all points of this quantity."),
    )
    device_kind = forms.ChoiceField(
        label=_("device kind"), choices=[("", "—"), *DeviceKind.choices], required=False
    )

    class Meta:
        model = AlarmRule
        fields: ClassVar = (
            "name",
            "point",
            "quantity",
            "device_kind",
            "chemical",
            "kind",
            "level",
            "lower",
            "upper",
            "unit",
            "dead_band",
            "on_delay_s",
            "off_delay_s",
            "window",
            "weight",
            "allowance",
            "basis",
            "basis_verified",
            "advice",
        )
        widgets: ClassVar = {
            "point": forms.NumberInput,
            "basis": forms.Textarea(attrs={"rows": 2}),
            "advice": forms.Textarea(attrs={"rows": 3}),
            "on_delay_s": forms.NumberInput(attrs={"data-unit": "s", "step": "any"}),
            "off_delay_s": forms.NumberInput(attrs={"data-unit": "s", "step": "any"}),
        }
        help_texts: ClassVar = {"point": _("number of the point; empty for a whole class")}

    def clean(self) -> dict[str, Any]:
        """A rule holds for a point or for a class."""
        found = super().clean() or {}
        if not found.get("point") and not found.get("quantity"):
            self.add_error("quantity", _("Give a point, or the quantity of a class of points."))
        return found

    def values(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = dict(self.cleaned_data)
        for name in ("point", "chemical"):
            chosen = values.pop(name)
            values[f"{name}_id"] = chosen.pk if chosen else None
        return values
