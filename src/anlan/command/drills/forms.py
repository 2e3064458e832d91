"""Forms of drills."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.public import list_organisations, people_of
from anlan.base.regions.public import list_for_choice
from anlan.command.drills.choices import (
    DrillKind,
    InjectKind,
    Measure,
    ObservationKind,
    Part,
    Verdict,
)
from anlan.command.drills.models import Drill, Scenario
from anlan.command.drills.permissions import PLAN
from anlan.command.incidents.choices import IncidentKind
from anlan.command.plans import public as plans
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput, MomentField
from anlan.kernel.policy import scope_reaches

#: Units that organise drills and put improvements right.
UNIT_KINDS = ("government", "department", "township", "park", "enterprise", "rescue")
OFFICE_KINDS = ("government", "department", "township", "park", "rescue")
FIGURES = (
    ("deaths", _("deaths")),
    ("missing", _("missing")),
    ("serious_injuries", _("serious injuries")),
    ("minor_injuries", _("minor injuries")),
    ("trapped", _("trapped")),
    ("evacuated", _("evacuated")),
)


def _none(label: Any = "—") -> tuple[str, Any]:
    return ("", label)


class DrillForm(forms.Form):
    """What is practised where and when."""

    name = forms.CharField(label=_("Name of the drill"), max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=DrillKind.choices,
        help_text=_("Of a double-blind drill nobody but the directing staff sees anything before."),
    )
    scenario_id = forms.TypedChoiceField(label=_("Scenario"), coerce=int)
    plan_id = forms.TypedChoiceField(
        label=_("Plan that is tested"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Empty: the plan of the scenario."),
    )
    planned_at = MomentField(label=_("Planned for"))
    region_code = forms.ChoiceField(label=_("Region"))
    organisation_id = forms.TypedChoiceField(label=_("Organised by"), coerce=int)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.NumberInput(attrs={"data-unit": "°E", "step": "any"}),
        help_text=_("With a position teams are proposed by their way there."),
    )
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"data-unit": "°N", "step": "any"}),
    )
    aims = forms.CharField(
        label=_("Aims"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["scenario_id"].choices = [
            (row.pk, f"{row.name}（{row.get_incident_kind_display()}）")
            for row in Scenario.objects.filter(is_active=True)
        ]
        fields["plan_id"].choices = [
            _none(),
            *((pk, name) for pk, name, _kind in plans.list_plans_in_force(actor)),
        ]
        fields["region_code"].choices = [
            (row.code, row.path)
            for row in list_for_choice("county", "township")
            if scope_reaches(actor, PLAN, region=row.code)
        ]
        units = [(row.id, row.name) for row in list_organisations(actor, kinds=OFFICE_KINDS)]
        fields["organisation_id"].choices = sorted(
            units, key=lambda pair: pair[0] != actor.organisation_id
        )


class ChangeDrillForm(forms.Form):
    """What may change of a planned drill."""

    name = forms.CharField(label=_("Name of the drill"), max_length=100)
    planned_at = MomentField(label=_("Planned for"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    aims = forms.CharField(
        label=_("Aims"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ParticipantsForm(forms.Form):
    """Who does what in the drill."""

    part = forms.ChoiceField(label=_("Part"), choices=Part.choices, initial=Part.PLAYER)
    plays = forms.CharField(
        label=_("Plays"),
        max_length=100,
        required=False,
        help_text=_("Group or post whose injects reach them, for instance 医疗救护组."),
    )
    person_ids = forms.TypedMultipleChoiceField(
        label=_("People"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, actor: Actor, organisation_id: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        people = people_of(organisation_id, actor) if organisation_id is not None else []
        fields["person_ids"].choices = [
            (row.id, f"{row.name} {row.title}".strip()) for row in people
        ]


class ScenarioForm(forms.Form):
    """The head of a scenario."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=100)
    code = forms.SlugField(label=_("Code"), max_length=50)
    incident_kind = forms.ChoiceField(label=_("Kind of incident"), choices=IncidentKind.choices)
    headline = forms.CharField(
        label=_("First news"),
        max_length=150,
        help_text=_("How it is first reported; the mark of a drill is put before it."),
    )
    background = forms.CharField(
        label=_("Situation before"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    minutes = forms.IntegerField(
        label=_("Length"),
        min_value=5,
        max_value=2880,
        initial=90,
        widget=forms.NumberInput(attrs={"data-unit": pgettext_lazy("unit", "min")}),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    is_active = forms.BooleanField(label=_("May be used"), required=False, initial=True)


class FromPlanForm(forms.Form):
    """A scenario made from the tasks of a plan."""

    plan_id = forms.TypedChoiceField(label=_("Emergency plan"), coerce=int)
    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV")],
        initial=2,
    )
    name = forms.CharField(label=_("Name of the scenario"), max_length=100)
    code = forms.SlugField(label=_("Code"), max_length=50)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["plan_id"].choices = [
            (pk, name) for pk, name, _kind in plans.list_plans_in_force(actor)
        ]


class FiguresForm(forms.Form):
    """Figures that a piece of news changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FIGURES:
            self.fields[f"fact_{name}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100_000, required=False
            )

    def figures(self) -> dict[str, int]:
        """Return the figures that were given."""
        found = {name: self.cleaned_data.get(f"fact_{name}") for name, _label in FIGURES}
        return {name: value for name, value in found.items() if value is not None}


class InjectForm(FiguresForm):
    """A piece of news of a script."""

    minute = forms.IntegerField(
        label=_("Minute"), min_value=0, max_value=2880, help_text=_("After the drill began.")
    )
    kind = forms.ChoiceField(label=_("Shape"), choices=InjectKind.choices)
    addressee = forms.CharField(
        label=_("To whom"),
        max_length=100,
        required=False,
        help_text=_("A part, group or unit of the drill; empty: everybody."),
    )
    title = forms.CharField(label=_("Title"), max_length=100)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}))


class ActionForm(forms.Form):
    """Something that should be done."""

    title = forms.CharField(label=_("Expected action"), max_length=200)
    inject_id = forms.TypedChoiceField(
        label=_("Counted from the inject"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Empty: from the beginning of the drill."),
    )
    unit = forms.CharField(label=_("By whom"), max_length=100, required=False)
    group = forms.CharField(label=_("Command group"), max_length=50, required=False)
    measure = forms.ChoiceField(label=_("Seen from"), choices=Measure.choices)
    match = forms.CharField(
        label=_("Words to look for"),
        max_length=100,
        required=False,
        help_text=_("In the title of the task, order or team; empty: the first record counts."),
    )
    within_minutes = forms.IntegerField(
        label=_("Within"),
        min_value=1,
        max_value=2880,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": pgettext_lazy("unit", "min")}),
    )
    points = forms.IntegerField(
        label=pgettext_lazy("drill", "points"), min_value=1, max_value=100, initial=5
    )
    basis = forms.CharField(label=_("Basis"), max_length=300, required=False)

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["inject_id"].choices = [
            _none(),
            *((row.pk, f"{row.minute}′ {row.title}") for row in scenario.injects.all()),
        ]


class ForwardForm(forms.Form):
    """By how much the clock is moved."""

    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=240,
        initial=10,
        widget=forms.NumberInput(attrs={"data-unit": pgettext_lazy("unit", "min")}),
    )


class TextForm(forms.Form):
    """A few words: an answer, a note."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}))


class ObservationForm(forms.Form):
    """What an evaluator saw."""

    action_id = forms.TypedChoiceField(
        label=_("Expected action"), coerce=int, empty_value=None, required=False
    )
    verdict = forms.ChoiceField(
        label=_("How it was done"),
        choices=[("", pgettext_lazy("drill", "not judged")), *Verdict.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ObservationKind.choices, widget=forms.RadioSelect
    )
    unit = forms.CharField(label=_("Unit"), max_length=100, required=False)
    text = forms.CharField(
        label=_("What you saw"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, drill: Drill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.initial.setdefault("kind", ObservationKind.NOTE)
        fields["action_id"].choices = [
            _none(_("none in particular")),
            *((row.pk, f"{row.title} · {row.unit}".strip(" ·")) for row in drill.actions.all()),
        ]


class ConclusionForm(forms.Form):
    """The overall judgement."""

    conclusion = forms.CharField(
        label=_("Overall judgement"), widget=forms.Textarea(attrs={"rows": 8})
    )


class ImprovementForm(forms.Form):
    """A lesson and what follows from it."""

    lesson = forms.CharField(label=_("Lesson"), widget=forms.Textarea(attrs={"rows": 3}))
    measure = forms.CharField(label=_("Improvement"), max_length=300)
    organisation_id = forms.TypedChoiceField(label=_("Organisation in charge"), coerce=int)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.initial.setdefault("due_on", clock.today() + timedelta(days=30))
        fields["organisation_id"].choices = [
            (row.id, row.name) for row in list_organisations(actor, kinds=UNIT_KINDS)
        ]


class HeldForm(forms.Form):
    """A drill held outside the platform."""

    held_on = forms.DateField(label=_("Held on"), widget=DayInput())
    note = forms.CharField(label=_("Which drill"), max_length=200)


class RuleForm(forms.Form):
    """How often, and on what basis."""

    months = forms.IntegerField(label=_("At least once in months"), min_value=1, max_value=120)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    is_verified = forms.BooleanField(label=_("Verified in the primary text"), required=False)
    is_active = forms.BooleanField(label=_("Is applied"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)
