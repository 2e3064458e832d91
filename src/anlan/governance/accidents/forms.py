"""Forms of accident statistics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations
from anlan.base.regions.public import list_for_choice
from anlan.governance.accidents.choices import (
    Cause,
    DenominatorKind,
    Domain,
    Edition,
    Employment,
    FigureVersion,
    Harm,
    OutsideKind,
    RemovalGround,
    UnitType,
)
from anlan.governance.accidents.models import Accident, AccidentType
from anlan.governance.accidents.permissions import REGISTER
from anlan.governance.accidents.services.coding import choices_for
from anlan.governance.accidents.wording import industries, measure_choices
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput, MomentField
from anlan.kernel.policy import scope_reaches
from anlan.supervision.enterprises.public import match_enterprise

LAW_493 = _("State Council Decree No. 493, article 3")
OFFICES = ("department", "township", "park", "government")
NONE = ("", "—")


def _region_choices(actor: Actor) -> list[tuple[str, str]]:
    rows = list_for_choice("county", "township", "village")
    reached = [(r.code, r.path) for r in rows if scope_reaches(actor, REGISTER, region=r.code)]
    return reached or [(r.code, r.path) for r in rows]


def _counties() -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in list_for_choice("county")]


def _number(label: Any, **more: Any) -> forms.IntegerField:
    attrs = {"data-unit": pgettext_lazy("unit", "persons"), **more.pop("attrs", {})}
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput(attrs=attrs),
        **more,
    )


class FigureFields(forms.Form):
    """The figures of an accident."""

    deaths = _number(_("deaths"), attrs={"data-law": LAW_493})
    missing = _number(_("missing"))
    serious_injuries = _number(
        _("serious injuries"),
        help_text=_("acute industrial poisoning included"),
        attrs={"data-law": LAW_493},
    )
    poisonings = _number(_("of these acute poisonings"))
    minor_injuries = _number(_("minor injuries"))
    direct_loss = forms.DecimalField(
        label=_("direct economic loss (10,000 yuan)"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(
            attrs={"data-unit": _("10,000 yuan"), "data-law": LAW_493, "step": "any"}
        ),
    )

    def figures(self) -> dict[str, Any]:
        """The figures given; what is empty counts as none."""
        return {name: self.cleaned_data.get(name) or 0 for name in FigureFields.base_fields}


class FactFields(forms.Form):
    """What is no figure."""

    title = forms.CharField(
        label=_("What happened, in a few words"),
        max_length=200,
        help_text=_("Place and event in a few words; it becomes the title."),
    )
    domain = forms.ChoiceField(
        label=_("Field of statistics"),
        choices=Domain.choices,
        help_text=_("It decides how long figures may change: 7 days for road and fire, else 30."),
    )
    unit_name = forms.CharField(label=_("Unit of the accident"), max_length=200, required=False)
    unit_type = forms.ChoiceField(label=_("Kind of unit"), choices=UnitType.choices)
    industry_code = forms.CharField(
        label=_("Industry code"),
        max_length=10,
        required=False,
        help_text=_("GB/T 4754, letter first, such as C26; without it nothing is counted."),
    )
    address = forms.CharField(label=_("Place"), max_length=200, required=False)
    cause = forms.ChoiceField(
        label=_("Direct cause"), choices=[NONE, *Cause.choices], required=False
    )
    course = forms.CharField(
        label=_("Brief course"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    days_lost = forms.IntegerField(
        label=_("Working days lost"),
        min_value=0,
        required=False,
        help_text=_("As determined by GB 15499; 6,000 for each death and permanent disability."),
    )

    def clean_industry_code(self) -> str:
        """A letter of a section first."""
        code = str(self.cleaned_data["industry_code"]).strip().upper()
        if code and code[0] not in industries():
            raise forms.ValidationError(
                _("Begin with the letter of the section, A to S, such as C26.")
            )
        return code


class ChangeForm(FactFields):
    """Change what is no figure."""


class AccidentForm(FigureFields, FactFields):
    """Enter an accident by hand."""

    occurred_at = MomentField(label=_("Occurred at"))
    region_code = forms.ChoiceField(label=_("Region"))
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=70,
        max_value=140,
        widget=forms.NumberInput(attrs={"step": "any", "data-unit": "°E"}),
    )
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=3,
        max_value=54,
        widget=forms.NumberInput(attrs={"step": "any", "data-unit": "°N"}),
    )
    department_id = forms.TypedChoiceField(
        label=_("Department in charge"), coerce=int, empty_value=None, required=False
    )
    enterprise_name = forms.CharField(
        label=_("Enterprise"),
        max_length=200,
        required=False,
        help_text=_("Full name as in the dossier; empty when it has none."),
    )
    kind_id = forms.TypedChoiceField(
        label=_("Accident type"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "GB 6441-2025: the first inducing cause decides; of several at once the one that did "
            "the gravest harm."
        ),
    )
    first_cause = forms.CharField(label=_("First inducing cause"), max_length=300, required=False)

    field_order = (
        "title",
        "occurred_at",
        "region_code",
        "address",
        "longitude",
        "latitude",
        "domain",
        "department_id",
        "enterprise_name",
        "unit_name",
        "unit_type",
        "industry_code",
        "deaths",
        "missing",
        "serious_injuries",
        "poisonings",
        "minor_injuries",
        "direct_loss",
        "days_lost",
        "kind_id",
        "first_cause",
        "cause",
        "course",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        fields: dict[str, Any] = self.fields
        fields["region_code"].choices = _region_choices(actor)
        fields["department_id"].choices = [
            NONE,
            *((row.id, row.name) for row in list_organisations(actor, kinds=OFFICES)),
        ]
        fields["kind_id"].choices = _type_choices()

    def clean_enterprise_name(self) -> str:
        """Keep only an enterprise one sees."""
        name = str(self.cleaned_data["enterprise_name"]).strip()
        self.enterprise_id: int | None = None
        if name:
            self.enterprise_id, near = match_enterprise(name, self.actor)
            if self.enterprise_id is None:
                raise forms.ValidationError(
                    _("No enterprise has this name. Leave it empty and fill in the unit below.")
                    if not near
                    else _("Which one: %(names)s?") % {"names": "、".join(near)}
                )
        return name


def _type_choices() -> list[tuple[Any, str]]:
    rows = AccidentType.objects.filter(edition=Edition.NEW)
    return [("", "—"), *((row.pk, f"{row.name}　{row.note}") for row in rows)]


class FiguresForm(FigureFields):
    """New figures."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed when there are fewer deaths than before."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    document = forms.CharField(
        label=_("Document it rests on"),
        max_length=200,
        required=False,
        help_text=_("Name and number, such as a court medical opinion."),
    )


