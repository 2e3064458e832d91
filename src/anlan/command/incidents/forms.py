"""Forms of intake, facts, reports and receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.incidents.choices import GradeRule, IncidentKind, IncidentSource, Measure
from anlan.command.incidents.grading import rules_for
from anlan.command.incidents.models import EventCategory, IncidentFacts, IncidentReport
from anlan.command.incidents.permissions import OPEN
from anlan.kernel import clock
from anlan.kernel.actor import Actor

LAW_3 = _("State Council Decree No. 493, article 3")
LAW_9 = _("State Council Decree No. 493, article 9")
LAW_12 = _("State Council Decree No. 493, article 12")


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time field."""

    input_type = "datetime-local"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"step": "60", **attrs}, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment in local time."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        )
        options.setdefault("widget", MomentInput(**options.pop("attrs", {})))
        super().__init__(**options)


def _regions(actor: Actor) -> list[tuple[str, str]]:
    """Return townships and villages an actor takes incidents in for, indented by level."""
    rows = apps.get_model("regions.Region")._default_manager.filter(
        level__in=("county", "township", "village")
    )
    scopes = actor.scopes_for(OPEN)
    if not any(scope.kind == "all" for scope in scopes):
        prefixes = tuple(scope.value for scope in scopes if scope.kind == "region")
        if not prefixes:
            return []
        from django.db.models import Q

        condition = Q()
        for prefix in prefixes:
            condition |= Q(code__startswith=prefix)
        rows = rows.filter(condition)
    indents = {"county": "", "township": "", "village": "　"}
    return [
        (code, f"{indents[level]}{name}")
        for code, name, level in rows.order_by("code").values_list("code", "name", "level")
    ]


