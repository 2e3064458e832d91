"""Form fields that every floor uses: a moment and a day, in the browser's own inputs."""

from __future__ import annotations

from typing import Any

from django import forms


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


class DayInput(forms.DateInput):
    """A day, chosen in the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
