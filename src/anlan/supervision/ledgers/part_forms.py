"""Forms of the pack editor: one for each kind of part, in the words of the format."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.inputs import DayInput
from anlan.supervision.ledgers.choices import (
    Consequence,
    FieldKind,
    Keeper,
    PeriodUnit,
    Subject,
)

Part = dict[str, Any]


class LinesField(forms.CharField):
    """A list, one entry a line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        options.setdefault("required", False)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """One entry a line."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """The entries, without empty lines."""
        text = super().clean(value)
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class PartForm(forms.Form):
    """Base: a part of a pack to form fields and back; empty values are left out of the part."""

    #: Words whose empty value means “not said”.
    optional: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_part(cls, part: Part) -> Part:
        """Initial values."""
        return dict(part)

    def to_part(self) -> Part:
        """The part in the words of the format."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in self.cleaned_data.items()
            if not (value in (None, "") and name in self.optional)
        }


def _code(**options: Any) -> forms.RegexField:
    return forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label=_("code"),
        max_length=60,
        help_text=_("lower-case letters, digits and hyphens; never changed once in force"),
        **options,
    )


class LedgerForm(PartForm):
    """A ledger; its fields are edited one by one below."""

    code = _code()
    name = forms.CharField(label=_("name"), max_length=120, help_text=_("as printed"))
    aliases = LinesField(label=_("other names"), help_text=_("one a line; found in the search box"))
    purpose = forms.CharField(label=_("purpose"), widget=forms.Textarea(attrs={"rows": 2}))
    kept_by = forms.ChoiceField(label=_("kept by"), choices=Keeper.choices)
    keeper = forms.CharField(label=_("keeper in the document"), max_length=120, required=False)
    title = forms.CharField(label=_("field a row is called by"), max_length=40)
    due = forms.CharField(
        label=_("due rule"),
        max_length=120,
        required=False,
        help_text=_("the key of a date field, or “every 90 days since last_checked_on”"),
    )
    done_field = forms.CharField(label=_("settled when this field"), max_length=40, required=False)
    done_values = LinesField(label=_("has one of these values"), help_text=_("one a line"))

    @classmethod
    def from_part(cls, part: Part) -> Part:
        """Spread the words for “settled”."""
        done = part.get("done") or {}
        return {
            **part, "done_field": done.get("field", ""), "done_values": done.get("values", [])
        }  # fmt: skip

    def to_part(self) -> Part:
        """Put the words for “settled” together."""
        part = super().to_part()
        field, values = part.pop("done_field"), part.pop("done_values")
        part["done"] = {"field": field, "values": values} if field else None
        return part


class FieldForm(PartForm):
    """One column of a ledger."""

    optional = ("minimum", "maximum")
    key = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label=_("key"),
        max_length=40,
        help_text=_("lower-case letters, digits and underscores; never changed once in force"),
    )
    label = forms.CharField(label=_("heading"), max_length=120)
    kind = forms.ChoiceField(label=_("kind"), choices=FieldKind.choices)
    required = forms.BooleanField(label=_("is required"), required=False)
    unique = forms.BooleanField(label=_("recognises the row"), required=False)
    choices = LinesField(label=_("choices"), help_text=_("one a line; for “one of several words”"))
    unit = forms.CharField(label=_("unit"), max_length=30, required=False)
    minimum = forms.FloatField(label=_("at least"), required=False)
    maximum = forms.FloatField(label=_("at most"), required=False)
    help = forms.CharField(label=_("help"), max_length=300, required=False)
    sensitive = forms.BooleanField(label=_("is sensitive"), required=False)


class ChecklistForm(PartForm):
    """A checklist; its items are edited one by one below."""

    code = _code()
    name = forms.CharField(label=_("name"), max_length=120)
    aliases = LinesField(label=_("other names"), help_text=_("one a line; found in the search box"))
    used_by = forms.ChoiceField(label=_("used by"), choices=Keeper.choices)
    sectors = LinesField(label=_("sectors"), help_text=_("codes, one a line; empty: all"))
    basis = forms.CharField(label=_("legal basis"), max_length=300, required=False)


class ItemForm(PartForm):
    """One thing to look at."""

    optional = ("criterion",)
    text = forms.CharField(label=_("text"), widget=forms.Textarea(attrs={"rows": 3}))
    method = forms.CharField(label=_("method of checking"), max_length=60, required=False)
    basis = forms.CharField(label=_("legal basis"), max_length=300, required=False)
    clause = forms.CharField(label=_("clause"), max_length=120, required=False)
    severity = forms.ChoiceField(
        label=pgettext_lazy("checklist", "severity"),
        choices=Consequence.choices,
        initial=Consequence.GENERAL,
    )
    criterion = forms.CharField(label=_("code of the criterion"), max_length=60, required=False)


