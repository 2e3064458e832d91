"""Forms of natural hazards: each asks for one step."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of
from anlan.monitoring.natural_hazards.choices import (
    Datum,
    FeedKind,
    Finding,
    GeoKind,
    GeoScale,
    Hazard,
    Indicator,
    InspectionKind,
    Level,
    Sign,
    Stability,
    StationKind,
)
from anlan.monitoring.natural_hazards.models import Catchment, GeoHazardPoint

MOST_CHOICES = 500
NONE = ("", "—")


class DayInput(forms.DateInput):
    """A day, chosen in the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A moment, chosen in the browser's calendar."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def region_choices(actor: Actor, permission: str, *levels: str) -> list[tuple[str, str]]:
    """Return the regions of some levels in which the actor holds a right."""
    rows = apps.get_model("regions.Region")._default_manager.filter(level__in=levels)
    scopes = actor.scopes_for(permission)
    prefixes = [scope.value for scope in scopes if scope.kind == "region"]
    everything = any(scope.kind == "all" for scope in scopes)
    last = levels[-1]
    return [
        NONE,
        *(
            (code, f"　{name}" if level == last and len(levels) > 1 else name)
            for code, name, level in rows.order_by("code").values_list("code", "name", "level")
            if everything or any(code.startswith(prefix) for prefix in prefixes)
        ),
    ][:MOST_CHOICES]


def person_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the people the actor may see, with their office."""
    rows = policy_of(apps.get_model("organisations.Person")).visible(actor)
    rows = rows.filter(is_active=True, organisation__kind__in=("committee", "township"))
    rows = rows.select_related("organisation").order_by("organisation__code", "name")
    return [NONE, *((str(p.pk), f"{p.organisation} {p.name}") for p in rows[:MOST_CHOICES])]


class StationForm(forms.Form):
    """What a station is, where in the water it stands, and its stages."""

    code = forms.CharField(label=_("station code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=100)
    kind = forms.ChoiceField(label=_("kind"), choices=StationKind.choices)
    device = forms.CharField(
        label=_("device code"),
        max_length=64,
        help_text=_("The device must be registered; its points find their roles by themselves."),
    )
    catchment = forms.ChoiceField(label=_("catchment"), required=False)
    elevation_m = forms.FloatField(label=_("elevation in metres"), required=False)
    datum = forms.ChoiceField(label=_("height datum"), choices=Datum.choices)
    warning_stage_m = forms.FloatField(label=_("warning stage"), required=False)
    guarantee_stage_m = forms.FloatField(label=_("guarantee stage"), required=False)
    highest_stage_m = forms.FloatField(label=_("highest stage on record"), required=False)
    flood_limit_m = forms.FloatField(
        label=_("flood-limit level"),
        required=False,
        help_text=_("of a reservoir; it holds in the flood season"),
    )
    stage_source = forms.CharField(label=_("source of the stages"), max_length=200, required=False)
    is_stage_verified = forms.BooleanField(label=_("stages were compared"), required=False)
    is_active = forms.BooleanField(label=_("is active"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = policy_of(Catchment).visible(actor).order_by("code")
        choices = [NONE, *((str(row.pk), row.name) for row in rows)]
        self.fields["catchment"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the fields as the services take them, the device aside."""
        values = dict(self.cleaned_data)
        values.pop("device", None)
        values["catchment_id"] = int(values.pop("catchment")) if values["catchment"] else None
        values.pop("catchment", None)
        return values


