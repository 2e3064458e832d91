"""Forms of campaigns, lists, scheduling and notices; those of report forms in ``design_forms``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations
from anlan.base.regions.public import list_for_choice
from anlan.governance.campaigns.blueprints import list_templates, read_template, sector_names
from anlan.governance.campaigns.choices import CampaignKind, EntryLevel, ListKind, MeasureKind
from anlan.governance.campaigns.models import Campaign, SubPlan
from anlan.governance.campaigns.permissions import REPORT, RUN
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput
from anlan.kernel.policy import scope_reaches

#: Units that take part in campaigns.
UNIT_KINDS = ("department", "township", "park", "committee", "village")
#: Decisions entered with the minutes at once; more are added afterwards.
DECISIONS = 5


def unit_choices(actor: Actor, *, own: bool = False) -> list[tuple[int, str]]:
    """Return the units to choose from; with ``own`` only those one reports for."""
    rows = list_organisations(actor, kinds=UNIT_KINDS)
    if own and not actor.has(RUN):
        rows = [
            row
            for row in rows
            if scope_reaches(actor, REPORT, organisation_id=row.id, region=row.region_code)
        ]
    order = {kind: number for number, kind in enumerate(UNIT_KINDS)}
    rows.sort(key=lambda row: (order.get(row.kind, 9), row.code))
    return [(row.id, row.name) for row in rows]


def _none(label: Any = "—") -> tuple[str, Any]:
    return ("", label)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TemplateStartForm(forms.Form):
    """Begin a campaign from a template in one step."""

    template = forms.ChoiceField(label=_("Template"))
    name = forms.CharField(label=_("Name of the campaign"), max_length=200)
    office_id = forms.TypedChoiceField(label=_("Campaign office"), coerce=int)
    region_code = forms.ChoiceField(label=_("Region"))
    first_year = forms.IntegerField(
        label=_("First year"),
        min_value=2020,
        max_value=2050,
        help_text=_("Days of the template are moved to the years of your own campaign."),
    )
    sub_plans = forms.TypedMultipleChoiceField(
        label=_("Sub-plans that apply here"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["template"].choices = [(code, read_template(code).name) for code in list_templates()]
        fields["office_id"].choices = unit_choices(actor)
        fields["region_code"].choices = [(row.code, row.path) for row in list_for_choice("county")]
        fields["sub_plans"].choices = [
            (plan.number, f"{plan.number}. {plan.name}（{len(plan.measures)}）")
            for code in list_templates()
            for plan in read_template(code).sub_plans
        ]


class CampaignForm(forms.Form):
    """A campaign set up by hand, or changed."""

    name = forms.CharField(label=_("Name of the campaign"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=CampaignKind.choices)
    office_id = forms.TypedChoiceField(label=_("Campaign office"), coerce=int)
    region_code = forms.ChoiceField(label=_("Region"))
    starts_on = forms.DateField(label=pgettext_lazy("period", "First day"), widget=DayInput())
    ends_on = forms.DateField(label=pgettext_lazy("period", "Last day"), widget=DayInput())
    aims = forms.CharField(label=pgettext_lazy("campaign", "Aims"), required=False, widget=_area(4))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["office_id"].choices = unit_choices(actor)
        fields["region_code"].choices = [(row.code, row.path) for row in list_for_choice("county")]


class CampaignChangeForm(CampaignForm):
    """What may change later: neither kind nor region."""

    kind = None  # type: ignore[assignment]
    region_code = None  # type: ignore[assignment]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["office_id"].choices = unit_choices(actor)


class SubPlanForm(forms.Form):
    """A sub-plan: its sector and who does it."""

    name = forms.CharField(label=_("Name of the sub-plan"), max_length=200)
    sector = forms.ChoiceField(label=_("Sector"))
    lead_id = forms.TypedChoiceField(
        label=_("Lead unit"), coerce=int, empty_value=None, required=False
    )
    support_ids = forms.TypedMultipleChoiceField(
        label=_("Units that support"),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        units = unit_choices(actor)
        fields["lead_id"].choices = [_none(), *units]
        fields["support_ids"].choices = units
        fields["sector"].choices = [*sector_names().items(), ("other", _("another sector"))]


class MeasureForm(forms.Form):
    """A measure: what, how much, how often, until when, by whom."""

    title = forms.CharField(label=pgettext_lazy("campaign", "Measure"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=MeasureKind.choices)
    quantity = forms.CharField(
        label=_("Quantity"), max_length=200, required=False, help_text=_("for example 2次 or 80家")
    )
    cadence = forms.CharField(
        label=_("How often"), max_length=100, required=False, help_text=_("for example 每季度")
    )
    deadline = forms.DateField(
        label=_("Deadline"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: the last day of the campaign."),
    )
    lead_id = forms.TypedChoiceField(
        label=_("Lead unit"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Empty: the lead unit of the sub-plan."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["lead_id"].choices = [_none(), *unit_choices(actor)]


class EntryForm(forms.Form):
    """An entry of one of the two lists."""

    kind = forms.ChoiceField(label=_("List"), choices=ListKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Description"), required=False, widget=_area(3))
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[_none(), *EntryLevel.choices],
        required=False,
        help_text=_("Only for problems and hazards."),
    )
    sub_plan_id = forms.TypedChoiceField(
        label=_("Sub-plan"), coerce=int, empty_value=None, required=False
    )
    unit_id = forms.TypedChoiceField(label=_("Unit in charge"), coerce=int)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    due_on = forms.DateField(label=_("To be cleared by"), widget=DayInput())
    hazard_id = forms.IntegerField(
        label=_("Number of the hazard in supervision"),
        required=False,
        min_value=1,
        help_text=_("From the address of its page; the entry is cleared when the hazard is."),
    )

    def __init__(self, *args: Any, actor: Actor, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit_id"].choices = unit_choices(actor, own=True)
        plans = SubPlan.objects.filter(campaign=campaign)
        fields["sub_plan_id"].choices = [_none(), *((p.pk, f"{p.number}. {p.name}") for p in plans)]


class RemedyForm(forms.Form):
    """What was done about an entry."""

    remedy = forms.CharField(
        label=pgettext_lazy("list entry", "What was done"),
        widget=_area(4),
    )
    file = forms.FileField(
        label=_("Photograph or paper"),
        required=False,
        help_text=_("What shows that it was done."),
    )


class MinutesForm(forms.Form):
    """The minutes of a scheduling meeting, with up to five decisions."""

    held_on = forms.DateField(label=_("Meeting held on"), widget=DayInput())
    chair = forms.CharField(label=pgettext_lazy("meeting", "Chair"), max_length=100)
    minutes = forms.CharField(label=pgettext_lazy("meeting", "Minutes"), widget=_area(6))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["held_on"].initial = clock.today()
        units = [_none(), *unit_choices(actor)]
        for number in range(1, DECISIONS + 1):
            fields[f"text_{number}"] = forms.CharField(
                label=_("Decision %(n)d") % {"n": number}, max_length=300, required=False
            )
            fields[f"unit_{number}"] = forms.TypedChoiceField(
                label=_("Unit that does it"),
                coerce=int,
                empty_value=None,
                required=False,
                choices=units,
            )
            fields[f"due_{number}"] = forms.DateField(
                label=_("To be done by"), required=False, widget=DayInput()
            )

    def clean(self) -> dict[str, Any]:
        """A decision says what, by whom and until when, or nothing."""
        data: dict[str, Any] = super().clean() or {}
        for number in range(1, DECISIONS + 1):
            parts = [data.get(f"{name}_{number}") for name in ("text", "unit", "due")]
            if any(parts) and not all(parts):
                self.add_error(f"text_{number}", _("A decision says what, by whom and until when."))
        return data


class DecisionForm(forms.Form):
    """One more decision."""

    text = forms.CharField(label=pgettext_lazy("meeting", "What was decided"), max_length=300)
    unit_id = forms.TypedChoiceField(label=_("Unit that does it"), coerce=int)
    due_on = forms.DateField(label=_("To be done by"), widget=DayInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit_id"].choices = unit_choices(actor)


class WeightsForm(forms.Form):
    """The weights of the criteria; together 100."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in campaign.criteria.all():
            self.fields[row.code] = forms.IntegerField(
                label=row.name,
                min_value=0,
                max_value=100,
                initial=row.weight,
                help_text=row.formula,
            )


class NoticeForm(forms.Form):
    """The words of a notice; one unit a line, “unit：why”."""

    title = forms.CharField(label=_("Title"), max_length=200)
    situation = forms.CharField(label=_("General situation"), widget=_area(5))
    praised = forms.CharField(
        label=_("Praised units"),
        required=False,
        widget=_area(4),
        help_text=_("One unit a line: unit：why. Take a line out to leave a unit out."),
    )
    criticised = forms.CharField(label=_("Criticised units"), required=False, widget=_area(4))
    demands = forms.CharField(label=_("What is asked for"), required=False, widget=_area(5))
