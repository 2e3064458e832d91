"""Forms of the plan library: reading a text, correcting what was found, editing a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.plans.choices import (
    Comparison,
    Fact,
    ItemKind,
    PlanKind,
    PointKind,
    RecordKind,
    ReportKind,
    ResourceKind,
    ResponseLevel,
    TextPart,
)
from anlan.command.plans.services.owners import list_owners
from anlan.kernel.actor import Actor

#: Kinds of incident a plan may serve, as the incidents name them.
INCIDENT_KINDS: tuple[tuple[str, Any], ...] = (
    ("chemical", _("hazardous chemical accident")),
    ("gas", _("gas accident")),
    ("fire", _("fire")),
    ("forest_fire", _("forest fire")),
    ("flood", _("flood or waterlogging")),
    ("weather", _("weather disaster")),
    ("geological", _("geological disaster")),
    ("mine", _("mine accident")),
    ("earthquake", _("earthquake")),
    ("traffic", _("road traffic accident")),
    ("construction", _("construction accident")),
    ("industry", _("industry and trade accident")),
    ("special_equipment", _("special equipment accident")),
)


def _list(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、,，;；\n]", text) if part.strip()]


class ListField(forms.CharField):
    """Names separated by 、 or commas."""

    def to_python(self, value: Any) -> Any:
        """Return the names."""
        return _list(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> Any:
        """Show the names in one line."""
        return "、".join(value) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the names."""
        return _list(str(data or "")) != list(initial or [])


