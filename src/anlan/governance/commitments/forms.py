"""Forms of commitments: each asks what one service needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations
from anlan.governance.commitments.choices import CheckMethod, CheckResult, Source
from anlan.governance.commitments.models import Commitment, EscalationStep
from anlan.governance.commitments.services.common import platform
from anlan.governance.commitments.services.units import KINDS

MILESTONE_ROWS = 6


class DayInput(forms.DateInput):
    """A day, chosen in the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SeveralFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Photos and papers that show what was done."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SeveralFiles())
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", pgettext_lazy("commitment report", "evidence"))
        kwargs.setdefault("help_text", _("photos, Word, Excel or PDF files; several at once"))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each of them."""
        many = data if isinstance(data, list | tuple) else [data]
        return [super(EvidenceField, self).clean(one, initial) for one in many if one]


def unit_choices(*, with_empty: bool = True) -> list[tuple[str, str]]:
    """Return the units that tasks may be given to."""
    rows = list_organisations(platform(), kinds=KINDS)
    rows.sort(key=lambda o: (KINDS.index(o.kind), o.code))
    found = [(str(o.id), o.short_name or o.name) for o in rows]
    return [("", "—"), *found] if with_empty else found


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CreateForm(forms.Form):
    """A task given one by one."""

    title = forms.CharField(label=pgettext_lazy("commitment", "task"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("commitment", "what is to be done"), widget=_area(), required=False
    )
    lead_id = forms.TypedChoiceField(label=pgettext_lazy("commitment", "lead unit"), coerce=int)
    support_ids = forms.TypedMultipleChoiceField(
        label=_("Supporting units"), coerce=int, required=False
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("commitment", "begins on"), widget=DayInput, required=False
    )
    deadline = forms.DateField(
        label=pgettext_lazy("commitment", "deadline"), widget=DayInput, required=False
    )
    quantity = forms.CharField(
        label=pgettext_lazy("commitment", "number to be reached"),
        max_length=300,
        required=False,
        help_text=_("with its unit, such as “20 shelters”: reports then count towards it"),
    )
    cadence = forms.CharField(
        label=pgettext_lazy("commitment", "how often"),
        max_length=100,
        required=False,
        help_text=_("such as “每季度” or “每月至少2次”: each period is then reported by itself"),
    )
    source = forms.ChoiceField(label=_("source"), choices=Source.choices, initial=Source.MEETING)
    source_name = forms.CharField(
        label=pgettext_lazy("commitment", "comes from"),
        max_length=200,
        required=False,
        help_text=_("the meeting, its minutes or the instruction"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = unit_choices()
        self.fields["lead_id"].choices = choices  # type: ignore[attr-defined]
        self.fields["support_ids"].choices = choices[1:]  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """Corrections of a task."""

    title = forms.CharField(label=pgettext_lazy("commitment", "task"), max_length=200)
    text = forms.CharField(label=pgettext_lazy("commitment", "what is to be done"), widget=_area())
    starts_on = forms.DateField(label=pgettext_lazy("commitment", "begins on"), widget=DayInput)
    deadline = forms.DateField(
        label=pgettext_lazy("commitment", "deadline"), widget=DayInput, required=False
    )
    quantity = forms.CharField(
        label=pgettext_lazy("commitment", "number to be reached"), max_length=300, required=False
    )
    cadence = forms.CharField(
        label=pgettext_lazy("commitment", "how often"), max_length=100, required=False
    )


class ReportForm(forms.Form):
    """How far we are."""

    progress = forms.IntegerField(
        label=pgettext_lazy("commitment", "progress in percent"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("empty: worked out from the figure, else as before"),
    )
    figure = forms.DecimalField(
        label=pgettext_lazy("commitment", "figure reached"), min_value=0, required=False
    )
    text = forms.CharField(
        label=pgettext_lazy("commitment report", "progress made"), widget=_area()
    )
    problem = forms.CharField(
        label=pgettext_lazy("commitment", "problem"), widget=_area(2), required=False
    )
    needs_decision = forms.BooleanField(
        label=pgettext_lazy("commitment", "needs a decision"), required=False
    )
    reached = forms.TypedMultipleChoiceField(
        label=_("milestones reached"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = EvidenceField()

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = commitment.milestones.filter(reached_on__isnull=True)
        choices = [(str(m.pk), f"{m.due_on:%Y-%m-%d} {m.title}") for m in waiting]
        if choices:
            self.fields["reached"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["reached"]
        _name_figure(self.fields, commitment)


class SubmitForm(forms.Form):
    """It is done."""

    figure = forms.DecimalField(
        label=pgettext_lazy("commitment", "figure reached"), min_value=0, required=False
    )
    text = forms.CharField(label=_("what was done, and how it can be seen"), widget=_area(5))
    evidence = EvidenceField()

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_figure(self.fields, commitment)


def _name_figure(fields: dict[str, Any], commitment: Commitment) -> None:
    if commitment.target_figure is None or (commitment.cadence and "reached" in fields):
        if commitment.target_figure is None:
            fields.pop("figure", None)
        return
    target = commitment.target_figure.normalize()
    fields["figure"].help_text = _("of %(target)s %(unit)s; the whole until now") % {
        "target": f"{target:f}",
        "unit": commitment.target_unit,
    }


class PartForm(forms.Form):
    """What our unit did for it."""

    progress = forms.IntegerField(
        label=pgettext_lazy("commitment", "progress in percent"), min_value=0, max_value=100
    )
    text = forms.CharField(
        label=pgettext_lazy("commitment report", "progress made"), widget=_area()
    )
    evidence = EvidenceField()


class PeriodForm(forms.Form):
    """What was done in the period."""

    text = forms.CharField(
        label=pgettext_lazy("commitment report", "progress made"), widget=_area()
    )
    figure = forms.DecimalField(
        label=_("how many times, or the figure of the period"), min_value=0, required=False
    )
    evidence = EvidenceField()


class CheckForm(forms.Form):
    """What the check found."""

    result = forms.ChoiceField(
        label=pgettext_lazy("commitment check", "result"),
        choices=CheckResult.choices,
        widget=forms.RadioSelect,
        initial=CheckResult.PASSED,
    )
    method = forms.ChoiceField(
        label=pgettext_lazy("commitment check", "how it was checked"),
        choices=CheckMethod.choices,
        widget=forms.RadioSelect,
        initial=CheckMethod.PAPER,
    )
    checked_on = forms.DateField(
        label=pgettext_lazy("commitment check", "checked on"), widget=DayInput
    )
    text = forms.CharField(
        label=pgettext_lazy("commitment check", "what was found"), widget=_area(), required=False
    )


class ReassignForm(forms.Form):
    """To whom instead."""

    lead_id = forms.TypedChoiceField(label=pgettext_lazy("commitment", "lead unit"), coerce=int)
    reason = forms.CharField(label=_("reason"), widget=_area(2), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_id"].choices = unit_choices()  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """How much more time, and why."""

    wanted_deadline = forms.DateField(
        label=pgettext_lazy("commitment extension", "deadline wanted"), widget=DayInput
    )
    reason = forms.CharField(label=_("reason"), widget=_area())


class DecideForm(forms.Form):
    """Yes or no, and why."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("commitment extension", "decision"),
        choices=(("grant", _("grant more time")), ("refuse", _("refuse more time"))),
        widget=forms.RadioSelect,
        initial="grant",
    )
    reason = forms.CharField(label=_("reason"), widget=_area(2), required=False)


