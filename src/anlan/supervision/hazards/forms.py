"""Forms of hazards: each asks for one step."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.inputs import SuggestInput
from anlan.supervision.enterprises.public import list_enterprises, match_enterprise
from anlan.supervision.hazards.choices import (
    CauseFamily,
    HazardSource,
    LookBackResult,
    ReportAudience,
    SupervisionLevel,
    SuspensionKind,
    TraceTrigger,
)
from anlan.supervision.hazards.models import HazardCategory, HazardLimit
from anlan.supervision.ledgers.contracts import CriterionInfo
from anlan.supervision.ledgers.public import list_criteria
from anlan.supervision.risk.public import list_units

LEVEL_CHOICES = (
    ("general", _("general hazard")),
    ("major", pgettext_lazy("hazard level", "major hazard")),
)
#: Sources a person chooses; the others come from the platform itself.
ENTERED_SOURCES = (HazardSource.INSPECTION, HazardSource.GRID, HazardSource.TIP_OFF)
REGION_CHOICES = 400


class DayInput(forms.DateInput):
    """A day, chosen in the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LastDayField(forms.DateField):
    """The last day on which something may be done; its value is the midnight after it."""

    widget = DayInput

    def clean(self, value: Any) -> Any:
        """Return the moment the day ends."""
        day = super().clean(value)
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))


class SeveralFiles(forms.ClearableFileInput):
    """Several photos at once; a phone opens its camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SeveralFiles(attrs={"accept": "image/*"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each of them."""
        many = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in many if one]