class StationChangeForm(StationForm):
    """A station's device and code stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code", "device"):
            self.fields.pop(name)


class CatchmentForm(forms.Form):
    """A catchment and the townships its water runs through."""

    code = forms.CharField(label=_("code"), max_length=40)
    name = forms.CharField(label=_("name"), max_length=100)
    river = forms.CharField(label=_("river"), max_length=100, required=False)
    region_code = forms.ChoiceField(label=_("region"))
    township_codes = forms.MultipleChoiceField(
        label=_("townships"),
        help_text=_("through which its water runs"),
        widget=forms.CheckboxSelectMultiple,
    )
    area_km2 = forms.FloatField(label=_("area in km²"), required=False, min_value=0)
    concentration_h = forms.FloatField(
        label=_("time of concentration in hours"), required=False, min_value=0
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permission = "natural_hazards.change_station"
        regions = region_choices(actor, permission, "county", "township")
        self.fields["region_code"].choices = regions  # type: ignore[attr-defined]
        townships = region_choices(actor, permission, "township")[1:]
        self.fields["township_codes"].choices = townships  # type: ignore[attr-defined]


class ThresholdForm(forms.Form):
    """A threshold and where its figure comes from."""

    hazard = forms.ChoiceField(label=_("natural hazard"), choices=Hazard.choices)
    indicator = forms.ChoiceField(label=_("indicator"), choices=Indicator.choices)
    level = forms.TypedChoiceField(label=_("level"), choices=Level.choices, coerce=int)
    limit = forms.FloatField(label=_("limit"), help_text=_("this figure or more"))
    region_code = forms.ChoiceField(
        label=_("township"),
        required=False,
        help_text=_("empty: the whole county, or the catchment"),
    )
    catchment_id = forms.TypedChoiceField(
        label=_("catchment"), coerce=int, empty_value=None, required=False
    )
    data_source = forms.CharField(label=_("source of the figure"), max_length=200)
    clause = forms.CharField(label=_("clause"), max_length=200, required=False)
    is_verified = forms.BooleanField(label=_("is verified in the primary text"), required=False)
    is_active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        townships = region_choices(actor, "natural_hazards.change_threshold", "township")
        self.fields["region_code"].choices = townships  # type: ignore[attr-defined]
        rows = policy_of(Catchment).visible(actor).order_by("code")
        choices = [NONE, *((str(row.pk), row.name) for row in rows)]
        self.fields["catchment_id"].choices = choices  # type: ignore[attr-defined]


class GeoPointForm(forms.Form):
    """A geological hazard point with whom it threatens and what they do."""

    code = forms.CharField(label=_("hazard point code"), max_length=40)
    name = forms.CharField(label=_("name"), max_length=200)
    kind = forms.ChoiceField(label=_("kind"), choices=GeoKind.choices)
    scale = forms.ChoiceField(label=_("scale"), choices=GeoScale.choices)
    stability = forms.ChoiceField(label=_("stability"), choices=Stability.choices)
    region_code = forms.ChoiceField(label=_("region"))
    place = forms.CharField(label=_("place"), max_length=200, required=False)
    longitude = forms.FloatField(label=_("longitude"), min_value=-180, max_value=180)
    latitude = forms.FloatField(label=_("latitude"), min_value=-90, max_value=90)
    volume_m3 = forms.FloatField(label=_("volume in m³"), required=False, min_value=0)
    cause = forms.CharField(label=_("inducing factors"), max_length=200, required=False)
    threatened_households = forms.IntegerField(label=_("threatened households"), min_value=0)
    threatened_people = forms.IntegerField(label=_("threatened people"), min_value=0)
    threatened_houses = forms.IntegerField(label=_("threatened houses"), min_value=0)
    threatened_property_yuan = forms.IntegerField(
        label=_("threatened property in yuan"), min_value=0
    )
    signs_to_watch = forms.CharField(
        label=_("signs to watch"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    monitoring = forms.CharField(label=_("how it is watched"), max_length=300, required=False)
    alarm_signal = forms.CharField(label=_("alarm signal"), max_length=100, required=False)
    evacuation_route = forms.CharField(label=_("way out"), max_length=300, required=False)
    refuge = forms.CharField(label=_("place of refuge"), max_length=200, required=False)
    rescue_unit = forms.CharField(label=_("rescue unit"), max_length=200, required=False)
    medical_unit = forms.CharField(label=_("medical unit"), max_length=200, required=False)
    responsible = forms.ChoiceField(
        label=pgettext_lazy("geological hazard", "responsible person"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = region_choices(actor, "natural_hazards.change_geo_point", "township", "village")
        self.fields["region_code"].choices = regions  # type: ignore[attr-defined]
        self.fields["responsible"].choices = person_choices(actor)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the fields as the services take them."""
        values = dict(self.cleaned_data)
        person = values.pop("responsible")
        values["responsible_id"] = int(person) if person else None
        return values


