"""Forms of assessment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_organisations
from anlan.governance.assessment.choices import (
    ORGANISATION_KINDS,
    Effect,
    Means,
    Normalisation,
    RunKind,
    SchemeState,
    Subject,
)
from anlan.governance.assessment.models import Scheme
from anlan.governance.assessment.registry import all_sources
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput
from anlan.kernel.policy import visible


def points_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DecimalField:
    """A number of points."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_digits=6,
        decimal_places=2,
        required=required,
        help_text=help_text,
    )


class SchemeForm(forms.Form):
    """The head of a scheme."""

    name = forms.CharField(label=_("name"), max_length=200)
    year = forms.IntegerField(
        label=pgettext_lazy("assessment", "year"), min_value=2000, max_value=2100
    )
    subject = forms.ChoiceField(label=pgettext_lazy("assessment", "whom"), choices=Subject.choices)
    full_mark = points_field(_("full mark"))
    bonus_cap = points_field(_("bonus points at most"))
    deduction_cap = points_field(_("deductions at most"))
    excellent_from = points_field(_("excellent from"))
    good_from = points_field(_("good from"))
    passed_from = points_field(_("passed from"))
    second_gap = points_field(
        _("second assessor from a difference of"),
        help_text=_("percent of the item's points between self-score and mark"),
    )
    hand_in_days = forms.IntegerField(label=_("days to hand in"), min_value=1, max_value=120)
    appeal_days = forms.IntegerField(label=_("days to appeal"), min_value=1, max_value=60)
    normalisation = forms.ChoiceField(label=_("comparability"), choices=Normalisation.choices)
    basis = forms.CharField(
        label=_("basis"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PartForm(forms.Form):
    """A part with its points."""

    name = forms.CharField(label=_("name"), max_length=100)
    points = points_field(
        pgettext_lazy("assessment", "points"),
        help_text=_("what the items that earn points must sum to"),
    )


class GroupForm(forms.Form):
    """Comparable units."""

    name = forms.CharField(label=_("name"), max_length=100)
    organisations = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("assessment", "units"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, subject: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list_organisations(actor, kinds=ORGANISATION_KINDS.get(subject, ()))
        field: Any = self.fields["organisations"]
        field.choices = [(row.id, row.short_name or row.name) for row in rows]


RULES = (
    ("", "—"),
    ("proportional", _("in proportion between two values")),
    ("steps", _("by steps")),
    ("threshold", _("all or nothing")),
    ("per_case", _("points for each case, up to the item's points")),
    ("rank", _("by place among comparable units")),
)


class ItemForm(forms.Form):
    """One line of a scheme, its rule in words and numbers."""

    name = forms.CharField(label=_("name"), max_length=200)
    code = forms.SlugField(
        label=_("code"),
        max_length=30,
        help_text=_("the same over the years: what is compared"),
    )
    effect = forms.ChoiceField(label=pgettext_lazy("assessment", "effect"), choices=Effect.choices)
    points = points_field(
        pgettext_lazy("assessment", "points"), help_text=_("for deductions and bonus: at most")
    )
    means = forms.ChoiceField(label=pgettext_lazy("assessment", "seen from"), choices=Means.choices)
    requirement = forms.CharField(
        label=_("what is asked"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("and what the unit hands in as evidence"),
    )
    source = forms.ChoiceField(label=_("source of the figure"), required=False)
    parameters = forms.CharField(
        label=_("parameters"), required=False, help_text=_("name=value, separated by semicolons")
    )
    rule_kind = forms.ChoiceField(label=_("scoring rule"), choices=RULES, required=False)
    full_at = forms.DecimalField(
        label=_("full points from"), required=False, help_text=_("a share: 0.95 is 95 %")
    )
    zero_at = forms.DecimalField(label=_("no points at"), required=False)
    steps = forms.CharField(
        label=_("steps"),
        required=False,
        help_text=_("value=share of the points, separated by semicolons: 0.95=1; 0.9=0.8"),
    )
    limit = forms.DecimalField(label=_("limit"), required=False)
    each = forms.DecimalField(label=_("points for each case"), required=False)
    last_share = forms.DecimalField(label=_("share of the last place"), required=False)
    assessor_id = forms.TypedChoiceField(
        label=pgettext_lazy("assessment", "assessed by"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("empty: by the committee office"),
    )
    used_in = forms.MultipleChoiceField(
        label=_("counts in"), choices=RunKind.choices, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.CharField(label=_("basis"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources: Any = self.fields["source"]
        sources.choices = [
            ("", "—"),
            *((row.code, f"{row.name} · {row.formula}") for row in all_sources()),
        ]
        assessors: Any = self.fields["assessor_id"]
        rows = list_organisations(actor, kinds=("department",))
        assessors.choices = [("", "—"), *((row.id, row.short_name or row.name) for row in rows)]

    def clean(self) -> dict[str, Any]:
        """Put the rule together."""
        data = super().clean() or self.cleaned_data
        try:
            data["rule"] = self._rule(data)
        except (InvalidOperation, ValueError):
            self.add_error("steps", _("Write value=share, separated by semicolons."))
        pairs = [part for part in data.get("parameters", "").split(";") if "=" in part]
        data["parameters"] = {
            name.strip(): value.strip() for name, value in (part.split("=", 1) for part in pairs)
        }
        if data.get("means") == Means.AUTOMATIC and not data.get("source"):
            self.add_error("source", _("Say where the figure comes from."))
        data["by_office"] = data.get("assessor_id") is None
        return data

    def _rule(self, data: Mapping[str, Any]) -> dict[str, Any]:
        def number(name: str, default: float) -> float:
            value = data.get(name)
            return default if value is None else float(value)

        kind = data.get("rule_kind", "")
        if kind == "proportional":
            return {"kind": kind, "full_at": number("full_at", 1), "zero_at": number("zero_at", 0)}
        if kind == "steps":
            pairs = [p.split("=", 1) for p in data.get("steps", "").split(";") if p.strip()]
            steps = [[float(Decimal(a.strip())), float(Decimal(b.strip()))] for a, b in pairs]
            if not steps:
                raise ValueError
            return {"kind": kind, "steps": steps, "otherwise": 0}
        if kind == "threshold":
            return {"kind": kind, "at_least": number("limit", 1)}
        if kind == "per_case":
            return {"kind": kind, "points": number("each", 1)}
        if kind == "rank":
            return {"kind": kind, "last_share": number("last_share", 0.6)}
        return {"at_least": number("limit", 1)} if data.get("effect") == Effect.VETO else {}


def rule_initial(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule as the fields of the form."""
    kind = rule.get("kind", "")
    found: dict[str, Any] = {"rule_kind": kind}
    if kind == "proportional":
        found |= {"full_at": rule.get("full_at", 1), "zero_at": rule.get("zero_at", 0)}
    elif kind == "steps":
        found["steps"] = "; ".join(f"{a:g}={s:g}" for a, s in rule["steps"])
    elif kind == "per_case":
        found["each"] = rule.get("points", 1)
    elif kind == "rank":
        found["last_share"] = rule.get("last_share", 0.6)
    else:
        found["limit"] = rule.get("at_least")
    return found


class RunForm(forms.Form):
    """Which scheme, which period."""

    scheme_id = forms.TypedChoiceField(label=_("scoring scheme"), coerce=int)
    kind = forms.ChoiceField(label=_("kind"), choices=RunKind.choices)
    since = forms.DateField(label=pgettext_lazy("assessment", "from"), widget=DayInput)
    until = forms.DateField(label=pgettext_lazy("assessment", "until"), widget=DayInput)
    name = forms.CharField(
        label=_("name"),
        max_length=200,
        required=False,
        help_text=_("empty: the official name is made from scheme and period"),
    )
    note = forms.CharField(
        label=_("note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = visible(Scheme, actor).filter(state=SchemeState.IN_FORCE)
        field: Any = self.fields["scheme_id"]
        field.choices = [(row.pk, str(row)) for row in rows]

    def clean(self) -> dict[str, Any]:
        """The period goes forward."""
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The period ends before it begins."))
        return data


class HandInForm(forms.Form):
    """What was done, one's own score, a file."""

    note = forms.CharField(
        label=_("self-report"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    self_points = points_field(_("self-score"), required=False)
    file = forms.FileField(
        label=pgettext_lazy("assessment", "evidence"),
        required=False,
        help_text=_("photo, Word, Excel or PDF; more files one after another"),
    )


class SettleForm(forms.Form):
    """What becomes of an item without data."""

    given = points_field(
        pgettext_lazy("assessment", "points"),
        required=False,
        help_text=_("empty: the item does not apply to this unit and is left out of the full mark"),
    )
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))


class AppealForm(forms.Form):
    """What is wrong, what would be right, a file."""

    text = forms.CharField(label=_("what is wrong"), widget=forms.Textarea(attrs={"rows": 5}))
    wanted_points = points_field(_("points asked for"), required=False)
    file = forms.FileField(label=pgettext_lazy("assessment", "evidence"), required=False)


class UpholdForm(forms.Form):
    """The right points."""

    given = points_field(_("right points"))
    reason = forms.CharField(
        label=_("words of the decision"), widget=forms.Textarea(attrs={"rows": 4})
    )


class MarkForm(forms.Form):
    """A mark."""

    given = points_field(pgettext_lazy("assessment", "points"))
    reason = forms.CharField(label=_("reason"), required=False)


def explain(form: forms.Form) -> dict[str, str]:
    """Return the first error of every field (for pages that post without a form page)."""
    return {name: str(errors[0]) for name, errors in form.errors.items()} or {
        "given": gettext("Please write the points.")
    }
