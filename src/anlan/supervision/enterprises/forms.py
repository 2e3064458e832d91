"""Forms of the enterprise dossier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.supervision.enterprises.choices import (
    Category,
    ContactKind,
    RiskLevel,
)
from anlan.supervision.enterprises.models import Enterprise, Sector
from anlan.supervision.enterprises.models.enterprise import check_credit_code
from anlan.supervision.enterprises.permissions import CHANGE, CREATE


class DayInput(forms.DateInput):
    """A day, chosen in the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def regions_for(actor: Actor, permission: str) -> list[tuple[str, str]]:
    """Villages and townships in which the actor holds ``permission``, as choices."""
    rows = apps.get_model("regions.Region")._default_manager.filter(
        level__in=("township", "village")
    )
    prefixes = [s.value for s in actor.scopes_for(permission) if s.kind == "region"]
    everything = any(s.kind == "all" for s in actor.scopes_for(permission))
    found = rows.order_by("code").values_list("code", "name", "level")
    return [
        (code, f"　{name}" if level == "village" else name)
        for code, name, level in found
        if everything or any(code.startswith(prefix) for prefix in prefixes)
    ]


class EnterpriseForm(forms.Form):
    """Facts of a dossier."""

    name = forms.CharField(label=_("name"), max_length=200)
    short_name = forms.CharField(label=_("short name"), max_length=50, required=False)
    sector = forms.ModelChoiceField(label=_("sector"), queryset=Sector.objects.all())
    category = forms.ChoiceField(
        label=pgettext_lazy("supervision", "category"), choices=Category.choices
    )
    region_id = forms.ChoiceField(label=_("region"))
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    longitude = forms.FloatField(
        label=_("longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.NumberInput(attrs={"data-unit": "°", "step": "any"}),
        help_text=_("WGS-84, for example 119.1723"),
    )
    latitude = forms.FloatField(
        label=_("latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"data-unit": "°", "step": "any"}),
    )
    employees = forms.IntegerField(label=_("employees"), min_value=0, initial=0)
    risk_level = forms.TypedChoiceField(
        label=_("risk level"), choices=RiskLevel.choices, coerce=int, initial=RiskLevel.BLUE
    )
    is_major_hazard = forms.BooleanField(label=_("has a major hazard installation"), required=False)
    is_above_scale = forms.BooleanField(label=_("is above designated size"), required=False)
    established_on = forms.DateField(label=_("established on"), required=False, widget=DayInput())

    right = CHANGE

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = regions_for(actor, self.right)
        current = self.initial.get("region_id")
        if current and current not in dict(choices):
            name = apps.get_model("regions.Region")._default_manager.get(pk=current)
            choices.insert(0, (current, str(name)))
        region = self.fields["region_id"]
        region.choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class NewEnterpriseForm(EnterpriseForm):
    """Registering: the credit code comes first and is checked."""

    uscc = forms.CharField(
        label=_("unified social credit code"),
        max_length=18,
        widget=forms.TextInput(attrs={"data-law": "GB 32100-2015"}),
        help_text=_("18 characters, as on the business licence"),
    )
    right = CREATE
    field_order = ("uscc", "name")

    def clean_uscc(self) -> str:
        """Check the form, the check digit and that the code is new."""
        value: str = self.cleaned_data["uscc"].strip().upper()
        check_credit_code(value)
        if Enterprise.objects.filter(uscc=value).exists():
            raise ValidationError(
                _("An enterprise with this credit code is registered already."), code="taken"
            )
        return value


class ContactForm(forms.Form):
    """A person of the enterprise's own contact book, as a contact."""

    person_id = forms.TypedChoiceField(label=_("person"), coerce=int)
    kind = forms.ChoiceField(label=_("kind"), choices=ContactKind.choices)

    def __init__(self, *args: Any, people: list[tuple[int, str]] = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = people  # type: ignore[attr-defined]
