"""Forms of alarm settings and of schedules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.monitoring.alarms.choices import LadderRole, Level, ScheduleDays, SettingKind
from anlan.monitoring.alarms.setting_words import (
    CLOCKS,
    DAY_S,
    MONTH_MIN,
    PLAIN,
    STEPS,
    clock_words,
    to_content,
)


def _whole(label: Any, unit: str, least: int, most: int, *, required: bool = True) -> Any:
    widget = forms.NumberInput(attrs={"data-unit": unit} if unit else {})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, widget=widget
    )


class SettingForm(forms.Form):
    """The figures of one kind of setting, their basis, and why they change."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind in PLAIN:
            for figure in PLAIN[kind]:
                self.fields[figure.name] = _whole(
                    figure.label, _unit(figure.unit), figure.least, figure.most
                )
        elif kind == SettingKind.CLOCKS:
            for level in Level:
                for step in CLOCKS:
                    self.fields[f"{step}_{level}"] = _whole(
                        clock_words(step), _("min"), 1, MONTH_MIN
                    )
        else:
            self._add_ladder()
        self.fields["basis"] = forms.CharField(
            label=_("legal basis"),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("The county's own rule of duty, or a standard with its clause."),
        )
        self.fields["basis_verified"] = forms.BooleanField(
            label=_("compared with the primary text"), required=False
        )
        self.fields["note"] = forms.CharField(
            label=_("reason of the change"),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_ladder(self) -> None:
        roles = [("", "—"), *LadderRole.choices]
        for level in Level:
            for position in range(STEPS):
                words = {"number": position + 1}
                self.fields[f"role_{level}_{position}"] = forms.ChoiceField(
                    label=_("step %(number)d: who is called") % words,
                    choices=roles,
                    required=position == 0,
                )
                self.fields[f"within_{level}_{position}"] = _whole(
                    _("step %(number)d: acknowledges within") % words,
                    _unit("s"),
                    1,
                    DAY_S,
                    required=position == 0,
                )

    def values(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        names = ("basis", "basis_verified", "note")
        given = {name: self.cleaned_data[name] for name in names}
        return given | {"content": to_content(self.kind, self.cleaned_data)}


def _unit(unit: str) -> str:
    return {"s": _("s"), "min": _("min"), "": ""}[unit]


class ScheduleForm(forms.Form):
    """When rules hold."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=100)
    days = forms.ChoiceField(label=gettext_lazy("which days"), choices=ScheduleDays.choices)
    begins_at = forms.TimeField(
        label=pgettext_lazy("time of day", "from"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    ends_at = forms.TimeField(
        label=pgettext_lazy("time of day", "until"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=gettext_lazy(
            "Earlier than the beginning: on the next day. The same: the whole day."
        ),
    )


class ScheduleChangeForm(ScheduleForm):
    """The next version of a schedule, and why."""

    reason = forms.CharField(
        label=gettext_lazy("reason of the change"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