class IntakeForm(forms.Form):
    """Taking in an incident by telephone or from an alarm."""

    source = forms.ChoiceField(label=_("How the news came in"), choices=IncidentSource.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=IncidentKind.choices)
    category = forms.ChoiceField(
        label=_("National category"),
        required=False,
        help_text=_("Empty: the one that stands for the kind."),
    )
    title = forms.CharField(
        label=_("What happened, in a few words"),
        max_length=200,
        help_text=_("Place and event in a few words; it becomes the title."),
    )
    description = forms.CharField(
        label=_("What was reported"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    occurred_at = MomentField(label=_("Occurred at"))
    reported_at = MomentField(
        label=_("Reported at"),
        required=False,
        help_text=_(
            "When the bureau learnt of it; empty means now. The reporting clocks start here."
        ),
        attrs={"data-law": LAW_9},
    )
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        help_text=_("Not needed when a point is given: the region is found from it."),
    )
    address = forms.CharField(label=_("Place"), max_length=200, required=False)
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
    caller_name = forms.CharField(label=_("Reported by"), max_length=50, required=False)
    caller_phone = forms.CharField(
        label=_("Caller's number"),
        max_length=30,
        required=False,
        help_text=_("Stored encrypted, shown masked."),
    )
    deaths = forms.IntegerField(
        label=_("Deaths"),
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": _("persons"), "data-law": LAW_3}),
    )
    missing = forms.IntegerField(
        label=_("Missing"),
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": _("persons")}),
    )
    serious_injuries = forms.IntegerField(
        label=_("Serious injuries"),
        min_value=0,
        required=False,
        help_text=_("Acute industrial poisoning included."),
        widget=forms.NumberInput(attrs={"data-unit": _("persons"), "data-law": LAW_3}),
    )
    trapped = forms.IntegerField(
        label=_("Trapped"),
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": _("persons")}),
    )
    alarm = forms.IntegerField(required=False, widget=forms.HiddenInput)
    enterprise = forms.IntegerField(required=False, widget=forms.HiddenInput)
    origin = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    confirmed_new = forms.BooleanField(
        label=_("This is another event than those listed above"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "—"), *_regions(actor)]  # type: ignore[attr-defined]
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The first figures."""
        names = ("deaths", "missing", "serious_injuries", "trapped")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


def category_choices() -> list[Any]:
    """The tree of categories: classes as groups, what lies below them indented."""
    rows = list(EventCategory.objects.values_list("code", "name", "parent_id"))
    groups: list[Any] = [("", "—")]
    below: dict[str, list[tuple[str, str]]] = {}
    depth: dict[str, int] = {}
    root: dict[str, str] = {}
    for code, name, parent in rows:
        depth[code] = depth[parent] + 1 if parent in depth else 0
        root[code] = root.get(parent, code)
        if depth[code] == 0:
            groups.append((name, below.setdefault(code, [])))
        indent = "　" * max(0, depth[code] - 1)
        below[root[code]].append((code, f"{indent}{code} {name}"))
    return groups


class CategoryForm(forms.Form):
    """The national category of an incident."""

    category = forms.ChoiceField(label=_("National category"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]


def intake_initial(**values: Any) -> dict[str, Any]:
    """Initial values of a plain intake: by telephone, a moment ago."""
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    return {"source": IncidentSource.PHONE, "occurred_at": now, **values}


PERSONS = _("persons")
HOURS = _("hours")
CARS = _("cars")
#: In place of a unit: something that is so or is not.
FLAG = "flag"


def _measured(*asked: tuple[Measure, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Facts a grade is measured by, under the name of their measure."""
    return tuple((measure.value, measure.label, unit) for measure, unit in asked)


#: Facts that only some kinds have; stored under these keys.
DETAILS: dict[str, tuple[tuple[str, Any, str], ...]] = {
    IncidentKind.CHEMICAL: (
        ("substance", _("substance released"), ""),
        ("released_kg", _("amount released"), "kg"),
        ("wind", _("wind (from, speed)"), ""),
    ),
    IncidentKind.GAS: (
        ("substance", _("substance released"), ""),
        ("affected_households", _("households affected"), ""),
    ),
    IncidentKind.FIRE: (
        ("burnt_m2", _("burnt area"), "m²"),
        ("burning", _("what burns"), ""),
    ),
    IncidentKind.FOREST_FIRE: (
        ("burnt_ha", _("burnt area"), "hm²"),
        ("wind", _("wind (from, speed)"), ""),
    ),
    IncidentKind.TRAFFIC: (
        ("vehicles", _("vehicles involved"), ""),
        ("cargo", _("cargo"), ""),
    ),
    IncidentKind.FLOOD: (
        ("water_level_m", _("water level"), "m"),
        ("rain_mm", _("rain in 24 h"), "mm"),
        ("affected", _("people affected"), ""),
    ),
    IncidentKind.GEOLOGICAL: (("volume_m3", _("volume moved"), "m³"),),
    IncidentKind.SPECIAL_EQUIPMENT: _measured(
        (Measure.STRANDED, PERSONS),
        (Measure.ROPEWAY_HELD, HOURS),
        (Measure.RIDE_HELD, HOURS),
        (Measure.LIFT_HELD, HOURS),
        (Measure.BOILER_STOPPED, HOURS),
        (Measure.BOILER_BURST, FLAG),
        (Measure.VESSEL_BURST, FLAG),
        (Measure.CRANE_TOPPLED, FLAG),
        (Measure.CRANE_BROKEN, FLAG),
    ),
    IncidentKind.EARTHQUAKE: _measured((Measure.MAGNITUDE, ""), (Measure.MAGNITUDE_DENSE, "")),
}

#: Facts that the rule of a sector asks for besides.
SECTOR_DETAILS: dict[GradeRule, tuple[tuple[str, Any, str], ...]] = {
    GradeRule.RAILWAY: _measured(
        (Measure.PASSENGER_CARS, CARS),
        (Measure.FREIGHT_CARS, CARS),
        (Measure.BUSY_LINE, HOURS),
        (Measure.OTHER_LINE, HOURS),
    ),
    GradeRule.RADIATION: _measured(
        (Measure.SOURCE_1_2, ""),
        (Measure.SOURCE_3, ""),
        (Measure.SOURCE_4_5, ""),
        (Measure.RADIATION_SICK, PERSONS),
        (Measure.OVEREXPOSED, PERSONS),
        (Measure.CONTAMINATED, FLAG),
    ),
    GradeRule.ENVIRONMENT: _measured(
        (Measure.CITY_WATER, FLAG),
        (Measure.COUNTY_WATER, FLAG),
        (Measure.TOWN_WATER, FLAG),
        (Measure.ACROSS_PROVINCE, FLAG),
        (Measure.ACROSS_CITY, FLAG),
    ),
    GradeRule.FOOD_POISONING: _measured((Measure.POISONED, PERSONS)),
    GradeRule.JOB_POISONING: _measured((Measure.POISONED, PERSONS)),
    GradeRule.POWER_SUPPLY: _measured(
        (Measure.GRID_LOAD, "MW"), (Measure.LOAD_CUT, "%"), (Measure.USERS_OUT, "%")
    ),
}


def details_of(kind: str, category: str | None) -> tuple[tuple[str, Any, str], ...]:
    """The facts asked for an incident of a kind and a national category."""
    asked = list(DETAILS.get(kind, ()))
    for rule in rules_for(kind, category):
        asked += SECTOR_DETAILS.get(rule, ())
    return tuple(asked)


class FactsForm(forms.ModelForm[IncidentFacts]):
    """The facts as they are known now; the facts of the kind come from ``DETAILS``."""

    class Meta:
        model = IncidentFacts
        fields = (
            "deaths",
            "missing",
            "serious_injuries",
            "acute_poisonings",
            "minor_injuries",
            "trapped",
            "evacuated",
            "direct_loss",
            "casualties_source",
            "scene",
            "course",
            "measures",
        )
        widgets = {
            **{
                name: forms.NumberInput(attrs={"data-unit": _("persons"), "data-law": LAW_3})
                for name in ("deaths", "serious_injuries")
            },
            **{
                name: forms.NumberInput(attrs={"data-unit": _("persons")})
                for name in (
                    "missing",
                    "acute_poisonings",
                    "minor_injuries",
                    "trapped",
                    "evacuated",
                )
            },
            "direct_loss": forms.NumberInput(
                attrs={"data-unit": _("10,000 yuan"), "data-law": LAW_3, "step": "0.01"}
            ),
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("scene", "course", "measures")},
        }

    reason = forms.CharField(
        label=_("Why the number of deaths is lower"),
        help_text=_("Only when fewer deaths are given than were reported before."),
        required=False,
        max_length=300,
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        details: dict[str, Any],
        category: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = details_of(kind, category)
        self.detail_names = [key for key, _label, _unit in asked]
        for key, label, unit in asked:
            if unit == FLAG:
                self.fields[f"detail_{key}"] = forms.ChoiceField(
                    label=label,
                    required=False,
                    choices=[("", _("no")), ("1", _("yes"))],
                    initial=details.get(key, ""),
                )
                continue
            self.fields[f"detail_{key}"] = forms.CharField(
                label=label,
                required=False,
                max_length=100,
                initial=details.get(key, ""),
                widget=forms.TextInput(attrs={"data-unit": unit} if unit else {}),
            )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        found["details"] = {
            key: self.cleaned_data[f"detail_{key}"].strip() for key in self.detail_names
        }
        return found


class ReportForm(forms.ModelForm[IncidentReport]):
    """The words of a draft."""

    class Meta:
        model = IncidentReport
        fields = (
            "title",
            "addressee",
            "copies",
            "signatory",
            "contact_name",
            "contact_phone",
            "unit_overview",
            "scene",
            "course",
            "casualties",
            "measures",
            "other",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 4, "data-law": LAW_12})
            for name in ("unit_overview", "scene", "course", "casualties", "measures", "other")
        }


