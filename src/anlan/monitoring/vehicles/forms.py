"""Forms of vehicles, drivers, fences, trips, limits."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.inputs import DayInput, MomentField
from anlan.kernel.policy import visible
from anlan.monitoring.vehicles.choices import FenceKind, Packaging, VehicleKind, VehicleState
from anlan.monitoring.vehicles.constants import TEXT_LENGTH
from anlan.monitoring.vehicles.models import Driver, DrivingRule, SpeedLimit, Vehicle
from anlan.monitoring.vehicles.services.fences import read_area
from anlan.monitoring.vehicles.services.orders import SETTINGS
from anlan.monitoring.vehicles.services.trips import Goods, read_route
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.public import list_enterprises

LEVELS = ((1, _("red")), (2, _("orange")), (3, _("yellow")), (4, _("blue")))
DAYS = (
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")),
    (5, _("Friday")), (6, _("Saturday")), (7, _("Sunday")),
)  # fmt: skip
#: Sectors whose enterprises are offered as operators first.
OPERATORS = ("transport_hazmat", "transport")
GOODS_LINES = 3


def _chemicals() -> list[tuple[int, str]]:
    return [(chemical.id, f"{chemical.name} {chemical.cas}") for chemical in list_chemicals()]


def _operators(actor: Actor) -> list[tuple[int, str]]:
    found = list_enterprises(actor)
    return [(e.id, e.name) for e in found if e.sector in OPERATORS] or [
        (e.id, e.name) for e in found
    ]


def _whole(value: str) -> int | None:
    return int(value) if value else None


class _VehicleFields(forms.Form):
    """What may be changed of a vehicle."""

    terminal = forms.CharField(
        label=_("terminal"),
        max_length=64,
        required=False,
        help_text=_("code of its device in the registry"),
    )
    driver_id = forms.TypedChoiceField(
        label=_("usual driver"), coerce=_whole, required=False, empty_value=None
    )
    seats = forms.IntegerField(label=_("seats"), min_value=1, max_value=200, required=False)
    load_t = forms.FloatField(
        label=_("permitted load"),
        min_value=0.1,
        max_value=200,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "t", "step": "any"}),
    )
    permitted_ids = forms.TypedMultipleChoiceField(
        label=_("permitted goods"), coerce=int, required=False
    )
    runs_at_night = forms.BooleanField(
        label=_("exempt from the night hours"),
        required=False,
        help_text=_("relay transport, fixed airport and railway lines, lines up to 100 km"),
    )
    inspection_due_on = forms.DateField(
        label=_("inspection due on"), required=False, widget=DayInput
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        drivers = visible(Driver, actor).filter(is_active=True).select_related("enterprise")
        self.fields["driver_id"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((d.pk, f"{d.name} · {d.enterprise}") for d in drivers.order_by("name")[:2000]),
        ]
        self.fields["permitted_ids"].choices = _chemicals()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the terminal by its code."""
        values: dict[str, Any] = super().clean() or {}
        code = values.pop("terminal", "")
        values["device_id"] = None
        if code:
            device = Vehicle._meta.get_field("device").related_model
            found = visible(device, self.actor).filter(code=code).first()
            if found is None:
                self.add_error("terminal", _("There is no such device in your area."))
            else:
                values["device_id"] = found.pk
        return values


class VehicleForm(_VehicleFields):
    """A new vehicle."""

    plate = forms.CharField(label=_("plate"), max_length=20)
    kind = forms.ChoiceField(label=_("kind"), choices=VehicleKind.choices)
    enterprise_id = forms.TypedChoiceField(label=pgettext_lazy("transport", "operator"), coerce=int)
    field_order = ("plate", "kind", "enterprise_id")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["enterprise_id"].choices = _operators(actor)  # type: ignore[attr-defined]


class VehicleChangeForm(_VehicleFields):
    """What may be corrected of a vehicle."""


