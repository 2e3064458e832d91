"""Forms of alarms and rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.inputs import MomentField
from anlan.monitoring.alarms.choices import FalseAlarmCause
from anlan.monitoring.alarms.models import AlarmRule, RuleSchedule
from anlan.monitoring.alarms.selectors.rules import find_device_id
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


class HandOverForm(forms.Form):
    """Who is to be responsible for an alarm, and why."""

    person_id = forms.TypedChoiceField(label=_("hand over to"), coerce=int)
    reason = forms.CharField(
        label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = list(people)  # type: ignore[attr-defined]


class SuppressionForm(forms.Form):
    """What is to be quiet, from when to when, and why."""

    what = forms.ChoiceField(label=_("what is to be quiet"), required=False)
    device_code = forms.CharField(
        label=_("device code"),
        required=False,
        max_length=64,
        help_text=_("for one device; empty for the area chosen above"),
    )
    starts_at = MomentField(label=pgettext_lazy("moment", "from"))
    ends_at = MomentField(label=_("until"))
    reason = forms.CharField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Calibration, hot work, repair … Red alarms are never suppressed."),
    )

    def __init__(self, *args: Any, things: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(things)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = dict(self.cleaned_data)
        kind, _sign, key = values.pop("what", "").partition(":")
        code = values.pop("device_code", "")
        if code:
            values["device_id"] = find_device_id(code) or 0
        elif kind == "region":
            values["region_id"] = key
        elif kind:
            values[f"{kind}_id"] = int(key)
        return values


#: The form of a rule in named steps.
RULE_STEPS = (
    {
        "id": "where",
        "title": _("Where it holds"),
        "help": _("One point, or all points of a class; composed rules: devices or enterprises."),
        "fields": ("name", "level", "kind", "point", "quantity", "device_kind", "chemical"),
    },
    {
        "id": "limits",
        "title": _("What means danger"),
        "help": _("Only what the kind of the rule needs; everything else stays as it is."),
        "fields": (
            "lower",
            "upper",
            "unit",
            "on_delay_s",
            "repeat",
            "within_s",
            "scope",
            "expression",
            "channels",
            "confidence",
            "window",
            "weight",
            "allowance",
            "schedule",
        ),
    },
    {
        "id": "clearing",
        "title": _("When it is over"),
        "help": "",
        "fields": (
            "dead_band",
            "clear_lower",
            "clear_upper",
            "off_delay_s",
            "is_latching",
            "steps_down",
        ),
    },
    {
        "id": "basis",
        "title": _("Basis and first actions"),
        "help": "",
        "fields": ("basis", "basis_verified", "advice", "review_after"),
    },
)


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

    channels = forms.MultipleChoiceField(
        label=_("quantities judged together"),
        choices=Quantity.choices,
        required=False,
        help_text=_("At least two; the rule learns how they move together."),
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
            "clear_lower",
            "clear_upper",
            "is_latching",
            "steps_down",
            "repeat",
            "within_s",
            "scope",
            "expression",
            "channels",
            "confidence",
            "schedule",
            "review_after",
            "basis",
            "basis_verified",
            "advice",
        )
        widgets: ClassVar = {
            "point": forms.NumberInput,
            "basis": forms.Textarea(attrs={"rows": 2}),
            "advice": forms.Textarea(attrs={"rows": 3}),
            "expression": forms.Textarea(attrs={"rows": 2}),
            "within_s": forms.NumberInput(attrs={"data-unit": "s", "step": "any"}),
            "on_delay_s": forms.NumberInput(attrs={"data-unit": "s", "step": "any"}),
            "off_delay_s": forms.NumberInput(attrs={"data-unit": "s", "step": "any"}),
        }
        help_texts: ClassVar = {"point": _("number of the point; empty for a whole class")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A rule may keep the former version of a schedule it was tested with.
        kept = Q(pk=getattr(self.initial.get("schedule"), "pk", None))
        self.fields["schedule"].queryset = RuleSchedule.objects.filter(  # type: ignore[attr-defined]
            Q(is_current=True) | kept
        )

    def values(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = dict(self.cleaned_data)
        for name in ("point", "chemical", "schedule"):
            chosen = values.pop(name)
            values[f"{name}_id"] = chosen.pk if chosen else None
        return values
