"""Forms of devices."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.inputs import DayInput, MomentField, SuggestInput
from anlan.kernel.policy import visible
from anlan.monitoring.devices.choices import DeviceKind, Protocol, RuleDirection
from anlan.monitoring.devices.inputs import ConnectionField, WritingMixin
from anlan.monitoring.devices.models import (
    Calibration,
    Device,
    DeviceTemplate,
    Point,
    TemplatePoint,
)
from anlan.monitoring.devices.permissions import CHANGE, ONBOARD
from anlan.monitoring.devices.protocols import problem_of_source, writing_of
from anlan.supervision.enterprises.public import match_enterprise

LEVELS = (
    (1, _("red")),
    (2, _("orange")),
    (3, _("yellow")),
    (4, _("blue")),
)
_LONGEST_PERIOD_S = 86_400 * 31


def seconds(**attrs: Any) -> forms.NumberInput:
    """A field for seconds."""
    return forms.NumberInput(attrs={"data-unit": "s", "step": "any", **attrs})


def regions_for(actor: Actor, permission: str) -> list[tuple[str, str]]:
    """Townships and villages in which the actor holds ``permission``."""
    rows = apps.get_model("regions", "Region")._default_manager.order_by("code")
    scopes = actor.scopes_for(permission)
    prefixes = [scope.value for scope in scopes if scope.kind == "region"]
    everywhere = any(scope.kind in ("all", "organisation") for scope in scopes)
    return [
        (code, f"　{name}" if level == "village" else name)
        for code, name, level in rows.values_list("code", "name", "level")
        if everywhere or any(code.startswith(prefix) for prefix in prefixes)
    ]


def enterprise_of(text: str, actor: Actor) -> int | None:
    """Return the enterprise that is meant; raises ``ValidationError`` when it is not clear."""
    if not text.strip():
        return None
    found, near = match_enterprise(text, actor)
    if found is not None:
        return found
    if near:
        raise forms.ValidationError(
            _("Several enterprises fit: %(names)s. Choose one of them."),
            params={"names": "、".join(near)},
        )
    raise forms.ValidationError(_("No enterprise of your area fits. Choose one of the proposals."))


class PeriodMixin(forms.BaseForm):
    """Forms that ask how often a device speaks."""

    def clean_period_s(self) -> float | None:
        """A device speaks at some interval."""
        period: float | None = self.cleaned_data["period_s"]
        if period is not None and not 0 < period <= _LONGEST_PERIOD_S:
            raise forms.ValidationError(_("The period lies between 0 and 31 days."))
        return period


class DeviceForm(WritingMixin, PeriodMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A new device: what it is, where it stands, whose it is."""

    connection = ConnectionField()

    enterprise = forms.CharField(
        label=_("enterprise"),
        required=False,
        widget=SuggestInput("enterprises:suggest"),
        help_text=_("name, short name, pinyin or credit code; empty for public places"),
    )
    region = forms.ChoiceField(label=_("region"))
    longitude = forms.FloatField(
        label=_("longitude"), min_value=-180, max_value=180, required=False, help_text="WGS-84"
    )
    latitude = forms.FloatField(
        label=_("latitude"), min_value=-90, max_value=90, required=False, help_text="WGS-84"
    )

    class Meta:
        model = Device
        fields: ClassVar = (
            "code",
            "name",
            "kind",
            "sector",
            "place",
            "protocol",
            "identity",
            "connection",
            "period_s",
            "owner",
            "maker",
            "installed_on",
            "calibration_months",
            "calibration_due_on",
        )
        widgets: ClassVar = {
            "installed_on": DayInput,
            "calibration_due_on": DayInput,
            "period_s": seconds(),
        }

    field_order = ("code", "name", "kind", "enterprise", "region", "place", "longitude", "latitude")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.choices = [("", "—"), *regions_for(actor, CHANGE)]
        owner: Any = self.fields["owner"]
        owner.queryset = visible(owner.queryset.model, actor).order_by("code")

    def clean_enterprise(self) -> int | None:
        """Find the one that is meant."""
        return enterprise_of(self.cleaned_data["enterprise"], self.actor)

    def clean(self) -> dict[str, Any]:
        """Identity and connection as the protocol writes them."""
        given = super().clean() or {}
        self.check_writing(given.get("protocol", ""), given.get("code", ""))
        return given


