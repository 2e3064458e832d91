"""Forms of demonstration units: few fields, plain words."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_organisations
from anlan.base.regions.public import list_for_choice
from anlan.governance.accreditation.choices import Applicant, Effect, KindState
from anlan.governance.accreditation.models import (
    Answer,
    Case,
    Criterion,
    ExitGround,
    Kind,
    Target,
)
from anlan.governance.accreditation.permissions import APPLY, NAME
from anlan.governance.accreditation.registry import all_checks
from anlan.governance.accreditation.services.cases import STANDS_FOR
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput
from anlan.kernel.policy import scope_reaches

YES_NO = (("yes", _("yes")), ("no", _("no")))
#: Enterprises offered in the list; they are many and apply for themselves or come with the page.
MOST_UNITS = 400


class SeveralFiles(forms.ClearableFileInput):
    """Several files at once; a phone offers its camera."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Photos and papers; yields a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", SeveralFiles(attrs={"accept": "image/*,.pdf,.docx,.xlsx"}))
        super().__init__(required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each of them."""
        many = data if isinstance(data, list | tuple) else [data]
        return [super(EvidenceField, self).clean(one, initial) for one in many if one]


class YesNoField(forms.TypedChoiceField):
    """Two big buttons."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("choices", YES_NO)
        options.setdefault("widget", forms.RadioSelect())
        super().__init__(coerce=lambda value: value == "yes", **options)


class NameForm(forms.Form):
    """A candidate: for which title, who answers for it."""

    kind_id = forms.TypedChoiceField(label=_("kind"), coerce=int)
    organisation_id = forms.TypedChoiceField(
        label=pgettext_lazy("accreditation", "unit that answers for it"), coerce=int
    )
    unit_name = forms.CharField(
        label=pgettext_lazy("accreditation", "demonstration unit"),
        max_length=200,
        required=False,
        help_text=_("Name of the village, site or station; empty: the unit itself."),
    )
    region_code = forms.ChoiceField(
        label=_("village or community"),
        required=False,
        help_text=_("For a village that its township stands for."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind_id"].choices = [
            (kind.pk, f"{kind.name}（{kind.get_level_display()}）")
            for kind in Kind.objects.filter(state=KindState.IN_FORCE)
        ]
        fields["organisation_id"].choices = [("", "—"), *self._units(actor)]
        prefix = _prefix(actor)
        fields["region_code"].choices = [
            ("", "—"),
            *(
                (row.code, row.name)
                for row in list_for_choice("village")
                if row.code.startswith(prefix)
            ),
        ]

    def _units(self, actor: Actor) -> list[tuple[Any, Any]]:
        """The units one may name by kind, townships first; the one given is always among them."""
        given = str(self.data.get("organisation_id") or self.initial.get("organisation_id") or "")
        groups: dict[str, list[tuple[int, str]]] = {}
        for row in list_organisations(actor, kinds=tuple(STANDS_FOR)):
            rows = groups.setdefault(row.kind, [])
            is_room = (
                row.kind != Applicant.ENTERPRISE or len(rows) < MOST_UNITS or str(row.id) == given
            )
            if is_room and (
                row.id == actor.organisation_id
                or any(
                    scope_reaches(actor, right, region=row.region_code, organisation_id=row.id)
                    for right in (NAME, APPLY)
                )
            ):
                rows.append((row.id, row.name))
        town, firm = Applicant.TOWNSHIP, Applicant.ENTERPRISE
        others = [row for kind, rows in groups.items() if kind not in (town, firm) for row in rows]
        found = (
            (town.label, groups.get(town.value, [])),
            (gettext("departments, parks and others"), others),
            (firm.label, groups.get(firm.value, [])),
        )
        return [(label, rows) for label, rows in found if rows]


class AnswerForm(forms.Form):
    """Whether a criterion is met, with what shows it."""

    is_met = YesNoField(label=pgettext_lazy("accreditation", "met"), required=False)
    points = forms.DecimalField(
        label=pgettext_lazy("accreditation", "self-score"),
        max_digits=6,
        decimal_places=1,
        min_value=0,
        required=False,
    )
    note = forms.CharField(
        label=pgettext_lazy("accreditation", "what the unit says"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = EvidenceField(label=_("photos and papers"))

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        criterion = answer.criterion
        fields["evidence"].help_text = criterion.evidence
        if criterion.effect == Effect.POINTS:
            del fields["is_met"]
            fields["points"].help_text = _("0 to %(most)s points") % {"most": criterion.points}
        else:
            del fields["points"]

    def clean(self) -> dict[str, Any]:
        """An unanswered yes or no is nothing, not no."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("is_met") == "":
            given["is_met"] = None
        return given


class SiteForm(forms.Form):
    """All criteria of one visit on one page, a line each."""

    def __init__(self, *args: Any, answers: list[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        for answer in answers:
            if answer.criterion.effect == Effect.POINTS:
                self.fields[f"points_{answer.pk}"] = forms.DecimalField(
                    label=pgettext_lazy("accreditation", "points"),
                    max_digits=6,
                    decimal_places=1,
                    min_value=0,
                    max_value=answer.criterion.points,
                    widget=forms.NumberInput(attrs={"step": "0.5", "class": "form-control"}),
                )
            else:
                self.fields[f"met_{answer.pk}"] = YesNoField(
                    label=pgettext_lazy("accreditation", "met")
                )
            self.fields[f"note_{answer.pk}"] = forms.CharField(
                label=pgettext_lazy("accreditation", "finding"),
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def lines(self) -> list[dict[str, Any]]:
        """The answers with their bound fields, in order."""
        return [
            {
                "answer": answer,
                "points": self[f"points_{answer.pk}"]
                if f"points_{answer.pk}" in self.fields
                else None,
                "met": self[f"met_{answer.pk}"] if f"met_{answer.pk}" in self.fields else None,
                "note": self[f"note_{answer.pk}"],
            }
            for answer in self.answers
        ]

    def marks(self) -> dict[int, dict[str, Any]]:
        """What was found, by answer."""
        given = self.cleaned_data
        return {
            answer.pk: {
                "points": given.get(f"points_{answer.pk}"),
                "is_met": given.get(f"met_{answer.pk}"),
                "note": given.get(f"note_{answer.pk}", ""),
            }
            for answer in self.answers
        }


class AwardForm(forms.Form):
    """The award: number of a higher notice, day, a remark for the paper."""

    number = forms.CharField(
        label=pgettext_lazy("accreditation", "award number"),
        max_length=50,
        required=False,
        help_text=_("The number of the higher notice; a title of the county is numbered here."),
    )
    awarded_on = forms.DateField(
        label=pgettext_lazy("accreditation", "awarded on"),
        widget=DayInput(),
        initial=clock.today,
    )
    remark = forms.CharField(
        label=_("what else the decision says"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectionForm(forms.Form):
    """What is held against an award."""

    text = forms.CharField(
        label=pgettext_lazy("objection", "what is objected"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    raised_by = forms.CharField(
        label=pgettext_lazy("objection", "who objects"),
        max_length=100,
        required=False,
        help_text=_("empty: nobody gave a name"),
    )


class DecisionForm(forms.Form):
    """Yes or no with what was found."""

    is_upheld = YesNoField(
        label=pgettext_lazy("objection", "accept the objection"),
        help_text=_("An objection that is accepted ends the case without award."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("objection", "what was found"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecheckForm(forms.Form):
    """A re-check out of turn."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(
        label=pgettext_lazy("accreditation", "to be handed in by"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: in 15 days."),
    )


class RectifyForm(forms.Form):
    """What is to be put right until when."""

    text = forms.CharField(
        label=pgettext_lazy("accreditation", "what is to be put right"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("accreditation", "to be put right by"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: the days of the kind."),
    )


class ReportForm(forms.Form):
    """What was put right, with photos."""

    text = forms.CharField(
        label=pgettext_lazy("accreditation", "what was put right"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    evidence = EvidenceField(label=_("photos and papers"))


class CheckForm(forms.Form):
    """Whether it is put right."""

    is_done = YesNoField(label=_("put right"))
    reason = forms.CharField(
        label=pgettext_lazy("accreditation", "result of the check"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("accreditation", "to be put right by"),
        widget=DayInput(),
        required=False,
        help_text=_("A new day, if it goes back to the unit."),
    )


class ExitForm(forms.Form):
    """On which ground the title ends."""

    ground_id = forms.TypedChoiceField(
        label=pgettext_lazy("accreditation", "ground for exit"), coerce=int
    )
    reason = forms.CharField(
        label=pgettext_lazy("accreditation", "facts"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ground_id"].choices = [(row.pk, row.text) for row in case.kind.grounds.all()]


class WishForm(forms.Form):
    """Why a unit gives up its title."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ProposalForm(forms.Form):
    """Take up or dismiss."""

    is_taken = YesNoField(label=_("take up"))
    reason = forms.CharField(
        label=pgettext_lazy("accreditation", "what was decided"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("accreditation", "to be handed in by"),
        widget=DayInput(),
        required=False,
        help_text=_("For a re-check; empty: in 15 days."),
    )


class KindForm(forms.ModelForm[Kind]):
    """What an officer may change of a draft."""

    applicants = forms.MultipleChoiceField(
        label=pgettext_lazy("accreditation", "who may apply"),
        choices=Applicant.choices,
        widget=forms.CheckboxSelectMultiple(),
    )

    class Meta:
        model = Kind
        fields = (
            "name",
            "level",
            "applicants",
            "applicant_note",
            "lead",
            "scoring",
            "pass_mark",
            "publicity_days",
            "validity_months",
            "recheck_months",
            "rectify_days",
            "incentive",
            "basis",
            "source",
            "is_verified",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["lead"].queryset = fields["lead"].queryset.filter(
            kind__in=("department", "agency", "government")
        )


class CriterionForm(forms.ModelForm[Criterion]):
    """A criterion of a draft."""

    check_code = forms.ChoiceField(
        label=pgettext_lazy("accreditation", "seen in the platform by"), required=False
    )

    class Meta:
        model = Criterion
        fields = (
            "part",
            "code",
            "name",
            "evidence",
            "effect",
            "points",
            "check_code",
            "parameters",
            "basis",
            "is_verified",
        )
        widgets: ClassVar = {"parameters": forms.Textarea(attrs={"rows": 2})}
        help_texts: ClassVar = {
            "parameters": _(
                "Figures the check asks for, such as {“years”: 5}; {} leaves the usual ones."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["points"].required = False
        fields["check_code"].choices = [
            ("", "—"),
            *((check.code, check.name) for check in all_checks()),
        ]

    def clean_points(self) -> Any:
        """Nothing is zero."""
        return self.cleaned_data.get("points") or 0

    def clean_parameters(self) -> Any:
        """Nothing is no parameter."""
        return self.cleaned_data.get("parameters") or {}

    def _post_clean(self) -> None:
        """The service checks the row: the form only reads it."""


class GroundForm(forms.ModelForm[ExitGround]):
    """A ground for exit of a draft."""

    class Meta:
        model = ExitGround
        fields = ("trigger", "text", "basis", "is_verified")


class TargetForm(forms.ModelForm[Target]):
    """So many until a day."""

    kind_code = forms.ChoiceField(
        label=pgettext_lazy("accreditation", "kind of demonstration unit")
    )

    class Meta:
        model = Target
        fields = ("name", "kind_code", "region", "planned", "starts_on", "ends_on", "basis")
        widgets = {"starts_on": DayInput(), "ends_on": DayInput()}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind_code"].choices = list(
            Kind.objects.exclude(state=KindState.RETIRED)
            .order_by("name")
            .values_list("code", "name")
            .distinct()
        )
        fields["region"].queryset = (
            fields["region"]
            .queryset.filter(level__in=("county", "township"), code__startswith=_prefix(actor))
            .order_by("code")
        )

    def _post_clean(self) -> None:
        """The service checks the row: the form only reads it."""


def _prefix(actor: Actor) -> str:
    return next((s.value for s in actor.scopes_for(NAME) if s.kind == "region"), "")
