"""Forms of devices."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.monitoring.devices.models import Device


class DeviceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new device: what it is, where it stands, whose it is."""

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
            "region",
            "place",
            "protocol",
            "period_s",
            "maker",
            "installed_on",
            "calibration_due_on",
        )
        widgets: ClassVar = {
            "region": forms.TextInput,
            "installed_on": forms.DateInput(attrs={"type": "date"}),
            "calibration_due_on": forms.DateInput(attrs={"type": "date"}),
            "period_s": forms.NumberInput(attrs={"data-unit": "s", "step": "any"}),
        }
        help_texts: ClassVar = {"region": _("statistical code of twelve digits")}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def clean_period_s(self) -> float:
        """A device speaks at some interval."""
        period: float = self.cleaned_data["period_s"]
        if not 0 < period <= 86_400 * 31:
            raise forms.ValidationError(_("The period lies between 0 and 31 days."))
        return period


class DeviceChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be corrected of a device."""

    class Meta:
        model = Device
        fields: ClassVar = ("name", "place", "period_s", "maker", "calibration_due_on")
        widgets: ClassVar = {
            "calibration_due_on": forms.DateInput(attrs={"type": "date"}),
            "period_s": forms.NumberInput(attrs={"data-unit": "s", "step": "any"}),
        }

    clean_period_s = DeviceForm.clean_period_s
