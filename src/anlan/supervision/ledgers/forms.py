"""Forms: the one every ledger gets, reports of duties, confirmations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.base.regions.public import list_for_choice
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput
from anlan.kernel.policy import visible
from anlan.kernel.search_text import search_q
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.ledgers.choices import TargetState
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.permissions import KEEP_ROW

#: With more enterprises than this the name is typed instead of chosen.
CHOSEN_ENTERPRISES = 200


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos or documents."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", FilesInput(attrs={"multiple": True}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file is looked at."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(item, initial) for item in given]


class EnterpriseField(forms.CharField):
    """An enterprise by name, short name or credit code, of those one sees."""

    def __init__(self, actor: Actor, **options: Any) -> None:
        self.actor = actor
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        """Return the key; a name that several fit is refused with the names."""
        text = super().clean(value)
        if not text:
            return None
        found = enterprises_called(text, self.actor)
        if not found:
            raise ValidationError(_("There is no such enterprise in your area."))
        if len(found) > 1:
            some = "、".join(name for _pk, name in found[:4])
            raise ValidationError(_("Several enterprises fit: %(names)s") % {"names": some})
        return found[0][0]


def enterprises_called(text: str, actor: Actor) -> list[tuple[int, str]]:
    """Enterprises one sees that are called so, exactly or else in part."""
    rows = visible(apps.get_model("enterprises.Enterprise"), actor)
    for condition in ({"uscc": text.upper()}, {"name": text}, {"short_name": text}):
        exact = list(rows.filter(**condition).values_list("pk", "name")[:5])
        if exact:
            return exact
    for word in text.split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    return list(rows.order_by("pk").values_list("pk", "name")[:5])


class RowForm(forms.Form):
    """A row of any ledger; the fields are made from its description."""

    def __init__(
        self,
        *args: Any,
        ledger: Ledger,
        columns: Sequence[LedgerField],
        actor: Actor,
        row: LedgerRow | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        values = row.values if row else {}
        for column in columns:
            for name, field in form_fields(column, actor, values.get(column.key), row).items():
                self.fields[name] = field

    def values(self) -> dict[str, Any]:
        """The entered values by key; places are put together, files left out."""
        found: dict[str, Any] = {}
        for column in self.columns:
            data = self.cleaned_data
            if column.kind == "file":
                continue
            if column.kind == "place":
                longitude = data.get(f"{column.key}__longitude")
                latitude = data.get(f"{column.key}__latitude")
                found[column.key] = (
                    None
                    if longitude is None and latitude is None
                    else {
                        "name": data.get(f"{column.key}__name", ""),
                        "longitude": longitude,
                        "latitude": latitude,
                    }
                )
            else:
                found[column.key] = data.get(column.key)
        return found

    def uploads(self) -> dict[str, list[Any]]:
        """The files by key."""
        return {
            column.key: self.cleaned_data[column.key]
            for column in self.columns
            if column.kind == "file" and self.cleaned_data.get(column.key)
        }


def form_fields(
    column: LedgerField, actor: Actor, value: Any, row: LedgerRow | None
) -> dict[str, forms.Field]:
    """The form fields of one column."""
    common: dict[str, Any] = {
        "label": column.label,
        "required": column.is_required,
        "help_text": column.help,
        "initial": value,
    }
    kind = column.kind
    if kind == "place":
        return _place_fields(column, value, common)
    if kind == "number":
        return {
            column.key: forms.FloatField(
                min_value=column.minimum, max_value=column.maximum,
                widget=forms.NumberInput(attrs={"step": "any", "data-unit": column.unit}),
                **common,
            )
        }  # fmt: skip
    if kind == "date":
        return {column.key: forms.DateField(widget=DayInput(), **common)}
    if kind == "choice":
        choices = [("", "—"), *((word, word) for word in column.options)]
        return {column.key: forms.ChoiceField(choices=choices, **common)}
    if kind == "yes_no":
        return {
            column.key: forms.TypedChoiceField(
                choices=[("", "—"), ("是", _("yes")), ("否", _("no"))], empty_value=None,
                **{**common, "initial": {True: "是", False: "否"}.get(value)},
            )
        }  # fmt: skip
    if kind == "enterprise":
        return {column.key: _enterprise_field(actor, common, row)}
    if kind == "region":
        choices = [("", "—"), *_regions(actor)]
        return {column.key: forms.ChoiceField(choices=choices, **common)}
    if kind == "chemical":
        choices = [("", "—"), *((str(c.id), f"{c.name} {c.cas}") for c in list_chemicals())]
        initial = str(value["id"]) if value else None
        return {column.key: forms.ChoiceField(choices=choices, **{**common, "initial": initial})}
    if kind == "file":
        needed = column.is_required and not value
        return {column.key: FilesField(**{**common, "required": needed, "initial": None})}
    widget = forms.Textarea(attrs={"rows": 3}) if kind == "long" else forms.TextInput()
    limit = 4000 if kind == "long" else 500
    return {column.key: forms.CharField(max_length=limit, widget=widget, **common)}


def _place_fields(
    column: LedgerField, value: Any, common: dict[str, Any]
) -> dict[str, forms.Field]:
    value = value or {}
    found: dict[str, forms.Field] = {
        f"{column.key}__name": forms.CharField(
            label=column.label, required=False, max_length=120, initial=value.get("name", ""),
            help_text=column.help or _("in words, such as: west gate"),
        )
    }  # fmt: skip
    for part, words, limit in (("longitude", _("longitude"), 180), ("latitude", _("latitude"), 90)):
        found[f"{column.key}__{part}"] = forms.FloatField(
            label=f"{column.label} · {words}", required=common["required"], min_value=-limit,
            max_value=limit, initial=value.get(part),
            widget=forms.NumberInput(attrs={"step": "any", "data-unit": "°"}),
        )  # fmt: skip
    return found


def _enterprise_field(actor: Actor, common: dict[str, Any], row: LedgerRow | None) -> forms.Field:
    rows = visible(apps.get_model("enterprises.Enterprise"), actor)
    own = list(rows.order_by("name").values_list("pk", "name")[: CHOSEN_ENTERPRISES + 1])
    if len(own) <= CHOSEN_ENTERPRISES:
        choices = [("", "—"), *((str(pk), name) for pk, name in own)]
        initial = common["initial"] or (own[0][0] if len(own) == 1 else None)
        return forms.ChoiceField(
            choices=choices, **{**common, "initial": str(initial) if initial else None}
        )
    name = str(row.enterprise) if row is not None and row.enterprise_id else ""
    common = {**common, "initial": name}
    common["help_text"] = common["help_text"] or _("name, short name or credit code")
    return EnterpriseField(actor, max_length=200, **common)


def _regions(actor: Actor) -> list[tuple[str, str]]:
    scopes = actor.scopes_for(KEEP_ROW)
    prefixes = [scope.value for scope in scopes if scope.kind == "region"]
    return [
        (region.code, region.path)
        for region in list_for_choice("township", "village")
        if not prefixes or any(region.code.startswith(prefix) for prefix in prefixes)
    ]


class DutyForm(forms.Form):
    """The report that a duty is done."""

    done_on = forms.DateField(label=gettext_lazy("done on"), widget=DayInput())
    note = forms.CharField(
        label=gettext_lazy("what was done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("who led, what was checked or practised, what was found"),
    )
    participants = forms.IntegerField(
        label=gettext_lazy("participants"), required=False, min_value=0, max_value=1_000_000
    )
    records = FilesField(
        label=gettext_lazy("evidence"),
        required=False,
        help_text=gettext_lazy("signed record, photos"),
    )


class TargetReportForm(forms.Form):
    """How a target stands."""

    state = forms.ChoiceField(
        label=gettext_lazy("state"),
        choices=[choice for choice in TargetState.choices if choice[0] != TargetState.OPEN],
    )
    reached = forms.FloatField(label=gettext_lazy("figure reached"), required=False)
    reached_on = forms.DateField(label=gettext_lazy("as of"), widget=DayInput())
    note = forms.CharField(
        label=pgettext_lazy("target", "how it stands"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("what the figure rests on; what is missing and by when"),
    )
    records = FilesField(label=gettext_lazy("evidence"), required=False)


class PackForm(forms.Form):
    """The head of a pack that the county writes itself."""

    number = forms.IntegerField(
        label=gettext_lazy("No."),
        min_value=23,
        max_value=99,
        help_text=gettext_lazy("23 to 99; the smaller numbers are those of the sub-plans"),
    )
    word = forms.RegexField(
        r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        label=gettext_lazy("code"),
        max_length=40,
        help_text=gettext_lazy("lower-case letters, digits and hyphens; never changed"),
    )
    name = forms.CharField(label=gettext_lazy("name"), max_length=60)
    title = forms.CharField(
        label=gettext_lazy("title"),
        max_length=120,
        help_text=gettext_lazy("of the plan or rule it puts into practice"),
    )
    department = forms.CharField(label=gettext_lazy("department in charge"), max_length=120)
    document = forms.CharField(label=gettext_lazy("source document"), max_length=120)
    sectors = forms.MultipleChoiceField(
        label=gettext_lazy("sectors"), widget=forms.CheckboxSelectMultiple()
    )
    top_hazard = forms.CharField(
        label=gettext_lazy("word for the gravest hazards"), max_length=60, initial="重大事故隐患"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = apps.get_model("enterprises.Sector")._default_manager.order_by("pk")
        choice: Any = self.fields["sectors"]
        choice.choices = list(sectors.values_list("pk", "name"))


class ConfirmForm(forms.Form):
    """Where the official text was seen."""

    citation = forms.CharField(
        label=gettext_lazy("official text"),
        max_length=300,
        help_text=gettext_lazy("title, number and article of the text you compared word by word"),
    )