class DeviceChangeForm(PeriodMixin, forms.ModelForm):  # type: ignore[type-arg]
    """What may be corrected of a device; identity and connection are checked when it is saved."""

    connection = ConnectionField()

    class Meta:
        model = Device
        fields: ClassVar = (
            "name",
            "kind",
            "place",
            "sector",
            "owner",
            "protocol",
            "identity",
            "connection",
            "period_s",
            "maker",
            "installed_on",
            "calibration_months",
            "calibration_due_on",
        )
        widgets: ClassVar = {
            "installed_on": DayInput,
            "calibration_due_on": DayInput,
            "period_s": seconds(),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = visible(owner.queryset.model, actor).order_by("code")
        writing = writing_of(self.initial.get("protocol", ""))
        self.fields["identity"].help_text = str(writing.identity)
        self.fields["connection"].help_text = str(writing.connection)
        # Only what was sent is changed: a page of an earlier day leaves the rest as it is.
        for name in ("kind", "protocol"):
            self.fields[name].required = False

    def facts(self) -> dict[str, Any]:
        """Return what the service takes: keys of relations, and only what was sent."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name not in self.data:
                continue
            if name in ("sector", "owner"):
                found[f"{name}_id"] = value.pk if value else None
            else:
                found[name] = value
        return found


class PointForm(forms.ModelForm):  # type: ignore[type-arg]
    """A point of a device."""

    class Meta:
        model = Point
        fields: ClassVar[tuple[str, ...]] = (
            "key",
            "name",
            "quantity",
            "unit",
            "range_low",
            "range_high",
            "decimals",
            "source",
            "scale",
            "offset",
            "chemical",
        )

    def __init__(self, *args: Any, protocol: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.protocol = protocol
        if protocol:
            self.fields["source"].help_text = str(writing_of(protocol).source)

    def clean_key(self) -> str:
        """The key stands in messages: no spaces around it."""
        return str(self.cleaned_data["key"]).strip()

    def clean_source(self) -> str:
        """An address as the protocol writes it; without one the key must be one."""
        source = str(self.cleaned_data["source"]).strip()
        key = self.cleaned_data.get("key") or getattr(self, "point_key", "")
        if self.protocol and key:
            problem = problem_of_source(self.protocol, key, source)
            if problem:
                raise forms.ValidationError(problem)
        return source


class PointChangeForm(PointForm):
    """What may be corrected of a point; its key names stored readings."""

    key = None

    def __init__(self, *args: Any, point_key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.point_key = point_key

    class Meta(PointForm.Meta):
        fields: ClassVar[tuple[str, ...]] = (*PointForm.Meta.fields[1:], "is_active")


class CalibrationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A calibration with its certificate."""

    due_on = forms.DateField(
        label=_("next due on"),
        required=False,
        widget=DayInput,
        help_text=_("empty: by the period of the device"),
    )

    class Meta:
        model = Calibration
        fields: ClassVar = (
            "calibrated_on",
            "certificate_number",
            "due_on",
            "institute",
            "result",
            "remark",
        )
        widgets: ClassVar = {
            "calibrated_on": DayInput,
            "remark": forms.Textarea(attrs={"rows": 2}),
        }


class MaintenanceForm(forms.Form):
    """A work on a device."""

    reason = forms.CharField(
        label=_("work"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("what is done and by whom; its alarms stay quiet meanwhile"),
    )
    expected_until = MomentField(label=_("expected until"), required=False)


class ReplaceForm(forms.Form):
    """The successor of a device."""

    code = forms.RegexField(r"^[0-9A-Za-z_.\-]+$", label=_("code of the new device"), max_length=64)
    identity = forms.CharField(
        label=_("identity in its protocol"),
        max_length=64,
        required=False,
        help_text=_("empty: the new device takes over the one of the old"),
    )
    maker = forms.CharField(label=_("maker and type"), max_length=200, required=False)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 2}))