class TextForm(forms.Form):
    """Words for the driver."""

    text = forms.CharField(
        label=_("text"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("shown on the terminal and read out; short, the driver is driving"),
    )
    is_urgent = forms.BooleanField(
        label=_("is urgent"), required=False, help_text=_("the terminal gives a warning tone")
    )


class TerminalForm(forms.Form):
    """Settings of a terminal; what is left empty stays as it is."""

    report_s = forms.IntegerField(
        label=_("interval of positions"),
        required=False,
        min_value=SETTINGS["report_s"][0],
        max_value=SETTINGS["report_s"][1],
        widget=forms.NumberInput(attrs={"data-unit": "s"}),
        help_text=_("left empty: stays as it is"),
    )
    highest_speed_km_h = forms.IntegerField(
        label=_("speed from which the terminal warns"),
        required=False,
        min_value=SETTINGS["highest_speed_km_h"][0],
        max_value=SETTINGS["highest_speed_km_h"][1],
        widget=forms.NumberInput(attrs={"data-unit": "km/h"}),
        help_text=_("left empty: stays as it is"),
    )


class DriverForm(forms.Form):
    """A new driver."""

    name = forms.CharField(label=_("name"), max_length=50)
    enterprise_id = forms.TypedChoiceField(label=pgettext_lazy("transport", "operator"), coerce=int)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    qualification = forms.CharField(
        label=pgettext_lazy("driver", "qualification number"),
        max_length=30,
        required=False,
        help_text=_("stored encrypted; the terminal's card reader tells it"),
    )
    valid_to = forms.DateField(label=_("qualified until"), required=False, widget=DayInput)
    may_carry_goods = forms.BooleanField(label=_("qualified for dangerous goods"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "enterprise_id" in self.fields:
            self.fields["enterprise_id"].choices = _operators(actor)  # type: ignore[attr-defined]


class DriverChangeForm(DriverForm):
    """What may be corrected of a driver."""

    is_active = forms.BooleanField(label=_("is active"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        del self.fields["enterprise_id"]


class FenceForm(forms.Form):
    """A geofence, drawn on the map above the fields."""

    name = forms.CharField(label=_("name"), max_length=100)
    kind = forms.ChoiceField(label=_("kind"), choices=FenceKind.choices)
    region = forms.CharField(
        label=_("region"), max_length=15, help_text=_("statistical code of twelve digits")
    )
    area = forms.CharField(
        label=pgettext_lazy("fence", "area"),
        widget=forms.Textarea(attrs={"rows": 3, "data-fence": "area"}),
        help_text=_("click the corners on the map; or paste a polygon as GeoJSON"),
    )
    vehicle_kinds = forms.MultipleChoiceField(
        label=_("kinds of vehicle"),
        choices=VehicleKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("none: all kinds"),
    )
    plates = forms.CharField(
        label=_("only these vehicles"),
        required=False,
        help_text=_("plates, separated by spaces; none: all of these kinds"),
    )
    limit_km_h = forms.IntegerField(
        label=_("speed limit here"),
        min_value=5,
        max_value=120,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "km/h"}),
    )
    begins_at = forms.TimeField(
        label=_("from (time of day)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    ends_at = forms.TimeField(
        label=_("to (time of day)"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("weekdays"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("none: every day"),
    )
    level = forms.TypedChoiceField(label=_("level"), choices=LEVELS, coerce=int, initial=3)
    legal_basis = forms.CharField(label=_("legal basis"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def clean_area(self) -> Any:
        """Read the outline."""
        try:
            return read_area(self.cleaned_data["area"])
        except InvalidInput as error:
            raise forms.ValidationError(str(next(iter(error.fields.values())))) from None

    def clean_plates(self) -> list[int]:
        """Find the vehicles by their plates."""
        plates = self.cleaned_data["plates"].replace("，", " ").replace(",", " ").upper().split()
        found = dict(
            visible(Vehicle, self.actor).filter(plate__in=plates).values_list("plate", "pk")
        )
        missing = [plate for plate in plates if plate not in found]
        if missing:
            raise forms.ValidationError(
                _("No such vehicle: %(plates)s.") % {"plates": " ".join(missing)}
            )
        return list(found.values())


class FenceChangeForm(FenceForm):
    """What may be changed of a fence."""

    is_active = forms.BooleanField(label=_("is active"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        for name in ("kind", "region", "plates"):
            del self.fields[name]


class TripForm(forms.Form):
    """A waybill: vehicle, goods, who and where to, when."""

    number = forms.CharField(label=_("waybill number"), max_length=50)
    vehicle_id = forms.TypedChoiceField(label=_("vehicle"), coerce=int)
    driver_id = forms.TypedChoiceField(
        label=_("driver"), coerce=_whole, required=False, empty_value=None
    )
    escort_id = forms.TypedChoiceField(
        label=_("escort"), coerce=_whole, required=False, empty_value=None
    )
    shipper = forms.CharField(label=_("shipper"), max_length=200)
    receiver = forms.CharField(label=_("receiver"), max_length=200)
    receiver_phone = forms.CharField(
        label=_("receiver's emergency number"), max_length=30, required=False
    )
    origin = forms.CharField(label=_("place of loading"), max_length=200)
    destination = forms.CharField(label=_("place of unloading"), max_length=200)
    route_text = forms.CharField(
        label=_("route"), max_length=500, required=False, help_text=_("roads and towns in order")
    )
    route = forms.CharField(
        label=_("line of the route"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-fence": "route"}),
        help_text=_(
            "click its corners on the map; or paste a line as GeoJSON. Left empty: the platform "
            "cannot tell when the vehicle leaves its route."
        ),
    )
    planned_from = MomentField(label=_("planned departure"))
    planned_to = MomentField(label=_("planned arrival"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vehicles = visible(Vehicle, actor).filter(
            kind=VehicleKind.HAZMAT, state=VehicleState.IN_SERVICE
        )
        self.fields["vehicle_id"].choices = [  # type: ignore[attr-defined]
            (v.pk, f"{v.plate} · {v.enterprise}")
            for v in vehicles.select_related("enterprise").order_by("plate")[:2000]
        ]
        people = visible(Driver, actor).filter(is_active=True).select_related("enterprise")
        offered = [
            ("", "—"),
            *((d.pk, f"{d.name} · {d.enterprise}") for d in people.order_by("name")[:2000]),
        ]
        self.fields["driver_id"].choices = offered  # type: ignore[attr-defined]
        self.fields["escort_id"].choices = offered  # type: ignore[attr-defined]
        chemicals = [("", "—"), *_chemicals()]
        for line in range(1, GOODS_LINES + 1):
            words = {"n": line}
            self.fields[f"chemical_{line}"] = forms.TypedChoiceField(
                label=_("substance %(n)d") % words,
                choices=chemicals,
                coerce=_whole,
                empty_value=None,
                required=line == 1,
            )
            self.fields[f"quantity_{line}"] = forms.FloatField(
                label=_("quantity %(n)d") % words,
                min_value=0.001,
                max_value=200,
                required=line == 1,
                widget=forms.NumberInput(attrs={"data-unit": "t", "step": "any"}),
            )
            self.fields[f"packaging_{line}"] = forms.ChoiceField(
                label=_("packaging %(n)d") % words, choices=Packaging.choices, required=False
            )

    def clean_route(self) -> Any:
        """Read the line."""
        text = self.cleaned_data["route"]
        try:
            return read_route(text) if text.strip() else None
        except InvalidInput as error:
            raise forms.ValidationError(str(next(iter(error.fields.values())))) from None

    def clean(self) -> dict[str, Any]:
        """Gather the lines of goods."""
        values: dict[str, Any] = super().clean() or {}
        goods: list[Goods] = []
        for line in range(1, GOODS_LINES + 1):
            chemical_id = values.pop(f"chemical_{line}", None)
            quantity = values.pop(f"quantity_{line}", None)
            packaging = values.pop(f"packaging_{line}", "") or Packaging.TANK
            if chemical_id and quantity:
                goods.append(Goods(chemical_id, quantity, packaging))
            elif chemical_id and line > 1:
                self.add_error(f"quantity_{line}", _("How much of it?"))
        values["goods"] = goods
        return values


class LimitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A speed limit and what it rests on."""

    class Meta:
        model = SpeedLimit
        fields: ClassVar = ("limit_km_h", "legal_basis", "is_verified")


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A driving rule and what it rests on."""

    level = forms.TypedChoiceField(label=_("level"), choices=LEVELS, coerce=int)

    class Meta:
        model = DrivingRule
        fields: ClassVar = (
            "begins_at",
            "ends_at",
            "minutes",
            "rest_minutes",
            "tolerance_m",
            "level",
            "legal_basis",
            "is_verified",
            "is_active",
        )
        widgets: ClassVar = {
            "begins_at": forms.TimeInput(attrs={"type": "time"}),
            "ends_at": forms.TimeInput(attrs={"type": "time"}),
        }
