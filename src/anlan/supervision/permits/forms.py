"""Filing a permit, recording its gas test."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.inputs import MomentField
from anlan.supervision.enterprises.public import list_enterprises
from anlan.supervision.permits.models import WorkKind


class PermitForm(forms.Form):
    """What a permit says."""

    enterprise_id = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    number = forms.CharField(label=_("number"), max_length=50, help_text=_("as on the paper"))
    work = forms.ChoiceField(
        label=_("kind and grade"), help_text=_("The grade says how long a permit may hold.")
    )
    place = forms.CharField(label=_("place of work"), max_length=200)
    content = forms.CharField(
        label=_("content of work"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    planned_from = MomentField(label=_("planned from"))
    planned_to = MomentField(label=_("planned to"))
    workers = forms.IntegerField(label=_("people at work"), min_value=1, max_value=999, initial=1)
    guardian = forms.CharField(label=_("guardian"), max_length=50, required=False)
    approver = forms.CharField(label=_("approved by"), max_length=50)
    contractor = forms.CharField(label=_("contractor"), max_length=200, required=False)
    longitude = forms.FloatField(
        label=_("longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.NumberInput(attrs={"data-unit": "°", "step": "any"}),
    )
    latitude = forms.FloatField(
        label=_("latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"data-unit": "°", "step": "any"}),
        help_text=_("of the place of work; work nearer than 30 m is then checked for conflicts"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(e.id, e.name) for e in list_enterprises(actor)]
        self.fields["enterprise_id"].choices = own  # type: ignore[attr-defined]
        if len(own) == 1:
            self.fields["enterprise_id"].initial = own[0][0]
        self.fields["work"].choices = [  # type: ignore[attr-defined]
            (
                kind.name,
                [(f"{kind.code}:{g['code']}", f"{kind.name} · {g['name']}") for g in kind.grades],
            )
            for kind in WorkKind.objects.all()
        ]

    def clean(self) -> dict[str, Any]:
        """Part the kind from the grade."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("work"):
            values["kind_code"], values["grade"] = values.pop("work").split(":", 1)
        return values


class GasTestForm(forms.Form):
    """The gas test before the work."""

    result = forms.CharField(
        label=_("result of the gas test"),
        max_length=200,
        help_text=_("for example: oxygen 20.8 %, combustible gas 0 % LEL"),
    )
    is_acceptable = forms.TypedChoiceField(
        label=pgettext_lazy("gas test", "verdict"),
        choices=(
            ("yes", pgettext_lazy("gas test", "passed")),
            ("no", pgettext_lazy("gas test", "not passed")),
        ),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    tested_at = MomentField(label=_("gas tested at"), required=False, help_text=_("empty: now"))


class KindForm(forms.Form):
    """Confirming the limits of a kind against the text: what was read, and the hours it says."""

    citation = forms.CharField(
        label=_("confirmed by citation"),
        max_length=300,
        help_text=_("the text you read, its edition, clause and page"),
    )
    gas_test_minutes = forms.IntegerField(
        label=_("gas test holds (minutes)"),
        min_value=0,
        max_value=1440,
        help_text=_("0: no gas test is asked for"),
    )
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)

    def __init__(self, *args: Any, kind: WorkKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grades = tuple(grade["code"] for grade in kind.grades)
        for grade in kind.grades:
            self.fields[f"hours_{grade['code']}"] = forms.FloatField(
                label=_("longest hours: %(grade)s") % {"grade": grade["name"]},
                min_value=0.5,
                max_value=8760,
                initial=grade["hours"],
                widget=forms.NumberInput(attrs={"data-unit": "h", "step": "any"}),
            )
        self.order_fields(
            ["citation", *(f"hours_{code}" for code in self.grades), "gas_test_minutes", "reason"]
        )

    def hours(self) -> dict[str, float]:
        """Return the hours entered, by grade."""
        return {code: self.cleaned_data[f"hours_{code}"] for code in self.grades}