class OwnerForm(forms.Form):
    """Whose plan it is: a place or unit one may write for, and a kind that fits it."""

    owner = forms.ChoiceField(label=pgettext_lazy("plan", "Whose plan"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {owner.key: owner for owner in list_owners(actor)}
        offered = {kind for owner in self.owners.values() for kind in owner.kinds}
        self.fields["owner"].choices = [(o.key, o.label) for o in self.owners.values()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [row for row in PlanKind.choices if row[0] in offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The kind fits whose plan it is."""
        data = super().clean() or {}
        owner = self.owners.get(data.pop("owner", ""))
        if owner is None:
            return data
        if data.get("kind") and data["kind"] not in owner.kinds:
            fitting = "、".join(str(PlanKind(kind).label) for kind in owner.kinds)
            self.add_error(
                "kind",
                _("A plan of %(owner)s is of the kind: %(kinds)s.")
                % {"owner": owner.label.strip(), "kinds": fitting},
            )
        return {**data, **owner.head()}


class ImportForm(OwnerForm):
    """The text of a plan, from Word or pasted."""

    file = forms.FileField(
        label=_("Word file"),
        required=False,
        help_text=_("The plan as .docx; headings, lists and tables are understood."),
    )
    text = forms.CharField(
        label=_("or the text itself"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Paste the whole text, one paragraph a line."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=50,
        help_text=_("The code of a plan that exists makes its next version."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("empty: as in the text")
    )
    at_once_minutes = forms.IntegerField(
        label=_("“At once” counts as"),
        min_value=1,
        max_value=120,
        initial=10,
        widget=forms.NumberInput(attrs={"data-unit": _("min")}),
        help_text=_("Where the text says 立即, the task gets this deadline."),
    )
    field_order = ("file", "text", "owner", "kind", "code", "name", "at_once_minutes")


class HazardItemForm(forms.Form):
    """A kind of incident."""

    kind = forms.ChoiceField(label=_("Kind of incident"), choices=INCIDENT_KINDS)


class LevelItemForm(forms.Form):
    """A response level."""

    level = forms.TypedChoiceField(label=_("Level"), choices=ResponseLevel.choices, coerce=int)
    words = forms.CharField(
        label=_("Conditions in words"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    commander = forms.CharField(label=pgettext_lazy("post", "Commander"), required=False)


class ConditionItemForm(forms.Form):
    """A condition of a level."""

    level = forms.TypedChoiceField(label=_("Level"), choices=ResponseLevel.choices, coerce=int)
    clause = forms.IntegerField(
        label=pgettext_lazy("trigger", "Clause"),
        min_value=1,
        help_text=_("Conditions of one clause must all hold; one clause is enough."),
    )
    words = forms.CharField(label=_("In words"), max_length=200)
    fact = forms.ChoiceField(
        label=pgettext_lazy("trigger", "Fact"),
        choices=[("", _("words only")), *Fact.choices],
        required=False,
    )
    comparison = forms.ChoiceField(
        label=_("Comparison"), choices=[("", "—"), *Comparison.choices], required=False
    )
    value = forms.JSONField(
        label=_("Value"), required=False, help_text=_("a number, true, or a list in brackets")
    )

    def clean(self) -> dict[str, Any]:
        """A fact needs a comparison and a value."""
        data = super().clean() or {}
        if data.get("fact") and (not data.get("comparison") or data.get("value") is None):
            self.add_error("value", _("A fact needs a comparison and a value."))
        return data


class GroupItemForm(forms.Form):
    """A command group."""

    name = forms.CharField(label=_("Name"), max_length=50)
    lead = forms.CharField(label=_("Lead organisation"), max_length=100, required=False)
    members = ListField(label=pgettext_lazy("command group", "Members"), required=False)
    duties = forms.CharField(
        label=_("Duties"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class TaskItemForm(forms.Form):
    """A task with owner and deadline."""

    text = forms.CharField(label=_("Task"), widget=forms.Textarea(attrs={"rows": 3}))
    owners = ListField(label=_("Owners"), required=False)
    helpers = ListField(label=_("Helped by"), required=False)
    deadline_minutes = forms.IntegerField(
        label=_("Deadline"),
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": _("min")}),
        help_text=_("0: at once; empty: the text names no time"),
    )
    group = forms.CharField(label=_("Command group"), max_length=50, required=False)
    level = forms.TypedChoiceField(
        label=_("Given from"), choices=[(0, "—"), *ResponseLevel.choices], coerce=int
    )


class ResourceItemForm(forms.Form):
    """A resource with its quantity."""

    name = forms.CharField(label=_("Name"), max_length=100)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)


class ContactItemForm(forms.Form):
    """A contact."""

    post = forms.CharField(label=_("Post or unit"), max_length=100)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    note = forms.CharField(label=_("What for"), max_length=100, required=False)


ITEM_FORMS: dict[str, type[forms.Form]] = {
    ItemKind.HAZARD: HazardItemForm,
    ItemKind.LEVEL: LevelItemForm,
    ItemKind.CONDITION: ConditionItemForm,
    ItemKind.GROUP: GroupItemForm,
    ItemKind.TASK: TaskItemForm,
    ItemKind.RESOURCE: ResourceItemForm,
    ItemKind.CONTACT: ContactItemForm,
}


class PlanForm(forms.Form):
    """The head of a plan."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices)
    incident_kinds = forms.MultipleChoiceField(
        label=_("Kinds of incident"),
        choices=INCIDENT_KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("none: every kind"),
    )
    purpose = forms.CharField(
        label=_("Purpose and scope"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    principles = forms.CharField(
        label=_("Principles"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    issued_on = forms.DateField(
        label=_("Issued on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    review_due_on = forms.DateField(
        label=_("Review due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("at the latest three years after it was issued"),
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class NewPlanForm(OwnerForm, PlanForm):
    """A plan begun by hand."""

    code = forms.CharField(label=_("Code"), max_length=50)
    field_order = ("owner", "kind", "code", "name")


class LevelForm(forms.Form):
    """A response level of a draft."""

    level = forms.TypedChoiceField(label=_("Level"), choices=ResponseLevel.choices, coerce=int)
    conditions = forms.CharField(
        label=_("Conditions in words"), widget=forms.Textarea(attrs={"rows": 3})
    )
    commander_post = forms.CharField(label=pgettext_lazy("post", "Commander"), max_length=100)
    commander_code = forms.CharField(
        label=_("Organisation of the commander"),
        max_length=50,
        required=False,
        help_text=_("code in the contact book"),
    )
    commander_holder = forms.CharField(
        label=_("Post in the contact book"), max_length=100, required=False
    )
    headquarters = forms.CharField(label=_("Headquarters"), max_length=100, required=False)
    measures = forms.CharField(
        label=_("Measures"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    expected_hours = forms.IntegerField(
        label=_("Expected duration"),
        min_value=1,
        initial=24,
        widget=forms.NumberInput(attrs={"data-unit": _("h")}),
    )
    reports_to = forms.CharField(label=_("Reports to"), max_length=200, required=False)


class ParentForm(forms.Form):
    """A form whose row belongs to a level or group of the plan."""

    parent_id = forms.TypedChoiceField(coerce=int)

    def set_parents(self, rows: list[tuple[int, str]], label: Any) -> None:
        """Offer the levels or groups of the plan."""
        self.fields["parent_id"].choices = rows  # type: ignore[attr-defined]
        self.fields["parent_id"].label = label


class TriggerForm(ParentForm):
    """A trigger of a level."""

    clause = forms.IntegerField(
        label=pgettext_lazy("trigger", "Clause"),
        min_value=1,
        initial=1,
        help_text=_("Conditions of one clause must all hold; one clause is enough."),
    )
    fact = forms.ChoiceField(label=pgettext_lazy("trigger", "Fact"), choices=Fact.choices)
    comparison = forms.ChoiceField(label=_("Comparison"), choices=Comparison.choices)
    value = forms.JSONField(label=_("Value"), help_text=_("a number, true, or a list in brackets"))
    words = forms.CharField(label=_("In words"), max_length=200)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)


class GroupForm(forms.Form):
    """A command group of a draft."""

    name = forms.CharField(label=_("Name"), max_length=50)
    lead_name = forms.CharField(label=_("Lead organisation"), max_length=100)
    lead_code = forms.CharField(
        label=_("Code of the lead organisation"),
        max_length=50,
        required=False,
        help_text=_("code in the contact book"),
    )
    lead_post = forms.CharField(label=_("Post of the lead"), max_length=100, required=False)
    members = ListField(label=pgettext_lazy("command group", "Members"), required=False)
    duties = forms.CharField(
        label=_("Duties"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    from_level = forms.TypedChoiceField(
        label=_("Formed from"), choices=ResponseLevel.choices, coerce=int, initial=4
    )
    sort_order = forms.IntegerField(label=_("Sort order"), min_value=0, initial=100)


class TaskForm(ParentForm):
    """A task of a group."""

    code = forms.CharField(label=_("Code"), max_length=20)
    title = forms.CharField(label=_("Title"), max_length=100)
    instruction = forms.CharField(label=_("Instruction"), widget=forms.Textarea(attrs={"rows": 3}))
    deadline_minutes = forms.IntegerField(
        label=_("Deadline"),
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": _("min")}),
        help_text=_("a draft may lack it; a plan in force may not"),
    )
    evidence = forms.CharField(label=_("Evidence needed"), max_length=100, required=False)
    needs_photo = forms.BooleanField(label=_("needs a photo"), required=False)
    from_level = forms.TypedChoiceField(
        label=_("Given from"), choices=ResponseLevel.choices, coerce=int, initial=4
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    sort_order = forms.IntegerField(label=_("Sort order"), min_value=0, initial=100)


class ResourceForm(forms.Form):
    """A resource of a draft."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ResourceKind.choices)
    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_("Name"), max_length=100)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, initial=1)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    from_level = forms.TypedChoiceField(
        label=_("Needed from"), choices=ResponseLevel.choices, coerce=int, initial=4
    )


class ContactForm(forms.Form):
    """A contact of a draft."""

    post = forms.CharField(label=_("Post or unit"), max_length=100)
    organisation_code = forms.CharField(
        label=_("Code of the organisation"), max_length=50, required=False
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    duty = forms.CharField(label=_("What for"), max_length=100, required=False)
    sort_order = forms.IntegerField(label=_("Sort order"), min_value=0, initial=100)


class SectionForm(forms.Form):
    """A chapter of the text."""

    part = forms.ChoiceField(
        label=_("Part of a plan"),
        choices=[("", "—"), *TextPart.choices],
        required=False,
    )
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 10}), required=False
    )
    sort_order = forms.IntegerField(label=_("Sort order"), min_value=0, initial=100)


class PointForm(forms.Form):
    """The place of a point plan."""

    kind = forms.ChoiceField(label=_("Kind of point"), choices=PointKind.choices)
    place = forms.CharField(label=_("Place"), max_length=200)
    danger = forms.CharField(label=_("Danger"), max_length=300)
    households = forms.IntegerField(label=_("Households"), min_value=0, required=False)
    people = forms.IntegerField(label=pgettext_lazy("point", "People"), min_value=0, required=False)
    in_need = forms.CharField(label=_("People who need help"), max_length=300, required=False)
    signal = forms.CharField(label=_("Warning signal"), max_length=200)
    route = forms.CharField(label=_("Way out"), max_length=300)
    shelter = forms.CharField(label=_("Where to"), max_length=200)
    return_rule = forms.CharField(label=_("When people may return"), max_length=200, required=False)


PART_FORMS: dict[str, type[forms.Form]] = {
    "level": LevelForm,
    "trigger": TriggerForm,
    "group": GroupForm,
    "task": TaskForm,
    "resource": ResourceForm,
    "contact": ContactForm,
    "section": SectionForm,
    "point": PointForm,
}


class DeadlinesForm(forms.Form):
    """Minutes for every task that has no deadline yet."""

    rest = forms.IntegerField(
        label=_("For all left empty below"),
        min_value=1,
        max_value=525_600,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": _("min")}),
    )

    def __init__(self, *args: Any, tasks: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"task_{pk}": pk for pk, _label in tasks}
        for pk, label in tasks:
            self.fields[f"task_{pk}"] = forms.IntegerField(
                label=label,
                min_value=1,
                max_value=525_600,
                required=False,
                widget=forms.NumberInput(attrs={"data-unit": _("min")}),
            )

    def minutes(self) -> dict[int, int]:
        """Return the minutes by task."""
        rest = self.cleaned_data.get("rest")
        given = {pk: self.cleaned_data.get(name) or rest for name, pk in self.names.items()}
        return {pk: number for pk, number in given.items() if number}


class RecordForm(forms.Form):
    """What was done for a plan."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RecordKind.choices)
    done_on = forms.DateField(label=_("Done on"), widget=forms.DateInput(attrs={"type": "date"}))
    with_whom = forms.CharField(label=_("With whom"), max_length=200, required=False)
    number = forms.CharField(label=_("Number of the paper"), max_length=50, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ReportForm(forms.Form):
    """A report the plan stands on, with its file."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ReportKind.choices)
    made_on = forms.DateField(
        label=_("Drawn up on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    made_by = forms.CharField(label=_("Drawn up by"), max_length=200)
    file = forms.FileField(label=_("File"), help_text=_("Word, PDF or a picture of the report"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
