"""Forms of patrols. Those filled in on site are short: for a thumb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations, people_of
from anlan.base.regions.public import county_prefix
from anlan.governance.patrols.choices import (
    FindingKind,
    Outcome,
    PatrolField,
    RecordKind,
    Severity,
    UnitKind,
)
from anlan.governance.patrols.models import (
    CheckItem,
    Checklist,
    Programme,
    Round,
    Team,
    Visit,
)
from anlan.governance.patrols.selectors.units import Unit, units_of_county
from anlan.governance.patrols.services.planning import LEADING_KINDS
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.choices import Category

#: Units that put findings right; enterprises come with the patrol itself.
UNIT_KINDS = ("department", "township", "park", "agency")


class SeveralFiles(forms.ClearableFileInput):
    """Several files at once; a phone offers its camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos and papers; yields a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", SeveralFiles(attrs={"accept": "image/*,.pdf,.docx,.xlsx"}))
        options.setdefault("label", _("photos and papers"))
        super().__init__(required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each of them."""
        many = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in many if one]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def lines(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class ProgrammeForm(forms.Form):
    """What is to be covered, by when; one share for each kind of unit."""

    name = forms.CharField(label=_("name"), max_length=200)
    basis = forms.CharField(
        label=pgettext_lazy("patrol", "basis"),
        max_length=300,
        help_text=_("The document in which the target stands."),
    )
    starts_on = forms.DateField(label=pgettext_lazy("period", "first day"), widget=DayInput())
    ends_on = forms.DateField(label=pgettext_lazy("period", "last day"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in UnitKind:
            self.fields[f"target_{kind.value}"] = forms.IntegerField(
                label=_("%(kind)s: share to be visited at least once (%%)") % {"kind": kind.label},
                required=False,
                min_value=1,
                max_value=100,
                help_text=_("Empty: counted, without a target.")
                if kind == UnitKind.TOWNSHIP
                else "",
            )

    def clean(self) -> dict[str, Any]:
        """Gather the shares."""
        values: dict[str, Any] = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith("target_")
        }
        values["targets"] = {
            kind: self.cleaned_data.get(f"target_{kind}") for kind in UnitKind.values
        }
        return values


class RoundForm(forms.Form):
    """Title, basis, days."""

    title = forms.CharField(label=_("title"), max_length=200)
    field = forms.ChoiceField(label=pgettext_lazy("patrol", "field"), choices=PatrolField.choices)
    basis = forms.CharField(label=pgettext_lazy("patrol", "basis"), max_length=300)
    starts_on = forms.DateField(label=pgettext_lazy("period", "first day"), widget=DayInput())
    ends_on = forms.DateField(label=pgettext_lazy("period", "last day"), widget=DayInput())
    programme_id = forms.TypedChoiceField(
        label=pgettext_lazy("patrol", "counts for"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("The programme whose coverage this round helps to reach."),
    )
    remark = forms.CharField(label=_("remark"), required=False, widget=_area(2))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["programme_id"].choices = [
            ("", "—"),
            *((row.pk, row.name) for row in visible(Programme, actor)),
        ]


class UnitsForm(forms.Form):
    """The units of a round, whole groups with one tick, others by name."""

    groups = forms.MultipleChoiceField(
        label=pgettext_lazy("patrol", "whole groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unit_keys = forms.MultipleChoiceField(
        label=pgettext_lazy("patrol", "single townships, departments, parks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    village_groups = forms.MultipleChoiceField(
        label=pgettext_lazy("patrol", "all villages of a township"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    village_names = forms.CharField(
        label=pgettext_lazy("patrol", "single villages and communities"),
        required=False,
        widget=_area(4),
        help_text=_("One name a line; a list copied from a spreadsheet will do."),
    )
    enterprise_groups = forms.MultipleChoiceField(
        label=pgettext_lazy("patrol", "all enterprises of a field"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    enterprise_names = forms.CharField(
        label=pgettext_lazy("patrol", "single enterprises"),
        required=False,
        widget=_area(4),
        help_text=_("One name a line; a list copied from a spreadsheet will do."),
    )

    def __init__(self, *args: Any, found: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of_county(county_prefix(found.office.region_id))
        planned = {f"{kind}:{key}" for kind, key in _planned(found)}
        fields: dict[str, Any] = self.fields

        def of(kind: str) -> list[Unit]:
            return [unit for unit in units if unit.kind == kind]

        fields["groups"].choices = [
            (name, f"{UnitKind(kind).label}（{len(of(kind))}）")
            for name, kind in (
                ("townships", UnitKind.TOWNSHIP),
                ("departments", UnitKind.DEPARTMENT),
                ("parks", UnitKind.PARK),
            )
        ]
        fields["unit_keys"].choices = [
            (f"{unit.kind}:{unit.key}", unit.name)
            for unit in units
            if unit.kind in (UnitKind.TOWNSHIP, UnitKind.DEPARTMENT, UnitKind.PARK)
            and f"{unit.kind}:{unit.key}" not in planned
        ]
        villages = of(UnitKind.VILLAGE)
        fields["village_groups"].choices = [
            (
                f"villages:{town.region_code[:9]}",
                f"{town.name}（{sum(v.key.startswith(town.region_code[:9]) for v in villages)}）",
            )
            for town in of(UnitKind.TOWNSHIP)
        ]
        fields["enterprise_groups"].choices = [
            (f"enterprises:{value}", label) for value, label in Category.choices
        ]

    def clean(self) -> dict[str, Any]:
        """Put the groups together."""
        given = self.cleaned_data
        return {
            "groups": [
                *given.get("groups", []),
                *given.get("village_groups", []),
                *given.get("enterprise_groups", []),
            ],
            "unit_keys": given.get("unit_keys", []),
            "village_names": lines(given.get("village_names", "")),
            "enterprise_names": lines(given.get("enterprise_names", "")),
        }


def _planned(found: Round) -> Iterator[tuple[str, str]]:
    for visit in found.visits.all():
        yield visit.kind, visit.unit_key


class TeamForm(forms.Form):
    """Leader, members, experts."""

    name = forms.CharField(
        label=_("name"), max_length=100, help_text=_("Such as “First patrol team”.")
    )
    leader_id = forms.TypedChoiceField(
        label=pgettext_lazy("patrol team", "leader"),
        coerce=int,
        help_text=_("A county leader, or the head of a department."),
    )
    member_ids = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("patrol team", "members"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-choices--long"}),
        help_text=_("Nobody may patrol the own unit."),
    )
    experts = forms.CharField(
        label=pgettext_lazy("patrol team", "experts from outside"),
        required=False,
        widget=_area(3),
        help_text=_("One a line: name and field."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        kinds = (*LEADING_KINDS, "township", "park", "rescue")
        units = list_organisations(actor, kinds=kinds)
        units = sorted(units, key=lambda row: kinds.index(row.kind))
        leading = {row.id for row in units if row.kind in LEADING_KINDS}
        grouped: list[tuple[str, list[tuple[int, str]]]] = []
        leaders: list[tuple[str, list[tuple[int, str]]]] = []
        for row in units:
            choices = [
                (person.id, f"{person.name} {person.title}".strip())
                for person in people_of(row.id, actor)
            ]
            if choices:
                grouped.append((row.name, choices))
                if row.id in leading:
                    leaders.append((row.name, choices))
        fields["leader_id"].choices = [("", "—"), *leaders]
        fields["member_ids"].choices = grouped

    def clean_experts(self) -> list[str]:
        """Return the lines."""
        return lines(self.cleaned_data["experts"])


class PlanForm(forms.Form):
    """Day, team, checklist of one visit."""

    planned_on = forms.DateField(
        label=pgettext_lazy("patrol", "planned day"), widget=DayInput(), required=False
    )
    team_id = forms.TypedChoiceField(
        label=_("patrol team"), coerce=int, required=False, empty_value=None
    )
    checklist_id = forms.TypedChoiceField(
        label=_("patrol checklist"), coerce=int, required=False, empty_value=None
    )
    is_unannounced = forms.BooleanField(
        label=pgettext_lazy("patrol", "unannounced"),
        required=False,
        help_text=_("The unit gets no notice; it learns of the visit when the team is there."),
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        teams = Team.objects.filter(round_id=visit.round_id)
        fields["team_id"].choices = [("", "—"), *((team.pk, team.name) for team in teams)]
        fields["checklist_id"].choices = [
            (row.pk, row.name)
            for row in Checklist.objects.filter(is_active=True)
            if visit.kind in row.unit_kinds.split() or row.pk == visit.checklist_id
        ]


class ChecksForm(forms.Form):
    """The checklist of one visit: three answers an item, a remark."""

    def __init__(
        self, *args: Any, items: list[CheckItem], known: dict[int, tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            outcome, remark = known.get(item.pk, ("", ""))
            self.fields[f"outcome_{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=Outcome.choices,
                required=False,
                initial=outcome,
                widget=forms.RadioSelect,
            )
            self.fields[f"remark_{item.pk}"] = forms.CharField(
                label=_("remark"), required=False, max_length=500, initial=remark
            )

    def rows(self) -> list[dict[str, Any]]:
        """Item, its two fields, for the template."""
        return [
            {
                "item": item,
                "outcome": self[f"outcome_{item.pk}"],
                "remark": self[f"remark_{item.pk}"],
            }
            for item in self.items
        ]

    def clean(self) -> dict[str, Any]:
        """Return item → (outcome, remark)."""
        given = self.cleaned_data
        return {
            "results": {
                item.pk: (given.get(f"outcome_{item.pk}", ""), given.get(f"remark_{item.pk}", ""))
                for item in self.items
            }
        }


class RecordForm(forms.Form):
    """A talk, a document, a place."""

    kind = forms.ChoiceField(label=_("kind"), choices=RecordKind.choices)
    title = forms.CharField(
        label=pgettext_lazy("patrol", "with whom, what or where"), max_length=200
    )
    text = forms.CharField(
        label=pgettext_lazy("patrol", "what was said or seen"), required=False, widget=_area(4)
    )
    photos = FilesField()


class SummaryForm(forms.Form):
    """The overall judgement."""

    summary = forms.CharField(
        label=pgettext_lazy("patrol", "overall judgement"),
        widget=_area(8),
        help_text=_("What is done well, what the main weaknesses are. It opens the feedback."),
    )


class FindingForm(forms.Form):
    """A problem found."""

    title = forms.CharField(label=pgettext_lazy("patrol", "problem"), max_length=200)
    kind = forms.ChoiceField(label=_("kind"), choices=FindingKind.choices)
    severity = forms.TypedChoiceField(
        label=pgettext_lazy("patrol", "severity"),
        coerce=int,
        choices=Severity.choices,
        initial=Severity.ORDINARY,
    )
    due_on = forms.DateField(label=pgettext_lazy("patrol", "to be put right by"), widget=DayInput())
    organisation_id = forms.TypedChoiceField(
        label=pgettext_lazy("patrol", "unit that puts it right"), coerce=int
    )
    text = forms.CharField(
        label=pgettext_lazy("patrol", "what was found"), required=False, widget=_area(4)
    )
    demand = forms.CharField(
        label=pgettext_lazy("patrol", "what is demanded"), required=False, widget=_area(2)
    )
    basis = forms.CharField(label=_("legal basis"), required=False, max_length=300)
    photos = FilesField()

    def __init__(self, *args: Any, visit: Visit, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        own = (visit.organisation_id, str(visit.organisation))
        units = list_organisations(actor, kinds=UNIT_KINDS)
        fields["organisation_id"].choices = [
            own,
            *((row.id, row.name) for row in units if row.id != visit.organisation_id),
        ]
        fields["organisation_id"].initial = visit.organisation_id


class CommentForm(forms.Form):
    """The unit's answer to the draft."""

    comment = forms.CharField(
        label=pgettext_lazy("patrol", "answer to the draft"),
        widget=_area(6),
        help_text=_("Say what you object to and why, or “no objection”."),
    )
    papers = FilesField()


class RectificationForm(forms.Form):
    """What was done, with evidence."""

    text = forms.CharField(
        label=pgettext_lazy("patrol", "what was done"),
        widget=_area(6),
        help_text=_("Say what was put right, by whom, when."),
    )
    evidence = FilesField()


class ReturnForm(forms.Form):
    """Why a report goes back, and until when."""

    reason = forms.CharField(label=_("reason"), widget=_area(3))
    due_on = forms.DateField(
        label=pgettext_lazy("patrol", "to be put right by"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: the day stays."),
    )


class LookBackForm(forms.Form):
    """What a follow-up look saw."""

    has_held = forms.TypedChoiceField(
        label=pgettext_lazy("patrol", "has it held?"),
        choices=(("yes", _("yes")), ("no", pgettext_lazy("patrol", "no: again to the unit"))),
        coerce=lambda value: value == "yes",
    )
    text = forms.CharField(label=pgettext_lazy("patrol", "what was seen"), widget=_area(4))
    due_on = forms.DateField(
        label=pgettext_lazy("patrol", "to be put right by"),
        widget=DayInput(),
        required=False,
        help_text=_("Only when it has not held."),
    )
    photos = FilesField()


class DocumentForm(forms.Form):
    """Which document is drawn up about a finding, and why."""

    kind = forms.ChoiceField(
        label=_("kind"),
        choices=(
            ("reminder", pgettext_lazy("patrol document", "reminder")),
            ("order", pgettext_lazy("patrol document", "supervision order")),
            ("interview", pgettext_lazy("patrol document", "interview")),
            ("transfer", pgettext_lazy("patrol document", "transfer to discipline inspection")),
        ),
        initial="order",
    )
    reason = forms.CharField(label=pgettext_lazy("patrol", "facts"), widget=_area(6))


class ChecklistForm(forms.Form):
    """One's own list as text: an item a line, part | what is looked at | basis."""

    name = forms.CharField(label=_("name"), max_length=200)
    items = forms.CharField(
        label=pgettext_lazy("patrol", "items"),
        widget=_area(18),
        help_text=_("One item a line: part | what is looked at | legal basis"),
    )
    is_active = forms.BooleanField(label=_("in use"), required=False)

    def clean_items(self) -> list[dict[str, str]]:
        """Split the lines."""
        found = []
        for number, line in enumerate(lines(self.cleaned_data["items"]), 1):
            words = [word.strip() for word in line.replace("｜", "|").split("|")]
            if len(words) < 2 or not words[0] or not words[1]:
                raise forms.ValidationError(
                    _("Line %(number)d: write part | what is looked at | legal basis.")
                    % {"number": number}
                )
            basis = words[2] if len(words) > 2 else ""
            found.append(
                {"part": words[0][:50], "text": words[1][:500], "legal_basis": basis[:300]}
            )
        return found
