"""Forms of chains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations
from anlan.base.regions.public import county_prefix
from anlan.governance.chains.choices import KeyKind, Outcome, UnitRole
from anlan.governance.chains.models import Clue, Dispute, Stage, Trace
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

#: Units that lead or support a stage.
UNIT_KINDS = ("department", "township", "park", "agency", "rescue", "government")
#: Lines of typical problems name the stages they concern behind this mark.
ARROW = "→"


class SeveralFiles(forms.ClearableFileInput):
    """Several files at once; a phone offers its camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos and papers; yields a list."""

    def __init__(self, *, accept: str = "image/*,.pdf,.docx,.xlsx", **options: Any) -> None:
        options.setdefault("widget", SeveralFiles(attrs={"accept": accept}))
        super().__init__(required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each of them."""
        many = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in many if one]


def unit_choices(region_code: str) -> list[tuple[int, str]]:
    """Return the units of a county that may lead; every official may name any of them."""
    rows = list_organisations(
        system_actor("chains"), kinds=UNIT_KINDS, region_prefix=county_prefix(region_code)
    )
    return [(row.id, row.name) for row in rows]


class ChainForm(forms.Form):
    """A chain of the county's own."""

    name = forms.CharField(label=pgettext_lazy("chain", "the one thing"), max_length=100)
    why = forms.CharField(
        label=pgettext_lazy("chain version", "why it is supervised as one thing"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sources = forms.CharField(
        label=pgettext_lazy("chain version", "documents it rests on"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One document a line, with number and where it can be read."),
    )


class VersionForm(forms.Form):
    """Why, after which documents, what is new."""

    why = ChainForm.base_fields["why"]
    sources = ChainForm.base_fields["sources"]
    change_note = forms.CharField(
        label=pgettext_lazy("chain version", "what changed"), max_length=300, required=False
    )


class StageForm(forms.ModelForm[Stage]):
    """One stage with its units; typical problems one a line."""

    leads = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("chain stage", "lead unit"),
        coerce=int,
        required=False,
        help_text=_("One unit leads; several can be noted while it is open who will."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-choices--long"}),
    )
    supports = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("chain stage", "supporting units"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-choices--long"}),
    )
    problem_lines = forms.CharField(
        label=pgettext_lazy("chain stage", "typical problems"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One a line; behind → the stages that have to trace it: "
            "false certificate → training, employment"
        ),
    )

    class Meta:
        model = Stage
        fields = (
            "name",
            "supervised",
            "duty",
            "legal_basis",
            "is_verified",
            "is_listed",
            "permits",
            "handover",
            "answer_days",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("supervised", "duty", "permits", "handover")
        }

    field_order = ("name", "supervised", "leads", "supports", "duty", "legal_basis", "is_verified")

    def __init__(
        self, *args: Any, region_code: str, others: Sequence[Stage], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {stage.name: stage.code for stage in others}
        fields: dict[str, Any] = self.fields
        units = list(self.instance.units.all()) if self.instance.pk else []
        choices = unit_choices(region_code)
        for name, role in (("leads", UnitRole.LEAD), ("supports", UnitRole.SUPPORT)):
            fields[name].choices = choices
            self.initial.setdefault(
                name, [unit.organisation_id for unit in units if unit.role == role]
            )
        names = {stage.code: stage.name for stage in others}
        lines = []
        for row in self.instance.problems or []:
            stages = "、".join(names[code] for code in row.get("trace", ()) if code in names)
            lines.append(f"{row['text']} {ARROW} {stages}" if stages else row["text"])
        self.initial.setdefault("problem_lines", "\n".join(lines))

    def clean_problem_lines(self) -> list[dict[str, Any]]:
        """Return the problems as kept; an unknown stage is an error."""
        rows: list[dict[str, Any]] = []
        for line in self.cleaned_data["problem_lines"].splitlines():
            text, _mark, stages = line.partition(ARROW)
            if not text.strip():
                continue
            names = [name.strip() for name in re.split("[,，、]", stages) if name.strip()]
            unknown = [name for name in names if name not in self.codes]
            if unknown:
                raise forms.ValidationError(
                    _("There is no stage “%(name)s”."), params={"name": unknown[0]}
                )
            rows.append({"text": text.strip()[:200], "trace": [self.codes[n] for n in names]})
        return rows


class ClueForm(forms.Form):
    """A problem in a few taps: what and where, then what is known of its origin."""

    found = forms.ChoiceField(
        label=pgettext_lazy("clue", "what was found, at which stage"),
        help_text=_("Choose the stage at which you stand, and the problem if it is listed."),
    )
    text = forms.CharField(
        label=pgettext_lazy("clue", "what was found"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = FilesField(label=_("photos"), accept="image/*")
    place = forms.CharField(label=_("place"), max_length=200)
    unit_name = forms.CharField(
        label=pgettext_lazy("clue", "unit or person concerned"), max_length=100, required=False
    )
    producer = forms.CharField(label=KeyKind.PRODUCER.label, max_length=100, required=False)
    batch = forms.CharField(
        label=KeyKind.BATCH.label,
        max_length=100,
        required=False,
        help_text=_("As it stands on the label; cases of one origin are found by it."),
    )
    certificate = forms.CharField(label=KeyKind.CERTIFICATE.label, max_length=100, required=False)

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["found"].choices = [
            ("", "—"),
            *(
                (
                    stage.name,
                    [
                        *(
                            (f"{stage.pk}:{place}", row["text"])
                            for place, row in enumerate(stage.problems)
                        ),
                        (f"{stage.pk}:", _("Something else at this stage")),
                    ],
                )
                for stage in stages
            ),
        ]


class StagesForm(forms.Form):
    """Which stages have to trace."""

    stages = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("clue", "stages to trace"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, clue: Clue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["stages"].choices = stage_choices(clue)
        self.initial.setdefault("stages", list(clue.traces.values_list("stage_id", flat=True)))


class AddStagesForm(StagesForm):
    """Further stages, with the reason."""

    reason = forms.CharField(label=_("reason"), max_length=300)

    def __init__(self, *args: Any, clue: Clue, **kwargs: Any) -> None:
        super().__init__(*args, clue=clue, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["stages"].choices = stage_choices(clue, further=True)
        self.initial["stages"] = []


def stage_choices(clue: Clue, *, further: bool = False) -> list[tuple[int, Any]]:
    """Return the stages of a clue's chain with lead and direction; ``further``: the rest only."""
    rows = Stage.objects.filter(version_id=clue.stage.version_id)
    if further:
        rows = rows.exclude(traces__clue=clue)
    found = []
    for stage in rows.prefetch_related("units__organisation"):
        leads = "、".join(str(unit) for unit in stage.units.all() if unit.role == UnitRole.LEAD)
        if stage.pk == clue.stage_id:
            way = "●"
        else:
            way = "↑" if stage.position < clue.stage.position else "↓"
        found.append((stage.pk, f"{way} {stage.name}（{leads or '—'}）"))
    return found


class AnswerForm(forms.Form):
    """What was found and removed at a stage, and who else is concerned."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("trace", "finding"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=pgettext_lazy("trace", "what the investigation found"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who supplied it, since when, how much, where the rest is."),
    )
    removed = forms.CharField(
        label=pgettext_lazy("trace", "what was removed or put right"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How much was sealed, recalled, replaced, revoked; which case was opened."),
    )
    pass_on = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("trace", "pass on to"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = FilesField(label=_("photos and papers"))

    def __init__(self, *args: Any, trace: Trace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["pass_on"].choices = stage_choices(trace.clue, further=True)
        if not fields["pass_on"].choices:
            del fields["pass_on"]


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))


class DisputeForm(forms.Form):
    """Why a stage is not one's own, and whose it is."""

    claim = forms.CharField(
        label=pgettext_lazy("dispute", "why it is not competent"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name the clause or the list of responsibilities."),
    )
    suggested_id = forms.TypedChoiceField(
        label=pgettext_lazy("dispute", "unit it holds competent"),
        coerce=int,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, trace: Trace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        units = unit_choices(trace.region_id)
        units = [(pk, name) for pk, name in units if pk != trace.organisation_id]
        fields["suggested_id"].choices = [("", "—"), *units]


class DecisionForm(forms.Form):
    """The written decision on a dispute."""

    competent_id = forms.TypedChoiceField(
        label=pgettext_lazy("dispute", "competent unit"), coerce=int
    )
    decision = forms.CharField(
        label=pgettext_lazy("dispute", "decision and reasons"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        near = {dispute.claimant_id: str(dispute.claimant.name)}
        if dispute.suggested is not None:
            near[dispute.suggested.pk] = dispute.suggested.name
        units = unit_choices(dispute.trace.region_id)
        rest = [(pk, name) for pk, name in units if pk not in near]
        fields["competent_id"].choices = [("", "—"), *near.items(), *rest]


class EvaluationForm(forms.Form):
    """The yearly evaluation."""

    year = forms.IntegerField(label=_("year"), min_value=2000)
    conclusion = forms.CharField(
        label=pgettext_lazy("chain", "conclusion"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("How the chain works, which stage is weak, what is to be changed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", clock.today().year)
