"""Forms of installations, filings, duties, commitments and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.supervision.installations.choices import (
    OPERATIONS,
    AssessmentTrigger,
    DutyPeriod,
    DutyRole,
    SafetySystem,
    UnitKind,
    UnitState,
)
from anlan.supervision.installations.models.commitment import LEVELS

#: Workshops that fit on the form of a day.
WORKSHOPS = 6


class DayInput(forms.DateInput):
    """A day, chosen in the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def coordinate(label: Any, most: int) -> forms.FloatField:
    """A longitude or latitude."""
    return forms.FloatField(
        label=label,
        required=False,
        min_value=-most,
        max_value=most,
        widget=forms.NumberInput(attrs={"data-unit": "°", "step": "any"}),
    )


class InstallationForm(forms.Form):
    """Facts of a unit."""

    name = forms.CharField(label=_("name"), max_length=100)
    kind = forms.ChoiceField(
        label=pgettext_lazy("installation", "kind of unit"),
        choices=UnitKind.choices,
        help_text=_(
            "production unit: what cut-off valves divide off; storage unit: a tank area by its "
            "dikes, a store by its building"
        ),
        widget=forms.Select(attrs={"data-law": "GB 18218-2018 3.5、3.6"}),
    )
    description = forms.CharField(
        label=_("description"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    longitude = coordinate(_("longitude"), 180)
    latitude = coordinate(_("latitude"), 90)
    boundary = forms.CharField(
        label=pgettext_lazy("installation", "plant boundary"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "one polygon as GeoJSON or WKT, longitude first; without it people are counted around "
            "the vessels"
        ),
    )


class NewInstallationForm(InstallationForm):
    """A new unit: whose, and which vessels stand in it."""

    enterprise_id = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    field_order = ("enterprise_id", "name")

    def __init__(self, *args: Any, firms: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprise_id"].choices = list(firms)  # type: ignore[attr-defined]


class InstallationChangeForm(InstallationForm):
    """A unit may stop and go."""

    state = forms.ChoiceField(label=_("state"), choices=UnitState.choices)
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)


class VesselsForm(forms.Form):
    """Which vessels of the dossier stand in the unit."""

    holding_ids = forms.TypedMultipleChoiceField(
        label=_("vessels in this unit"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, vessels: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holding_ids"].choices = list(vessels)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Which row of the tables a vessel falls under."""

    decision = forms.ChoiceField(label=_("row of the tables"), required=False)
    reason = forms.CharField(
        label=_("reason"),
        max_length=300,
        required=False,
        help_text=_("concentration, hazard class, section of the safety data sheet"),
    )

    def __init__(self, *args: Any, rows: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = list(rows)  # type: ignore[attr-defined]


class PeopleForm(forms.Form):
    """A number of people that was counted."""

    people = forms.IntegerField(label=_("people counted"), min_value=0)
    reason = forms.CharField(
        label=_("reason"), max_length=300, help_text=_("who counted, when and how")
    )


class EquipmentForm(forms.Form):
    """How far a safety system is fitted."""

    system = forms.ChoiceField(label=_("safety system"), choices=SafetySystem.choices)
    needed = forms.IntegerField(label=_("needed"), min_value=0)
    fitted = forms.IntegerField(label=pgettext_lazy("safety system", "fitted"), min_value=0)
    working = forms.IntegerField(label=pgettext_lazy("safety system", "working"), min_value=0)
    planned_on = forms.DateField(label=_("retrofit planned for"), required=False, widget=DayInput())
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class FilingForm(forms.Form):
    """The assessment a filing rests on."""

    trigger = forms.ChoiceField(
        label=pgettext_lazy("filing", "occasion"), choices=AssessmentTrigger.choices
    )
    assessed_on = forms.DateField(label=_("safety assessment of"), widget=DayInput())
    assessor = forms.CharField(label=_("assessed by"), max_length=100)
    report_number = forms.CharField(label=_("number of the report"), max_length=50, required=False)
    document = forms.FileField(
        label=_("assessment report"), required=False, help_text=_("PDF or image")
    )


class RegisterForm(forms.Form):
    """Number and day of the filing."""

    number = forms.CharField(label=_("filing number"), max_length=50)
    filed_on = forms.DateField(label=_("filed on"), widget=DayInput())


class DocumentForm(forms.Form):
    """A document of a filing."""

    document = forms.FileField(label=_("document"), help_text=_("PDF or image"))


class ResponsibleForm(forms.Form):
    """Who answers for the installation."""

    role = forms.ChoiceField(label=pgettext_lazy("duty", "role"), choices=DutyRole.choices)
    person_id = forms.TypedChoiceField(label=_("person"), coerce=int)
    certificate = forms.CharField(label=_("certificate number"), max_length=50, required=False)
    certificate_until = forms.DateField(
        label=_("certificate valid to"), required=False, widget=DayInput()
    )
    from_on = forms.DateField(label=_("in charge from"), widget=DayInput())

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = list(people)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """When a change was registered."""

    on = forms.DateField(label=_("registered on"), widget=DayInput())


class DutyForm(forms.Form):
    """What was done."""

    note = forms.CharField(
        label=pgettext_lazy("duty", "what was done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("what was done, what was found, what follows"),
    )
    photo = forms.FileField(label=_("photo or document"), required=False)


class ValueForm(forms.Form):
    """Confirming a value against the text."""

    citation = forms.CharField(
        label=_("confirmed by citation"),
        max_length=300,
        help_text=_("the text you read, its edition, clause and page"),
    )
    number = forms.FloatField(
        label=_("number in the text"),
        required=False,
        help_text=_("only where it differs"),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)


class DutyRuleForm(forms.Form):
    """Confirming a duty against the text."""

    citation = forms.CharField(
        label=_("confirmed by citation"),
        max_length=300,
        help_text=_("the text you read, its edition, clause and page"),
    )
    period = forms.ChoiceField(
        label=_("returns"),
        choices=DutyPeriod.choices,
        help_text=_("as the text says; where it is silent, as the county decides"),
    )
    is_active = forms.BooleanField(
        label=_("is in force"), required=False, help_text=_("otherwise no new tasks are made")
    )
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)


class BoundaryForm(forms.Form):
    """The boundary of the plant, drawn on the map or entered."""

    boundary = forms.CharField(
        label=pgettext_lazy("installation", "plant boundary"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-outline-target": "text"}),
        help_text=_("one polygon as GeoJSON or WKT, longitude first; empty: no boundary"),
    )
    is_for_plant = forms.BooleanField(
        label=_("for every unit of this enterprise"), required=False, initial=True
    )
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)


class ScreenForm(forms.Form):
    """Where a public screen hangs."""

    label = forms.CharField(label=_("where it hangs"), max_length=100)


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10_000, initial=0)


class CommitmentForm(forms.Form):
    """The judgement of a day: state of the units, operations, workshops, plant."""

    running = _count(_("units running"))
    stopped = _count(_("units stopped"))
    maintenance = _count(_("units under repair"))
    trial = _count(_("units in trial production"))
    starting = _count(_("units starting or stopping"))
    tank_areas = _count(_("tank areas and stores in use"))
    contractors = _count(_("contractors on site"))
    contractor_people = _count(_("people of contractors"))
    level = forms.TypedChoiceField(label=_("judgement of the plant"), choices=LEVELS, coerce=int)
    measures = forms.CharField(
        label=_("main risks and measures"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    statement = forms.CharField(label=_("commitment"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in OPERATIONS:
            self.fields[f"op_{code}"] = _count(label)
        for n in range(1, WORKSHOPS + 1):
            words = {"number": n}
            self.fields[f"w{n}_workshop"] = forms.CharField(
                label=_("workshop %(number)s") % words, max_length=100, required=False
            )
            self.fields[f"w{n}_level"] = forms.TypedChoiceField(
                label=_("judgement of workshop %(number)s") % words,
                choices=(("", "—"), *LEVELS),
                coerce=int,
                empty_value=None,
                required=False,
            )
            self.fields[f"w{n}_text"] = forms.CharField(
                label=_("risks and controls of workshop %(number)s") % words,
                max_length=300,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """A workshop that is named is judged."""
        values = super().clean() or {}
        for n in range(1, WORKSHOPS + 1):
            if values.get(f"w{n}_workshop") and not values.get(f"w{n}_level"):
                self.add_error(f"w{n}_level", str(_("Choose one of the four levels.")))
        return values

    def facts(self, person: str) -> dict[str, Any]:
        """The arguments of the service."""
        values = dict(self.cleaned_data)
        operations = {code: values.pop(f"op_{code}") or 0 for code, _label in OPERATIONS}
        judgements = []
        for n in range(1, WORKSHOPS + 1):
            workshop, level, text = (values.pop(f"w{n}_{k}") for k in ("workshop", "level", "text"))
            if workshop:
                judgements.append(
                    {"workshop": workshop, "level": level, "text": text, "person": person}
                )
        return {**values, "operations": operations, "judgements": judgements}


def commitment_steps() -> list[dict[str, Any]]:
    """Named steps of the form of a day."""
    workshops = [
        f"w{n}_{k}" for n in range(1, WORKSHOPS + 1) for k in ("workshop", "level", "text")
    ]
    return [
        {
            "id": "units",
            "title": _("State of the units"),
            "fields": ["running", "stopped", "maintenance", "trial", "starting", "tank_areas"],
        },
        {
            "id": "operations",
            "title": _("Special operations and contractors"),
            "fields": [
                *(f"op_{code}" for code, _l in OPERATIONS),
                "contractors",
                "contractor_people",
            ],
        },
        {"id": "workshops", "title": _("Judgements of the workshops"), "fields": workshops},
        {
            "id": "plant",
            "title": _("Judgement of the plant"),
            "fields": ["level", "measures", "statement"],
        },
    ]


def commitment_initial(commitment: Any) -> Mapping[str, Any]:
    """The present values of a draft as the form wants them."""
    found = {
        name: getattr(commitment, name)
        for name in CommitmentForm.base_fields
        if hasattr(commitment, name)
    }
    for row in commitment.operation_rows():
        found[f"op_{row['code']}"] = row["count"]
    for n, row in enumerate(commitment.judgements[:WORKSHOPS], 1):
        found |= {f"w{n}_{key}": row.get(key, "") for key in ("workshop", "level", "text")}
    return found