class ReceiptForm(forms.Form):
    """The superior's receipt."""

    received_by = forms.CharField(label=_("Received by"), max_length=100, required=False)
    receipt_number = forms.CharField(label=_("Receipt number"), max_length=50, required=False)
    received_at = MomentField(label=_("Received at"), required=False)


class CauseForm(forms.Form):
    """What the cause was and how it was removed."""

    cause = forms.CharField(
        label=_("Cause, and how it was removed"), widget=forms.Textarea(attrs={"rows": 5})
    )


class NoteForm(forms.Form):
    """A line for the timeline."""

    text = forms.CharField(label=_("Entry"), widget=forms.Textarea(attrs={"rows": 2}))
    at = MomentField(label=_("Time"), required=False, help_text=_("Empty means now."))


class MergeForm(forms.Form):
    """The incident a duplicate belongs to."""

    parent = forms.TypedChoiceField(label=pgettext_lazy("incident", "Belongs to"), coerce=int)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]


class UnitReportForm(forms.Form):
    """When the enterprise reported."""

    at = MomentField(label=_("Reported at"), required=False, attrs={"data-law": LAW_9})
    comment = forms.CharField(label=_("By whom, how"), required=False, max_length=200)


def local_now() -> datetime:
    """The present minute in local time."""
    return timezone.localtime(clock.now()).replace(second=0, microsecond=0)
