"""Forms of indicators, values, yearly targets and evaluations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations
from anlan.governance.indicators.choices import (
    Course,
    Direction,
    EvaluationKind,
    Frequency,
    Period,
    TargetKind,
)
from anlan.governance.indicators.models import Indicator
from anlan.governance.indicators.registry import all_measures
from anlan.governance.planning import public as planning
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput

#: Units that answer for indicators.
UNIT_KINDS = ("government", "department", "township", "park", "committee")


def unit_choices(actor: Actor) -> list[tuple[Any, str]]:
    """Return the units that may answer for an indicator."""
    rows = list_organisations(actor, kinds=UNIT_KINDS)
    return [("", "—"), *((row.id, row.name) for row in rows)]


def measure_choices() -> list[tuple[str, Any]]:
    """Return the measures the platform computes, after “entered by the unit”."""
    rows = [(measure.code, measure.name) for measure in all_measures()]
    return [("", _("values are entered by the unit")), *sorted(rows, key=lambda r: str(r[1]))]


class IndicatorForm(forms.Form):
    """An indicator made by hand, or what may be changed of one."""

    name = forms.CharField(label=_("What is measured"), max_length=300)
    unit = forms.CharField(label=pgettext_lazy("measure", "unit"), max_length=30, required=False)
    organisation_id = forms.TypedChoiceField(label=_("Responsible unit"), coerce=int)
    is_binding = forms.BooleanField(
        label=_("Binding"),
        required=False,
        help_text=_("Values of binding indicators need evidence and a second person."),
    )
    baseline = forms.CharField(
        label=pgettext_lazy("planning", "baseline"), max_length=100, required=False
    )
    baseline_value = forms.FloatField(
        label=_("Baseline as a number"),
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    baseline_year = forms.IntegerField(
        label=_("Year of the baseline"), required=False, min_value=1990, max_value=2100
    )
    target = forms.CharField(
        label=_("Target as printed"),
        max_length=200,
        help_text=_("For example: below 0.01, falls by 10 %, at least 95 %."),
    )
    target_kind = forms.ChoiceField(
        label=_("Read as"),
        required=False,
        choices=[("", _("let the platform read it")), *TargetKind.choices],
    )
    target_low = forms.FloatField(
        label=_("At least"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    target_high = forms.FloatField(
        label=_("At most"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    change_percent = forms.FloatField(
        label=_("Change in per cent"),
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    per = forms.ChoiceField(label=_("Within"), required=False, choices=[("", "—"), *Period.choices])
    direction = forms.ChoiceField(label=_("Which way is better"), choices=Direction.choices)
    starts_on = forms.DateField(label=_("Watched from"), widget=DayInput(), required=False)
    target_on = forms.DateField(label=_("Target day"), widget=DayInput())
    is_every_year = forms.BooleanField(
        label=_("Holds for every year"), required=False, help_text=_("not only for the last one")
    )
    measure_code = forms.ChoiceField(label=_("Where values come from"), required=False)
    course = forms.ChoiceField(label=_("How the figure runs"), choices=Course.choices)
    frequency = forms.ChoiceField(label=_("How often a value is due"), choices=Frequency.choices)
    formula = forms.CharField(
        label=pgettext_lazy("indicator", "Formula"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = forms.CharField(
        label=_("Source of the figures"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = unit_choices(actor)  # type: ignore[attr-defined]
        self.fields["measure_code"].choices = measure_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Leave out what was left empty, so that the service reads it from the target."""
        cleaned = dict(super().clean() or {})
        if not cleaned.get("target_kind"):
            for name in ("target_kind", "target_low", "target_high", "change_percent", "per"):
                cleaned.pop(name, None)
        return cleaned


class ChangeIndicatorForm(IndicatorForm):
    """A change, with its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Needed when the target or its day changes."),
    )


class TakeOverForm(forms.Form):
    """Confirmed indicators of the plans, to be put under watch."""

    planned_ids = forms.TypedMultipleChoiceField(
        label=_("Confirmed indicators of plans"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Those already under watch are not offered."),
    )
    organisation_id = forms.TypedChoiceField(
        label=_("Responsible unit"),
        coerce=int,
        help_text=_("It can be changed for each indicator afterwards."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = set(Indicator.objects.exclude(planned_key="").values_list("planned_key", flat=True))
        self.fields["planned_ids"].choices = [  # type: ignore[attr-defined]
            (row.id, f"{row.name}：{row.target}（{row.plan_name or row.document_name}）")
            for row in planning.confirmed_indicators(actor)
            if row.key not in known
        ]
        self.fields["organisation_id"].choices = unit_choices(actor)  # type: ignore[attr-defined]


class ValueForm(forms.Form):
    """The value of a period with its evidence."""

    period_end = forms.DateField(label=_("Last day of the period"), widget=DayInput())
    value = forms.FloatField(
        label=_("Value"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    numerator = forms.FloatField(
        label=_("Numerator"),
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("with the denominator, instead of the value"),
    )
    denominator = forms.FloatField(
        label=_("Denominator"),
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=300,
        help_text=_("the document, table or system the figure stands in"),
    )
    file = forms.FileField(label=_("Evidence file"), required=False)
    note = forms.CharField(
        label=_("Reason or remark"),
        required=False,
        max_length=300,
        help_text=_("Needed when a former value is corrected."),
    )


class YearForm(forms.Form):
    """The target of one year."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    value = forms.FloatField(
        label=_("Target of the year"),
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("Empty: back to the straight line."),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class EvaluationForm(forms.Form):
    """Which plan is evaluated, when."""

    document_id = forms.TypedChoiceField(label=_("Planning document"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind"), choices=EvaluationKind.choices)
    as_of = forms.DateField(label=_("As of"), widget=DayInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Indicator.objects.filter(document__isnull=False).order_by("document__name")
        names = dict(rows.values_list("document_id", "document__name"))
        self.fields["document_id"].choices = sorted(  # type: ignore[attr-defined]
            names.items(), key=lambda pair: pair[1]
        )


class ConclusionForm(forms.Form):
    """What follows from an evaluation."""

    conclusion = forms.CharField(
        label=_("Conclusion"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


class ItemForm(forms.Form):
    """The judgement of one item, with its commentary."""

    verdict = forms.ChoiceField(label=_("Verdict"))
    commentary = forms.CharField(
        label=_("Commentary"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from anlan.governance.indicators.choices import Verdict

        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = Verdict.choices  # type: ignore[attr-defined]
