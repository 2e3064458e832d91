"""Fields of forms in which a device says how it is called and reached in its protocol."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import InvalidInput
from anlan.monitoring.devices.protocols import (
    PLAIN_PROTOCOLS,
    problem_of_connection,
    validate_connection,
    validate_identity,
)


class ConnectionField(forms.JSONField):
    """Names and values in braces; nothing is an empty object."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("how it is reached"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            help_text=_(
                'for devices the platform asks, for example {"host": "192.0.2.10", "port": 502, '
                '"unit": 1}'
            ),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """An empty object is shown as nothing."""
        return "" if value in (None, {}) else super().prepare_value(value)

    def clean(self, value: Any) -> dict[str, Any]:
        """An object of names and values."""
        found = super().clean(value)
        if found in (None, ""):
            return {}
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Write names and values in braces."))
        return found


class WritingMixin(forms.BaseForm):
    """Forms that ask how a device calls itself and is reached: both as its protocol writes it."""

    def check_writing(self, protocol: str, code: str) -> None:
        """Add what is wrong to its field; without an identity the code is one."""
        given = self.cleaned_data
        if not protocol or self.errors:
            return
        try:
            if protocol not in PLAIN_PROTOCOLS or given.get("identity"):
                validate_identity(protocol, given.get("identity") or code)
            if given.get("connection"):
                validate_connection(protocol, given["connection"])
        except InvalidInput as error:
            for name, text in error.fields.items():
                self.add_error(name, str(text))
            return
        if problem := problem_of_connection(protocol, given.get("connection") or {}):
            self.add_error("connection", problem)