def category_choices() -> list[Any]:
    """Return the causes in use, grouped by family."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in HazardCategory.objects.filter(is_active=True):
        groups.setdefault(category.family, []).append((category.code, category.name))
    words = dict(CauseFamily.choices)
    return [("", "—"), *((words[family], rows) for family, rows in groups.items())]


def office_choices() -> list[tuple[str, str]]:
    """Return the offices that may answer for a hazard."""
    rows = apps.get_model("organisations.Organisation")._default_manager.filter(
        kind__in=("department", "township", "park"), is_active=True
    )
    return [("", "—"), *((str(o.pk), str(o)) for o in rows.order_by("kind", "code"))]


def region_choices(actor: Actor, permission: str) -> list[tuple[str, str]]:
    """Return townships and villages in which the actor holds ``permission``."""
    rows = apps.get_model("regions.Region")._default_manager.filter(
        level__in=("township", "village")
    )
    scopes = actor.scopes_for(permission)
    prefixes = [s.value for s in scopes if s.kind == "region"]
    everything = any(s.kind == "all" for s in scopes)
    found = [
        (code, f"　{name}" if level == "village" else name)
        for code, name, level in rows.order_by("code").values_list("code", "name", "level")
        if everything or any(code.startswith(prefix) for prefix in prefixes)
    ]
    return [("", "—"), *found[:REGION_CHOICES]]


class ReportForm(forms.Form):
    """Reporting a hazard: what, where, photos; the rest has its place below."""

    title = forms.CharField(label=_("what is wrong"), max_length=200, help_text=_("in a few words"))
    photos = PhotosField(
        label=_("photos"),
        required=False,
        help_text=_("from the album; what the camera above takes also keeps time and place"),
    )
    enterprise = forms.CharField(
        label=_("enterprise"),
        max_length=300,
        required=False,
        widget=SuggestInput("enterprises:suggest"),
        help_text=_(
            "name, pinyin, initials or credit code; empty for a place without an enterprise"
        ),
    )
    unit_id = forms.TypedChoiceField(
        label=_("risk unit"), coerce=int, empty_value=None, required=False
    )
    region_code = forms.ChoiceField(
        label=_("region"), required=False, help_text=_("for a place without an enterprise")
    )
    place = forms.CharField(label=_("place"), max_length=200, required=False)
    source = forms.ChoiceField(label=_("source"), required=False)
    category = forms.ChoiceField(label=_("hazard category"), required=False)
    level = forms.ChoiceField(
        label=_("hazard level"), choices=LEVEL_CHOICES, required=False, initial="general"
    )
    criterion_codes = forms.MultipleChoiceField(
        label=_("criteria met"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "criteria"}),
    )
    description = forms.CharField(
        label=_("description"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_at = LastDayField(
        label=_("last day to rectify"),
        required=False,
        help_text=_("empty: by the rule of the level"),
    )
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    reporter_name = forms.CharField(
        label=_("who tipped off"),
        max_length=50,
        required=False,
        help_text=_("kept apart, encrypted, seen only by holders of a special right"),
    )
    reporter_phone = forms.CharField(label=_("mobile phone"), max_length=30, required=False)
    is_anonymous = forms.BooleanField(label=_("wishes to stay anonymous"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from anlan.supervision.hazards.permissions import REPORT

        self.actor = actor
        chosen: Any = self.fields
        chosen["category"].choices = category_choices()
        chosen["region_code"].choices = region_choices(actor, REPORT)
        if is_enterprise(actor):
            for name in ("source", "reporter_name", "reporter_phone", "is_anonymous"):
                del self.fields[name]
            self.fields["region_code"].widget = forms.HiddenInput()
        else:
            labels = dict(HazardSource.choices)
            chosen["source"].choices = [(s.value, labels[s.value]) for s in ENTERED_SOURCES]
        self._offer(str(self["enterprise"].value() or "").strip())

    def _offer(self, text: str) -> None:
        """Offer the units of the enterprise and the criteria of its sector, once it is known."""
        units: Any = self.fields["unit_id"]
        criteria: Any = self.fields["criterion_codes"]
        units.choices, criteria.choices = [("", "—")], []
        units.help_text = criteria.help_text = _("Choose the enterprise first.")
        if not text:
            return
        found, near = match_enterprise(text, self.actor)
        if found is None:
            units.help_text = criteria.help_text = str(self._unknown(near).messages[0])
            return
        info = list_enterprises(self.actor, [found])[0]
        known = list_units(info.id, self.actor)
        units.choices += [(unit.id, unit.name) for unit in known]
        units.help_text = (
            "" if known else _("This enterprise has no risk units yet; the hazard counts for it.")
        )
        criteria.choices = [
            (one.code, criterion_label(one)) for one in list_criteria(sector_code=info.sector)
        ]
        criteria.help_text = (
            _("One with major consequence makes the hazard major.")
            if criteria.choices
            else _("No sector pack has criteria for %(sector)s yet.") % {"sector": info.sector_name}
        )

    def _unknown(self, near: list[str]) -> ValidationError:
        if near:
            return ValidationError(
                _("Several enterprises fit: %(names)s. Choose one of them."),
                params={"names": "、".join(near)},
                code="several",
            )
        return ValidationError(
            _("No enterprise of your area has this name or code."), code="unknown"
        )

    def clean_enterprise(self) -> int | None:
        """Find the enterprise by its credit code or name, of those the actor sees."""
        text = self.cleaned_data["enterprise"].strip()
        if not text:
            return None
        found, near = match_enterprise(text, self.actor)
        if found is None:
            raise self._unknown(near)
        return found

    def clean(self) -> dict[str, Any]:
        """A hazard is somewhere: at an enterprise, in a region or at a point."""
        given = super().clean() or {}
        places = ("enterprise", "region_code", "longitude")
        is_placed = any(given.get(name) for name in places) or "enterprise" in self.errors
        if not is_placed:
            self.add_error(
                "enterprise", _("Choose the enterprise, or the region where there is none.")
            )
        return given


def criterion_label(criterion: CriterionInfo) -> str:
    """Return a criterion as one chooses it: its text, its clause, whether the text was checked."""
    marks = [f"{criterion.basis}{criterion.clause}"]
    if criterion.consequence == "major":
        marks.append(str(pgettext_lazy("hazard level", "major hazard")))
    if not criterion.is_verified:
        marks.append(str(_("not checked against the text")))
    return format_html(
        '<span>{}<span class="criteria__clause">{}</span></span>', criterion.text, " · ".join(marks)
    )


def is_enterprise(actor: Actor) -> bool:
    """Whether somebody of an enterprise reports."""
    return actor.roles == {"enterprise_manager"}


class VerifyForm(forms.Form):
    """Confirming a hazard: its cause and level."""

    category = forms.ChoiceField(label=_("hazard category"))
    level = forms.ChoiceField(label=_("hazard level"), choices=LEVEL_CHOICES)
    reason = forms.CharField(
        label=_("what was found on the spot"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Ordering the rectification."""

    category = forms.ChoiceField(label=_("hazard category"))
    responsible_id = forms.TypedChoiceField(
        label=_("responsible person"), coerce=int, empty_value=None, required=False
    )
    department_id = forms.TypedChoiceField(
        label=_("responsible office"), coerce=int, empty_value=None, required=False
    )
    due_at = LastDayField(
        label=_("last day to rectify"),
        required=False,
        help_text=_("empty: by the rule of the level"),
    )

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["category"].choices = category_choices()
        chosen["responsible_id"].choices = [("", "—"), *people]
        chosen["department_id"].choices = office_choices()