class SettleForm(forms.Form):
    """What becomes of a task whose plan has changed."""

    verdict = forms.ChoiceField(label=_("what becomes of it"), choices=(), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("reason"), widget=_area(2), required=False)

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if commitment.plan_change == "gone":
            choices = (
                ("accept", _("cancel it, as the plan does")),
                ("keep", _("keep it as it is")),
            )
        else:
            choices = (
                ("accept", _("change it as the plan says now")),
                ("keep", _("keep it as it is")),
            )
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]
        self.fields["verdict"].initial = "accept"


class MilestonesForm(forms.Form):
    """Up to six steps on the way."""

    def __init__(
        self, *args: Any, rows: Iterable[tuple[str, Any, int]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        present = list(rows)
        for number in range(1, max(MILESTONE_ROWS, len(present) + 1) + 1):
            known = present[number - 1] if number <= len(present) else ("", None, None)
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("milestone %(number)d") % {"number": number},
                max_length=200,
                required=False,
                initial=known[0],
            )
            self.fields[f"day_{number}"] = forms.DateField(
                label=pgettext_lazy("milestone", "to be reached on"),
                widget=DayInput,
                required=False,
                initial=known[1],
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=pgettext_lazy("milestone", "weight in percent"),
                min_value=0,
                max_value=100,
                required=False,
                initial=known[2],
            )

    def clean(self) -> dict[str, Any]:
        """A milestone has words and a day."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in self.fields:
            kind, _bar, number = name.partition("_")
            if kind == "title" and cleaned.get(name) and not cleaned.get(f"day_{number}"):
                self.add_error(f"day_{number}", ValidationError(_("A milestone needs its day.")))
        return cleaned

    def rows(self) -> list[tuple[str, Any, int]]:
        """Return the milestones that were filled in."""
        found = []
        for name in self.fields:
            kind, _bar, number = name.partition("_")
            if kind == "title" and self.cleaned_data.get(name):
                found.append(
                    (
                        self.cleaned_data[name],
                        self.cleaned_data[f"day_{number}"],
                        self.cleaned_data.get(f"weight_{number}") or 0,
                    )
                )
        return found


class AliasForm(forms.Form):
    """A word and what it means."""

    word = forms.CharField(label=pgettext_lazy("unit word", "word of the plan"), max_length=200)
    organisation_id = forms.TypedChoiceField(
        label=_("organisation"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("empty: no unit of this county"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = unit_choices()  # type: ignore[attr-defined]


class StepForm(forms.ModelForm[EscalationStep]):
    """When who is told."""

    class Meta:
        model = EscalationStep
        fields = ("days", "audience", "for_periods", "is_active")
