"""Forms of the risk registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.supervision.risk.choices import (
    ControlCategory,
    ControlLevel,
    Effect,
    FactorKind,
    Method,
    ObjectKind,
    Period,
    Trigger,
)
from anlan.supervision.risk.models import AccidentKind, DirectCriterion, MethodVersion

People = list[tuple[int, str]]


class _WithPeople(forms.Form):
    """A form that names people of the enterprise."""

    people_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, people: People | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.people_fields:
            self.fields[name].choices = [("", "—"), *(people or [])]  # type: ignore[attr-defined]


def _person(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


class ObjectForm(_WithPeople):
    """An object of risk analysis."""

    people_fields = ("responsible_id",)
    name = forms.CharField(label=_("name"), max_length=100)
    code = forms.CharField(
        label=_("code"), max_length=40, required=False, help_text=_("empty: the next number")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=ObjectKind.choices)
    department = forms.CharField(label=_("responsible department"), max_length=100, required=False)
    responsible_id = _person(_("person responsible"))


class UnitForm(_WithPeople):
    """A risk unit."""

    people_fields = ("responsible_id",)
    name = forms.CharField(label=_("name"), max_length=100)
    code = forms.CharField(
        label=_("code"), max_length=40, required=False, help_text=_("empty: the next number")
    )
    department = forms.CharField(label=_("responsible department"), max_length=100, required=False)
    responsible_id = _person(_("person responsible"))
    control_level = forms.ChoiceField(label=_("level of control"), choices=ControlLevel.choices)
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
    )


class EventForm(forms.Form):
    """A risk event with its judgement by one of the methods."""

    name = forms.CharField(label=_("risk event"), max_length=200)
    code = forms.CharField(
        label=_("code"), max_length=40, required=False, help_text=_("empty: the next number")
    )
    cause = forms.CharField(
        label=_("hazardous factors"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    consequence = forms.CharField(
        label=_("possible consequences"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    accident_kinds = forms.MultipleChoiceField(
        label=_("kinds of accident"), required=False, widget=forms.CheckboxSelectMultiple
    )
    criteria = forms.MultipleChoiceField(
        label=_("direct judgement criteria"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("conditions that hold: the level follows at once"),
    )

    def __init__(self, *args: Any, method: MethodVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = method
        self.fields["accident_kinds"].choices = [  # type: ignore[attr-defined]
            (kind.pk, kind.name) for kind in AccidentKind.objects.all()
        ]
        self.fields["criteria"].choices = [  # type: ignore[attr-defined]
            (row.pk, row.text) for row in DirectCriterion.objects.all()
        ]
        for prefix, label in (
            ("inherent_", _("before controls")),
            ("residual_", _("with controls")),
        ):
            for factor in method.factors:
                self.fields[f"{prefix}{factor['key']}"] = forms.ChoiceField(
                    label=f"{factor['key']} {factor['name']}（{label}）",
                    choices=[
                        (f"{step['value']:g}", f"{step['value']:g}　{step['text']}")
                        for step in factor["scale"]
                    ],
                )

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        data = self.cleaned_data
        keys = [factor["key"] for factor in self.method.factors]
        return {
            "name": data["name"],
            "cause": data["cause"],
            "consequence": data["consequence"],
            "accident_kinds": data["accident_kinds"],
            "criteria": data["criteria"],
            "method": self.method.method,
            "inherent_inputs": {key: float(data[f"inherent_{key}"]) for key in keys},
            "residual_inputs": {key: float(data[f"residual_{key}"]) for key in keys},
        }


class ControlForm(_WithPeople):
    """A control measure with its checks."""

    people_fields = ("owner_id", "checker_id")
    description = forms.CharField(
        label=_("control measure"), widget=forms.Textarea(attrs={"rows": 3})
    )
    code = forms.CharField(
        label=_("code"), max_length=40, required=False, help_text=_("empty: the next number")
    )
    category = forms.ChoiceField(label=_("category"), choices=ControlCategory.choices)
    control_level = forms.ChoiceField(label=_("level of control"), choices=ControlLevel.choices)
    department = forms.CharField(label=_("responsible department"), max_length=100, required=False)
    owner_id = _person(_("person responsible"))
    check_content = forms.CharField(
        label=_("what is checked"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    period = forms.ChoiceField(label=_("checking period"), choices=Period.choices)
    shifts = forms.IntegerField(label=_("shifts a day"), min_value=1, max_value=4, initial=3)
    checker_id = _person(_("person who checks"))


class MethodChoiceForm(forms.Form):
    """Which method an event is judged by."""

    method = forms.ChoiceField(label=_("method"), choices=Method.choices)


class AssessmentForm(forms.Form):
    """Opening another version."""

    trigger = forms.ChoiceField(label=_("reason for assessing"), choices=Trigger.choices)
    note = forms.CharField(
        label=_("note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CheckForm(forms.Form):
    """What a check found."""

    outcome = forms.ChoiceField(
        label=_("result"),
        choices=(("normal", _("normal: the control works")), ("abnormal", _("abnormal"))),
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(
        label=_("finding"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("required when it is not normal: what is wrong and where"),
    )
    photo = forms.FileField(
        label=_("photo"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def clean(self) -> dict[str, Any]:
        """An abnormal result needs words."""
        data = dict(super().clean() or {})
        if data.get("outcome") == "abnormal" and not (data.get("finding") or "").strip():
            self.add_error("finding", _("Please say what is not normal."))
        return data


class BandsForm(forms.Form):
    """Another version of a method's bands."""

    red_from = forms.FloatField(label=_("red from a score of"), min_value=0)
    orange_from = forms.FloatField(label=_("orange from a score of"), min_value=0)
    yellow_from = forms.FloatField(label=_("yellow from a score of"), min_value=0)
    source = forms.CharField(
        label=_("source"), max_length=300, help_text=_("standard or decision with its clause")
    )
    is_verified = forms.BooleanField(label=_("checked against the text"), required=False)


class RulesForm(forms.Form):
    """The table of re-grading rules, a line each; a line without a number falls away."""

    note = forms.CharField(label=_("note"), max_length=300)
    columns = ("kind", "severity", "at_least", "effect", "amount", "basis")
    spare = 3

    def __init__(self, *args: Any, rows: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(rows) + self.spare
        for index in range(self.count):
            row = rows[index] if index < len(rows) else {}
            fields: dict[str, forms.Field] = {
                "kind": forms.ChoiceField(
                    label=_("factor"), choices=FactorKind.choices, required=False
                ),
                "severity": forms.CharField(label=_("severity"), max_length=20, required=False),
                "at_least": forms.IntegerField(
                    label=_("open at least"), min_value=1, max_value=999, required=False
                ),
                "effect": forms.ChoiceField(
                    label=_("effect"), choices=Effect.choices, required=False
                ),
                "amount": forms.IntegerField(
                    label=_("levels or level"), min_value=1, max_value=4, required=False
                ),
                "basis": forms.CharField(label=_("basis"), max_length=300, required=False),
            }
            for name, field in fields.items():
                field.initial = row.get(name)
                field.widget.attrs["aria-label"] = field.label
                self.fields[f"row{index}_{name}"] = field

    def lines(self) -> list[list[Any]]:
        """Return the bound fields, line by line."""
        return [
            [self[f"row{index}_{name}"] for name in self.columns] for index in range(self.count)
        ]

    def rules(self) -> list[dict[str, Any]]:
        """Return the lines that have a number."""
        data = self.cleaned_data
        found = []
        for index in range(self.count):
            row = {name: data.get(f"row{index}_{name}") for name in self.columns}
            if row["at_least"] and row["amount"]:
                found.append(row)
        return found
