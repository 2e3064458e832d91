"""Forms of supervision documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations, people_of
from anlan.governance.oversight.choices import StatementKind
from anlan.governance.oversight.models import OrderKind
from anlan.governance.oversight.permissions import ISSUE
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput, MomentField
from anlan.kernel.policy import scope_reaches

#: Units documents are addressed to; enterprises are many and come with the page one starts from.
UNIT_KINDS = ("department", "township", "park", "agency", "rescue")


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


class DraftForm(forms.Form):
    """What can be written in a draft."""

    title = forms.CharField(
        label=pgettext_lazy("oversight", "subject"),
        max_length=200,
        required=False,
        help_text=_("Empty: made from the kind and what it is about."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("oversight", "facts"), widget=forms.Textarea(attrs={"rows": 5})
    )
    demand = forms.CharField(
        label=pgettext_lazy("oversight", "what is demanded"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Empty: the words of the kind."),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("oversight", "to be answered by"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: the working days of the kind."),
    )
    copy_to = forms.CharField(
        label=pgettext_lazy("oversight", "copy to"), max_length=300, required=False
    )
    meets_at = MomentField(
        label=pgettext_lazy("oversight", "interview at"),
        required=False,
        help_text=_("For an interview only."),
    )
    meeting_place = forms.CharField(
        label=pgettext_lazy("oversight", "place of the interview"), max_length=100, required=False
    )


class DrawUpForm(DraftForm):
    """A document about a unit."""

    kind = forms.ChoiceField(label=_("kind"))
    organisation_id = forms.TypedChoiceField(
        label=pgettext_lazy("oversight", "unit concerned"), coerce=int
    )
    person_id = forms.TypedChoiceField(
        label=pgettext_lazy("oversight", "person concerned"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Whom the interview, criticism or transfer concerns, if it is a person."),
    )
    is_listed = forms.BooleanField(
        label=pgettext_lazy("oversight", "listed supervision"),
        required=False,
        help_text=_("For an order about a major hazard."),
    )

    field_order = (
        "kind",
        "organisation_id",
        "person_id",
        "title",
        "reason",
        "demand",
        "due_on",
        "is_listed",
        "meets_at",
        "meeting_place",
        "copy_to",
    )

    def __init__(
        self, *args: Any, actor: Actor, organisation_id: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [
            (kind.code, f"{kind.name}（{kind.get_approver_display()}）")
            for kind in OrderKind.objects.all()
            if actor.has(kind.issue_permission)
        ]
        kinds = (*UNIT_KINDS, "enterprise") if organisation_id is not None else UNIT_KINDS
        fields["organisation_id"].choices = [
            (row.id, row.name)
            for row in list_organisations(actor, kinds=kinds)
            if (row.kind != "enterprise" or row.id == organisation_id)
            and scope_reaches(actor, ISSUE, region=row.region_code, organisation_id=row.id)
        ]
        people = people_of(organisation_id, actor) if organisation_id is not None else []
        fields["person_id"].choices = [
            ("", "—"),
            *((row.id, f"{row.title} {row.name}".strip()) for row in people),
        ]


class AnswerForm(forms.Form):
    """What was done, with evidence."""

    text = forms.CharField(
        label=pgettext_lazy("oversight", "what was done"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say what was put right, by whom, when; what is still open and until when."),
    )
    evidence = EvidenceField(label=_("photos and papers"))


class ReturnForm(forms.Form):
    """Why an answer goes back, and until when."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(
        label=pgettext_lazy("oversight", "to be answered by"), widget=DayInput(), required=False
    )


class MinutesForm(forms.Form):
    """The record of an interview."""

    minutes = forms.CharField(
        label=pgettext_lazy("oversight", "record of the interview"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Who attended, what was said, what was promised until when."),
    )


class StatementForm(forms.Form):
    """An explanation or appeal."""

    kind = forms.ChoiceField(label=_("kind"), choices=StatementKind.choices)
    text = forms.CharField(label=_("text"), widget=forms.Textarea(attrs={"rows": 5}))


class DecisionForm(forms.Form):
    """What is decided on a statement."""

    is_upheld = forms.TypedChoiceField(
        label=pgettext_lazy("statement", "decision"),
        choices=(
            ("no", pgettext_lazy("statement", "not accepted")),
            ("yes", pgettext_lazy("statement", "accepted")),
        ),
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))


class KindForm(forms.ModelForm[OrderKind]):
    """What an officer may change of a kind."""

    reason = forms.CharField(label=_("reason"), max_length=200)

    class Meta:
        model = OrderKind
        fields = (
            "name",
            "approver",
            "answer_working_days",
            "copy_to",
            "demand",
            "legal_basis",
            "is_verified",
            "next_kind",
            "next_basis",
        )
