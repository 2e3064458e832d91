"""Forms of the parts of a dossier, of parks, plans, claims and merges. The services check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.supervision.enterprises.forms import DayInput, regions_for
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    Equipment,
    Insurance,
    Licence,
    Park,
    ProcessUnit,
    Project,
    ProjectStage,
    Standardisation,
)
from anlan.supervision.enterprises.permissions import ASSIGN, CHANGE_PARK


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields and words of a part as its model has them; nothing is checked or saved here."""

    #: Units shown behind a field.
    units: ClassVar[Mapping[str, Message]] = {}
    laws: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
            if name in self.units:
                field.widget.attrs |= {"data-unit": self.units[name], "step": "any"}
            if name in self.laws:
                field.widget.attrs["data-law"] = self.laws[name]

    def _post_clean(self) -> None:
        """The service checks the part as a whole."""


def people_choices(organisation_id: int) -> Any:
    """The people of an enterprise."""
    people = apps.get_model("organisations.Person")._default_manager
    return people.filter(organisation_id=organisation_id, is_active=True)


class CertificateForm(PartForm):
    """A certificate of a person of the enterprise."""

    def __init__(self, *args: Any, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        person.queryset = people_choices(organisation_id)  # type: ignore[attr-defined]

    class Meta:
        model = Certificate
        fields = (
            "person",
            "kind",
            "operation",
            "number",
            "issuer",
            "valid_from",
            "valid_to",
            "review_due_on",
        )


class LicencePartForm(PartForm):
    """A licence with its days."""

    class Meta:
        model = Licence
        fields = ("kind", "number", "issuer", "valid_from", "valid_to")


class StandardisationForm(PartForm):
    """A standardisation grade."""

    laws = {"grade": "GB/T 33000"}

    class Meta:
        model = Standardisation
        fields = ("grade", "number", "score", "assessor", "valid_from", "valid_to")


class InsuranceForm(PartForm):
    """A safety liability policy."""

    units = {"sum_10k_yuan": _("10,000 yuan")}

    class Meta:
        model = Insurance
        fields = (
            "insurer",
            "number",
            "sum_10k_yuan",
            "people",
            "services",
            "valid_from",
            "valid_to",
        )


class AgencyServiceForm(PartForm):
    """What an agency does."""

    class Meta:
        model = AgencyService
        fields = (
            "agency_name",
            "kind",
            "qualification",
            "contract_number",
            "conclusion",
            "valid_from",
            "valid_to",
        )


class EquipmentPartForm(PartForm):
    """Equipment with its inspection and operators."""

    def __init__(self, *args: Any, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        operators = self.fields["operators"]
        operators.queryset = people_choices(organisation_id)  # type: ignore[attr-defined]
        operators.widget = forms.CheckboxSelectMultiple(choices=operators.choices)  # type: ignore[attr-defined]

    class Meta:
        model = Equipment
        fields = (
            "name",
            "kind",
            "registration_number",
            "use",
            "last_inspected_on",
            "inspection_report",
            "next_inspection_on",
            "operators",
        )


class HoldingPartForm(PartForm):
    """Every fact of a chemical holding."""

    units = {"quantity_t": "t", "design_quantity_t": "t"}

    class Meta:
        model = ChemicalHolding
        fields = (
            "chemical",
            "role",
            "container",
            "container_kind",
            "quantity_t",
            "design_quantity_t",
        )


class ProcessForm(PartForm):
    """A process unit."""

    laws = {"process": "安监总管三〔2009〕116号、〔2013〕3号"}

    class Meta:
        model = ProcessUnit
        fields = (
            "name",
            "process",
            "automation",
            "has_safety_system",
            "has_reaction_assessment",
            "hazop_on",
            "hazop_due_on",
        )


class ProjectForm(PartForm):
    """A construction project."""

    units = {"investment_10k_yuan": _("10,000 yuan")}

    class Meta:
        model = Project
        fields = (
            "name",
            "kind",
            "approval_number",
            "investment_10k_yuan",
            "begun_on",
            "completed_on",
        )


class StageForm(PartForm):
    """A stage of the three simultaneities, with its paper."""

    document = forms.FileField(label=_("document"), required=False)

    class Meta:
        model = ProjectStage
        fields = ("due_on", "done_on", "number", "reviewer", "conclusion")


class ParkForm(PartForm):
    """A park."""

    boundary_text = forms.CharField(
        label=_("boundary"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("GeoJSON or WKT polygon, WGS-84"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.queryset = region.queryset.filter(
            pk__in=[code for code, _name in regions_for(actor, CHANGE_PARK)]
        )

    class Meta:
        model = Park
        fields = (
            "name",
            "kind",
            "region",
            "operator",
            "recognition_number",
            "safety_rating",
            "rated_on",
            "rating_due_on",
            "closure",
            "gates",
            "hazmat_gates",
            "hazmat_parking_places",
            "fire_station",
            "note",
        )


class PlanForm(forms.Form):
    """A plan's picture."""

    title = forms.CharField(
        label=_("title"),
        max_length=100,
        help_text=_("for example site plan, workshop 1 ground floor"),
    )
    picture = forms.FileField(
        label=_("picture"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_(
            "PNG or JPEG, at most 20,000 pixels a side; save a drawing (SVG, PDF, DWG) as PNG first"
        ),
    )
    sort_order = forms.IntegerField(label=_("order"), min_value=0, max_value=9999, initial=100)


class PlanChangeForm(forms.Form):
    """Title, order and opacity of a plan."""

    title = forms.CharField(label=_("title"), max_length=100)
    sort_order = forms.IntegerField(label=_("order"), min_value=0, max_value=9999)
    opacity = forms.IntegerField(
        label=_("opacity"),
        min_value=10,
        max_value=100,
        widget=forms.NumberInput(attrs={"data-unit": "%"}),
    )


class FormerCodeForm(forms.Form):
    """A code the enterprise went by before."""

    code = forms.CharField(label=_("former code"), max_length=40)
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class AssignForm(forms.Form):
    """Which township or village an enterprise is assigned to."""

    region_code = forms.ChoiceField(label=_("township or village"))
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region_code"]
        field.choices = [("", "—"), *regions_for(actor, ASSIGN)]


class ReasonForm(forms.Form):
    """Only a reason."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