class PlanForm(forms.Form):
    """The five fixes."""

    responsibility = forms.CharField(
        label=_("responsibility fixed"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("who leads, who carries out"),
    )
    measures = forms.CharField(label=_("measures fixed"), widget=forms.Textarea(attrs={"rows": 3}))
    funds_yuan = forms.DecimalField(
        label=_("funds fixed, yuan"), min_value=0, max_digits=14, decimal_places=2
    )
    time_limit = forms.CharField(label=_("time fixed"), widget=forms.Textarea(attrs={"rows": 2}))
    contingency = forms.CharField(
        label=_("contingency plan fixed"), widget=forms.Textarea(attrs={"rows": 3})
    )


class RectifyForm(forms.Form):
    """Handing in what was done."""

    text = forms.CharField(label=_("what was done"), widget=forms.Textarea(attrs={"rows": 4}))
    photos = PhotosField(label=_("photos after the rectification"), required=False)


class ExtensionForm(forms.Form):
    """Asking for more time."""

    wanted_due_at = LastDayField(label=_("wanted last day"))
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
    measures = forms.CharField(
        label=_("safety measures meanwhile"), widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(forms.Form):
    """Granting or refusing, with the reason."""

    verdict = forms.ChoiceField(
        label=_("decision"),
        choices=(("approve", _("grant")), ("refuse", _("refuse"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("reason"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TransferForm(forms.Form):
    """Handing over to another office."""

    to_organisation_id = forms.TypedChoiceField(label=_("handed over to"), coerce=int)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_organisation_id"].choices = office_choices()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Taking a hazard over, or giving it back."""

    verdict = forms.ChoiceField(
        label=_("answer"),
        choices=(
            ("accept", pgettext_lazy("hand-over step", "take it over")),
            ("return", pgettext_lazy("hand-over step", "give it back")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("reason"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RegradeForm(forms.Form):
    """Changing the level."""

    level = forms.ChoiceField(label=_("hazard level"), choices=LEVEL_CHOICES)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))


class LookBackForm(forms.Form):
    """The look back."""

    result = forms.ChoiceField(
        label=_("result of the look back"),
        choices=LookBackResult.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("what was found on the spot"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoticeForm(forms.Form):
    """Notice to the principal (from the dossier) and the actual controller."""

    controller_name = forms.CharField(
        label=_("actual controller"),
        max_length=50,
        required=False,
        help_text=_("empty when the principal is the actual controller"),
    )


class ReceiptForm(forms.Form):
    """A receipt signed on paper."""

    evidence = forms.CharField(label=_("evidence of receipt"), max_length=300)


class DualReportForm(forms.Form):
    """One of the two reports."""

    audience = forms.ChoiceField(label=_("reported to"), choices=ReportAudience.choices)
    manner = forms.CharField(
        label=_("manner of reporting"),
        max_length=300,
        help_text=_("meeting of the employees or their congress, notice board, written report"),
    )
    content = forms.CharField(
        label=_("what was reported"), widget=forms.Textarea(attrs={"rows": 3})
    )


class SuspensionForm(forms.Form):
    """An order to stop."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("suspension", "what stops"), choices=SuspensionKind.choices
    )
    scope = forms.CharField(label=_("equipment, area or work concerned"), max_length=300)


class LiftForm(forms.Form):
    """The result of the examination before work goes on."""

    reason = forms.CharField(
        label=_("result of the examination"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ListingForm(forms.Form):
    """Listed supervision."""

    level = forms.ChoiceField(
        label=_("supervised by"), choices=SupervisionLevel.choices, initial="county"
    )
    requirements = forms.CharField(
        label=_("what must be done"), widget=forms.Textarea(attrs={"rows": 4})
    )
    due_at = LastDayField(
        label=_("last day"), required=False, help_text=_("empty: by the rule of the level")
    )


class TraceForm(forms.Form):
    """Opening a trace-back by hand."""

    trigger = forms.ChoiceField(
        label=_("opened because"), choices=TraceTrigger.choices, initial="incident"
    )


class ConclusionForm(forms.Form):
    """The conclusion of a trace-back."""

    conclusion = forms.CharField(label=_("conclusion"), widget=forms.Textarea(attrs={"rows": 5}))
    measures = forms.CharField(
        label=_("measures against those responsible"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LimitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A limit and its basis."""

    class Meta:
        model = HazardLimit
        fields = ("value", "legal_basis", "is_verified")


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words of a cause."""

    class Meta:
        model = HazardCategory
        fields = ("name", "source", "is_active")


class PhotoForm(forms.Form):
    """One photo taken in the page."""

    file = forms.FileField()
    nonce = forms.CharField(required=False, max_length=64)
    captured_at = forms.DateTimeField(required=False)
    longitude = forms.FloatField(required=False)
    latitude = forms.FloatField(required=False)