class CriterionForm(PartForm):
    """A hazard criterion; whether it is verified is said on its page, not here."""

    code = _code()
    text = forms.CharField(label=_("text"), widget=forms.Textarea(attrs={"rows": 4}))
    basis = forms.CharField(label=_("legal basis"), max_length=300)
    clause = forms.CharField(label=_("clause"), max_length=120)
    consequence = forms.ChoiceField(label=_("consequence"), choices=Consequence.choices)
    sectors = LinesField(label=_("sectors"), help_text=_("codes, one a line; empty: all"))
    note = forms.CharField(
        label=_("note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def to_part(self) -> Part:
        """A changed wording has not been compared with anything yet."""
        part = super().to_part()
        before = self.initial
        same = all(before.get(word) == part[word] for word in ("text", "basis", "clause"))
        part["is_verified"] = bool(before.get("is_verified")) if same else False
        part["seen_in"] = before.get("seen_in", "") if same else ""
        return part


class CadenceForm(PartForm):
    """A cadence: exactly one of rhythm, last day, occasion."""

    optional = ("once_by", "starts_on", "ends_on", "checklist")
    code = _code()
    subject = forms.ChoiceField(label=pgettext_lazy("cadence", "subject"), choices=Subject.choices)
    what = forms.CharField(label=_("what is done"), widget=forms.Textarea(attrs={"rows": 2}))
    who = forms.CharField(label=_("by whom"), max_length=120)
    applies_to = forms.ChoiceField(label=_("duty of"), choices=Keeper.choices)
    sectors = LinesField(label=_("sectors"), help_text=_("codes, one a line; empty: all"))
    count = forms.IntegerField(label=_("times"), required=False, min_value=1, max_value=60)
    every = forms.IntegerField(
        label=_("in every so many periods"), required=False, min_value=1, max_value=60
    )
    unit = forms.ChoiceField(
        label=_("period"), required=False, choices=[("", "—"), *PeriodUnit.choices]
    )
    once_by = forms.DateField(label=_("once, by"), required=False, widget=DayInput())
    occasion = forms.CharField(label=_("occasion"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("starts on"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("ends on"), required=False, widget=DayInput())
    condition = forms.CharField(label=_("holds for"), max_length=300, required=False)
    evidence = forms.CharField(label=_("evidence"), max_length=200, required=False)
    checklist = forms.CharField(label=_("code of the checklist"), max_length=60, required=False)

    @classmethod
    def from_part(cls, part: Part) -> Part:
        """Spread the rhythm."""
        period, times = part.get("period") or {}, part.get("times") or {}
        return {
            **part,
            "count": times.get("count"),
            "every": period.get("every"),
            "unit": period.get("unit") or times.get("per") or "",
        }

    def to_part(self) -> Part:
        """Put the rhythm together: several times within one period, or once in several."""
        part = super().to_part()
        count, every, unit = part.pop("count"), part.pop("every"), part.pop("unit")
        part["period"] = part["times"] = None
        if unit and (count or 1) > 1:
            part["times"] = {"count": count, "per": unit}
        elif unit:
            part["period"] = {"every": every or 1, "unit": unit}
        for name in self.optional:
            part.setdefault(name, None)
        return part


class TargetForm(PartForm):
    """A figure or state to be reached."""

    optional = ("number", "deadline")
    code = _code()
    indicator = forms.CharField(label=_("indicator"), max_length=120)
    value = forms.CharField(label=_("target value"), max_length=300, help_text=_("as printed"))
    number = forms.FloatField(label=_("figure"), required=False)
    unit = forms.CharField(label=_("unit"), max_length=30, required=False)
    comparison = forms.ChoiceField(
        label=_("comparison"),
        choices=[("text", "—"), *((sign, sign) for sign in (">=", "<=", "=", ">", "<"))],
    )
    deadline = forms.DateField(label=_("deadline"), required=False, widget=DayInput())
    recurring = forms.CharField(label=_("recurs"), max_length=60, required=False)
    who = forms.CharField(label=_("by whom"), max_length=120, required=False)


#: The form of each list of a pack, and of the lists inside its parts.
FORMS: dict[str, type[PartForm]] = {
    "ledgers": LedgerForm,
    "checklists": ChecklistForm,
    "criteria": CriterionForm,
    "cadences": CadenceForm,
    "targets": TargetForm,
}
INNER: dict[str, tuple[str, type[PartForm]]] = {
    "ledgers": ("fields", FieldForm),
    "checklists": ("items", ItemForm),
}
#: What a part is called.
PART_NAMES = {
    "head": _("head of the pack"),
    "ledgers": pgettext_lazy("sector pack", "ledgers"),
    "checklists": _("checklists"),
    "criteria": _("hazard criteria"),
    "cadences": _("cadences"),
    "targets": pgettext_lazy("sector pack", "targets"),
    "systems": _("named things"),
    "outside_software": _("outside software"),
    "fields": _("fields of ledgers"),
    "items": _("items of checklists"),
}


def part_label(part: Part) -> str:
    """What a part is called in a list."""
    for word in ("name", "label", "text", "what", "indicator"):
        if part.get(word):
            return str(part[word])[:80]
    return str(part.get("code", ""))
