"""Form fields that every floor uses: a moment, a day, some times, and a text with proposals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.http import JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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


class MinutesField(forms.CharField):
    """One to six times in minutes, such as ``5 10 15``; empty gives the usual ones."""

    def __init__(self, *, most: float, usual: Iterable[float], **options: Any) -> None:
        self.most, self.usual = most, [float(m) for m in usual]
        options.setdefault("help_text", gettext_lazy("one or several times, such as 5 10 15"))
        super().__init__(required=False, max_length=40, **options)

    def clean(self, value: Any) -> list[float]:
        """Return the times, ascending."""
        words = (super().clean(value) or "").replace("，", " ").replace(",", " ").split()
        try:
            found = [float(word) for word in words] or self.usual
        except ValueError:
            found = []
        if not found or len(found) > 6 or not all(0 < m <= self.most for m in found):
            raise forms.ValidationError(
                _("Give one to six times of at most %(most)d minutes.") % {"most": self.most}
            )
        return sorted(set(found))


class SuggestInput(forms.TextInput):
    """A text field that proposes what one may mean while one types.

    ``url_name`` is a page that answers ``?q=`` with JSON rows of value, label, note and level
    (``suggestions``). Choosing writes the value into the field; without scripts one writes it
    oneself, so the form must understand what a person would write (a code, a full name).
    """

    def __init__(self, url_name: str, attrs: dict[str, Any] | None = None) -> None:
        self.url_name = url_name
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Wrap the text field with the list of proposals."""
        found = dict(attrs or {})
        list_id = f"{found.get('id') or name}_list"
        found |= {
            "role": "combobox",
            "aria-autocomplete": "list",
            "aria-expanded": "false",
            "aria-controls": list_id,
            "data-suggest-target": "input",
            "data-action": "input->suggest#typed keydown->suggest#key blur->suggest#left",
        }
        return format_html(
            '<div class="suggest" data-controller="suggest" data-suggest-url-value="{}">{}'
            '<ul class="suggest__list" id="{}" role="listbox" data-suggest-target="list" hidden>'
            "</ul></div>",
            reverse(self.url_name),
            super().render(name, value, found, renderer),
            list_id,
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposal: what is written into the field, how it reads, a note beside it, its level."""

    value: str
    label: str
    note: str = ""
    level: int | None = None


def suggestions(rows: Iterable[Suggestion]) -> JsonResponse:
    """Answer the proposals of a ``SuggestInput``."""
    return JsonResponse({"rows": [asdict(row) for row in rows]})
