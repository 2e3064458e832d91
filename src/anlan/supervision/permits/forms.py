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