class TypeForm(forms.Form):
    """Choose the type, led by the first inducing cause."""

    first_cause = forms.CharField(
        label=_("First inducing cause"),
        max_length=300,
        help_text=_(
            "What came first and led to all the rest? A blast that throws debris is a blast, not "
            "a blow by an object."
        ),
    )
    kind_id = forms.TypedChoiceField(label=_("Accident type"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, accident: Accident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rows = choices_for(accident.old_kind_id)
        fields["kind_id"].choices = [
            (row.pk, f"{row.name}　{condition or row.note}") for row, condition in rows
        ]


class RemovalForm(forms.Form):
    """Propose not to count an accident."""

    ground = forms.ChoiceField(label=_("Ground"), choices=RemovalGround.choices)
    document = forms.CharField(
        label=_("Document it rests on"),
        max_length=200,
        help_text=_("The finding, opinion or decision, with its number."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PersonForm(forms.Form):
    """A harmed person as the statistical form asks."""

    harm = forms.ChoiceField(label=_("Harm"), choices=Harm.choices)
    name = forms.CharField(label=_("Name"), max_length=50, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), choices=[NONE, ("m", _("male")), ("f", _("female"))], required=False
    )
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=120, required=False)
    job = forms.CharField(label=_("Kind of work"), max_length=60, required=False)
    employment = forms.ChoiceField(
        label=_("Employment"), choices=[NONE, *Employment.choices], required=False
    )
    is_trained = forms.NullBooleanField(label=_("Had safety training"), required=False)
    died_on = forms.DateField(label=_("Died on"), required=False, widget=DayInput())
    days_lost = forms.IntegerField(label=_("Working days lost"), min_value=0, required=False)


class DenominatorForm(forms.Form):
    """A yearly figure."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    region_code = forms.ChoiceField(label=_("Region"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=DenominatorKind.choices,
        help_text=_("GDP in 100 million yuan, output in tonnes, people and vehicles in full."),
    )
    value = forms.DecimalField(label=_("Number"), min_value=0, max_digits=18, decimal_places=2)
    version = forms.ChoiceField(label=_("Version"), choices=FigureVersion.choices)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Such as the statistical bulletin of 2025.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["region_code"].choices = _counties()


class TargetForm(forms.Form):
    """A control target."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    region_code = forms.ChoiceField(label=_("Region"))
    measure = forms.ChoiceField(label=_("What is limited"))
    domain = forms.ChoiceField(
        label=_("Field of statistics"),
        choices=[("", _("all fields")), *Domain.choices],
        required=False,
    )
    limit = forms.DecimalField(label=_("At most"), min_value=0, max_digits=12, decimal_places=4)
    source = forms.CharField(label=_("Source"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["region_code"].choices = _counties()
        fields["measure"].choices = measure_choices()


class DepartmentFigureForm(forms.Form):
    """What a department counted in a month."""

    month = forms.DateField(
        label=_("Month"), widget=DayInput(), help_text=_("Any day of the month.")
    )
    domain = forms.ChoiceField(label=_("Field of statistics"), choices=Domain.choices)
    department_id = forms.TypedChoiceField(
        label=_("Department in charge"), coerce=int, empty_value=None, required=False
    )
    accidents = forms.IntegerField(label=_("Number of accidents"), min_value=0)
    deaths = forms.IntegerField(label=_("Deaths"), min_value=0)
    serious_injuries = forms.IntegerField(label=_("Serious injuries"), min_value=0, initial=0)
    explanation = forms.CharField(
        label=_("Why they differ"),
        max_length=500,
        required=False,
        help_text=_("Needed when the register holds another number."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["department_id"].choices = [
            NONE,
            *((row.id, row.name) for row in list_organisations(actor, kinds=("department",))),
        ]


class OutsideForm(forms.Form):
    """Deaths outside work."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OutsideKind.choices)
    occurred_on = forms.DateField(label=_("Day"), widget=DayInput())
    region_code = forms.ChoiceField(label=_("Region"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    deaths = forms.IntegerField(label=_("Deaths"), min_value=0)
    rescued = forms.IntegerField(label=_("Rescued"), min_value=0, initial=0)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["region_code"].choices = _region_choices(actor)


class RuleForm(forms.Form):
    """Compare a rule with the print; its number may be corrected."""

    value = forms.DecimalField(label=_("Number in the printed text"), min_value=0, required=False)
    is_seen = forms.BooleanField(
        label=_("I have compared it with the official printed text"),
        help_text=_("Your name and the time are kept with it."),
    )


class PrintedTypeForm(forms.Form):
    """A type as the print has it."""

    code = forms.CharField(label=_("Code in the printed text"), max_length=10)
    name = forms.CharField(label=_("Name in the printed text"), max_length=60)
    note = forms.CharField(
        label=_("when to choose it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    old_type_ids = forms.TypedMultipleChoiceField(
        label=_("Old types that may belong here"),
        help_text=_("Accidents of an old type that leads to one new type only are coded at once."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_seen = forms.BooleanField(
        label=_("I have compared it with the official printed text"),
        help_text=_("Your name and the time are kept with it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = AccidentType.objects.filter(edition=Edition.OLD)
        self.fields["old_type_ids"].choices = [(row.pk, str(row)) for row in old]  # type: ignore[attr-defined]


class OldTypeForm(PrintedTypeForm):
    """A type of the old edition: what leads to it is not asked."""

    old_type_ids = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)


class NewTypeForm(PrintedTypeForm):
    """A type the list lacks."""

    source = forms.CharField(
        label=_("Where you read it"),
        help_text=_("Such as “GB 6441-2025, table 1, page 3”."),
        max_length=300,
    )


class TypeRemovalForm(forms.Form):
    """Take a type out."""

    reason = forms.CharField(
        label=_("reason"), help_text=_("Such as: the print divides it in two."), max_length=300
    )