class TemplateForm(PeriodMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A model of device."""

    class Meta:
        model = DeviceTemplate
        fields: ClassVar[tuple[str, ...]] = (
            "code",
            "name",
            "kind",
            "protocol",
            "maker",
            "period_s",
            "calibration_months",
            "calibration_basis",
            "hint",
            "is_active",
        )
        widgets: ClassVar = {"period_s": seconds(), "hint": forms.Textarea(attrs={"rows": 3})}


class TemplateChangeForm(TemplateForm):
    """What may be changed of a template."""

    class Meta(TemplateForm.Meta):
        fields: ClassVar[tuple[str, ...]] = TemplateForm.Meta.fields[1:]


class TemplatePointForm(forms.ModelForm):  # type: ignore[type-arg]
    """A point of a template."""

    class Meta:
        model = TemplatePoint
        fields: ClassVar = PointForm.Meta.fields[:-1]


class LimitForm(forms.Form):
    """A proposed alarm limit."""

    direction = forms.ChoiceField(label=_("alarm when"), choices=RuleDirection.choices)
    level = forms.TypedChoiceField(label=_("level"), choices=LEVELS, coerce=int, initial=3)
    limit = forms.FloatField(label=_("limit"))
    dead_band = forms.FloatField(
        label=_("dead band"),
        initial=0,
        min_value=0,
        help_text=_("the value must fall back by so much before the alarm ends"),
    )
    delay_s = forms.FloatField(
        label=_("delay in seconds"), initial=0, min_value=0, widget=seconds()
    )
    basis = forms.CharField(label=_("basis"), max_length=200, required=False)


class OnboardForm(WritingMixin, forms.Form):
    """The first step on site: which model, which code, whose."""

    template = forms.ModelChoiceField(
        label=_("device template"),
        queryset=DeviceTemplate.objects.filter(is_active=True),
        required=False,
        empty_label=_("none: points are entered by hand"),
    )
    protocol = forms.ChoiceField(
        label=_("protocol"),
        required=False,
        choices=[("", _("that of the template")), *Protocol.choices],
    )
    kind = forms.ChoiceField(
        label=_("kind"),
        required=False,
        choices=[("", _("that of the template")), *DeviceKind.choices],
    )
    code = forms.RegexField(
        r"^[0-9A-Za-z_.\-]+$",
        label=_("device code"),
        max_length=64,
        help_text=_("letters, digits, - _ and . only; it names the device in messages"),
    )
    name = forms.CharField(label=_("name"), max_length=200)
    identity = forms.CharField(
        label=_("identity in its protocol"),
        max_length=64,
        required=False,
        help_text=_("MN of HJ 212, station of SL 651, terminal of JT/T 808 …; empty: the code"),
    )
    connection = ConnectionField()
    enterprise = forms.CharField(
        label=_("enterprise"),
        required=False,
        widget=SuggestInput("enterprises:suggest"),
        help_text=_("name, short name, pinyin or credit code; empty for public places"),
    )
    region = forms.ChoiceField(
        label=_("region"), required=False, help_text=_("empty: that of the enterprise")
    )
    place = forms.CharField(
        label=pgettext_lazy("of a device", "place"),
        max_length=200,
        required=False,
        help_text=_("for example tank area 2, west of tank V-203"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.choices = [("", "—"), *regions_for(actor, ONBOARD)]

    def clean_enterprise(self) -> int | None:
        """Find the one that is meant."""
        return enterprise_of(self.cleaned_data["enterprise"], self.actor)

    def clean(self) -> dict[str, Any]:
        """Without a template one says what the device is; it stands somewhere."""
        given = super().clean() or {}
        if not given.get("template"):
            for name in ("protocol", "kind"):
                if not given.get(name):
                    self.add_error(name, _("Without a template this must be said."))
        if (
            not given.get("region")
            and not given.get("enterprise")
            and "enterprise" not in self.errors
        ):
            self.add_error("region", _("Say the enterprise, or the region where there is none."))
        template = given.get("template")
        protocol = given.get("protocol") or (template.protocol if template else "")
        self.check_writing(protocol, given.get("code", ""))
        return given


class PlaceForm(forms.Form):
    """The second step: where it stands."""

    longitude = forms.FloatField(
        label=_("longitude"),
        min_value=-180,
        max_value=180,
        help_text="WGS-84",
        widget=forms.NumberInput(attrs={"step": "any", "data-pin-target": "longitude"}),
    )
    latitude = forms.FloatField(
        label=_("latitude"),
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"step": "any", "data-pin-target": "latitude"}),
    )
    place = forms.CharField(
        label=pgettext_lazy("of a device", "place"), max_length=200, required=False
    )