class GeoPointChangeForm(GeoPointForm):
    """Code and region of a point stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code", "region_code"):
            self.fields.pop(name)


class MonitorForm(forms.Form):
    """Who watches a point."""

    person = forms.TypedChoiceField(label=_("person"), coerce=int)
    is_first = forms.BooleanField(label=_("is the first monitor"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = person_choices(actor)  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """Planning one of the three inspections for the points one answers for."""

    kind = forms.ChoiceField(label=_("kind"), choices=InspectionKind.choices)
    round = forms.IntegerField(
        label=_("round"), min_value=1, max_value=53, initial=1, help_text=_("of the patrols")
    )
    due_on = forms.DateField(label=_("last day"), widget=DayInput)
    region_prefix = forms.ChoiceField(
        label=_("township"), required=False, help_text=_("empty: all one answers for")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        townships = region_choices(actor, "natural_hazards.plan_inspection", "township")
        choices = [NONE, *((code[:9], name) for code, name in townships[1:])]
        self.fields["region_prefix"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = dict(self.cleaned_data)
        day = values.pop("due_on")
        values["due_at"] = timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))
        values["year"] = day.year
        return values


class ObservationForm(forms.Form):
    """What is seen at a hazard point, made for a phone."""

    finding = forms.ChoiceField(
        label=pgettext_lazy("hazard point", "what was found"),
        choices=Finding.choices,
        widget=forms.RadioSelect,
    )
    signs = forms.MultipleChoiceField(
        label=_("signs"),
        choices=Sign.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    crack_mm = forms.FloatField(label=_("crack width in mm"), required=False, min_value=0)
    text = forms.CharField(
        label=_("description"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = forms.ImageField(
        label=_("photo"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )


class WarningForm(forms.Form):
    """A warning as it was received: the text, or a file of the protocol."""

    message = forms.CharField(
        label=_("text of the warning"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("the text of the warning centre, or an alert of the protocol (XML)"),
    )
    file = forms.FileField(label=_("or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        found = super().clean() or {}
        if not found.get("message") and not found.get("file"):
            self.add_error("message", _("Paste the text, or choose a file."))
        return found


class FeedForm(forms.Form):
    """Where warnings are fetched, and how often."""

    name = forms.CharField(label=_("name"), max_length=100)
    kind = forms.ChoiceField(label=_("kind"), choices=FeedKind.choices)
    address = forms.CharField(
        label=_("address or folder"),
        max_length=500,
        help_text=_(
            "An address beginning with http:// or https://, or the name of a folder below "
            "“warnings” in the platform's working folder."
        ),
    )
    period_s = forms.IntegerField(
        label=_("seconds between two looks"), min_value=30, max_value=86_400, initial=60
    )
    is_active = forms.BooleanField(label=_("is in use"), required=False, initial=True)


class HazardEventForm(forms.Form):
    """What happened, where and when, and how bad it was."""

    hazard = forms.ChoiceField(label=_("natural hazard"), choices=Hazard.choices)
    title = forms.CharField(label=_("title"), max_length=200)
    region_code = forms.ChoiceField(label=_("region"))
    place = forms.CharField(label=_("place"), max_length=200, required=False)
    longitude = forms.FloatField(
        label=_("longitude"), required=False, min_value=-180, max_value=180
    )
    latitude = forms.FloatField(label=_("latitude"), required=False, min_value=-90, max_value=90)
    geo_point_id = forms.TypedChoiceField(
        label=_("geological hazard point"), coerce=int, empty_value=None, required=False
    )
    began_at = forms.DateTimeField(label=_("began at"), widget=MomentInput)
    ended_at = forms.DateTimeField(label=_("ended at"), widget=MomentInput, required=False)
    level = forms.TypedChoiceField(label=_("level"), choices=Level.choices, coerce=int, initial=3)
    people_moved = forms.IntegerField(label=_("people moved to safety"), min_value=0, initial=0)
    casualties = forms.IntegerField(label=_("dead, missing and injured"), min_value=0, initial=0)
    loss_yuan = forms.IntegerField(label=_("loss in yuan"), min_value=0, initial=0)
    description = forms.CharField(
        label=_("description"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    source = forms.CharField(label=_("source of the record"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = region_choices(actor, "natural_hazards.record_event", "township", "village")
        self.fields["region_code"].choices = regions  # type: ignore[attr-defined]
        rows = policy_of(GeoHazardPoint).visible(actor).order_by("code")[:MOST_CHOICES]
        points = [NONE, *((str(row.pk), f"{row.code} {row.name}") for row in rows)]
        self.fields["geo_point_id"].choices = points  # type: ignore[attr-defined]


class VerificationForm(forms.Form):
    """The period over which warnings are judged."""

    begin = forms.DateField(label=pgettext_lazy("period", "from"), widget=DayInput)
    end = forms.DateField(label=pgettext_lazy("period", "to"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["begin"].initial = today - timedelta(days=365)
        self.fields["end"].initial = today

    def values(self) -> dict[str, Any]:
        """Return whole days as moments."""
        end = self.cleaned_data["end"] + timedelta(days=1)
        return {
            "begin": timezone.make_aware(datetime.combine(self.cleaned_data["begin"], time(0))),
            "end": timezone.make_aware(datetime.combine(end, time(0))),
        }
