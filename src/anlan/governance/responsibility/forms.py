"""Forms of responsibility."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations, people_of
from anlan.governance.responsibility.choices import Cadence, DutyKind, HolderKind, Standing
from anlan.governance.responsibility.models import WorkItem
from anlan.governance.responsibility.permissions import RECORD
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput
from anlan.kernel.policy import scope_reaches

#: Units a leader answers for.
UNIT_KINDS = ("department", "township", "park", "agency", "rescue")


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several; the camera is offered on a phone."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Photos or papers; yields a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", SeveralFiles(attrs={"accept": "image/*,.pdf,.docx,.xlsx"}))
        super().__init__(required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files given."""
        single = super().clean
        given = data if isinstance(data, list | tuple) else [data]
        return [single(item, initial) for item in given if item]


def leaders(actor: Actor) -> list[tuple[int, str]]:
    """Return the people of county governments to choose from."""
    units = list_organisations(actor, kinds=("government",))
    return [
        (person.id, f"{person.title} {person.name}".strip())
        for unit in units
        for person in people_of(unit.id, actor)
    ]


def units(actor: Actor, *kinds: str) -> list[tuple[int, str]]:
    """Return the units to choose from."""
    return [(row.id, row.name) for row in list_organisations(actor, kinds=kinds or UNIT_KINDS)]


class PortfolioForm(forms.Form):
    """What a leader answers for."""

    person_id = forms.TypedChoiceField(label=pgettext_lazy("responsibility", "leader"), coerce=int)
    standing = forms.ChoiceField(
        label=pgettext_lazy("responsibility", "standing"),
        choices=Standing.choices,
        initial=Standing.MEMBER,
    )
    text = forms.CharField(
        label=pgettext_lazy("responsibility", "division of work in words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As in the document that divides the work."),
    )
    organisation_ids = forms.TypedMultipleChoiceField(
        label=_("organisations"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = forms.CharField(
        label=_("sectors and work"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, for instance 道路运输."),
    )
    substitute_id = forms.TypedChoiceField(
        label=pgettext_lazy("responsibility", "substitute (B role)"),
        coerce=int,
        required=False,
        empty_value=None,
    )
    basis = forms.CharField(
        label=pgettext_lazy("responsibility", "document of the division of work"),
        max_length=200,
        required=False,
    )
    valid_from = forms.DateField(label=_("valid from"), widget=DayInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        people = leaders(actor)
        fields["person_id"].choices = people
        fields["substitute_id"].choices = [("", "—"), *people]
        fields["organisation_ids"].choices = units(actor)
        fields["valid_from"].initial = clock.today()

    def clean_sectors(self) -> list[str]:
        """One a line."""
        return [line for line in self.cleaned_data["sectors"].splitlines() if line.strip()]


class AbsenceForm(forms.Form):
    """A leader is away."""

    starts_on = forms.DateField(label=pgettext_lazy("absence", "away from"), widget=DayInput())
    ends_on = forms.DateField(label=pgettext_lazy("absence", "away to"), widget=DayInput())
    substitute_id = forms.TypedChoiceField(
        label=pgettext_lazy("responsibility", "acts meanwhile"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Empty: the substitute of the portfolio."),
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["substitute_id"].choices = [("", "—"), *leaders(actor)]


class ListForm(forms.Form):
    """Whose list is drawn up."""

    holder_kind = forms.ChoiceField(
        label=pgettext_lazy("responsibility", "kind of holder"), choices=HolderKind.choices
    )
    person_id = forms.TypedChoiceField(
        label=pgettext_lazy("responsibility", "leader"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("For the list of a leader."),
    )
    organisation_id = forms.TypedChoiceField(
        label=_("organisation"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("For the list of a unit."),
    )
    remarks = forms.CharField(
        label=_("remarks"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person_id"].choices = [("", "—"), *leaders(actor)]
        fields["organisation_id"].choices = [("", "—"), *units(actor, *UNIT_KINDS, "enterprise")]


class DutyForm(forms.Form):
    """A duty of the county's own."""

    text = forms.CharField(
        label=pgettext_lazy("responsibility", "duty"), widget=forms.Textarea(attrs={"rows": 3})
    )
    legal_basis = forms.CharField(label=_("legal basis"), max_length=300, required=False)
    cadence = forms.ChoiceField(
        label=pgettext_lazy("responsibility", "how often"),
        choices=Cadence.choices,
        initial=Cadence.OCCASION,
    )
    record_kind = forms.ChoiceField(
        label=pgettext_lazy("responsibility", "performed by"), choices=DutyKind.choices
    )


class WorkItemForm(forms.Form):
    """An undertaking of the year."""

    text = forms.CharField(
        label=pgettext_lazy("work list", "work"), widget=forms.Textarea(attrs={"rows": 3})
    )
    record_kind = forms.ChoiceField(
        label=pgettext_lazy("responsibility", "performed by"), choices=DutyKind.choices
    )
    cadence = forms.ChoiceField(
        label=pgettext_lazy("responsibility", "how often"),
        choices=Cadence.choices,
        initial=Cadence.OCCASION,
        help_text=_("Every month, quarter or half-year: its task is reported in each of them."),
    )
    times = forms.IntegerField(
        label=pgettext_lazy("work list", "times in the year"), min_value=1, initial=1
    )
    due_on = forms.DateField(label=_("due on"), widget=DayInput())
    is_task = forms.BooleanField(
        label=pgettext_lazy("work list", "becomes a task of the unit"),
        required=False,
        initial=True,
        help_text=_(
            "When the list is published the unit signs for it and reports it as a task; leaders "
            "keep duty records instead."
        ),
    )


class YearForm(forms.Form):
    """Which year."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100)


class RecordForm(forms.Form):
    """What was done, with evidence."""

    kind = forms.ChoiceField(label=_("kind"), choices=DutyKind.choices)
    day = forms.DateField(label=_("day"), widget=DayInput())
    text = forms.CharField(
        label=pgettext_lazy("duty record", "what was done"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    work_item_id = forms.TypedChoiceField(
        label=_("annual work item"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Empty: the first that asks for such a thing."),
    )
    person_id = forms.TypedChoiceField(
        label=pgettext_lazy("duty record", "who"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Empty: I did."),
    )
    evidence = EvidenceField(label=_("photos and papers"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["day"].initial = clock.today()
        people = people_of(actor.organisation_id, actor) if actor.organisation_id else []
        if any(
            scope_reaches(actor, RECORD, region=p.region_code, organisation_id=p.organisation_id)
            for p in people[:1]
        ):
            own = [(p.id, f"{p.name} {p.title}".strip()) for p in people]
        else:
            own = []
        county = leaders(actor) if actor.has("responsibility.keep_portfolio") else []
        fields["person_id"].choices = [("", "—"), *own, *county]
        items = WorkItem.objects.filter(work_list__year=clock.today().year, given_on__isnull=True)
        mine = items.filter(work_list__list__person_id=actor.person_id or 0)
        units_items = items.filter(
            work_list__list__person__isnull=True,
            work_list__list__organisation_id=actor.organisation_id or 0,
        )
        fields["work_item_id"].choices = [
            ("", "—"),
            *((item.pk, item.text[:60]) for item in [*mine, *units_items]),
        ]
